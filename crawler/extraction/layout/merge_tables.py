"""Tables as placed on pages, and their parts on following pages put together again."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from crawler.extraction.base import Cell, Table
from crawler.extraction.layout.lines import Line, first_word, joined, text_of
from crawler.extraction.layout.paragraphs import MARKER
from crawler.extraction.layout.ruled_tables import Lattice

PADDING_EMS = 1.8  # what cells keep free on both sides together, and some slack
EDGE_POINTS = 4.0  # edges nearer than this are the same edge on another page
TEXT_EDGE_POINTS = 12.0  # edges without rules are read off texts: so near they are about the same
ELSEWHERE_POINTS = 40.0  # and so far one begins elsewhere
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
    begun: bool = False  # no rule above it at the table's upper edge: a page break went through it
    unfinished: bool = False  # no rule below it at the table's lower edge


@dataclass(frozen=True, slots=True)
class Draft:
    """A table whose columns are still places on the paper; ``stitched`` counts the page breaks inside it."""

    left: float
    right: float
    rows: int
    cells: tuple[Placed, ...]
    stitched: int = field(default=0)
    loose: bool = False  # without rules: where its columns begin and end is read off the texts

    @property
    def filled(self) -> int:
        """Number of cells that have a text; a table has at least two."""
        return sum(bool(c.text) for c in self.cells)

    def moved(self, by: float) -> Draft:
        """Return it where it would stand in another column."""
        cells = tuple(replace(c, x0=c.x0 + by, x1=c.x1 + by) for c in self.cells)
        return replace(self, left=self.left + by, right=self.right + by, cells=cells)

    def row(self, number: int) -> list[Placed]:
        """Return the cells that start in a row, from left to right."""
        return sorted((c for c in self.cells if c.row == number), key=lambda c: c.x0)

    def last_row(self) -> list[Placed]:
        """Return the cells that reach the lower edge, from left to right."""
        return sorted((c for c in self.cells if c.row + c.rowspan == self.rows), key=lambda c: c.x0)


def draft(lattice: Lattice, texts: Sequence[Sequence[Line]]) -> Draft:
    """Return a ruled table with the lines of its cells, one list per span."""
    cells = []
    for i, (span, lines) in enumerate(zip(lattice.spans, texts, strict=True)):
        x0, _, x1, _ = lattice.box(span)
        spare = x1 - x0 - (lines[-1].x1 - lines[-1].x0) if lines else 0.0
        lead = first_word(lines[0]) + PADDING_EMS * lines[0].size if lines else 0.0
        torn = i in lattice.begun, i in lattice.unfinished
        cells.append(Placed(span.row, span.rowspan, x0, x1, text_of(lines), spare, lead, *torn))
    return _without_margin(Draft(lattice.xs[0], lattice.xs[-1], len(lattice.ys) - 1, tuple(cells)))


def _without_margin(drawn: Draft) -> Draft:
    """Drop what browsers draw between the last row and the page's end: a row of which only the sides are there."""
    last = drawn.row(drawn.rows - 1)
    if drawn.rows == 1 or len(last) != 1 or not last[0].unfinished or last[0].text:
        return drawn
    cells = [c for c in drawn.cells if c is not last[0]]
    cells = [replace(c, rowspan=min(c.rowspan, drawn.rows - 1 - c.row)) for c in cells]
    return replace(drawn, rows=drawn.rows - 1, cells=tuple(cells))


def merge_tables(upper: Draft, lower: Draft) -> Draft | None:
    """Return both parts as one table, or None when the edges say that they are two tables."""
    fitted = _aligned(upper, lower) if upper.loose and lower.loose else widened(upper, lower)
    if not fitted or not _same_sides(upper, fitted):
        return None
    lower = _headless(upper, fitted)
    if not lower.rows:
        return replace(upper, stitched=upper.stitched + 1)
    bottoms, tops = upper.last_row(), lower.row(0)
    if _cut(bottoms, tops):
        pairs, shared = list(zip(bottoms, tops, strict=True)), 1
    else:
        pairs, shared = _spanning(bottoms, tops), 0
    return _below(upper, lower, pairs, shared)


