"""Tables whose columns no rule parts, and texts that only look a little like them."""

from __future__ import annotations

from crawler.extraction.base import Table
from crawler.extraction.layout import Glyph, GlyphPage, blocks

SIZE = 12.0
PLACES = (70.0, 250.0, 330.0, 410.0)


def page(*rows: tuple[str, ...], exact: bool = True) -> GlyphPage:
    glyphs = [
        Glyph(c, x + k * SIZE, y, x + (k + 1) * SIZE, y + SIZE, SIZE)
        for y, row in zip(range(100, 800, 24), rows, strict=False)
        for x, text in zip(PLACES, row, strict=False)
        for k, c in enumerate(text)
    ]
    return GlyphPage(595.0, 842.0, glyphs, exact=exact)


def tables(*pages: GlyphPage) -> list[list[list[str]]]:
    return [block.rows() for block in blocks(pages)[0] if isinstance(block, Table)]


ROWS = (
    ("信息名称", "单位", "数量", "备注"),
    ("道路养护", "件", "12", "无"),
    ("水质监测", "件", "7", "/"),
    ("合计", "", "19", ""),
)


def test_texts_below_each_other_are_a_table() -> None:
    assert tables(page(*ROWS)) == [[list(row) for row in ROWS]]


def test_a_gap_in_a_column_moves_nothing() -> None:
    rows = (*ROWS[:3], ("食品抽检", "批次", "", "无"), ("林木管护", "", "3", ""))
    assert tables(page(*rows)) == [[list(row) for row in rows]]


def test_the_sentence_above_is_no_row() -> None:
    sentence = ("本年公开的信息见下表，其中道路养护的信息由养护站提供。",)
    assert tables(page(sentence, *ROWS)) == [[list(row) for row in ROWS]]


def test_labels_with_a_page_or_a_date_are_lines() -> None:
    contents = (("一、总体情况", "", "", "1"), ("二、主动公开", "", "", "3"), ("三、其他", "", "", "9"))
    assert tables(page(*contents)) == []


def test_two_lines_are_not_enough() -> None:
    assert tables(page(*ROWS[:2])) == []


def test_a_scan_is_not_measured_so_finely() -> None:
    assert tables(page(*ROWS, exact=False)) == []


def test_labels_may_be_subdivided_on_the_next_page() -> None:
    upper = [(f"{n}、本年新收政府信息公开申请", "", str(5 * k), str(6 * k)) for k, n in enumerate("一二三", 1)]
    lower = [
        ("三、结果", "予以公开", "305", "7"),
        ("四、结转", "部分公开", "3", "12"),
        ("五、其他", "不予公开", "14", "9"),
    ]
    assert tables(page(*upper), page(*lower)) == [[list(row) for row in [*upper, *lower]]]


def spread(*cells: tuple[float, float, str]) -> GlyphPage:
    """Texts at any place: left edge, height, text; lines of a cell are parted by a slash."""
    glyphs = [
        Glyph(c, x + k * SIZE, y + n * 15, x + (k + 1) * SIZE, y + n * 15 + SIZE, SIZE)
        for x, y, text in cells
        for n, line in enumerate(text.split("/"))
        for k, c in enumerate(line)
    ]
    return GlyphPage(595.0, 842.0, glyphs)


def grid(rows: list[tuple[float, tuple[str, ...]]], first: float = 100) -> GlyphPage:
    """Rows of texts that hang from their tops."""
    cells, y = [], first
    for height, row in rows:
        cells += [(x, y, text) for x, text in zip(PLACES, row, strict=True) if text]
        y += height
    return spread(*cells)


def test_texts_of_several_lines_hang_from_the_top_of_their_row() -> None:
    rows = [
        (24.0, ("信息名称", "单位", "数量", "备注")),
        (54.0, ("道路养护/目录和办理/流程", "件", "12", "见附件/二")),
        (39.0, ("水质监测/周报", "件", "7", "无")),
        (24.0, ("合计", "", "19", "")),
    ]
    assert tables(grid(rows)) == [[[cell.replace("/", "") for cell in row] for _, row in rows]]


