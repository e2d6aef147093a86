import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import extraction
from crawler.extraction.base import Cell, Table
from crawler.extraction.statutory.forms import kind
from crawler.extraction.tables.ghost_columns import drop_ghost_columns
from tests.crawler.extraction.wordml import docx, span, tbl, tc, tr
from tests.replica.reports import compose
from tests.replica.writers.grid import cut

PROACTIVE = {
    "2021": [
        ["第二十条第（一）项"],
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "0", "0", "0"],
    ],
    "2019": [["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"], ["其他对外管理服务事项", "3", "0", "1"]],
    "procurement": [["第二十条第（九）项"], ["信息内容", "采购项目数量", "采购总金额（单位：万元，保留4位小数）"]],
    "broken labels": [["第二十条第(五) 项"], ["信息内容", "本年处理 决定数量"], ["行政许可", "12"]],
}
OTHERS = {
    "duties": [["科室", "职责"], ["审批科", "行政许可、行政处罚、行政强制"], ["法规科", "规范性文件审查"]],
    "indicators": [
        ["统计指标", "单位", "统计数"],
        ["主动公开政府信息数", "条", "812"],
        ["收到申请数", "件", "0"],
        ["行政复议数量", "件", "0"],
        ["行政诉讼数量", "件", "0"],
    ],
    "staff": [["姓名", "职务"], ["某某", "主任"]],
    "empty": [],
}


@pytest.mark.parametrize("name", PROACTIVE)
def test_variants_of_the_first_table(name):
    assert kind(PROACTIVE[name]) == "proactive"


@pytest.mark.parametrize("name", OTHERS)
def test_tables_of_other_things_have_no_kind(name):
    assert kind(OTHERS[name]) is None


@pytest.mark.parametrize("year", [2019, 2022])
def test_each_half_of_a_cut_table_is_recognised(year):
    report = compose("某县某镇人民政府", "township", year, random.Random(5), "某县")
    tables = [block for block in report.blocks if isinstance(block, Table) and kind(block.rows())]
    assert [kind(table.rows()) for table in tables] == ["proactive", "requests", "litigation"]
    for table in tables[:2]:
        height = len(table.rows())
        for at in range(4, height - 3):
            assert [kind(half.rows()) for half in cut(table, at)] == [kind(table.rows())] * 2, at


def test_misread_characters_do_not_hide_the_kind():
    rows = [["白然人", "法人或其它组织", "总计"], ["一、本年新牧政府信息公开申请数量", "0", "0"]]
    rows += [
        ["（一）予以公开", "0", "0"],
        ["（二）不分公开", "0", "0"],
        ["2.重复申请", "0", "0"],
        ["3.要求提供公开出版物", "0", "0"],
    ]
    assert kind(rows) == "requests"
    assert kind([["结果维特", "结果纠正", "其他结果", "尚末审结"], ["0", "0", "0", "0"]]) == "litigation"


def test_of_merged_tables_the_larger_part_counts():
    report = compose("某县某镇人民政府", "township", 2022, random.Random(5), "某县")
    grids = [block.rows() for block in report.blocks if isinstance(block, Table) and kind(block.rows())]
    assert kind([row for rows in grids for row in rows]) == "requests"


def cells(*rows):
    """Return a table of rows of (text, width)."""
    found = []
    for row, pairs in enumerate(rows):
        column = 0
        for text, width in pairs:
            found.append(Cell(row, column, text, 1, width))
            column += width
    return Table(tuple(found))


def test_a_border_dragged_in_some_rows_makes_no_column():
    """A head's border lies left or right of the one between the figures below, so a column stands between the two."""
    heads = ["行政复议", "", "", "行政诉讼", ""]
    outcomes, figures = ["结果维持", "结果纠正", "尚未审结", "结果维持", "总计"], ["1", "2", "3", "4", "5"]
    left = cells(
        [("行政复议", 3), ("行政诉讼", 3)],
        [*((text, 1) for text in outcomes[:2]), (outcomes[2], 2), *((text, 1) for text in outcomes[3:])],
        [*((text, 1) for text in figures[:2]), (figures[2], 2), *((text, 1) for text in figures[3:])],
    )
    assert drop_ghost_columns(left).rows() == [heads, outcomes, figures]


def test_a_cell_whose_border_was_dragged_keeps_its_column():
    table = cells(
        [("第二十条第（一）项", 5)],
        [("规章", 1), ("1", 2), ("2", 1), ("3", 1)],
        [("行政许可", 2), ("4", 3)],
        [("行政处罚", 2), ("5", 3)],
    )
    assert drop_ghost_columns(table).rows() == [
        ["第二十条第（一）项", "", "", ""],
        ["规章", "1", "2", "3"],
        ["行政许可", "4", "", ""],
        ["行政处罚", "5", "", ""],
    ]


@given(st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=6), min_size=1, max_size=6))
def test_no_text_is_lost_or_moved_past_another(widths):
    names = [[f"第二十条第{row}项{at}" for at in range(len(spans))] for row, spans in enumerate(widths)]
    table = cells(*(list(zip(texts, spans, strict=True)) for texts, spans in zip(names, widths, strict=True)))
    assert [[text for text in row if text] for row in drop_ghost_columns(table).rows()] == names


def test_text_and_tables_of_every_format_are_squared():
    rows = (
        tr(tc("行政复议", properties=span(3)), tc("行政诉讼", properties=span(2))),
        tr("结果维持", "结果纠正", tc("尚未审结", properties=span(2)), "其他结果"),
        tr("1", "2", tc("3", properties=span(2)), "4"),
    )
    found = extraction.extract(docx(tbl(*rows, widths=(1000, 1000, 1000, 300, 1000))))
    assert found.tables[0].rows[1:] == [["结果维持", "结果纠正", "尚未审结", "其他结果"], ["1", "2", "3", "4"]]
    assert found.text.endswith("\n1\t2\t3\t4")


def test_columns_of_other_tables_stay():
    form = Table((Cell(0, 0, "姓名"), Cell(0, 1, "某某", 1, 3), Cell(1, 0, "地址", 1, 2), Cell(1, 2, "电话", 1, 2)))
    assert drop_ghost_columns(form) is form
