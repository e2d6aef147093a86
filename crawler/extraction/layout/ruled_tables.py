"""Ruled tables: from line segments to a lattice of cells with spans, the same for PDF, OFD and scanned pages.

Coordinates are points, y grows downwards. It knows nothing of text and refuses to guess: a table exists
where horizontal and vertical rules cross, a cell is merged where a rule between two positions is missing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from crawler.extraction.base import MAX_CELLS

SNAP_POINTS = 2.5  # rules nearer than this are one rule drawn twice (double borders, one stroke per cell)
JOIN_POINTS = 3.0  # a rule interrupted by less than this goes on (dashes, corners left out)
OPEN_POINTS = 6.0  # rules that stick out further than this mark a side that was left open
MAX_CROSSINGS = 400_000

Interval = tuple[float, float]
_EVERYWHERE = [(float("-inf"), float("inf"))]  # a side that was left open, closed without a rule


class Segment(NamedTuple):
    """A horizontal or vertical rule: its place on the other axis, and where it starts and ends."""

    at: float
    start: float
    end: float


class LatticeCell(NamedTuple):
    """A cell: top-left grid position and how many rows and columns it covers."""

    row: int
    col: int
    rowspan: int
    colspan: int


@dataclass(frozen=True, slots=True)
class Lattice:
    """One ruled table: grid lines from left to right and top to bottom, and the cells between them.

    ``begun`` and ``unfinished`` are the spans without a rule at the table's upper and lower edge: where a page
    break cut a cell, printers leave that side open.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    spans: tuple[LatticeCell, ...]
    owners: tuple[tuple[int, ...], ...]  # [row][col] → index in spans
    begun: frozenset[int] = frozenset()
    unfinished: frozenset[int] = frozenset()

    def cell_at(self, x: float, y: float) -> int | None:
        """Return the index of the span that holds the point, None outside the table."""
        if not (self.xs[0] <= x < self.xs[-1] and self.ys[0] <= y < self.ys[-1]):
            return None
        return self.owners[bisect_right(self.ys, y) - 1][bisect_right(self.xs, x) - 1]

    def unfinished_at(self, x: float) -> int | None:
        """Return the index of the unfinished span at this place of the lower edge, from which a text may run out."""
        if not self.xs[0] <= x < self.xs[-1]:
            return None
        index = self.owners[-1][bisect_right(self.xs, x) - 1]
        return index if index in self.unfinished else None

    def box(self, span: LatticeCell) -> tuple[float, float, float, float]:
        """Return left, top, right, bottom of a cell."""
        return (
            self.xs[span.col],
            self.ys[span.row],
            self.xs[span.col + span.colspan],
            self.ys[span.row + span.rowspan],
        )


def lattices(horizontals: Iterable[Segment], verticals: Iterable[Segment]) -> list[Lattice]:
    """Return the ruled tables and frames (one cell) among the segments, top to bottom."""
    return lattices_of(snapped(horizontals), snapped(verticals))


def lattices_of(across: list[Segment], down: list[Segment]) -> list[Lattice]:
    """Return the same for segments that are snapped."""
    tables = [_lattice(h, v) for h, v in _connected(across, down)]
    return sorted((table for table in tables if table), key=lambda t: (t.ys[0], t.xs[0]))


def snapped(segments: Iterable[Segment]) -> list[Segment]:
    """Put near-collinear segments on one place and join the pieces of each rule."""
    ordered = sorted(segments)
    joined: list[Segment] = []
    first = 0
    for i in range(1, len(ordered) + 1):
        same = i < len(ordered) and (
            ordered[i].at - ordered[i - 1].at <= SNAP_POINTS and ordered[i].at - ordered[first].at <= 2 * SNAP_POINTS
        )
        if not same and ordered:
            joined += _joined(ordered[first:i])
            first = i
    return [s for s in joined if s.end - s.start > JOIN_POINTS]


def _joined(cluster: Sequence[Segment]) -> list[Segment]:
    length = sum(s.end - s.start for s in cluster)
    at = sum(s.at * (s.end - s.start) for s in cluster) / length if length else cluster[0].at
    pieces: list[list[float]] = []
    for _, start, end in sorted(cluster, key=lambda s: s.start):
        if pieces and start <= pieces[-1][1] + JOIN_POINTS:
            pieces[-1][1] = max(pieces[-1][1], end)
        else:
            pieces.append([start, end])
    return [Segment(at, start, end) for start, end in pieces]


def _connected(across: list[Segment], down: list[Segment]) -> list[tuple[list[Segment], list[Segment]]]:
    """Group rules that touch each other, directly or through others."""
    regions = _Regions(len(across) + len(down))
    places = [h.at for h in across]
    crossings = 0
    for j, v in enumerate(down, len(across)):
        for i in range(bisect_left(places, v.start - JOIN_POINTS), bisect_right(places, v.end + JOIN_POINTS)):
            crossings += 1
            if across[i].start - JOIN_POINTS <= v.at <= across[i].end + JOIN_POINTS:
                regions.join(j, i)
        if crossings > MAX_CROSSINGS:  # a drawing, not a table
            return []
    groups: dict[int, tuple[list[Segment], list[Segment]]] = defaultdict(lambda: ([], []))
    for i, h in enumerate(across):
        groups[regions.root(i)][0].append(h)
    for j, v in enumerate(down, len(across)):
        groups[regions.root(j)][1].append(v)
    return [g for g in groups.values() if len(g[0]) + len(g[1]) > 2 and g[0] and g[1]]  # noqa: PLR2004 - a cross or corner


