"""Statutory tables without the columns that no cell has to itself.

Each column of these has figures of its own: one without is the hair between two borders that should be one, and
would put the figures a column off their heads.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import accumulate

from crawler.extraction.base import Table
from crawler.extraction.statutory import kind


def squared(table: Table) -> Table:
    """Return the table, if it is a statutory one without such columns."""
    if not table.cells or kind(table.rows()) is None:
        return table
    begin: defaultdict[int, list[int]] = defaultdict(list)  # column line: right edges of the cells that begin there
    end: defaultdict[int, list[int]] = defaultdict(list)  # column line: left edges of the cells that end there
    for cell in table.cells:
        begin[cell.col].append(cell.col + cell.colspan)
        end[cell.col + cell.colspan].append(cell.col)
    width = max(end)
    columns = _columns({line: min(edges) for line, edges in begin.items()}, width)
    if len(columns) == len(begin):
        return table
    gone = set[int]()
    for number, (left, right) in enumerate(columns):
        before, after = columns[max(number - 1, 0)][0], columns[min(number + 1, len(columns) - 1)][1]
        first, last = left, right
        for line in sorted(line for line in begin if left < line < right):
            alone_before = sum(edge >= before for edge in end[line])
            alone_after = sum(edge <= after for edge in begin[line])
            if min(begin[left]) <= line or alone_after >= alone_before:
                last = line
                break
            first = line
        gone.update(range(left, first), range(last, right))
    at = list(accumulate((col not in gone for col in range(width)), initial=0))
    return Table(tuple(replace(c, col=at[c.col], colspan=at[c.col + c.colspan] - at[c.col]) for c in table.cells))


def _columns(nearest: dict[int, int], width: int) -> list[tuple[int, int]]:
    """Return the columns, each as wide as the cell that has it to itself, from the first to the last."""
    found: list[tuple[int, int]] = []
    right = width
    for left in sorted(nearest, reverse=True):
        if nearest[left] <= right:
            found.append((left, right))
            right = left
    return found[::-1]
