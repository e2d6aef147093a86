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
ALIGNED_POINTS = 4.0  # within which justified lines end
MIN_ALIGNED_LINES = 3  # that must end together to make a margin
MIN_ALIGNED_SHARE = 0.3  # of the lines of a column
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
    usual = {wanted: _usual([lines for kind, lines in columns if kind == wanted]) for wanted, _ in columns}
    return [_measure(lines, *usual[kind]) for kind, lines in columns]


def _usual(columns: Sequence[Sequence[Line]]) -> tuple[float | None, float, float]:
    """Return the left edge (None if lines begin nowhere together), right edge and pitch of columns of one kind."""
    lines = [line for column in columns for line in column]
    ends = [end for column in columns for end in _broken(column)]
    left = _aligned([-line.x0 for line in lines], max(MIN_ALIGNED_LINES, 0.05 * len(lines)))
    right = _aligned(ends, max(5, 0.2 * len(lines)))
    return None if left is None else -left, _reach(lines) if right is None else right, _pitch(lines)


def _measure(lines: Sequence[Line], usual_left: float | None, usual_right: float, pitch: float) -> Margins:
    needed = max(MIN_ALIGNED_LINES, MIN_ALIGNED_SHARE * len(lines))
    aligned_left = _aligned([-line.x0 for line in lines], needed)
    left = -aligned_left if aligned_left is not None else min((line.x0 for line in lines), default=0.0)
    right = _aligned(_broken(lines), needed)
    if right is None:  # not justified, or short lines
        right = _reach(lines)
    if right < usual_right and not _wraps(lines, left):
        right = usual_right
    if usual_left is not None and (aligned_left is None or _same_column(lines, left, usual_left, right, usual_right)):
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
    some_left = any(abs(line.x0 - usual_left) < ALIGNED_POINTS for line in lines)
    return usual_left < left and (some_left or abs(right - usual_right) < ALIGNED_POINTS)


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
        while ordered[start] - end > ALIGNED_POINTS:
            start += 1
        if i - start + 1 >= needed:
            return ordered[start]
    return None


def _pitch(lines: Sequence[Line]) -> float:
    steps = [b.y0 - a.y0 for a, b in pairwise(lines) if 0 < b.y0 - a.y0 < 4 * a.size]
    return median(steps) if steps else 0.0


def continues(begun: Begun, nxt: Line, there: Margins, *, close: bool) -> bool:
    """Tell whether ``nxt`` goes on with a paragraph. ``close``: it stands below it, not beyond a page or column end."""
    last, here = begun.lines[-1], begun.margins
    size = max(last.size, nxt.size)
    if abs(last.size - nxt.size) > 0.2 * size or _LEADER.search(last.text) or min(cuts(last), cuts(nxt)) > 1:
        return False
    room = here.right - last.x1
    if _centred(nxt, there) and _centred(last, here) and nxt.x0 - there.left > size:  # a title of several lines
        return not last.text.endswith(_ENDED) and 2 * room < first_word(nxt) + size
    if room > first_word(nxt) + 0.4 * size:
        return False
    if close and nxt.y0 - last.y0 > max(1.7 * here.pitch, 1.2 * size):
        return False
    return not _starts_paragraph(begun, nxt, nxt.x0 - there.left, size)


def _starts_paragraph(begun: Begun, nxt: Line, indent: float, size: float) -> bool:
    """Tell whether a line is a new paragraph though the one before was full: by its indent, or by its marker."""
    ended, marked = begun.lines[-1].text.endswith(_ENDED), bool(MARKER.match(nxt.text))
    if indent > 0.8 * size:  # one, unless the whole paragraph is indented
        is_prose = len(begun.lines) > 1 or _SENTENCE.search(begun.lines[0].text)
        is_block = abs(indent - begun.indent) < 0.3 * size and is_prose
        return not is_block or ended or marked
    is_heading = not _SENTENCE.search(nxt.text) and not nxt.text.endswith(_ENDED)
    return ended and marked and (begun.indent < size or is_heading)


def _centred(line: Line, margin: Margins) -> bool:
    return abs((margin.right - line.x1) - (line.x0 - margin.left)) < line.size
