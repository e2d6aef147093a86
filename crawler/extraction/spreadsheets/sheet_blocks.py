"""Spreadsheets as blocks: one table per visible sheet; a sheet of one column is text.

A title row stays a row: nothing tells it from the first row of a statutory table.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from crawler.extraction.base import MAX_CELLS, Block, BlockDocument, Cell, ExtractionError, Paragraph, Table

MAX_ROW, MAX_COLUMN = 1 << 20, 1 << 14
MAX_EMPTY_LINES = 5  # empty rows or columns on end; more are two areas far apart, and the gap says nothing
Position = tuple[int, int]  # row and column
_UNNAMED = re.compile(r"(?:sheet|工作表|表)\s*\d*(?:\s*\(\d+\))?", re.IGNORECASE)


@dataclass(slots=True)
class Sheet:
    """A sheet's shown texts by (row, column), its merged ranges (first row, first column, last row, last column)."""

    name: str
    cells: dict[Position, str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    ruled_rows: set[int] = field(default_factory=set)  # rows and columns with borders: empty ones at the edge are
    ruled_columns: set[int] = field(default_factory=set)  # part of the table, blanks for which nothing was reported
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def put(self, row: int, column: int, text: str, *, ruled: bool = False) -> None:
        """Keep a shown text. Raises ExtractionError beyond the limit of cells."""
        if ruled:
            self.ruled_rows.add(row)
            self.ruled_columns.add(column)
        if text.strip():
            self.cells[row, column] = text
            if len(self.cells) > MAX_CELLS:
                msg = f"sheet of more than {MAX_CELLS} cells"
                raise ExtractionError(msg)

    def crop(self, top: int, left: int, bottom: int, right: int) -> None:
        """Leave only what stands in this range."""
        rows, columns = range(top, bottom + 1), range(left, right + 1)
        self.cells = {(r, c): text for (r, c), text in self.cells.items() if r in rows and c in columns}
        self.ruled_rows &= set(rows)
        self.ruled_columns &= set(columns)


def document(sheets: Iterable[Sheet], notes: Iterable[str] = ()) -> BlockDocument:
    """Return the blocks of the visible sheets; names are headings when several sheets have something to say."""
    remarks = set(notes)
    filled = [(sheet.name, blocks) for sheet in sheets if (blocks := _blocks(sheet, remarks))]
    every: list[Block] = []
    for name, blocks in filled:
        if len(filled) > 1 and not _UNNAMED.fullmatch(name.strip()):
            every.append(Paragraph(name))
        every += blocks
    return BlockDocument(tuple(every), tuple(sorted(remarks)))


def _blocks(sheet: Sheet, remarks: set[str]) -> list[Block]:
    shown = _shown(sheet)
    if len(shown) < len(sheet.cells):
        remarks.add("hidden_cells_skipped")
    if not shown:
        return []
    rows = _lines({row for row, _ in shown}, sheet.ruled_rows, sheet.hidden_rows)
    columns = _lines({column for _, column in shown}, sheet.ruled_columns, sheet.hidden_columns)
    if len(rows) * len(columns) > MAX_CELLS:
        msg = f"sheet of {len(rows)} rows and {len(columns)} columns is beyond the limit of {MAX_CELLS} cells"
        raise ExtractionError(msg)
    cells = _grid_cells(shown, sheet.merges, rows, columns)
    return [Table(tuple(cells))] if len(columns) > 1 else [Paragraph(cell.text) for cell in cells if cell.text]


def _shown(sheet: Sheet) -> dict[Position, str]:
    """Return the texts that stand in no hidden row or column."""
    rows, columns = sheet.hidden_rows, sheet.hidden_columns
    return {
        (row, column): text for (row, column), text in sheet.cells.items() if row not in rows and column not in columns
    }


def _grid_cells(
    shown: dict[Position, str], merges: list[tuple[int, int, int, int]], rows: list[int], columns: list[int]
) -> list[Cell]:
    """Return the texts as cells of the grid that these rows and columns of the sheet make."""
    ends = {(first, left): (last, right) for first, left, last, right in merges}
    cells = []
    for (row, column), text in sorted(shown.items()):
        last, right = ends.get((row, column), (row, column))
        top, left = bisect_left(rows, row), bisect_left(columns, column)
        height, width = bisect_right(rows, last) - top, bisect_right(columns, right) - left
        cells.append(Cell(top, left, text, max(height, 1), max(width, 1)))
    if max(c.row + c.rowspan for c in cells) < len(rows) or max(c.col + c.colspan for c in cells) < len(columns):
        cells.append(Cell(len(rows) - 1, len(columns) - 1, ""))  # the far corner: ruled, and empty
    return cells


def _lines(used: set[int], ruled: set[int], hidden: set[int]) -> list[int]:
    """Return the rows (or columns) that make the grid: from the first used to the last, without large gaps."""
    lines: list[int] = []
    near = {n for n in ruled if not used.isdisjoint(range(n - MAX_EMPTY_LINES, n + MAX_EMPTY_LINES + 1))}
    for number in sorted((used | near) - hidden):
        if lines and number - lines[-1] <= MAX_EMPTY_LINES + 1:
            lines += [n for n in range(lines[-1] + 1, number) if n not in hidden]
        lines.append(number)
    return lines
