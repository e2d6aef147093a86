"""Tables that a page break cut, as browsers and office suites print them: drawn here line by line."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from crawler.extraction.base import Paragraph, Table
from crawler.extraction.layout import Glyph, GlyphPage, Segment, blocks
from crawler.extraction.layout.radicals import RADICALS

EDGES = (70.0, 170.0, 290.0, 410.0)
SIZE = 12.0
Row = tuple[float, tuple[str, ...]]  # height, cells


def written(text: str, x: float, y: float) -> list[Glyph]:
    return [
        Glyph(c, x + k * SIZE, y, x + (k + 1) * SIZE, y + SIZE, SIZE) for k, c in enumerate(text) if not c.isspace()
    ]


def part(top: float, rows: list[Row], first: int = 0, *, begun: bool = False, unfinished: bool = False) -> GlyphPage:
    """A page with a part of a table; ``first``: column from which rules are drawn; open above or below."""
    ys = [top]
    for height, _ in rows:
        ys.append(ys[-1] + height)
    ruled = ys[1 if begun else 0 : len(ys) - 1 if unfinished else len(ys)]
    horizontals = [Segment(y, EDGES[first], EDGES[-1]) for y in ruled]
    verticals = [Segment(x, ys[0], ys[-1]) for x in EDGES[first:]]
    glyphs = [
        glyph
        for (y, _), (_, cells) in zip(pairwise(ys), rows, strict=True)
        for x, text in zip(EDGES[:-1], cells, strict=True)
        for glyph in written(text, x + 4, y + 4)
    ]
    return GlyphPage(595.0, 842.0, glyphs, horizontals, verticals)


def grid(*pages: GlyphPage) -> list[list[str]]:
    found, _ = blocks(pages)
    (table,) = (block for block in found if isinstance(block, Table))
    assert len(found) == 1
    return table.rows()


HEAD: Row = (24, ("事项", "单位", "数量"))


def test_the_blank_rest_of_a_row_is_no_row() -> None:
    upper = part(700, [HEAD, (16, ("许可", "件", "7"))])
    lower = part(70, [(14, ("", "", "")), (24, ("处罚", "件", "9"))])
    assert grid(upper, lower) == [["事项", "单位", "数量"], ["许可", "件", "7"], ["处罚", "件", "9"]]


def test_a_cell_open_below_and_above_is_one_cell() -> None:
    upper = part(700, [HEAD, (24, ("许可。", "", "7"))], unfinished=True)
    lower = part(70, [(24, ("一、续办", "件", "")), (24, ("处罚", "件", "9"))], begun=True)
    assert grid(upper, lower) == [["事项", "单位", "数量"], ["许可。一、续办", "件", "7"], ["处罚", "件", "9"]]


def test_closed_rows_stay_two_rows() -> None:
    upper = part(700, [HEAD, (24, ("许可。", "", "7"))])
    lower = part(70, [(24, ("一、续办", "件", "")), (24, ("处罚", "件", "9"))])
    assert [row[0] for row in grid(upper, lower)] == ["事项", "许可。", "一、续办", "处罚"]


def test_the_last_line_of_an_open_cell_may_stand_below_the_rules() -> None:
    upper = part(700, [HEAD, (20, ("许可", "件", "7"))], unfinished=True)
    spilt = GlyphPage(
        upper.width, upper.height, [*upper.glyphs, *written("续", 76, 740)], upper.horizontals, upper.verticals
    )
    lower = part(70, [(24, ("", "", "")), (24, ("处罚", "件", "9"))], begun=True)
    assert grid(spilt, lower) == [["事项", "单位", "数量"], ["许可续", "件", "7"], ["处罚", "件", "9"]]


def test_a_merged_cell_goes_on_where_no_rules_are_drawn_around_it() -> None:
    upper = part(700, [HEAD, (24, ("结果", "公开", "7"))])
    lower = part(70, [(24, ("", "不公开", "9")), (24, ("", "其他", "0"))], first=1)
    assert grid(upper, lower) == [
        ["事项", "单位", "数量"],
        ["结果", "公开", "7"],
        ["", "不公开", "9"],
        ["", "其他", "0"],
    ]


def test_radicals_are_read_as_the_characters_they_stand_for() -> None:
    assert "⼈⺠政府⻓⼾".translate(RADICALS) == "人民政府长户"


def test_a_heading_after_a_full_line_is_no_part_of_the_paragraph() -> None:
    full = "各部门按期公开目录并回应群众关切共计三十二次。"
    glyphs = [g for n, text in enumerate(["本年" + full[2:]] * 4) for g in written(text, 70, 100 + 20 * n)]
    glyphs += written("（二）平台建设情况", 70, 180) + written(full, 70, 200)
    found, _ = blocks([GlyphPage(595.0, 842.0, glyphs)])
    assert Paragraph("（二）平台建设情况") in found


def test_sides_drawn_on_to_the_end_of_the_page_are_no_row() -> None:
    upper = part(700, [HEAD, (24, ("许可", "件", "7")), (30, ("", "", ""))], unfinished=True)
    sides = [
        Segment(x, v.start, v.end if x in (EDGES[0], EDGES[-1]) else v.end - 30)
        for x in EDGES
        for v in upper.verticals[:1]
    ]
    lower = part(70, [(24, ("处罚", "件", "9"))])
    assert grid(replace(upper, verticals=sides), lower) == [
        ["事项", "单位", "数量"],
        ["许可", "件", "7"],
        ["处罚", "件", "9"],
    ]


def test_all_lines_that_run_out_below_an_open_cell_are_its_own() -> None:
    upper = part(700, [HEAD, (24, ("本年度办", "件", "7"))], unfinished=True)
    below = [glyph for k, text in enumerate(("理结", "果")) for glyph in written(text, EDGES[0] + 4, 750 + 18 * k)]
    lower = part(70, [(24, ("", "件", "8"))], begun=True)
    (row,) = grid(replace(upper, glyphs=[*upper.glyphs, *below]), lower)[1:2]
    assert row[0] == "本年度办理结果"


def test_the_text_of_a_merged_cell_may_stand_on_a_page_where_nothing_frames_it() -> None:
    upper = part(700, [HEAD, (24, ("", "公开", "7"))], unfinished=True)
    lower = part(70, [(24, ("", "不公开", "9")), (24, ("", "其他", "0"))], first=1)
    beside = GlyphPage(595.0, 842.0, [*lower.glyphs, *written("结果", 80, 86)], lower.horizontals, lower.verticals)
    assert grid(upper, beside) == [
        ["事项", "单位", "数量"],
        ["结果", "公开", "7"],
        ["", "不公开", "9"],
        ["", "其他", "0"],
    ]


def test_rows_with_figures_on_both_sides_of_a_break_without_rules_are_two_rows() -> None:
    upper = part(700, [HEAD, (24, ("规章", "件", "7"))], unfinished=True)
    lower = part(70, [(24, ("文件", "件", "8")), (24, ("处罚", "件", "9"))], begun=True)
    rows = [["规章", "件", "7"], ["文件", "件", "8"], ["处罚", "件", "9"]]
    assert grid(upper, lower) == [["事项", "单位", "数量"], *rows]


def narrow(top: float, rows: list[tuple[tuple[float, ...], tuple[str, ...]]]) -> GlyphPage:
    """A page with rows of 24 points; each has edges of its own."""
    glyphs, horizontals, verticals = [], [], []
    for number, (edges, cells) in enumerate(rows):
        y = top + 24 * number
        horizontals += [Segment(y, edges[0], edges[-1]), Segment(y + 24, edges[0], edges[-1])]
        verticals += [Segment(x, y, y + 24) for x in edges]
        for x, text in zip(edges[:-1], cells, strict=True):
            glyphs += written(text, x + 3, y + 6)
    return GlyphPage(595.0, 842.0, glyphs, horizontals, verticals)


def test_the_heads_that_a_break_between_two_rows_of_a_head_went_through_are_whole() -> None:
    heads, parted = (70.0, 100.0, 130.0, 250.0), (70.0, 100.0, 130.0, 190.0, 250.0)
    upper = narrow(700, [(heads, ("受理", "办结", "起诉情况"))])
    lower = narrow(70, [(parted, ("件数", "件数", "直接", "复议")), (parted, ("3", "2", "1", "0"))])
    assert grid(upper, lower) == [
        ["受理件数", "办结件数", "起诉情况", ""],
        ["", "", "直接", "复议"],
        ["3", "2", "1", "0"],
    ]


@pytest.mark.parametrize("gap", [1.5, 3.0, 4.5, 6.0])
@pytest.mark.parametrize("inside", [True, False])
def test_a_double_border_makes_no_rows_and_columns(gap: float, inside: bool) -> None:
    page = part(100, [HEAD, (24, ("许可", "件", "7")), (24, ("处罚", "件", "9"))])
    off = gap if inside else -gap
    left, right, top, bottom = EDGES[0] + off, EDGES[-1] - off, 100 + off, 172 - off
    across = [*page.horizontals, Segment(top, left, right), Segment(bottom, left, right)]
    down = [*page.verticals, Segment(left, top, bottom), Segment(right, top, bottom)]
    double = GlyphPage(595.0, 842.0, page.glyphs, across, down)
    assert grid(double) == [["事项", "单位", "数量"], ["许可", "件", "7"], ["处罚", "件", "9"]]


def test_an_empty_column_as_wide_as_a_character_stays() -> None:
    edges = (70.0, 170.0, 186.0, 286.0)
    rows = [(edges, ("事项", "", "数量")), (edges, ("许可", "", "7")), (edges, ("处罚", "", "9"))]
    assert grid(narrow(100, rows)) == [["事项", "", "数量"], ["许可", "", "7"], ["处罚", "", "9"]]


def without_sides(page: GlyphPage, bands: tuple[int, ...], top: float) -> GlyphPage:
    """The page's table without its outer sides, and without a vertical in some of its rows of 24 points."""
    pieces = [Segment(x, top + 24 * n, top + 24 * n + 24) for x in EDGES[1:-1] for n in range(9) if n not in bands]
    inner = [Segment(p.at, p.start, min(p.end, page.horizontals[-1].at)) for p in pieces]
    return GlyphPage(page.width, page.height, page.glyphs, page.horizontals, [p for p in inner if p.end > p.start])


