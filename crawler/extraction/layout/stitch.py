"""Tables as placed on pages, and their parts on following pages put together again."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from crawler.extraction.base import Cell, Table
from crawler.extraction.layout.grid import Lattice
from crawler.extraction.layout.lines import Line, first_word, joined, text_of
from crawler.extraction.layout.paragraphs import MARKER

PADDING = 1.8  # of the font size: what cells keep free on both sides together, and some slack
SAME = 4.0  # edges nearer than this are the same edge on another page
_NUMBER = re.compile(r"[-+−]?[\d０-９][\d０-９,.，．%％]*|[/／—–-]+|无|不适用")
_ENDED = tuple("。；：;:")


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell on the page: rows counted from the table's top, horizontal edges in points."""

    row: int
    rowspan: int
    x0: float
    x1: float
    text: str
    spare: float = 0.0  # what the last line leaves free
    lead: float = 0.0  # width of the first word


@dataclass(frozen=True, slots=True)
class Draft:
    """A table whose columns are still places on the paper; ``stitched`` counts the page breaks inside it."""

    left: float
    right: float
    rows: int
    cells: tuple[Placed, ...]
    stitched: int = field(default=0)

    @property
    def filled(self) -> int:
        """Number of cells that have a text; a table has at least two."""
        return sum(bool(c.text) for c in self.cells)

    def row(self, number: int) -> list[Placed]:
        """Return the cells that start in a row, from left to right."""
        return sorted((c for c in self.cells if c.row == number), key=lambda c: c.x0)

    def last_row(self) -> list[Placed]:
        """Return the cells that reach the lower edge, from left to right."""
        return sorted((c for c in self.cells if c.row + c.rowspan == self.rows), key=lambda c: c.x0)


def draft(lattice: Lattice, texts: Sequence[Sequence[Line]]) -> Draft:
    """Return a ruled table with the lines of its cells, one list per span."""
    cells = []
    for span, lines in zip(lattice.spans, texts, strict=True):
        x0, _, x1, _ = lattice.box(span)
        spare = x1 - x0 - (lines[-1].x1 - lines[-1].x0) if lines else 0.0
        lead = first_word(lines[0]) + PADDING * lines[0].size if lines else 0.0
        cells.append(Placed(span.row, span.rowspan, x0, x1, text_of(lines), spare, lead))
    return Draft(lattice.xs[0], lattice.xs[-1], len(lattice.ys) - 1, tuple(cells))


def stitched(upper: Draft, lower: Draft) -> Draft | None:
    """Return both parts as one table, or None when the edges say that they are two tables."""
    if abs(upper.left - lower.left) > SAME or abs(upper.right - lower.right) > SAME:
        return None
    lower = _headless(upper, lower)
    if not lower.rows:
        return replace(upper, stitched=upper.stitched + 1)
    tops, bottoms = lower.row(0), upper.last_row()
    cells = {id(c): c for c in upper.cells}
    if _cut(bottoms, tops):
        height = 1
        for above, below in zip(bottoms, tops, strict=True):
            cells[id(above)] = replace(
                above, text=joined(above.text, below.text), rowspan=above.rowspan + below.rowspan - 1
            )
        moved = [replace(c, row=c.row + upper.rows - 1) for c in lower.cells if c.row]
    else:
        height, absorbed = 0, set()
        for above, below in _spanning(bottoms, tops):
            text = joined(above.text, below.text)
            cells[id(above)] = replace(above, text=text, rowspan=above.rowspan + below.rowspan)
            absorbed.add(id(below))
        moved = [replace(c, row=c.row + upper.rows) for c in lower.cells if id(c) not in absorbed]
    every = (*cells.values(), *moved)
    return Draft(upper.left, upper.right, upper.rows + lower.rows - height, every, upper.stitched + 1)


def _same_edges(a: Placed, b: Placed) -> bool:
    return abs(a.x0 - b.x0) <= SAME and abs(a.x1 - b.x1) <= SAME


def _headless(upper: Draft, lower: Draft) -> Draft:
    """Drop the header rows that the lower part repeats."""
    repeated = 0
    while repeated < min(lower.rows, upper.rows) and _same_row(upper.row(repeated), lower.row(repeated)):
        repeated += 1
    while repeated and any(c.row < repeated < c.row + c.rowspan for c in lower.cells):
        repeated -= 1
    cells = tuple(replace(c, row=c.row - repeated) for c in lower.cells if c.row >= repeated)
    return Draft(lower.left, lower.right, lower.rows - repeated, cells)


def _same_row(above: list[Placed], below: list[Placed]) -> bool:
    if len(above) != len(below) or not any(c.text for c in above):
        return False
    return all(_same_edges(a, b) and a.text == b.text for a, b in zip(above, below, strict=True))


def _cut(bottoms: list[Placed], tops: list[Placed]) -> bool:
    """Tell whether the break went through a row: what stands below only completes what stands above."""
    if len(bottoms) != len(tops) or not all(_same_edges(a, b) for a, b in zip(bottoms, tops, strict=True)):
        return False
    filled = [(a, b) for a, b in zip(bottoms, tops, strict=True) if b.text]
    whole_row = len(tops) == 1 or len(filled) < len(tops)
    return (
        bool(filled)
        and whole_row
        and all(
            a.text
            and a.spare < b.lead
            and not a.text.endswith(_ENDED)
            and not MARKER.match(b.text)
            and not _NUMBER.fullmatch(b.text)
            for a, b in filled
        )
    )


def _spanning(bottoms: list[Placed], tops: list[Placed]) -> list[tuple[Placed, Placed]]:
    """Return pairs that are one merged cell over the break: same edges, and only one half has text."""
    return [
        (a, b)
        for a in bottoms
        for b in tops
        if _same_edges(a, b) and (a.rowspan > 1 or b.rowspan > 1) and bool(a.text) != bool(b.text)
    ]


def table(drawn: Draft) -> Table:
    """Return the finished table: edges of all pages become columns."""
    edges: list[float] = []
    for x in sorted(e for c in drawn.cells for e in (c.x0, c.x1)):
        if not edges or x - edges[-1] > SAME:
            edges.append(x)
    cells = []
    for c in drawn.cells:
        start, end = bisect_left(edges, c.x0 - SAME), bisect_left(edges, c.x1 - SAME)
        cells.append(Cell(c.row, start, c.text, c.rowspan, max(1, end - start)))
    return Table(tuple(sorted(cells, key=lambda c: (c.row, c.col))))
