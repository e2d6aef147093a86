"""Table elements to grids of cells by the HTML standard's algorithm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from lxml.etree import _Element

from crawler.extraction.base import MAX_CELLS, MAX_SPAN, Cell, ExtractionError, Table
from crawler.extraction.tables.ghost_columns import drop_ghost_columns
from spiders.pages.tables import Rows, span

Place = tuple[int, int, _Element, int, int]  # row, column, cell, height, width


def build(grouped: list[Rows], write: Callable[[_Element], str]) -> Table:
    """Return the grid of a table's row groups; ``write`` turns a cell element into its text.

    Row spans end with their row group, as in browsers, unless the rows are of one width only when they do not:
    editors lay a head around the first of three rows. A row wider than all rows of several cells (a title row with
    a colspan of its own invention) is cut to their width; a row that no cell begins in or reaches into is left out.
    """
    places = _places(grouped)
    if len(grouped) > 1 and not _is_even(places):
        whole = _places([[row for rows in grouped for row in rows]])
        places = whole if _is_even(whole) else places
    count = Counter(row for row, *_ in places)
    width = max((col + wide for row, col, _, _, wide in places if count[row] > 1), default=MAX_SPAN)
    table = Table(
        tuple(
            Cell(row, col, write(element), tall, max(1, min(wide, width - col)))
            for row, col, element, tall, wide in places
        )
    )
    return drop_ghost_columns(table)  # before parts of one table are joined: they are by their widths


def _places(grouped: list[Rows]) -> list[Place]:
    places: list[Place] = []
    top = 0
    for rows in grouped:
        found, height = _place(rows, top)
        places += found
        top += height
    return places


def _is_even(places: list[Place]) -> bool:
    """Whether the cells fill every row to the same width."""
    widths = Counter[int]()
    for row, _, _, tall, wide in places:
        widths.update(dict.fromkeys(range(row, row + tall), wide))
    return len(set(widths.values())) <= 1


def _place(rows: Rows, top: int) -> tuple[list[Place], int]:
    """Return row, column, element and spans of each cell of a row group, and the group's height."""
    places: list[Place] = []
    taken: set[tuple[int, int]] = set()
    for at, row in enumerate(rows):
        col = 0
        for element in row:
            while (at, col) in taken:
                col += 1
            wide, tall = _size(element, len(rows) - at)
            if len(taken) + wide * tall > MAX_CELLS:
                msg = f"a table of more than {MAX_CELLS} cells"
                raise ExtractionError(msg)
            taken.update((at + down, col + right) for down in range(tall) for right in range(wide))
            places.append((at, col, element, tall, wide))
            col += wide
    shown = {row: top + at for at, row in enumerate(sorted({row for row, _ in taken}))}
    return [(shown[row], col, element, tall, wide) for row, col, element, tall, wide in places], len(shown)


def _size(cell: _Element, left: int) -> tuple[int, int]:
    """Return a cell's columns and rows, of the rows that are left in its group."""
    return max(1, min(span(cell, "colspan"), MAX_SPAN)), min(span(cell, "rowspan") or left, left)