def test_a_row_of_one_cell_connects_a_table_without_outer_sides() -> None:
    rows: list[Row] = [(24, ("第一部分", "", "")), HEAD, (24, ("许可", "件", "7")), (24, ("第二部分", "", ""))]
    rows += [HEAD, (24, ("处罚", "件", "9"))]
    assert grid(without_sides(part(100, rows), (0, 3), 100)) == [
        ["第一部分", "", ""],
        ["事项", "单位", "数量"],
        ["许可", "件", "7"],
        ["第二部分", "", ""],
        ["事项", "单位", "数量"],
        ["处罚", "件", "9"],
    ]


def test_a_heading_between_two_tables_without_outer_sides_parts_them() -> None:
    rows: list[Row] = [HEAD, (24, ("许可", "件", "7")), (24, ("三、申请情况", "", "")), HEAD, (24, ("处罚", "件", "9"))]
    found, _ = blocks([without_sides(part(100, rows), (2,), 100)])
    assert [type(block) for block in found] == [Table, Paragraph, Table]


def sheet(*pages: GlyphPage) -> GlyphPage:
    """Two pages side by side on one sheet."""
    glyphs, across, down = [], [], []
    for number, page in enumerate(pages):
        by = 595.0 * number
        glyphs += [g._replace(x0=g.x0 + by, x1=g.x1 + by) for g in page.glyphs]
        across += [Segment(h.at, h.start + by, h.end + by) for h in page.horizontals]
        down += [Segment(v.at + by, v.start, v.end) for v in page.verticals]
    return GlyphPage(1190.0, 842.0, glyphs, across, down)


