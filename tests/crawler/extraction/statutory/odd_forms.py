"""Odd and damaged prints of the three forms, made from the whole ones by the accidents seen on portals.

Each case is the tables of one report; its ``Figure`` cells say what has to be found.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from printed_forms import (
    APPLICANTS,
    Figure,
    Row,
    figures,
    litigation,
    proactive_2019,
    proactive_2021,
    requests_2019,
    requests_2021,
    statistics_2014,
)

Tables = list[list[Row]]
ODD: dict[str, Callable[[], Tables]] = {}


def odd(make: Callable[[], Tables]) -> Callable[[], Tables]:
    """Enter a case under its name."""
    ODD[make.__name__] = make
    return make


def relabel(table: list[Row], change: Callable[[str], str]) -> list[Row]:
    """Return the table with other words; figures stay."""
    return [[cell if isinstance(cell, Figure) else change(cell) for cell in row] for row in table]


def rewrite(table: list[Row], change: Callable[[str], str]) -> list[Row]:
    """Return the table with figures printed otherwise."""
    return [[Figure(change(c), c.name) if isinstance(c, Figure) else c for c in row] for row in table]


def padded(table: list[Row]) -> list[Row]:
    """Return the rows as wide as the widest: grids of the export are rectangular."""
    width = max(map(len, table))
    return [[*row, *[""] * (width - len(row))] for row in table]


def without_column(table: list[Row], column: int) -> list[Row]:
    """Return the table without one grid column."""
    return [row[:column] + row[column + 1 :] for row in table]


@odd
def plain_2019() -> Tables:
    return [proactive_2019(), requests_2019(), litigation()]


@odd
def plain_2021() -> Tables:
    return [proactive_2021(), requests_2021(), litigation()]


@odd
def plain_2014() -> Tables:
    return [statistics_2014()]


@odd
def one_sheet_2019() -> Tables:
    """All tables in one grid, with section headings and lines of prose between them."""
    heading = [["二、主动公开政府信息情况"]]
    third, fourth = [["三、收到和处理政府信息公开申请情况"]], [["四、政府信息公开行政复议、行政诉讼情况"]]
    parts = [heading, proactive_2019(), third, requests_2019(), [[""]], fourth, litigation(), [["五、存在的主要问题"]]]
    return [padded([row for part in parts for row in part])]


@odd
def one_sheet_2021() -> Tables:
    return [padded([*proactive_2021(), *requests_2021(), *litigation()])]


@odd
def blocks_apart_2019() -> Tables:
    """Each paragraph of article 20 is a table of its own."""
    rows = proactive_2019()
    cuts = [i for i, row in enumerate(rows) if row[0].startswith("第二十条")] + [len(rows)]
    return [rows[start:end] for start, end in pairwise(cuts)]


@odd
def headings_outside_2021() -> Tables:
    """The headings of the paragraphs stand outside the tables; heads and rows are left."""
    rows = proactive_2021()
    return [rows[1:4], rows[5:7], rows[8:11], rows[12:14], requests_2021()]


@odd
def cut_by_a_page() -> Tables:
    """The page ends within the requests; the second half has no head."""
    rows = requests_2019()
    return [rows[:14], rows[14:], litigation()]


@odd
def cut_with_head_repeated() -> Tables:
    rows = requests_2021()
    return [[*rows[:12], *rows[:3], *rows[12:]]]


@odd
def cut_proactive_between_head_and_row() -> Tables:
    rows = proactive_2019()
    return [rows[:-1], rows[-1:], requests_2019()]


@odd
def halves_of_another_width() -> Tables:
    """The second half has lost the empty first column."""
    rows = requests_2021()
    return [rows[:9], without_column(rows[9:-1], 0), litigation()]


@odd
def full_width_digits() -> Tables:
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    return [rewrite(table, lambda text: text.translate(wide)) for table in plain_2019()]


@odd
def numbering_dropped() -> Tables:
    """Word's automatic numbers are not in the text."""
    starts = ("一、", "二、", "三、", "四、", *(f"（{n}）" for n in "一二三四五六七"), *(f"{n}." for n in range(1, 9)))

    def bare(text: str) -> str:
        return next((text[len(start) :] for start in starts if text.startswith(start)), text)

    return [relabel(requests_2021(), bare), litigation()]


