"""Portal pages that someone printed to PDF."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from crawler.extraction import pdf
from crawler.extraction.base import Cell, Paragraph, Table, render
from crawler.extraction.pdf.portal import article

REPORT = (
    Paragraph("某县2021年政府信息公开工作年度报告"),
    Paragraph("一、总体情况"),
    Paragraph("全年公开信息十条，情况良好。"),
    Table((Cell(0, 0, "新收"), Cell(0, 1, "1"))),
    Paragraph("某县人民政府办公室"),
    Paragraph("2022年1月20日"),
)
ABOVE = tuple(map(Paragraph, ("首页", "走进某县", "政务公开", "您当前所在位置：首页 > 年报")))
BELOW = tuple(
    map(Paragraph, ("分享到：微信 微博", "相关文章", "某县2020年年报", "主办：某县人民政府　版权所有：某县人民政府"))
)
ABOUT = (Paragraph("发布时间：2022-01-20 来源：本站"),)


def test_only_the_article_is_kept() -> None:
    assert article((*ABOVE, *REPORT[:1], *ABOUT, *REPORT[1:], *BELOW)) == REPORT


@pytest.mark.parametrize(
    "blocks",
    [
        (*ABOVE, *REPORT),
        (*REPORT, *BELOW),
        (*ABOVE[:3], *REPORT, *BELOW),
        (*ABOUT, *REPORT),
        (),
    ],
)
def test_a_report_that_is_no_printed_page_stays_as_it_is(blocks: tuple[Any, ...]) -> None:
    assert article(blocks) == blocks


def test_what_follows_the_footer_in_sentences_is_kept() -> None:
    more = Paragraph("附：全年共收到申请十件，均已答复。")
    assert article((*ABOVE, *REPORT, *BELOW, more)) == (*REPORT, *BELOW[1:], more)


def test_a_printed_page_is_read_as_its_article(typeset: Callable[..., bytes], paper: Any) -> None:
    data = typeset([paper.prose(block.text) for block in (*ABOVE, *REPORT[:3], *BELOW) if isinstance(block, Paragraph)])
    assert render(pdf.extract(data).blocks) == render(REPORT[:3])