class _Regions:
    """Things that belong together, directly or through others (union and find)."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def root(self, i: int) -> int:
        """Return the one that stands for all of its region."""
        parent = self._parent
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    def join(self, i: int, j: int) -> None:
        """Make one region of the two; its root is that of ``j``."""
        self._parent[self.root(i)] = self.root(j)


def _lattice(across: list[Segment], down: list[Segment]) -> Lattice | None:
    ys, rows = _axis(across, min(v.start for v in down), max(v.end for v in down))
    xs, cols = _axis(down, min(h.start for h in across), max(h.end for h in across))
    height, width = len(ys) - 1, len(xs) - 1
    if height < 1 or width < 1 or height * width > MAX_CELLS // 3:
        return None
    spans = _rectangles(_merged_positions(xs, ys, rows, cols))
    at_top = [i for i, span in enumerate(spans) if span.row == 0]
    at_bottom = [i for i, span in enumerate(spans) if span.row + span.rowspan == height]
    begun, unfinished = _open(rows[0], xs, spans, at_top), _open(rows[-1], xs, spans, at_bottom)
    return replace(_compressed(xs, ys, spans), begun=begun, unfinished=unfinished)


def _merged_positions(
    xs: list[float], ys: list[float], rows: list[list[Interval]], cols: list[list[Interval]]
) -> list[list[int]]:
    """Return for every grid position its region; two are one where no rule is drawn between them."""
    height, width = len(ys) - 1, len(xs) - 1
    regions = _Regions(height * width)
    for r in range(height):
        for c in range(width):
            at = r * width + c
            if c + 1 < width and not _covers(cols[c + 1], ys[r], ys[r + 1]):
                regions.join(at + 1, at)
            if r + 1 < height and not _covers(rows[r + 1], xs[c], xs[c + 1]):
                regions.join(at + width, at)
    return [[regions.root(r * width + c) for c in range(width)] for r in range(height)]


def _open(drawn: list[Interval], xs: list[float], spans: list[LatticeCell], at_edge: list[int]) -> frozenset[int]:
    """Return which of the cells at the table's upper or lower edge have no rule there."""
    sides = {i: (xs[spans[i].col], xs[spans[i].col + spans[i].colspan]) for i in at_edge}
    return frozenset(i for i, side in sides.items() if drawn == _EVERYWHERE or not _covers(drawn, *side))


def _axis(rules: list[Segment], low: float, high: float) -> tuple[list[float], list[list[Interval]]]:
    """Return the grid lines of one axis and what each is drawn over; sides left open are closed."""
    drawn: dict[float, list[Interval]] = defaultdict(list)
    for rule in rules:
        drawn[rule.at].append((rule.start, rule.end))
    places = sorted(drawn)
    if places[0] - low > OPEN_POINTS:
        drawn[low] = _EVERYWHERE
    if high - places[-1] > OPEN_POINTS:
        drawn[high] = _EVERYWHERE
    places = sorted(drawn)
    return places, [drawn[p] for p in places]


def _covers(drawn: list[Interval], start: float, end: float) -> bool:
    inside = sum(max(0.0, min(end, b) - max(start, a)) for a, b in drawn)
    return inside * 2 > end - start


def _rectangles(owners: list[list[int]]) -> list[LatticeCell]:
    """Cut every region into rectangles (one, unless rules are missing in a corner), row by row."""
    height, width = len(owners), len(owners[0])
    taken = [[False] * width for _ in range(height)]
    spans = []
    for r in range(height):
        for c in range(width):
            if not taken[r][c]:
                span = _rectangle(owners, taken, r, c)
                for row in taken[r : r + span.rowspan]:
                    row[c : c + span.colspan] = [True] * span.colspan
                spans.append(span)
    return spans


def _rectangle(owners: list[list[int]], taken: list[list[bool]], row: int, col: int) -> LatticeCell:
    """Return the widest, then highest rectangle of one region that begins here and is not taken."""
    height, width, region = len(owners), len(owners[0]), owners[row][col]

    def is_free(r: int, c: int) -> bool:
        return owners[r][c] == region and not taken[r][c]

    right = col + 1
    while right < width and is_free(row, right):
        right += 1
    bottom = row + 1
    while bottom < height and all(is_free(bottom, c) for c in range(col, right)):
        bottom += 1
    return LatticeCell(row, col, bottom - row, right - col)


def _compressed(xs: list[float], ys: list[float], spans: list[LatticeCell]) -> Lattice:
    """Drop grid lines that no cell starts at, and index the cells by position."""
    rows = sorted({s.row for s in spans})
    cols = sorted({s.col for s in spans})
    compact = []
    for s in spans:
        row, col = bisect_left(rows, s.row), bisect_left(cols, s.col)
        bottom, right = bisect_left(rows, s.row + s.rowspan), bisect_left(cols, s.col + s.colspan)
        compact.append(LatticeCell(row, col, bottom - row, right - col))
    owners = [[0] * len(cols) for _ in rows]
    for index, s in enumerate(compact):
        for owned in owners[s.row : s.row + s.rowspan]:
            owned[s.col : s.col + s.colspan] = [index] * s.colspan
    places_x, places_y = (*(xs[c] for c in cols), xs[-1]), (*(ys[r] for r in rows), ys[-1])
    return Lattice(places_x, places_y, tuple(compact), tuple(tuple(o) for o in owners))
