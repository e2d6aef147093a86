"""Tables with rules between their rows only, and rules that make no table."""

from __future__ import annotations

from itertools import pairwise

from crawler.extraction.base import Paragraph, Table
from crawler.extraction.layout import Glyph, GlyphPage, Segment, blocks

SIZE = 12.0
EDGES = (70.0, 240.0, 330.0, 420.0, 520.0)
Row = tuple[float, tuple[str, ...]]  # height, cells; lines of a cell are parted by a slash


def page(*rows: Row, pieces: bool = False, below: tuple[str, ...] = ()) -> GlyphPage:
    """Rows with a rule above and below each, of one piece or of one for each column; ``below``: lines of text."""
    glyphs: list[Glyph] = []
    y = 100.0
    rules = [y]
    for height, cells in rows:
        for left, text in zip(EDGES, cells, strict=False):
            for n, line in enumerate(text.split("/")):
                glyphs += written(line, left + 6, y + 6 + n * 1.2 * SIZE)
        y += height
        rules.append(y)
    for n, text in enumerate(below):
        glyphs += written(text, 70, y + 10 + n * 2 * SIZE)
    ends = EDGES if pieces else (EDGES[0], EDGES[-1])
    drawn = [Segment(at, a, b) for at in rules for a, b in pairwise(ends)]
    return GlyphPage(595.0, 842.0, glyphs, drawn)


def written(text: str, x: float, y: float) -> list[Glyph]:
    return [Glyph(c, x + k * SIZE, y, x + (k + 1) * SIZE, y + SIZE, SIZE) for k, c in enumerate(text)]


def found(*pages: GlyphPage) -> list[object]:
    return [b.rows() if isinstance(b, Table) else b.text for b in blocks(pages)[0] if isinstance(b, Table | Paragraph)]


def test_lines_between_two_rules_are_one_row() -> None:
    rows: list[Row] = [
        (24, ("信息名称", "单位", "数量", "备注")),
        (40, ("道路养护目录和/办理流程图", "件", "12", "见附件")),
        (40, ("水质监测", "件", "7", "按月公开/不含停业")),
        (24, ("合计", "", "19", "")),
    ]
    assert found(page(*rows)) == [[[cell.replace("/", "") for cell in cells] for _, cells in rows]]


def test_pieces_of_the_rules_end_where_columns_do() -> None:
    rows: list[Row] = [
        (24, ("指标", "二〇二一年", "二〇二二年", "增减")),
        (24, ("依申请公开受理件数合计", "一百二十件", "一百三十件", "一成")),
        (24, ("主动公开数", "三千五百件", "四千六百件", "三成")),
    ]
    assert found(page(*rows, pieces=True)) == [[list(cells) for _, cells in rows]]


def test_a_heading_between_two_tables_is_no_row() -> None:
    rows: list[Row] = [
        (24, ("名称", "件数")),
        (24, ("许可", "5")),
        (24, ("三、收到和处理申请情况",)),
        (24, ("名称", "件数")),
    ]
    rows += [(24, ("答复", "6")), (24, ("转办", "7"))]
    upper, lower = [list(cells) for _, cells in rows[:2]], [list(cells) for _, cells in rows[3:]]
    assert found(page(*rows)) == [upper, "三、收到和处理申请情况", lower]


def test_rules_around_paragraphs_make_no_table() -> None:
    prose: list[Row] = [(24, (f"第{n}批政府信息公开目录已按期公布并接受群众监督评议。",)) for n in range(4)]
    assert not any(isinstance(block, list) for block in found(page(*prose)))


def test_figures_one_below_the_other_are_rows_that_no_rule_parts() -> None:
    three: list[Row] = [
        (24, ("名称", "单位", "数量")),
        (90, ("许可/处罚/强制", "件/件/次", "5/6/7")),
        (24, ("合计", "", "18")),
    ]
    assert ["处罚", "件", "6"] in next(block for block in found(page(*three)) if isinstance(block, list))


def test_a_table_goes_on_where_texts_are_of_other_widths() -> None:
    rows: list[Row] = [(24, (f"第{n}类信息" + "名称" * (n % 4), "件", str(n * 311 % 1000), "无")) for n in range(12)]
    upper, lower = page(*rows[:6]), page(*rows[6:])
    assert found(upper, lower) == [[list(cells) for _, cells in rows]]


def test_rules_around_several_rows_each_do_not_join_them() -> None:
    cells = ("三月/五月/七月", "一站/二站/三站", "18日/19日/20日")
    sections: list[Row] = [(150, tuple(cell.replace("/", "///") for cell in cells)) for _ in range(2)]
    rows = next(block for block in found(page(*sections)) if isinstance(block, list))
    assert ["五月", "二站", "19日"] in rows


def test_rules_above_and_below_a_ruled_table_make_no_table_around_it() -> None:
    glyphs = [
        g
        for k, text in enumerate(("许可", "处罚", "5", "6"))
        for g in written(text, 80 + 90 * (k % 2), 206 + 24 * (k // 2))
    ]
    glyphs += (
        written("表一", 72, 150)
        + written("续表", 480, 150)
        + written("单位：件", 72, 300)
        + written("第一页", 440, 300)
    )
    grid = [Segment(y, 70, 250) for y in (200, 224, 248)], [Segment(x, 200, 248) for x in (70, 160, 250)]
    across = [Segment(y, 70, 520) for y in (140, 290, 330)]
    sheet = GlyphPage(595.0, 842.0, glyphs, [*grid[0], *across], grid[1])
    assert found(sheet) == ["表一 续表", [["许可", "处罚"], ["5", "6"]], "单位：件 第一页"]
