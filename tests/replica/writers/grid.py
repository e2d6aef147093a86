"""What all writers need of a table: its cells row by row, and where a piece of it begins and ends."""

from __future__ import annotations

import re

from crawler.extraction.base import Cell, Table

HEADING = re.compile(r"[一二三四五六七八九十]+、")


def size(table: Table) -> tuple[int, int]:
    """Return height and width of the grid."""
    return max(c.row + c.rowspan for c in table.cells), max(c.col + c.colspan for c in table.cells)


def cell_rows(table: Table) -> list[list[Cell]]:
    """Return for each grid row the cells that begin in it, left to right."""
    rows: list[list[Cell]] = [[] for _ in range(size(table)[0])]
    for cell in sorted(table.cells, key=lambda c: (c.row, c.col)):
        rows[cell.row].append(cell)
    return rows


def head_rows(table: Table) -> int:
    """Return how many rows are needed until no span crosses the line below: the least header."""
    reach, rows = 0, cell_rows(table)
    for number, row in enumerate(rows, 1):
        reach = max([reach, *(c.row + c.rowspan for c in row)])
        if reach <= number:
            return min(number, len(rows) - 1) or 1
    return 1


def cut(table: Table, at: int) -> tuple[Table, Table]:
    """Cut above row ``at``; the lower part of a cell that is cut through is empty."""
    upper: list[Cell] = []
    lower: list[Cell] = []
    for cell in table.cells:
        end = cell.row + cell.rowspan
        if cell.row < at:
            upper.append(Cell(cell.row, cell.col, cell.text, min(end, at) - cell.row, cell.colspan))
        if end > at:
            start = max(cell.row, at)
            text = cell.text if cell.row >= at else ""
            lower.append(Cell(start - at, cell.col, text, end - start, cell.colspan))
    return Table(tuple(upper)), Table(tuple(lower))
