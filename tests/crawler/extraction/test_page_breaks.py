"""Tables that a page break cut, as browsers and office suites print them: drawn here line by line."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

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
