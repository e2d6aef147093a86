"""Text set in two columns: read down the left one, then the right one.

A gutter is believed only where it goes through several lines and both halves are wide and often filled to their edges;
two things that merely stand side by side (labels and dates, signatures) stay on their line.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from crawler.extraction.layout.lines import Line, line_of

LEAST = 3  # lines that a gutter must part
EMS = 12  # width of a column at least: labels and names are shorter
WIDE = 0.9  # of the font size: a narrower gap is a space
FILLED = 0.25  # share of the lines of each half that reach its right edge
MIDDLE = (0.3, 0.7)  # where on the page a gutter can run

BEGUN, NEAR = 0.6, 3.0

Gutters = list[tuple[float, float]]  # left edges of both columns
Part = tuple[int, list[Line]]  # 0: across the page, 1: left column, 2: right column


def parts(lines: Sequence[Line], width: float, known: Gutters) -> list[Part]:
    """Return the lines in reading order, cut into stretches of one column each. ``width`` is the page's.

    ``known`` remembers the columns of the document: there even two short lines may stand in two columns.
    """
    found: list[Part] = []
    start = 0
    while start < len(lines):
        end, gutter = _stretch(lines, start, width)
        halves = _halves(lines[start:end], gutter, known) if gutter else None
        if halves:
            found += [(1, halves[0]), (2, halves[1])]
            start = end
        else:
            if not found or found[-1][0]:
                found.append((0, []))
            found[-1][1].append(lines[start])
            start += 1
    return found


def _stretch(lines: Sequence[Line], start: int, width: float) -> tuple[int, float | None]:
    """Follow a gutter down from a line that has one. Return where it ends (exclusive) and its place."""
    left, right = _gap(lines[start], MIDDLE[0] * width, MIDDLE[1] * width)
    if left >= right:
        return start + 1, None
    end = start + 1
    while end < len(lines):
        line = lines[end]
        if line.x1 <= right or line.x0 >= left:  # stands in one half only
            left, right = (max(left, line.x1), right) if line.x1 <= right else (left, min(right, line.x0))
        else:
            a, b = _gap(line, left, right)
            if a >= b:
                break
            left, right = a, b
        end += 1
    return end, (left + right) / 2


def _gap(line: Line, low: float, high: float) -> tuple[float, float]:
    """Return the widest gap of a line within the bounds, an empty one if there is none."""
    best = (low, low)
    inked = [g for g in line.glyphs if g.text.strip()]
    for a, b in pairwise(inked):
        if b.x0 - a.x1 > WIDE * line.size:
            gap = max(low, a.x1), min(high, b.x0)
            if gap[1] - gap[0] > max(0.4 * line.size, best[1] - best[0]):
                best = gap
    return best


def _halves(lines: Sequence[Line], gutter: float, known: Gutters) -> tuple[list[Line], list[Line]] | None:
    left = [half for line in lines if (half := line_of([g for g in line.glyphs if g.x0 < gutter]))]
    right = [half for line in lines if (half := line_of([g for g in line.glyphs if g.x0 >= gutter]))]
    if not left or not right:
        return None
    if _filled(left) and _filled(right):
        known.append((min(line.x0 for line in left), min(line.x0 for line in right)))
    elif not any(_begin(left, a) and _begin(right, b) for a, b in known):
        return None
    return left, right


def _filled(lines: Sequence[Line]) -> bool:
    if len(lines) < LEAST:
        return False
    edge = max(line.x1 for line in lines)
    if edge - min(line.x0 for line in lines) < EMS * lines[0].size:
        return False
    return sum(edge - line.x1 < 1.5 * line.size for line in lines) >= FILLED * len(lines)


def _begin(lines: Sequence[Line], edge: float) -> bool:
    """Tell whether most lines begin at a column's edge or at its indent."""
    begun = sum(min(abs(line.x0 - edge), abs(line.x0 - edge - 2 * line.size)) < NEAR for line in lines)
    return begun >= BEGUN * len(lines)
