"""Small tables of the body's own making, printed between paragraphs. Names and numbers are invented."""

from __future__ import annotations

from crawler.extraction.base import Block, Paragraph
from tests.replica.reports.statutory import Spanned, lay
from tests.replica.reports.voice import Voice

SURNAMES = "阙亓禤逄佴墨哈谯笪年爱阳佟第五言福"
GIVEN = ("晓禾", "一苇", "青岚", "望舒", "知远", "乐山", "若谷", "清越", "怀瑾", "星野", "云舟", "听松")
_DUTIES = ("统筹协调", "信息审核", "网站更新", "依申请公开答复", "台账登记", "数据汇总")


def person(voice: Voice) -> str:
    """Return an invented name."""
    return voice.rng.choice(SURNAMES) + voice.rng.choice(GIVEN)


def mobile(voice: Voice) -> str:
    """Return a number of no subscriber: the 199 0000 block."""
    return f"1990000{voice.rng.randint(0, 9999):04d}"


def extra_table(voice: Voice) -> list[Block]:
    """Return a sentence with a table after it, for about one report in four."""
    draw = voice.rng.random()
    if draw < 0.15:
        return [Paragraph("分类统计如下："), lay(_kinds(voice))]
    if draw < 0.25:
        return [Paragraph(f"{voice.facts['year']}年公开工作人员分工："), lay(_staff(voice))]
    return []


def _kinds(voice: Voice) -> list[list[Spanned]]:
    counts = [voice.rng.randint(2, 60) for _ in range(voice.rng.randint(4, 7))]
    rows: list[list[Spanned]] = [["序号", "信息类别", "条数", "备注"]]
    rows += [
        [str(n), voice.say("topic"), str(count), voice.rng.choice(("", "", "含解读", "/"))]
        for n, count in enumerate(counts, 1)
    ]
    return [*rows, [("合计", 1, 2), str(sum(counts)), ""]]


def _staff(voice: Voice) -> list[list[Spanned]]:
    people = voice.rng.randint(2, 4)
    rows: list[list[Spanned]] = [["姓名", "职务", "联系方式", "职责"]]
    for index in range(people):
        duty: list[Spanned] = (
            [voice.rng.choice(_DUTIES)] if index != 1 else [(voice.rng.choice(_DUTIES), people - 1, 1)]
        )
        rows.append([person(voice), "主任" if not index else "干事", mobile(voice), *(duty if index <= 1 else [])])
    return rows
