"""Table rows of Word 97: every cell a paragraph, the row's geometry on the row's own end mark."""

from __future__ import annotations

import struct
from collections.abc import Callable

from crawler.extraction.base import Cell, Table
from tests.replica.writers.doc import sprm
from tests.replica.writers.doc.story import Story
from tests.replica.writers.grid import head_rows, size

_TWIPS = 8800
_BORDER = bytes((4, 1, 1, 0)) * 4
_FIRST_ACROSS, _MORE_ACROSS = 1, 2
_MORE_DOWN, _FIRST_DOWN = 0x20, 0x60
_FOLDED = 4


def add_table(story: Story, table: Table, *, flagged: bool, folded: bool, park: Callable[[bytes], bytes]) -> None:
    """Append the rows. ``flagged``: cells merged across are kept as empty cells with a flag, as old Word did it.

    ``park`` may move the properties of a row elsewhere (to the Data stream) and return what stands for them.
    """
    height, width = size(table)
    edges = [round(_TWIPS * n / width) - 108 for n in range(width + 1)]
    at = {(c.row + i, c.col): (c, i) for c in table.cells for i in range(c.rowspan)}
    heads = head_rows(table)
    for row in range(height):
        cells = [at[row, col] for col in range(width) if (row, col) in at]
        bounds, flags = [edges[cells[0][0].col]], []
        for cell, offset in cells:
            _add_cell(story, cell if offset == 0 else None, folded)
            down = 0 if cell.rowspan == 1 else _MORE_DOWN if offset else _FIRST_DOWN
            flags.append(down | (_FIRST_ACROSS if flagged and cell.colspan > 1 else 0))
            if flagged:
                for extra in range(1, cell.colspan):
                    bounds.append(edges[cell.col + extra])
                    flags.append(down | _MORE_ACROSS)
                    _add_cell(story, None, folded)
            bounds.append(edges[cell.col + cell.colspan])
        look = sprm.HEADER_ROW if row < heads else b""
        story.end("\x07", park(sprm.IN_TABLE + sprm.ROW_END + look + _definition(bounds, flags)))


def _add_cell(story: Story, cell: Cell | None, folded: bool) -> None:
    text = cell.text if cell else ""
    if folded and len(text) == _FOLDED and not text.isascii():
        story.run(text[:2], half_points=21)
        story.end("\r", sprm.IN_TABLE + sprm.CENTERED)
        text = text[2:]
    story.run(text, half_points=21)
    story.end("\x07", sprm.IN_TABLE + sprm.CENTERED)


def _definition(bounds: list[int], flags: list[int]) -> bytes:
    """Return sprmTDefTable: the cell edges and one TC80 per cell."""
    cells = b"".join(struct.pack("<HH", flag, 0) + _BORDER for flag in flags)
    operand = struct.pack(f"<B{len(bounds)}h", len(flags), *bounds) + cells
    return struct.pack("<HH", 0xD608, len(operand) + 1) + operand