def _below(upper: Draft, lower: Draft, pairs: Sequence[tuple[Placed, Placed]], shared: int) -> Draft:
    """Return ``lower`` set below ``upper``: ``pairs`` are halves of one cell, ``shared`` rows belong to both parts."""
    cells = {id(c): c for c in upper.cells}
    absorbed = set()
    for above, below in pairs:
        rowspan = above.rowspan + below.rowspan - shared
        cells[id(above)] = replace(above, text=joined(above.text, below.text), rowspan=rowspan)
        absorbed.add(id(below))
    rows = upper.rows - shared
    moved = [replace(c, row=c.row + rows) for c in lower.cells if id(c) not in absorbed]
    return replace(upper, rows=rows + lower.rows, cells=(*cells.values(), *moved), stitched=upper.stitched + 1)


def _same_sides(upper: Draft, lower: Draft) -> bool:
    return abs(upper.left - lower.left) <= EDGE_POINTS and abs(upper.right - lower.right) <= EDGE_POINTS


def _same_edges(a: Placed, b: Placed) -> bool:
    return abs(a.x0 - b.x0) <= EDGE_POINTS and abs(a.x1 - b.x1) <= EDGE_POINTS


def _aligned(upper: Draft, lower: Draft) -> Draft | None:
    """Move the columns of a part without rules to the nearest of the part above, None when they are others.

    They are when it begins elsewhere and most edges between columns are not about where they were.
    """
    below = _edges(lower)
    pairs = _paired(_edges(upper), below)
    alike = sum(abs(a - b) < TEXT_EDGE_POINTS for a, b in pairs[1:-1]) * 2 > len(pairs) - 2
    if abs(upper.left - lower.left) > ELSEWHERE_POINTS and not alike:
        return None
    moved = {e: e for e in below} | {b: a for a, b in pairs}
    places = [moved[e] for e in below]
    if any(b <= a for a, b in pairwise(places)):
        return None
    cells = tuple(replace(c, x0=moved[c.x0], x1=moved[c.x1]) for c in lower.cells)
    return replace(lower, left=places[0], right=places[-1], cells=cells)


def _edges(drawn: Draft) -> list[float]:
    return sorted({e for c in drawn.cells for e in (c.x0, c.x1)})


def _paired(above: list[float], below: list[float]) -> list[tuple[float, float]]:
    """Return each edge of the part with fewer beside the nearest of the other part, as (above, below)."""
    if len(above) <= len(below):
        return list(zip(above, _nearest(above, below), strict=True))
    return list(zip(_nearest(below, above), below, strict=True))


def _nearest(edges: list[float], candidates: list[float]) -> list[float]:
    """Return for every edge the candidate nearest to it; the outer ones are each other's."""
    if len(edges) == len(candidates):
        return candidates
    inner = candidates[1:-1]
    return [candidates[0], *(min(inner, key=lambda c: abs(c - e)) for e in edges[1:-1]), candidates[-1]]


def widened(upper: Draft, lower: Draft, beside: Sequence[Line] = ()) -> Draft:
    """Give the lower part back the merged cells at its left, around which some printers draw no rules any more.

    ``beside`` are the lines that stand there.
    """
    missing = [c for c in upper.last_row() if c.x1 <= lower.left + EDGE_POINTS]
    if not missing or abs(missing[-1].x1 - lower.left) > EDGE_POINTS:
        return lower
    texts = [text_of(line for line in beside if c.x0 <= (line.x0 + line.x1) / 2 < c.x1) for c in missing]
    cells = [Placed(0, lower.rows, c.x0, c.x1, text) for c, text in zip(missing, texts, strict=True)]
    return replace(lower, left=upper.left, cells=(*cells, *lower.cells))


