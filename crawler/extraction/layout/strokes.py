"""Drawn shapes → rules. A line is stroked, or it is a filled box too thin to be shading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from crawler.extraction.layout.ruled_tables import Segment

MAX_RULE_POINTS = 3.0  # width of a filled box or a stroke that is a rule; beyond it is shading
SLOPE_POINTS = 0.6  # by which a rule may lean

Box = tuple[float, float, float, float]
Shape = Sequence[tuple[float, float]]


def strokes(shape: Shape, *, stroked: bool) -> Iterator[Box]:
    """Yield the boxes of the straight lines that a polygon draws; ``stroked`` is False for a mere filling."""
    xs, ys = zip(*shape, strict=True)
    x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
    if min(x1 - x0, y1 - y0) <= MAX_RULE_POINTS:
        yield x0, y0, x1, y1
    elif stroked:
        for (ax, ay), (bx, by) in pairwise(shape):
            if min(abs(ax - bx), abs(ay - by)) <= SLOPE_POINTS:
                yield min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def segments(boxes: Iterable[Box]) -> tuple[list[Segment], list[Segment]]:
    """Return thin boxes as horizontal and vertical rules along their middle."""
    horizontals: list[Segment] = []
    verticals: list[Segment] = []
    for left, top, right, bottom in boxes:
        if right - left >= bottom - top:
            horizontals.append(Segment((top + bottom) / 2, left, right))
        else:
            verticals.append(Segment((left + right) / 2, top, bottom))
    return horizontals, verticals
