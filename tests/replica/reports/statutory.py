"""The three tables of the statutory form, with the merged header and label structure that the law prints.

The labels are those of the form itself (国办公开办函〔2019〕60号, 〔2021〕30号) and of its common local variants.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from crawler.extraction.base import Cell, Table
from tests.replica.chance import chance
from tests.replica.reports.figures import COLUMNS, Figures

Spanned = str | tuple[str, int, int]  # text, or (text, rowspan, colspan)

APPLICANTS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
REFUSED = (
    "属于国家秘密",
    "其他法律行政法规禁止公开",
    "危及“三安全一稳定”",
    "保护第三方合法权益",
    "属于三类内部事务信息",
    "属于四类过程性信息",
    "属于行政执法案卷",
    "属于行政查询事项",
)
UNAVAILABLE = ("本机关不掌握相关政府信息", "没有现成信息需要另行制作", "补正后申请内容仍不明确")
UNHANDLED = (
    "信访举报投诉类申请",
    "重复申请",
    "要求提供公开出版物",
    "无正当理由大量反复申请",
    "要求行政机关确认或重新出具已获取信息",
)
OTHERWISE = (
    "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "其他",
)
RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
_BALANCE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


def lay(rows: Sequence[Sequence[Spanned]]) -> Table:
    """Place cells the way a browser does: each row's cells go to the first free positions."""
    cells: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(rows):
        col = 0
        for spanned in row:
            text, rowspan, colspan = (spanned, 1, 1) if isinstance(spanned, str) else spanned
            while (r, col) in taken:
                col += 1
            cells.append(Cell(r, col, text, rowspan, colspan))
            taken |= {(r + i, col + j) for i in range(rowspan) for j in range(colspan)}
    return Table(tuple(cells))


def proactive(form: str, numbers: dict[str, str], rng: random.Random) -> Table:
    """Return table 2. ``numbers`` holds its cells as printed, by name."""
    return lay(_proactive_2021(numbers) if form == "2021" else _proactive_2019(numbers, rng))


def _proactive_2021(n: dict[str, str]) -> list[list[Spanned]]:
    def article(item: str, heading: str, *rows: tuple[str, str]) -> list[list[Spanned]]:
        head: list[list[Spanned]] = [[(f"第二十条第（{item}）项", 1, 4)], ["信息内容", (heading, 1, 3)]]
        return head + [[label, (n[key], 1, 3)] for label, key in rows]

    return [
        [("第二十条第（一）项", 1, 4)],
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", n["rules"], n["rules"], n["rules"]],
        ["行政规范性文件", n["issued"], n["repealed"], n["valid"]],
        *article("五", "本年处理决定数量", ("行政许可", "permits")),
        *article("六", "本年处理决定数量", ("行政处罚", "penalties"), ("行政强制", "coercion")),
        *article("八", "本年收费金额（单位：万元）", ("行政事业性收费", "fees")),
    ]


def _proactive_2019(n: dict[str, str], rng: random.Random) -> list[list[Spanned]]:
    head = ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"]
    amount = rng.choice(("采购总金额", "采购总金额", "采购总金额（单位：万元，保留4位小数）"))
    local: list[list[Spanned]] = (
        [["其他主动公开文件", n["valid"], n["issued"], n["valid"]]] if chance(rng, 0.1) else []
    )  # the Hubei variant

    def items(label: str, key: str) -> list[Spanned]:
        return [label, n[key + "_before"], n[key + "_change"], n[key]]

    return [
        [("第二十条第（一）项", 1, 4)],
        ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"],
        ["规章", n["rules"], n["rules"], n["rules"]],
        ["规范性文件", n["issued"], n["repealed"], n["valid"]],
        *local,
        [("第二十条第（五）项", 1, 4)],
        [*head],
        items("行政许可", "permits"),
        items("其他对外管理服务事项", "services"),
        [("第二十条第（六）项", 1, 4)],
        [*head],
        items("行政处罚", "penalties"),
        items("行政强制", "coercion"),
        [("第二十条第（八）项", 1, 4)],
        ["信息内容", "上一年项目数量", ("本年增/减", 1, 2)],
        ["行政事业性收费", n["fees_before"], (n["fees_change"], 1, 2)],
        [("第二十条第（九）项", 1, 4)],
        ["信息内容", "采购项目数量", (amount, 1, 2)],
        ["政府集中采购", n["purchases"], (n["purchase_sum"], 1, 2)],
    ]


def requests(form: str, figures: Figures, zero: str, rng: random.Random) -> Table:
    """Return table 3: three label columns and seven numeric ones; ``zero`` is what the body prints for nothing."""
    dot = rng.choice((".", ".", "．"))
    applicants = list(APPLICANTS)
    if chance(rng, 0.1):  # a common slip of the field
        applicants[2] = "社会组织"
    header: list[list[Spanned]] = [
        [(_BALANCE, 3, 3), ("申请人情况", 1, 7)],
        [("自然人", 2, 1), ("法人或其他组织", 1, 5), ("总计", 2, 1)],
        [*applicants],
    ]
    numbers = [[str(number) if number else zero for number in row] for row in figures.requests]
    labels = _request_labels(form, dot, rng)
    return lay(header + [[*label, *row] for label, row in zip(labels, numbers, strict=True)])


def _request_labels(form: str, dot: str, rng: random.Random) -> list[list[Spanned]]:
    def group(title: str, *items: str) -> list[list[Spanned]]:
        rows: list[list[Spanned]] = [[f"{number}{dot}{item}"] for number, item in enumerate(items, 1)]
        rows[0].insert(0, (title, len(items), 1))
        return rows

    unavailable = ("本单位不掌握相关政府信息", *UNAVAILABLE[1:]) if chance(rng, 0.1) else UNAVAILABLE  # local wording
    results: list[list[Spanned]] = [
        [("（一）予以公开", 1, 2)],
        [("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", 1, 2)],
        *group("（三）不予公开", *REFUSED),
        *group("（四）无法提供", *unavailable),
        *group("（五）不予处理", *UNHANDLED),
        *(group("（六）其他处理", *OTHERWISE) if form == "2021" else [[("（六）其他处理", 1, 2)]]),
        [("（七）总计", 1, 2)],
    ]
    results[0].insert(0, ("三、本年度办理结果", len(results), 1))
    return [
        [("一、本年新收政府信息公开申请数量", 1, 3)],
        [("二、上年结转政府信息公开申请数量", 1, 3)],
        *results,
        [("四、结转下年度继续办理", 1, 3)],
    ]


def litigation(figures: Figures, zero: str) -> Table:
    """Return table 4: fifteen cells under three rows of merged headings."""
    parts = len(RESULTS)
    return lay(
        [
            [("行政复议", 1, parts), ("行政诉讼", 1, 2 * parts)],
            [*((result, 2, 1) for result in RESULTS), ("未经复议直接起诉", 1, parts), ("复议后起诉", 1, parts)],
            [*RESULTS, *RESULTS],
            [str(number) if number else zero for number in figures.litigation],
        ]
    )


WIDTH = 3 + COLUMNS + 1