def _headless(upper: Draft, lower: Draft) -> Draft:
    """Drop the header rows that the lower part repeats."""
    repeated = 0
    while repeated < min(lower.rows, upper.rows) and _same_row(upper.row(repeated), lower.row(repeated)):
        repeated += 1
    while repeated and any(c.row < repeated < c.row + c.rowspan for c in lower.cells):
        repeated -= 1
    if not repeated:
        return lower
    cells = tuple(replace(c, row=c.row - repeated) for c in lower.cells if c.row >= repeated)
    return Draft(lower.left, lower.right, lower.rows - repeated, cells)


def _same_row(above: list[Placed], below: list[Placed]) -> bool:
    if len(above) != len(below) or not any(c.text for c in above):
        return False
    return all(_same_edges(a, b) and a.text == b.text for a, b in zip(above, below, strict=True))


def _cut(bottoms: list[Placed], tops: list[Placed]) -> bool:
    """Tell whether the break went through a row: what stands below only completes what stands above."""
    if len(bottoms) != len(tops):
        return False
    pairs = list(zip(bottoms, tops, strict=True))
    if not all(_same_edges(a, b) for a, b in pairs) or _are_rows(pairs):
        return False
    return all(_torn(a, b) for a, b in pairs) or _all_complete(pairs)


def _all_complete(pairs: Sequence[tuple[Placed, Placed]]) -> bool:
    """Tell whether some texts go on below, or one side is merely a part of the row's height."""
    filled = [(a, b) for a, b in pairs if b.text]
    if not filled or not any(a.text for a, _ in pairs):
        return True
    return (len(pairs) == 1 or len(filled) < len(pairs)) and all(_completes(a, b) for a, b in filled)


def _torn(above: Placed, below: Placed) -> bool:
    return above.unfinished and below.begun


def _completes(above: Placed, below: Placed) -> bool:
    """Tell whether the text below goes on with a text above whose last line was full."""
    return (
        bool(above.text)
        and above.spare < below.lead
        and not above.text.endswith(_ENDED)
        and not MARKER.match(below.text)
        and not _NUMBER.fullmatch(below.text)
    )


def _spanning(bottoms: list[Placed], tops: list[Placed]) -> list[tuple[Placed, Placed]]:
    """Return pairs that are one merged cell over the break."""
    pairs = [(a, b) for a in bottoms for b in tops if _same_edges(a, b)]
    head, rows = _is_head(pairs), _are_rows(pairs)
    return [(a, b) for a, b in pairs if head or _is_one(a, b, torn=not rows)]


def _are_rows(pairs: Sequence[tuple[Placed, Placed]]) -> bool:
    """Tell whether figures stand above and below the break: a figure has one line, so these are two rows."""
    return any(_NUMBER.fullmatch(a.text) and _NUMBER.fullmatch(b.text) for a, b in pairs if a.rowspan == b.rowspan == 1)


def _is_head(pairs: Sequence[tuple[Placed, Placed]]) -> bool:
    """Tell whether the break went between two rows of a head: several of the heads of both rows go on below."""
    filled = [(a, b) for a, b in pairs if a.text and b.text]
    return len(filled) > 1 and all(_completes(a, b) for a, b in filled)


def _is_one(above: Placed, below: Placed, *, torn: bool) -> bool:
    """Tell whether two halves are one cell: ``torn``, or merged cells of which one half completes the other."""
    merged = above.rowspan > 1 or below.rowspan > 1
    if (torn or merged) and _torn(above, below):
        return True
    return merged and (bool(above.text) != bool(below.text) or _completes(above, below))


def table(drawn: Draft) -> Table:
    """Return the finished table: edges of all pages become columns."""
    edges: list[float] = []
    for x in sorted(e for c in drawn.cells for e in (c.x0, c.x1)):
        if not edges or x - edges[-1] > EDGE_POINTS:
            edges.append(x)
    cells = []
    for c in drawn.cells:
        start, end = bisect_left(edges, c.x0 - EDGE_POINTS), bisect_left(edges, c.x1 - EDGE_POINTS)
        cells.append(Cell(c.row, start, c.text, c.rowspan, max(1, end - start)))
    return Table(tuple(sorted(cells, key=lambda c: (c.row, c.col))))
