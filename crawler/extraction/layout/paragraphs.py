"""Lines → paragraphs: what the typesetter broke is joined, what the author ended stays ended.

The test is the typesetter's own: a line was broken by the margin only if the next word had no room left on it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from crawler.extraction.layout.lines import BLANKS, Line, joined, spaced

MARKER = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}\s*[、.．]|第[一二三四五六七八九十]{1,3}[章节条部编]|[（(][一二三四五六七八九十0-9]{1,3}[）)]"
    r"|\d{1,2}\s*[、.．)）](?!\d)|[①-⑳]|[●■◆•○])"
)
_CLOSING = "，。、；：！？）》〉」』】〕”’％,.;:!?)%]}"
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


def margins(pages: Sequence[tuple[Sequence[Line], float]]) -> list[Margins]:
    """Measure each page's text column, given its lines and width; a page of short lines takes its neighbours'."""
    usual: dict[int, tuple[float | None, float | None, float]] = {}
    for width in {round(width) for _, width in pages}:
        lines = [line for page, w in pages if round(w) == width for line in page]
        ends = [end for page, w in pages if round(w) == width for end in _broken(page)]
        needed = max(5, 0.1 * len(lines))
        left, right = _aligned([-line.x0 for line in lines], needed), _aligned(ends, needed)
        usual[width] = None if left is None else -left, right, _pitch(lines)
    return [_measure(lines, *usual[round(width)]) for lines, width in pages]


def _measure(lines: Sequence[Line], usual_left: float | None, usual_right: float | None, pitch: float) -> Margins:
    many = max(FEW, AGREED * len(lines))
    left = _aligned([-line.x0 for line in lines], many)
    if left is not None:
        left = -left
    elif usual_left is not None:
        left = usual_left
    else:
        left = min((line.x0 for line in lines), default=0.0)
    right = _aligned(_broken(lines), many)
    if right is None:  # not justified, or short lines: what reaches furthest, titles and labels aside
        body = [line for line in lines if line.x0 - left < 4 * line.size]
        reach = max((line.x1 for line in body), default=0.0)
        right = reach if _wraps(body) else max(reach, usual_right or 0.0)
    return Margins(left, right, _pitch(lines) or pitch)


def _wraps(lines: Sequence[Line]) -> bool:
    """Tell whether a line is plainly the rest of an indented one: this page is set to its own measure."""
    return any(
        nxt.x0 < line.x0 - 1.2 * line.size and nxt.y0 - line.y0 < 3 * line.size and not MARKER.match(nxt.text)
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


def continues(first: Line, last: Line, nxt: Line, here: Margins, there: Margins, *, same_page: bool) -> bool:
    """Tell whether ``nxt`` goes on with the paragraph that began with ``first`` and has reached ``last``."""
    size = max(last.size, nxt.size)
    if abs(last.size - nxt.size) > 0.2 * size or _LEADER.search(last.text):
        return False
    if here.right - last.x1 > _first_word(nxt) + 0.4 * size:
        return False
    if same_page and nxt.y0 - last.y0 > max(1.7 * here.pitch, 1.2 * size):
        return False
    ended = last.text.endswith(_ENDED)
    if nxt.x0 - there.left > 0.8 * size:  # indented: a new paragraph, unless the whole paragraph is
        return abs(nxt.x0 - first.x0) < 0.3 * size and not ended and not MARKER.match(nxt.text)
    return not (ended and MARKER.match(nxt.text) and first.x0 - here.left < size)


def _first_word(line: Line) -> float:
    """Return the width of what could not be parted from the line's first character."""
    glyphs = line.glyphs
    end = 1
    if spaced(glyphs[0].text[0]):
        while (
            end < len(glyphs) and spaced(glyphs[end].text[0]) and glyphs[end].x0 - glyphs[end - 1].x1 < 0.15 * line.size
        ):
            end += 1
    while end < len(glyphs) and glyphs[end].text[0] in _CLOSING:
        end += 1
    return glyphs[end - 1].x1 - glyphs[0].x0


def paragraph(lines: Sequence[Line]) -> str:
    """Return the joined text of a paragraph's lines."""
    text = ""
    for line in lines:
        text = joined(text, line.text.strip(BLANKS))
    return text
