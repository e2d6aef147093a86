"""The cells that each row of a table shows, column by column, those of rows above that span into it among them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lxml.etree import _Element

from spiders.pages.tables import span

MAX_COLUMNS = 60  # of a table with links in it
MAX_ROWS = 5_000


def shown_rows(table: _Element) -> dict[_Element, list[_Element]]:
    """Return row → its cells, one for each column; a cell that covers several columns or rows is in each of them."""
    rows: dict[_Element, list[_Element]] = {}
    spanning: dict[int, tuple[_Element, int]] = {}  # column → cell of a row above, and the rows it has left
    for row in islice(_own_rows(table), MAX_ROWS):
        rows[row] = _shown(row, spanning)
    return rows


def _own_rows(table: _Element) -> Iterator[_Element]:
    """Yield a table's rows without those of the tables in it, which would be passed once for each table around them."""
    for part in table:
        if part.tag == "tr":
            yield part
        elif part.tag in {"thead", "tbody", "tfoot"}:
            yield from part.iterchildren("tr")


def _shown(row: _Element, spanning: dict[int, tuple[_Element, int]]) -> list[_Element]:
    shown: list[_Element] = []
    cells = iter([*islice(row.iterchildren("td", "th"), MAX_COLUMNS)])
    while len(shown) < MAX_COLUMNS:
        column = len(shown)
        if column in spanning:
            cell, left = spanning.pop(column)
            if left > 1:
                spanning[column] = cell, left - 1
            shown.append(cell)
            continue
        new = next(cells, None)
        if new is None:
            return shown
        for at in range(column, min(column + max(1, span(new, "colspan")), MAX_COLUMNS)):
            shown.append(new)
            if span(new, "rowspan") > 1:
                spanning[at] = new, span(new, "rowspan") - 1
    return shown
