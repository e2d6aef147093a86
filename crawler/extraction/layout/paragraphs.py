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
_ENDED = tuple("。！？；：!?;:")


@dataclass(frozen=True, slots=True)
class Margins:
    """Where the text column of a page begins and ends, and the usual distance of its lines."""

    left: float
    right: float
    pitch: float


def margins(lines: Sequence[Line], default: Margins | None = None) -> Margins:
    """Measure a page's text column; a page with few lines takes the measure of its neighbours."""
    if len(lines) < 4 and default:  # noqa: PLR2004 - three lines say little about a column
        left, right = (min((n.x0 for n in lines), default=default.left), max((n.x1 for n in lines), default=0.0))
        return Margins(min(left, default.left), max(right, default.right), default.pitch)
    left = _edge([-line.x0 for line in lines])
    steps = [b.y0 - a.y0 for a, b in pairwise(lines) if 0 < b.y0 - a.y0 < 4 * a.size]
    return Margins(-left, _edge([line.x1 for line in lines]), median(steps) if steps else 0.0)


def _edge(ends: list[float]) -> float:
    """Return the outermost place that two lines share; a single line that sticks out is no margin."""
    ordered = sorted(ends, reverse=True)
    for a, b in pairwise(ordered):
        if a - b <= 3:  # noqa: PLR2004 - points
            return a
    return ordered[0] if ordered else 0.0


def continues(first: Line, last: Line, nxt: Line, here: Margins, there: Margins, *, same_page: bool) -> bool:
    """Tell whether ``nxt`` goes on with the paragraph that began with ``first`` and has reached ``last``."""
    size = max(last.size, nxt.size)
    if abs(last.size - nxt.size) > 0.2 * size:
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