def prose(*lines: str) -> GlyphPage:
    return GlyphPage(595.0, 842.0, [g for n, line in enumerate(lines) for g in written(line, 70, 90 + 20 * n)])


FULL = "全年公开事项逐项列明并按月更新以便群众查询和监督使用情况如下"


def test_two_pages_on_one_sheet_are_read_one_after_the_other() -> None:
    left, right = prose(*[FULL] * 5), prose(*[FULL[::-1]] * 5)
    upper, lower = part(700, [HEAD, (24, ("许可", "件", "7"))]), part(70, [HEAD, (24, ("处罚", "件", "9"))])
    last = sheet(upper, lower)
    found, notes = blocks([sheet(left, right), last])
    texts = [block.text for block in found if isinstance(block, Paragraph)]
    assert "".join(texts) == FULL * 5 + FULL[::-1] * 5
    (table,) = (block for block in found if isinstance(block, Table))
    assert table.rows() == [["事项", "单位", "数量"], ["许可", "件", "7"], ["处罚", "件", "9"]]
    assert notes == ("stitched",)


def test_a_wide_page_with_a_line_across_its_middle_is_one_page() -> None:
    wide = sheet(prose(*[FULL] * 5), prose(*[FULL[::-1]] * 5))
    title = replace(wide, glyphs=[*written("横贯全页的标题", 560, 40), *wide.glyphs])
    found, _ = blocks([title])
    assert isinstance(found[0], Paragraph)
    assert found[0].text == "横贯全页的标题"
