"""Statutory tables without the columns that no cell has to itself.

Each column of these has figures of its own: one without is the hair between two borders that should be one, and
would put the figures a column off their heads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate

from crawler.extraction.base import Cell, Table
from crawler.extraction.statutory.forms import kind

Column = tuple[int, int]  # its left and right line


def drop_ghost_columns(table: Table) -> Table:
    """Return the table, if it is a statutory one without such columns."""
    if not table.cells or kind(table.rows()) is None:
        return table
    lines = _Lines()
    for cell in table.cells:
        lines.add(cell)
    gone = lines.nearer()
    if not gone:
        return table
    cells = lines.closed(table.cells, gone)
    if not all(cell.colspan for cell in cells):  # two borders were given to sides between which a cell stands
        cells = lines.closed(table.cells, lines.right())
    return Table(tuple(cells))


@dataclass(slots=True)
class _Lines:
    """The column lines of a table: where the cells end that begin at one, and where those begin that end there."""

    begin: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    end: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, cell: Cell) -> None:
        self.begin[cell.col].append(cell.col + cell.colspan)
        self.end[cell.col + cell.colspan].append(cell.col)

    def columns(self) -> list[Column]:
        """Return the columns, each as wide as a cell that has it to itself, and the lines inside them."""
        found: list[Column] = []
        right = max(self.end)
        for left in sorted(self.begin, reverse=True):
            if min(self.begin[left]) <= right:
                found.append((left, right))
                right = left
        return found[::-1]

    def _inner(self) -> Iterator[tuple[Column, list[int]]]:
        lines = sorted(self.begin)
        at = 0
        for column in self.columns():
            inner = []
            while at < len(lines) and lines[at] < column[1]:
                inner += [lines[at]] if lines[at] > column[0] else []
                at += 1
            yield column, inner

    def right(self) -> set[int]:
        """Return what goes when every line inside a column becomes its right line. No cell goes with it."""
        return {col for (_, right), inner in self._inner() if inner for col in range(inner[0], right)}

    def nearer(self) -> set[int]:
        """Return what goes when every such line becomes the side where it leaves more cells a column of their own."""
        gone: set[int] = set()
        columns = list(self._inner())
        for number, ((left, right), inner) in enumerate(columns):
            before, after = columns[max(number - 1, 0)][0][0], columns[min(number + 1, len(columns) - 1)][0][1]
            first, last = left, right
            for line in inner:
                alone_before = sum(edge >= before for edge in self.end[line])
                alone_after = sum(edge <= after for edge in self.begin[line])
                if min(self.begin[left]) <= line or alone_after >= alone_before:
                    last = line
                    break
                first = line
            gone.update(range(left, first), range(last, right))
        return gone

    def closed(self, cells: tuple[Cell, ...], gone: set[int]) -> list[Cell]:
        """Return the cells without these columns."""
        at = list(accumulate((col not in gone for col in range(max(self.end))), initial=0))
        return [replace(c, col=at[c.col], colspan=at[c.col + c.colspan] - at[c.col]) for c in cells]
