"""Lines → paragraphs: what the typesetter broke is joined, what the author ended stays ended.

The test is the typesetter's own: a line was broken by the margin only if the next word had no room left on it.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from crawler.extraction.layout.lines import Line, cuts, first_word, unhung

MARKER = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}\s*[、.．]|第[一二三四五六七八九十]{1,3}[章节条部编]|[（(][一二三四五六七八九十0-9]{1,3}[）)]"
    r"|\d{1,2}\s*(?:[、)）]|[.．](?!\d{1,3}(?!\d)))|[①-⑳]|[●■◆•○])"
)
_SENTENCE = re.compile("[，。；,;]")  # what a heading does not have
NEAR = 4.0  # points within which justified lines end
FEW, AGREED = 3, 0.3  # lines, and share of the lines, that must end together to make a margin
_LEADER = re.compile(r"[.…·．]{4,}\s*\d+$")  # a line of a table of contents
_ENDED = tuple("。！？；：!?;:")


@dataclass(frozen=True, slots=True)
class Margins:
    """Where the text column of a page begins and ends, and the usual distance of its lines."""

    left: float
    right: float
    pitch: float


@dataclass(slots=True)
class Begun:
    """A paragraph that may go on: its lines, the indent of the first, the margins of the last."""

    lines: list[Line]
    indent: float
    margins: Margins


def margins(columns: Sequence[tuple[Hashable, Sequence[Line]]]) -> list[Margins]:
    """Measure text columns, given what kind each is (page size, place) and its lines; short ones take their kind's."""
    usual: dict[Hashable, tuple[float | None, float, float]] = {}
    for kind in {kind for kind, _ in columns}:
        lines = [line for k, column in columns if k == kind for line in column]
        ends = [end for k, column in columns if k == kind for end in _broken(column)]
        left = _aligned([-line.x0 for line in lines], max(FEW, 0.05 * len(lines)))
        right = _aligned(ends, max(5, 0.2 * len(lines)))
        usual[kind] = None if left is None else -left, _reach(lines) if right is None else right, _pitch(lines)
    return [_measure(lines, *usual[kind]) for kind, lines in columns]


def _measure(lines: Sequence[Line], usual_left: float | None, usual_right: float, pitch: float) -> Margins:
    many = max(FEW, AGREED * len(lines))
    found = _aligned([-line.x0 for line in lines], many)
    left = -found if found is not None else min((line.x0 for line in lines), default=0.0)
    right = _aligned(_broken(lines), many)
    if right is None:  # not justified, or short lines
        right = _reach(lines)
    if right < usual_right and not _wraps(lines, left):
        right = usual_right
    if usual_left is not None and (found is None or _same_column(lines, left, usual_left, right, usual_right)):
        left = usual_left
    return Margins(left, right, _pitch(lines) or pitch)


def _reach(lines: Sequence[Line]) -> float:
    """Return how far lines reach that begin near the left edge: titles, dates and labels stand apart.

    Closing marks are left out, they may hang over the margin.
    """
    left = min((line.x0 for line in lines), default=0.0)
    return max((unhung(line) for line in lines if line.x0 - left < 4 * line.size), default=0.0)


def _same_column(lines: Sequence[Line], left: float, usual_left: float, right: float, usual_right: float) -> bool:
    """Tell whether a column that seems to begin further in than usual merely has many indented lines."""
    begun = any(abs(line.x0 - usual_left) < NEAR for line in lines)
    return usual_left < left and (begun or abs(right - usual_right) < NEAR)


def _wraps(lines: Sequence[Line], left: float) -> bool:
    """Tell whether a line is plainly the rest of an indented one: this page is set to its own measure."""
    return any(
        line.x0 - left < 4 * line.size
        and nxt.x0 < line.x0 - 1.2 * line.size
        and nxt.y0 - line.y0 < 3 * line.size
        and not MARKER.match(nxt.text)
        for line, nxt in pairwise(lines)
    )


def _broken(lines: Sequence[Line]) -> list[float]:
    """Return where lines end that another one follows closely and not further in: those may be broken by a margin."""
    return [
        line.x1
        for line, nxt in pairwise(lines)
        if nxt.x0 < line.x0 + line.size and nxt.y0 - line.y0 < 3 * line.size and not _LEADER.search(line.text)
    ]


def _aligned(ends: list[float], needed: float) -> float | None:
    """Return the outermost place where so many lines end, None when they end nowhere together."""
    ordered = sorted(ends, reverse=True)
    start = 0
    for i, end in enumerate(ordered):
        while ordered[start] - end > NEAR:
            start += 1
        if i - start + 1 >= needed:
            return ordered[start]
    return None


def _pitch(lines: Sequence[Line]) -> float:
    steps = [b.y0 - a.y0 for a, b in pairwise(lines) if 0 < b.y0 - a.y0 < 4 * a.size]
    return median(steps) if steps else 0.0


def continues(begun: Begun, nxt: Line, there: Margins, *, close: bool) -> bool:
    """Tell whether ``nxt`` goes on with a paragraph. ``close``: it stands below it, not beyond a page or column end."""
    first, last, here = begun.lines[0], begun.lines[-1], begun.margins
    size = max(last.size, nxt.size)
    if abs(last.size - nxt.size) > 0.2 * size or _LEADER.search(last.text) or min(cuts(last), cuts(nxt)) > 1:
        return False
    room, ended = here.right - last.x1, last.text.endswith(_ENDED)
    if _centred(nxt, there) and _centred(last, here) and nxt.x0 - there.left > size:  # a title of several lines
        return not ended and 2 * room < first_word(nxt) + size
    if room > first_word(nxt) + 0.4 * size:
        return False
    if close and nxt.y0 - last.y0 > max(1.7 * here.pitch, 1.2 * size):
        return False
    indent = nxt.x0 - there.left
    if indent > 0.8 * size:  # a new paragraph, unless the whole paragraph is indented
        block = abs(indent - begun.indent) < 0.3 * size and (len(begun.lines) > 1 or _SENTENCE.search(first.text))
        return bool(block) and not ended and not MARKER.match(nxt.text)
    heading = not _SENTENCE.search(nxt.text) and not nxt.text.endswith(_ENDED)
    return not (ended and MARKER.match(nxt.text) and (begun.indent < size or heading))


def _centred(line: Line, margin: Margins) -> bool:
    return abs((margin.right - line.x1) - (line.x0 - margin.left)) < line.size
