"""Spreadsheets as blocks: one table per visible sheet; full-width title and note rows around it are paragraphs."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from crawler.extraction.base import MAX_CELLS, Block, Cell, Document, ExtractionError, Paragraph, Table

MAX_ROW, MAX_COLUMN = 1 << 20, 1 << 14
MAX_GAP = 5  # empty rows or columns in a row; more are two areas far apart, and the gap says nothing
_UNNAMED = re.compile(r"(?:sheet|工作表|表)\s*\d*(?:\s*\(\d+\))?", re.IGNORECASE)


@dataclass(slots=True)
class Sheet:
    """A sheet's shown texts by (row, column), its merged ranges (first row, first column, last row, last column)."""

    name: str
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def put(self, row: int, column: int, text: str) -> None:
        """Keep a shown text. Raises ExtractionError beyond the limit of cells."""
        if text.strip():
            self.cells[row, column] = text
            if len(self.cells) > MAX_CELLS:
                msg = f"sheet of more than {MAX_CELLS} cells"
                raise ExtractionError(msg)


def document(sheets: Iterable[Sheet], notes: Iterable[str] = ()) -> Document:
    """Return the blocks of the visible sheets; names are headings when several sheets have something to say."""
    remarks = set(notes)
    filled = [(sheet.name, found) for sheet in sheets if (found := _blocks(sheet, remarks))]
    blocks: list[Block] = []
    for name, found in filled:
        if len(filled) > 1 and not _UNNAMED.fullmatch(name.strip()):
            blocks.append(Paragraph(name))
        blocks += found
    return Document(tuple(blocks), tuple(sorted(remarks)))


def _blocks(sheet: Sheet, remarks: set[str]) -> list[Block]:
    shown = {
        (row, column): text
        for (row, column), text in sheet.cells.items()
        if row not in sheet.hidden_rows and column not in sheet.hidden_columns
    }
    if len(shown) < len(sheet.cells):
        remarks.add("hidden_cells_skipped")
    if not shown:
        return []
    rows = _lines({row for row, _ in shown}, sheet.hidden_rows)
    columns = _lines({column for _, column in shown}, sheet.hidden_columns)
    ends = {(first, left): (last, right) for first, left, last, right in sheet.merges}
    cells = []
    for (row, column), text in sorted(shown.items()):
        last, right = ends.get((row, column), (row, column))
        top, left = bisect_left(rows, row), bisect_left(columns, column)
        height, width = bisect_right(rows, last) - top, bisect_right(columns, right) - left
        cells.append(Cell(top, left, text, max(height, 1), max(width, 1)))
    if len(rows) * len(columns) > MAX_CELLS:
        msg = f"sheet of {len(rows)} rows and {len(columns)} columns is beyond the limit of {MAX_CELLS} cells"
        raise ExtractionError(msg)
    return _split(cells, len(rows), len(columns))


def _lines(used: set[int], hidden: set[int]) -> list[int]:
    """Return the rows (or columns) that make the grid: from the first used to the last, without large gaps."""
    lines: list[int] = []
    for number in sorted(used):
        if lines and number - lines[-1] <= MAX_GAP + 1:
            lines += [n for n in range(lines[-1] + 1, number) if n not in hidden]
        lines.append(number)
    return lines


def _split(cells: list[Cell], height: int, width: int) -> list[Block]:
    """Make paragraphs of the titles above the grid and of full-width notes below it."""
    by_row: dict[int, list[Cell]] = {}
    for cell in cells:
        by_row.setdefault(cell.row, []).append(cell)
    deep = max((cell.row + cell.rowspan for cell in cells if cell.rowspan > 1), default=0)
    first = 0
    while first < height and len(row := by_row.get(first, [])) <= 1 and all(c.rowspan == 1 for c in row):
        first += 1
    last = height
    while last > max(first, deep) and len(row := by_row.get(last - 1, [])) == 1 and row[0].colspan == width > 1:
        last -= 1
    above = [Paragraph(c.text) for n in range(first) for c in by_row.get(n, [])]
    below = [Paragraph(c.text) for n in range(last, height) for c in by_row[n]]
    inside = [replace(c, row=c.row - first) for c in cells if first <= c.row < last]
    return [*above, *([Table(tuple(inside))] if inside else []), *below]
