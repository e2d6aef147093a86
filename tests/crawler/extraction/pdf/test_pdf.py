from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from crawler.extraction import pdf
from crawler.extraction.base import EncryptedError, ExtractionError, Paragraph, Table

Build = Callable[..., bytes]


WIDTHS = [28, 62, 110, *[36] * 7]


def tables(data: bytes) -> list[list[list[str]]]:
    return [b.rows() for b in pdf.extract(data).blocks if isinstance(b, Table)]


def paragraphs(data: bytes) -> list[str]:
    return [b.text for b in pdf.extract(data).blocks if isinstance(b, Paragraph)]


@pytest.mark.parametrize("seed", range(3))
def test_every_cell_of_the_statutory_tables_is_in_its_place(typeset: Build, paper: Any, seed: int) -> None:
    asked, asked_spans = paper.requests_table(seed)
    told, told_spans = paper.proactive_table(seed)
    data = typeset([
        paper.prose("二、主动公开政府信息情况"),
        paper.grid(told, told_spans, [200, 80, 80, 80]),
        paper.prose("三、收到和处理政府信息公开申请情况"),
        paper.grid(asked, asked_spans, WIDTHS),
    ])  # fmt: skip
    assert tables(data) == [told, asked]


def test_a_table_over_a_page_break_is_one_table(typeset: Build, paper: Any) -> None:
    rows = [["序号", "事项", "数量"], *[[str(n), f"第{n}类事项", str(n * 37 % 101)] for n in range(1, 90)]]
    data = typeset([paper.grid(rows, [], [60, 260, 100], repeat=1)])
    assert tables(data) == [rows]
    assert "stitched" in pdf.extract(data).notes


def test_a_table_goes_on_in_the_next_column(two_columns: Build, paper: Any) -> None:
    text = ["".join(f"第{k}批目录新增条目{k * n}条，按期公开。" for k in range(5 + n, 19)) for n in range(5)]
    rows = [["事项", "单位", "数量"], *[[f"第{n}类公开事项", "件", str(n * 37 % 101)] for n in range(1, 90)]]
    data = two_columns([*map(paper.prose, text), paper.grid(rows, [], [110, 40, 60]), paper.prose("特此报告。")])
    assert (paragraphs(data), tables(data)) == ([*text, "特此报告。"], [rows])


def test_a_large_title_beside_small_lines_is_no_part_of_them(two_columns: Build, paper: Any) -> None:
    text = ["".join(f"第{k}批目录新增条目{k * n}条，按期公开。" for k in range(5 + n, 60)) for n in range(3)]
    data = two_columns([paper.title("某县2021年信息公开报告", 20), *[paper.prose(p, 9) for p in text]])
    assert paragraphs(data) == ["某县2021年信息公开报告", *text]


def test_lines_become_the_paragraphs_they_were(typeset: Build, paper: Any) -> None:
    text = [
        f"（{'一二三四五六七八九'[n]}）"
        + "".join(f"第{k}批目录新增条目{k * n}条，按期公开。" for k in range(5 + n, 25))
        for n in range(9)
    ]
    data = typeset(
        [paper.title("某县2021年政府信息公开工作年度报告"), *map(paper.prose, text)], head="某县人民政府办公室"
    )
    assert paragraphs(data) == ["某县2021年政府信息公开工作年度报告", *text]


def test_bytes_before_the_header_are_forgiven(typeset: Build, paper: Any) -> None:
    data = typeset([paper.prose("一、总体情况")])
    assert paragraphs(b"\r\n<html>junk</html>\n" * 50 + data) == ["一、总体情况"]


def test_a_password_is_asked_for(typeset: Build, paper: Any) -> None:
    with pytest.raises(EncryptedError):
        pdf.extract(typeset([paper.prose("一、总体情况")], encrypt="open sesame"))


@pytest.mark.parametrize("data", [b"", b"plain text", b"%PDF-1.7\nnothing follows"])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(ExtractionError):
        pdf.extract(data)