def test_a_label_stands_in_the_row_of_its_figures_whatever_is_free_above() -> None:
    figures = [(x, 120.0 + 30 * n, str(n * 37 + k)) for n in range(5) for k, x in enumerate((330.0, 410.0))]
    labels = [
        (70.0, 120.0, "四、部分公开"),
        (70.0, 150.0, "五、不予公开"),
        (70.0, 195.0, "六、不予处理"),
        (70.0, 240.0, "七、总计"),
    ]
    leaves = [(200.0, 180.0, "信访举报"), (200.0, 210.0, "重复申请")]
    (found,) = tables(spread(*labels, *leaves, *figures))
    assert [row[:3] for row in found] == [
        ["四、部分公开", "", "0"],
        ["五、不予公开", "", "37"],
        ["六、不予处理", "信访举报", "74"],
        ["", "重复申请", "111"],
        ["七、总计", "", "148"],
    ]


def test_rows_that_make_no_table_are_not_read_as_two_columns_of_text() -> None:
    rows = [("道路养护目录", "每年三百件", "水质监测目录", "每年四百件")] * 5
    rows.append(("道路养护目录", "每年三百件", "水质监测目录", "12 15"))  # two figures in one place
    cells = [
        (x, 100.0 + 24 * n, c) for n, row in enumerate(rows) for x, c in zip((70, 160, 300, 390), row, strict=True)
    ]
    lines = [block.text.replace(" ", "") for block in blocks([spread(*cells)])[0] if not isinstance(block, Table)]
    assert lines == ["".join(row).replace(" ", "") for row in rows]


def test_two_rows_at_the_end_of_a_page_belong_to_the_table_on_the_next_one() -> None:
    rows = [*ROWS, ("食品抽检", "批次", "4", "无"), ("林木管护", "", "3", "")]
    assert tables(page(*rows[:2]), page(*rows[2:])) == [[list(row) for row in rows]]


def test_a_cell_cut_by_the_end_of_the_page_is_whole() -> None:
    rows = [ROWS[0], ("道路养护", "件", "12", "无"), ("水质监测", "件", "7", "无")]
    torn, rest = ("食品抽检和", "批次", "4", "见附件"), ("农药监测", "", "", "第二页")
    after = [("合计", "", "23", ""), ("其中许可", "件", "9", "无")]
    upper = grid([(24.0, row) for row in (*rows, torn)], 700)
    lower = grid([(24.0, row) for row in (rest, *after)], 70)
    whole = ("食品抽检和农药监测", "批次", "4", "见附件第二页")
    assert tables(upper, lower) == [[list(row) for row in [*rows, whole, *after]]]


def test_labels_over_three_pages_have_the_columns_of_all_of_them() -> None:
    heads = [("三、结果", "予以公开", "305", "7"), ("", "部分公开", "3", "12"), ("", "不予公开", "14", "9")]
    bodies = [("四、结转下年度继续办理", "", str(5 * k), str(6 * k)) for k in range(1, 4)]
    tails = [("五、其他", "转送", "8", "2"), ("", "撤回", "6", "5"), ("", "存档", "1", "1")]
    assert tables(page(*heads), page(*bodies), page(*tails)) == [[list(row) for row in [*heads, *bodies, *tails]]]


def test_a_head_that_begins_where_its_first_column_does_stays_there() -> None:
    heads = [(70.0, 100.0, "行政复议"), (310.0, 100.0, "行政诉讼")]
    names = ["维持", "纠正了的", "其他", "尚未审结", "总计", "维持"]
    columns = [(70.0 + 80 * k, 130.0, name) for k, name in enumerate(names)]
    figures = [(70.0 + 80 * k, 160.0 + 30 * n, str(11 ** (k % 3) * (n + 1))) for n in range(2) for k in range(6)]
    (found,) = tables(spread(*heads, *columns, *figures))
    assert found[0] == ["行政复议", "", "", "行政诉讼", "", ""]
