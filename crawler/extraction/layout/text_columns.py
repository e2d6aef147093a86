"""Text set in two columns: read down the left one, then the right one.

A gutter is believed only where it goes through several lines and both halves are wide and often filled to their edges;
two things that merely stand side by side (labels and dates, signatures) stay on their line. Tables stand in the
column that holds them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

from crawler.extraction.layout.lines import Line, cuts, line_of

MIN_LINES = 3  # that a gutter must part
MIN_COLUMN_EMS = 12  # width of a column: labels and names are shorter
SPACE_EMS = 0.9  # a narrower gap is a space
MIN_FULL_SHARE = 0.25  # of the lines of each half reach its right edge
GUTTER_RANGE = (0.3, 0.7)  # shares of the page's width between which a gutter can run

MAX_ROW_SHARE = 0.3  # more lines than this share that are cut twice make a table
MIN_ALIGNED_SHARE, ALIGNED_POINTS = 0.6, 3.0  # of the items of a half begin that near its column's edge or indent
OVERHANG_POINTS = 12.0  # by which a table may stick out of its column

Gutters = list[tuple[float, float]]  # left edges of both columns


class ColumnItem(Protocol):
    """A line, or a table that is taken as a whole."""

    @property
    def x0(self) -> float:
        """Its left edge."""

    @property
    def x1(self) -> float:
        """Its right edge."""


Part = tuple[int, list[ColumnItem]]  # 0: across the page, 1: left column, 2: right column


def parts(items: Sequence[ColumnItem], width: float, known: Gutters) -> list[Part]:
    """Return lines and tables in reading order, cut into stretches of one column each. ``width`` is the page's.

    They come from top to bottom. ``known`` remembers the columns of the document: there even two short lines, or two
    tables, may stand in two columns.
    """
    stretches: list[Part] = []
    start = 0
    while start < len(items):
        end, gutter = _stretch(items, start, width, known)
        halves = _halves(items[start:end], gutter, known) if gutter else None
        if halves:
            stretches += [(1, halves[0]), (2, halves[1])]
            start = end
        else:
            if not stretches or stretches[-1][0]:
                stretches.append((0, []))
            stretches[-1][1].append(items[start])
            start += 1
    return stretches


def _stretch(items: Sequence[ColumnItem], start: int, width: float, known: Gutters) -> tuple[int, float | None]:
    """Follow a gutter down from an item that has one. Return where it ends (exclusive) and its place."""
    low, high = GUTTER_RANGE[0] * width, GUTTER_RANGE[1] * width
    left, right = _free(items[start], low, high) if known else _gap(items[start], low, high)
    if left >= right:
        return start + 1, None
    end = start + 1
    while end < len(items):
        a, b = _free(items[end], left, right)
        if a >= b:
            break
        left, right = a, b
        end += 1
    return end, (left + right) / 2


def _free(item: ColumnItem, left: float, right: float) -> tuple[float, float]:
    """Return what an item leaves of a gutter: beside it when it stands in one half only, or a gap in it."""
    if item.x1 <= right:
        return max(left, item.x1), right
    if item.x0 >= left:
        return left, min(right, item.x0)
    return _gap(item, left, right)


def _gap(line: ColumnItem, low: float, high: float) -> tuple[float, float]:
    """Return the widest gap of a line within the bounds, an empty one if there is none."""
    best = (low, low)
    if not isinstance(line, Line):
        return best
    inked = [g for g in line.glyphs if g.text.strip()]
    for a, b in pairwise(inked):
        if b.x0 - a.x1 > SPACE_EMS * line.size:
            gap = max(low, a.x1), min(high, b.x0)
            if gap[1] - gap[0] > max(0.4 * line.size, best[1] - best[0]):
                best = gap
    return best


def _halves(
    items: Sequence[ColumnItem], gutter: float, known: Gutters
) -> tuple[list[ColumnItem], list[ColumnItem]] | None:
    left, right = _side(items, gutter, right=False), _side(items, gutter, right=True)
    if not left or not right or _tabular(items):
        return None
    if _filled(left) and _filled(right):
        known.append((min(item.x0 for item in left), min(item.x0 for item in right)))
    elif not any(_begin(left, a) and _begin(right, b) for a, b in known):
        return None
    return left, right


def _side(items: Sequence[ColumnItem], gutter: float, *, right: bool) -> list[ColumnItem]:
    return [half for item in items for half in _half(item, gutter, right=right)]


def _half(item: ColumnItem, gutter: float, *, right: bool) -> list[ColumnItem]:
    if not isinstance(item, Line):
        return [item] if (item.x0 >= gutter) == right else []
    half = line_of([g for g in item.glyphs if (g.x0 >= gutter) == right])
    return [half] if half else []


def _tabular(items: Sequence[ColumnItem]) -> bool:
    """Tell whether the lines are rows of a table: many of them are cut more than once."""
    cut = [cuts(item) for item in items if isinstance(item, Line)]
    return sum(n > 1 for n in cut) > MAX_ROW_SHARE * len(cut)


def _filled(items: Sequence[ColumnItem]) -> bool:
    lines = [item for item in items if isinstance(item, Line)]
    if len(lines) < MIN_LINES:
        return False
    edge = max(line.x1 for line in lines)
    if edge - min(line.x0 for line in lines) < MIN_COLUMN_EMS * lines[0].size:
        return False
    return sum(edge - line.x1 < 1.5 * line.size for line in lines) >= MIN_FULL_SHARE * len(lines)


def _begin(items: Sequence[ColumnItem], edge: float) -> bool:
    """Tell whether most lines begin at a column's edge or at its indent, and the tables not before it."""
    return sum(_begins(item, edge) for item in items) >= MIN_ALIGNED_SHARE * len(items)


def _begins(item: ColumnItem, edge: float) -> bool:
    if not isinstance(item, Line):
        return item.x0 > edge - OVERHANG_POINTS
    return min(abs(item.x0 - edge), abs(item.x0 - edge - 2 * item.size)) < ALIGNED_POINTS