@odd
def numbering_dropped_2014() -> Tables:
    """A 统计表 without numbers: only the aliases can be known."""

    def bare(text: str) -> str:
        for mark in "、）.":
            head, _, tail = text.partition(mark)
            text = tail if len(head) <= 2 and tail else text
        return text

    def known(cell: str) -> str:
        return "" if isinstance(cell, Figure) and cell.name.startswith("stat") else cell

    return [[[known(cell) for cell in row] for row in relabel(statistics_2014(), bare)]]


@odd
def five_columns() -> Tables:
    """A mixed form as found: no 其他 and no 总计, 不予公开 lost, 部分公开 misread."""
    rows = [row[:8] for row in requests_2021()]
    return [relabel(rows, lambda t: t.replace("部分公开", "不分公开") if "区分" in t else "" if "不予公开" in t else t)]


@odd
def mixed_documents() -> Tables:
    """The head of form 2021 with one column of form 2019."""
    rows = proactive_2021()
    rows[1][1] = "本年新制作数量"
    return [rows, requests_2021()]


@odd
def no_total_column() -> Tables:
    return [without_column(requests_2019(), 9)]


@odd
def rows_left_out() -> Tables:
    """A township prints only the rows that it needs."""
    rows = requests_2021()
    return [[row for row in rows if not any(w in row[2] for w in ("执法案卷", "公开出版物", "不掌握", "3.其他"))]]


@odd
def rows_added() -> Tables:
    """Subtotals of a group and a local kind of documents."""
    table = requests_2019()
    table.insert(7, ["", "（三）不予公开（小计）", "", *"7777777"])
    proactive = proactive_2019()
    proactive.insert(4, ["其他主动公开文件", "77", "78", "79"])
    return [proactive, table]


@odd
def labels_renamed() -> Tables:
    words = {
        "本机关不掌握": "本单位不掌握",
        "社会公益组织": "社会组织",
        "予以公开": "同意公开",
        "结转下年度继续办理": "结转至下一年度继续办理的申请",
        "自然人": "公民（自然人）",
        "商业企业": "企业",
        "属于国家秘密": "涉及国家秘密的",
    }

    def renamed(text: str) -> str:
        for old, new in words.items():
            text = text.replace(old, new)
        return text

    return [relabel(requests_2019(), renamed)]


@odd
def spaces_in_labels() -> Tables:
    """Narrow columns: a blank or a line break between characters."""
    return [relabel(table, lambda t: f"{t[:2]} {t[2:]}" if len(t) > 2 else " ".join(t)) for table in plain_2021()]


@odd
def split_head_cells() -> Tables:
    """Head words torn into several rows of the grid."""
    rows = requests_2019()
    top = [*rows[2][:4], "商业", "科研", "社会公", "法律服", "其", ""]
    low = ["", "", "", "", "企业", "机构", "益组织", "务机构", "他", ""]
    fourth = litigation()
    half = [word[:2] for word in fourth[1][:5]]
    rest = [word[2:] for word in fourth[1][:5]]
    fourth[1:2] = [[*half, *fourth[1][5:]], [*rest, *[""] * 10]]
    return [[*rows[:2], top, low, *rows[3:]], fourth]


@odd
def split_row_labels() -> Tables:
    """The label of one row stands in two rows, its figures in the first."""
    rows = requests_2021()
    at = next(i for i, row in enumerate(rows) if row[2].startswith("5.要求行政机关"))
    rows[at][2] = "5.要求行政机关确认或重新"
    rows.insert(at + 1, ["", "", "出具已获取信息", *[""] * 7])
    return [rows]


@odd
def transposed() -> Tables:
    """Applicants down, results across."""
    return [[list(column) for column in zip(*padded(requests_2019()), strict=True)], litigation()]


