"""Tables with gridSpan and vMerge as Word writes them: a continued cell is there, and empty."""

from __future__ import annotations

import random
from collections.abc import Callable

from crawler.extraction.base import Cell, Table
from tests.replica.writers.grid import head_rows, size

Inline = Callable[[str, random.Random], str]
_EDGES = "".join(
    f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_TWIPS = 8800  # width of the text on the page
_FOLDED = 4  # characters of labels like 结果维持 that the form prints in two lines


def table_xml(table: Table, inline: Inline, rng: random.Random) -> str:
    """Return the w:tbl."""
    height, width = size(table)
    at = {(c.row + i, c.col): (c, i) for c in table.cells for i in range(c.rowspan)}
    column = _TWIPS // width
    folded = bool(rng.randrange(2))

    def cell(c: Cell, offset: int) -> str:
        text = c.text if offset == 0 else ""
        fold = folded and len(text) == _FOLDED and not text.isascii()
        lines = [text[:2], text[2:]] if fold else [text]
        return _cell(c, offset, column, [inline(line, rng) for line in lines])

    rows = []
    for r in range(height):
        cells = [cell(*at[r, col]) for col in range(width) if (r, col) in at]
        head = "<w:tblHeader/>" if r < head_rows(table) else ""
        rows.append(f'<w:tr><w:trPr><w:trHeight w:val="454"/>{head}</w:trPr>{"".join(cells)}</w:tr>')
    grid = f'<w:gridCol w:w="{column}"/>' * width
    properties = f'<w:tblW w:w="{_TWIPS}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{_EDGES}</w:tblBorders>'
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _cell(cell: Cell, offset: int, column: int, lines: list[str]) -> str:
    properties = f'<w:tcW w:w="{column * cell.colspan}" w:type="dxa"/>'
    if cell.colspan > 1:
        properties += f'<w:gridSpan w:val="{cell.colspan}"/>'
    if cell.rowspan > 1:
        properties += '<w:vMerge w:val="restart"/>' if offset == 0 else "<w:vMerge/>"
    paragraphs = "".join(f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{line}</w:p>' for line in lines)
    return f'<w:tc><w:tcPr>{properties}<w:vAlign w:val="center"/></w:tcPr>{paragraphs}</w:tc>'
