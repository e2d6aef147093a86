"""What a careless eye takes for an annual report: notices with all its markers, guides, other yearly reports.

``tempt`` strews them over the columns where portals keep them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date

from crawler.extraction.base import Block, Cell, Paragraph, Table
from tests.replica import noise
from tests.replica.columns import Article, Column
from tests.replica.documents import markup
from tests.replica.family import Family
from tests.replica.reports import compose

KINDS = {
    "format": "关于印发《中华人民共和国政府信息公开工作年度报告格式》的通知",
    "call": "关于做好{year}年度政府信息公开工作年度报告编制和发布工作的通知",
    "system": "{who}政府信息公开工作年度报告制度",
    "guide": "{who}政府信息公开指南（{year}年版）",
    "plan": "{county}{year}年政务公开工作要点",
    "summary": "{who}{year}年政务公开工作总结",
    "website": "{county}人民政府门户网站{year}年政府网站工作年度报表",
    "law": "{who}{year}年法治政府建设年度报告",
    "enforcement": "{who}{year}年行政执法统计年报",
    "training": "{county}召开{year}年政府信息公开工作年度报告编制培训会",
    "school": "{county}第一中学{before}—{year}学年信息公开年度报告",
    "city": "{above}{year}年政府信息公开工作年度报告",
    "statistics": "{county}{year}年国民经济和社会发展统计公报",
    "review": "关于{year}年度规范性文件备案审查工作情况的报告",
    "assessment": "{county}{year}年政务公开工作第三方评估报告",
    "survey": "{county}{year}年政府信息公开工作社会评议",
    "template": "政府信息公开工作年度报告范文",
}
_WITH_MARKERS = ("format", "call", "template")


def tempt(family: Family, column: Column, kinds: str, who: str = "", year: int = 0) -> list[Article]:
    """Publish one look-alike of each kind (names parted by spaces) in a column."""
    return [_one(family, column, kind, who, year) for kind in kinds.split()]


def picture(family: Family, column: Column, article: Article) -> Article:
    """Publish the 图解 beside a real report: the same title, a picture, no text."""
    title = f"图解：{article.title}"
    return family.lookalike(column, "picture", title, article.published, lambda: '<p><img src="/images/tj.png"></p>')


def _one(family: Family, column: Column, kind: str, who: str, year: int) -> Article:
    rng = family.rng("lookalike", column.path, kind)
    year = year or rng.randint(2016, 2024)
    county = family.county
    who = who or county.name + rng.choice(noise.names(family))
    values = {"who": who, "year": year, "before": year - 1, "county": county.name, "above": county.above}
    title = KINDS[kind].format(**values)
    day = date(year if kind in {"plan", "guide"} else year + 1, rng.randint(1, 3), rng.randint(1, 28))
    return family.lookalike(column, kind, title, day, _body(family, column.path, kind, who, year))


def _body(family: Family, place: str, kind: str, who: str, year: int) -> Callable[[], str]:
    def body() -> str:
        rng = family.rng("lookalike text", place, kind)
        if kind == "city":
            return markup(
                compose(f"{family.county.above}人民政府", "county", year, rng, family.county.above).blocks, rng
            )
        paragraphs = noise.text(rng, who, date(year, 3, 1), "政府信息公开")
        if kind not in _WITH_MARKERS:
            return paragraphs
        blocks = compose("××市××局", "department", max(year, 2021), rng, "××市").blocks
        return f"<p>各乡镇人民政府，各部门：</p>{paragraphs}<p>附件：格式</p>{markup(blanked(blocks), rng)}"

    return body


def blanked(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return a report's blocks as the official form has them: no year, no figure."""
    return tuple(
        Paragraph(_blank(block.text))
        if isinstance(block, Paragraph)
        else Table(tuple(Cell(c.row, c.col, _blank(c.text), c.rowspan, c.colspan) for c in block.cells))
        for block in blocks
    )


def _blank(text: str) -> str:
    return re.sub(r"\d+", lambda match: "××" if len(match[0]) == 4 else "", text)