@odd
def litigation_down() -> Tables:
    """One result a row."""
    rows = litigation()
    lines: list[Row] = []
    groups = ("行政复议", ""), ("行政诉讼", "未经复议直接起诉"), ("", "复议后起诉")
    for index, figure in enumerate(rows[3]):
        first, second = groups[index // 5] if index % 5 == 0 else ("", "")
        lines.append([first, second, ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")[index % 5], figure])
    return [requests_2021(), lines]


@odd
def litigation_in_three() -> Tables:
    """Review and the two ways of litigation as three tables of five."""
    words, numbers = litigation()[1][:5], litigation()[3]
    heads = "行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）"
    return [[[head, "", "", "", ""], words, numbers[n : n + 5]] for head, n in zip(heads, (0, 5, 10), strict=True)]


@odd
def shifted_rows() -> Tables:
    """Rows without the inner label column: figures one column to the left, a blank at the end."""
    rows = requests_2019()
    return [[[*row[:2], *row[3:], ""] if index in (3, 4, 5, 24, 25) else row for index, row in enumerate(rows)]]


@odd
def one_label_column() -> Tables:
    """Group and row in one cell, as in text pasted from a phone."""
    return [[["".join(row[:3]), *row[3:]] for row in requests_2021()]]


@odd
def head_lost() -> Tables:
    """The head is a picture; rows are whole."""
    return [requests_2019()[3:]]


@odd
def labels_lost_within_groups() -> Tables:
    """A scan kept the groups' names, not the rows'."""
    rows = requests_2019()
    return [[[*row[:2], "", *row[3:]] if row[2] and row[3].isdigit() else row for row in rows]]


@odd
def states_of_cells() -> Tables:
    """Blank, slash, dash, none and not applicable are five different things."""
    rows = requests_2021()
    for number, text in enumerate(("", "/", "—", "无", "不适用", "详见附件说明", "０")):
        rows[4][3 + number] = Figure(text, rows[4][3 + number].name)
    return [rows]


@odd
def amounts_and_changes() -> Tables:
    rows = proactive_2019()
    rows[-1][2] = Figure("328.65 万元", "proactive.procurement.amount")
    for row, text in ((6, "+3"), (7, "减2"), (10, "↑12"), (11, "－5"), (14, "增１件")):
        rows[row][2] = Figure(text, rows[row][2].name)
    rows[6][3] = Figure("1,234", rows[6][3].name)
    rows[7][3] = Figure("12 / 15", rows[7][3].name)
    return [rows, requests_2019()]


@odd
def notes_in_heads_and_below() -> Tables:
    """Notes inside the head's cells, a title above and remarks below."""
    rows = proactive_2019()
    rows[-2][2] = "采购总金额（单位：元，保留4位小数）"
    rows[1][3] = "对外公开总数量（含历年仍然有效的，共12件以内不计）"
    third = [["表三 申请情况", *[""] * 9], *requests_2019(), ["注：本表统计至2020年12月31日，共12人填写。", *[""] * 9]]
    return [rows, third]


@odd
def ghost_columns() -> Tables:
    """A column without head between the figures, always empty; merged heads reach over it."""
    return [[[*row[:5], "", *row[5:8], "", *row[8:]] for row in requests_2021()]]


@odd
def trailing_unit_column_2014() -> Tables:
    """A local 统计表: a running number in front and remarks behind."""
    rows = statistics_2014()
    return [[["序号" if n == 0 else str(n), *row, "备注" if n == 0 else ""] for n, row in enumerate(rows)]]


@odd
def local_rows_2014() -> Tables:
    """A province adds rows and columns of its own, which shifts the numbers behind them."""
    rows = statistics_2014()
    at = next(i for i, row in enumerate(rows) if row[0].startswith("3.政务微博"))
    extra = ["3.政务客户端公开政府信息数", "条", Figure("9001", "stat.1.2.3")]
    shifted = [
        [row[0].replace("3.", "4.").replace("4.政务微信", "5.政务微信").replace("5.其他", "6.其他"), *row[1:]]
        for row in rows[at : at + 3]
    ]
    return [[*rows[:at], extra, *shifted, *rows[at + 3 :]]]


@odd
def unit_inside_label_2014() -> Tables:
    """Two columns: the unit stands in the label."""
    return [[[f"{row[0]}（{row[1]}）" if row[1] and n else row[0], row[2]] for n, row in enumerate(statistics_2014())]]


@odd
def two_up_2014() -> Tables:
    """Two columns of indicators side by side on one sheet."""
    rows = statistics_2014()
    half = len(rows) // 2 + 1
    left, right = rows[:half], [rows[0], *rows[half:]]
    right += [["", "", ""]] * (len(left) - len(right))
    return [[[*a, *b] for a, b in zip(left, right, strict=True)]]


@odd
def cut_2014() -> Tables:
    rows = statistics_2014()
    return [rows[:20], rows[20:41], rows[41:]]


@odd
def only_litigation() -> Tables:
    return [litigation()]


@odd
def applicant_order_changed() -> Tables:
    """The total comes first."""
    order = [0, 1, 2, 9, 3, 4, 5, 6, 7, 8]
    return [[[row[column] for column in order] for row in requests_2019()]]


@odd
def extra_applicant_column() -> Tables:
    """A local column 其中：网上申请 at the end."""
    return [[[*row, "其中：网上申请" if n == 1 else "" if n < 3 else "5"] for n, row in enumerate(requests_2021())]]


@odd
def unrelated_tables() -> Tables:
    """Tables of other things, with the forms' words and figures in them: nothing of theirs is a fact."""
    staff = [["姓名", "职务", "联系方式"], ["某人", "主任", "12345678"]]
    fields = [["领域", "公开数量", "总计"], ["行政许可", "12", "12"], ["其他", "3", "3"], ["总计", "15", "15"]]
    return [staff, fields, requests_2019()]


@odd
def litigation_as_matrix() -> Tables:
    """Three rows of five instead of one of fifteen."""
    words, numbers = litigation()[1][:5], litigation()[3]
    labels = ["行政复议", "未经复议直接起诉", "复议后起诉"]
    rows = [[label, *numbers[at : at + 5]] for label, at in zip(labels, (0, 5, 10), strict=True)]
    return [requests_2021(), [["", *words], *rows]]


@odd
def litigation_with_a_label() -> Tables:
    """The row of figures has a label of its own."""
    return [[["", *row] if number < 3 else ["数量", *row] for number, row in enumerate(litigation())]]


@odd
def proactive_down() -> Tables:
    """Subjects across, measures down, one table a paragraph."""
    rows = proactive_2021()
    blocks = rows[1:4], rows[8:11]
    return [[list(column) for column in zip(*padded(block), strict=True) if any(column)] for block in blocks]


@odd
def paragraph_in_a_column() -> Tables:
    """The paragraph of article 20 stands in the first column, over the rows of its block."""
    wide: list[Row] = []
    head = ""
    for row in proactive_2019():
        if row[0].startswith("第二十条"):
            head = row[0]
        else:
            wide.append([head, *row])
            head = ""
    return [wide, requests_2019()]


@odd
def numbered_lines() -> Tables:
    """A running number in front of each row, and the table cut in two."""
    rows = [
        ["序号" if number == 1 else "" if number < 3 else str(number - 2), *row]
        for number, row in enumerate(requests_2021())
    ]
    return [rows[:12], rows[12:]]


@odd
def inner_labels_lost_with_their_cells() -> Tables:
    """Rows below the first of a group have lost the cells that the group's name covers: figures stand further left."""
    rows = requests_2019()
    return [[row if number < 3 or row[0] or row[1] else [*row[2:], "", ""] for number, row in enumerate(rows)]]


@odd
def zeros_left_blank() -> Tables:
    """Figures stand in the columns 自然人 and 总计 alone."""
    rows = requests_2021()
    blank = [
        [Figure("", c.name) if isinstance(c, Figure) and 4 <= at <= 8 else c for at, c in enumerate(row)]
        for row in rows
    ]
    return [blank]


@odd
def units_in_every_cell() -> Tables:
    return [rewrite(requests_2019(), lambda text: f"{text} 件"), rewrite(litigation(), lambda text: f"{text}件")]


@odd
def procurement_before_the_rest() -> Tables:
    """Paragraphs in another order."""
    rows = proactive_2019()
    return [[*rows[15:], *rows[:15]]]


def expected(tables: Tables) -> dict[str, str]:
    """Return field or alias → printed text of every figure."""
    return {cell.name: str(cell) for table in tables for row in table for cell in row if isinstance(cell, Figure)}


__all__ = ["APPLICANTS", "ODD", "expected", "figures"]
