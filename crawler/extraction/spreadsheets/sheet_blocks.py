"""Spreadsheets as blocks: the tables of a visible sheet and the lines between them; a sheet of one column is text.

Without borders a title row stays a row: nothing tells it from the first row of a statutory table.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from crawler.extraction.base import MAX_CELLS, Block, BlockDocument, Cell, ExtractionError, Paragraph, Table
from crawler.extraction.statutory.forms import kind

MAX_ROW, MAX_COLUMN = 1 << 20, 1 << 14
MAX_EMPTY_LINES = 5  # empty rows or columns on end; more are two areas far apart, and the gap says nothing
MIN_RULED_SHARE = 0.9  # of the rows with several texts have borders where borders make the tables
MIN_KINDS = 2  # of statutory tables in a sheet that is parted without borders
Position = tuple[int, int]  # row and column
_PROSE = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])|[。；]\s*$|年度报告\s*$"
)
_UNNAMED = re.compile(r"(?:sheet|工作表|表)\s*\d*(?:\s*\(\d+\))?", re.IGNORECASE)


@dataclass(slots=True)
class Sheet:
    """A sheet's shown texts by (row, column), its merged ranges (first row, first column, last row, last column)."""

    name: str
    cells: dict[Position, str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    ruled: dict[int, tuple[int, int]] = field(default_factory=dict)  # row: the first and last of its cells with borders
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def put(self, row: int, column: int, text: str, *, ruled: bool = False) -> None:
        """Keep a shown text. Raises ExtractionError beyond the limit of cells."""
        if ruled:
            first, last = self.ruled.get(row, (column, column))
            self.ruled[row] = min(first, column), max(last, column)
        if text.strip():
            self.cells[row, column] = text
            if len(self.cells) > MAX_CELLS:
                msg = f"sheet of more than {MAX_CELLS} cells"
                raise ExtractionError(msg)

    def crop(self, top: int, left: int, bottom: int, right: int) -> None:
        """Leave only what stands in this range."""
        rows, columns = range(top, bottom + 1), range(left, right + 1)
        self.cells = {(r, c): text for (r, c), text in self.cells.items() if r in rows and c in columns}
        self.ruled = {
            row: (max(first, left), min(last, right))
            for row, (first, last) in self.ruled.items()
            if row in rows and first <= right and last >= left
        }

    def part(self, cells: dict[Position, str], rows: range) -> Sheet:
        """Return the sheet with these of its cells alone, and the borders of these rows; a single one is a line."""
        if len(cells) == 1:
            return replace(self, cells=cells, ruled={}, merges=[])
        return replace(self, cells=cells, ruled={row: ends for row, ends in self.ruled.items() if row in rows})

    @property
    def ruled_columns(self) -> set[int]:
        """The columns with borders: an empty one at the edge is part of the table, for which nothing was reported."""
        return {column for first, last in set(self.ruled.values()) for column in range(first, last + 1)}


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
    return [block for area in areas(replace(sheet, cells=shown)) for block in _area(area)]


def _area(sheet: Sheet) -> list[Block]:
    """Return one area of a sheet as a table, or as lines when it has one column."""
    shown = sheet.cells
    rows = _lines({row for row, _ in shown}, set(sheet.ruled), sheet.hidden_rows)
    columns = _lines({column for _, column in shown}, sheet.ruled_columns, sheet.hidden_columns)
    if len(rows) * len(columns) > MAX_CELLS:
        msg = f"sheet of {len(rows)} rows and {len(columns)} columns is beyond the limit of {MAX_CELLS} cells"
        raise ExtractionError(msg)
    cells = _grid_cells(shown, sheet.merges, rows, columns)
    return [Table(tuple(cells))] if len(columns) > 1 else [Paragraph(cell.text) for cell in cells if cell.text]


def areas(sheet: Sheet) -> list[Sheet]:
    """Return the tables of a sheet and the lines between them, each as a sheet of its own.

    Where the rows of tables have borders, a row without any that has a single text is a line, and blank ones part
    tables. Elsewhere lines are headings and sentences, if they part statutory tables of several kinds.
    """
    rows: dict[int, dict[Position, str]] = defaultdict(dict)
    for (row, column), text in sheet.cells.items():
        rows[row][row, column] = text
    is_ruled = _is_ruled(sheet, rows)
    parts = _parts(sheet, rows, is_ruled=is_ruled)
    if not is_ruled and len(set(map(_kind, parts)) - {None}) < MIN_KINDS:
        return [sheet]
    tops = [min(row for row, _ in part) for part in parts]
    bottoms = [max(row for row, _ in part) for part in parts]
    rows_of = [range(above + 1, below) for above, below in zip([-1, *bottoms[:-1]], [*tops[1:], MAX_ROW], strict=True)]
    return [sheet.part(*part) for part in zip(parts, rows_of, strict=True)]


def _is_ruled(sheet: Sheet, rows: dict[int, dict[Position, str]]) -> bool:
    """Tell whether it is borders that make the tables of a sheet."""
    several = [row for row, cells in rows.items() if len(cells) > 1]
    return len(several) > 1 and sum(row in sheet.ruled for row in several) >= MIN_RULED_SHARE * len(several)


def _parts(sheet: Sheet, rows: dict[int, dict[Position, str]], *, is_ruled: bool) -> list[dict[Position, str]]:
    parts: list[dict[Position, str]] = []
    last = -1  # the row before, of a table
    for row, cells in sorted(rows.items()):
        text = next(iter(cells.values())) if len(cells) == 1 else ""
        is_line = row not in sheet.ruled if is_ruled else _PROSE.search(text) is not None
        if text and is_line:
            parts.append(cells)
            last = -1
            continue
        if last < 0 or (is_ruled and _are_parted(sheet, last, row)):
            parts.append({})
        parts[-1].update(cells)
        last = row
    return parts


def _are_parted(sheet: Sheet, above: int, below: int) -> bool:
    """Tell whether only rows without borders lie between two with borders."""
    between = range(above + 1, below)
    return bool(between) and {above, below} <= sheet.ruled.keys() and sheet.ruled.keys().isdisjoint(between)


def _kind(cells: dict[Position, str]) -> str | None:
    return kind([[text] for text in cells.values()])


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
