"""Positioned characters → lines of text. Coordinates are points, y grows downwards; one page at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

_OPENING, _CLOSING = "（《“〔【‘〈「『([{", "，。、；：！？）》〉」』】〕”’％,.;:!?)%]}"
_QUOTES = "“‘"  # many a typesetter parts an opening quotation mark from neither neighbour
SUPERSCRIPT_SHARE = 0.7  # of a row's size: what is smaller may be a superscript
MAX_SUPERSCRIPT_EMS = 3.0  # what is longer is none
BLANKS = " \u00a0\u3000\t"


class Glyph(NamedTuple):
    """A character, or a run that is never split (a sideways label, a recognised word), with its box."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text as printed: its characters from left to right, and their common box."""

    glyphs: tuple[Glyph, ...]
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    text: str

    def moved(self, by: float) -> Line:
        """Return it so much farther down."""
        glyphs = tuple(g._replace(y0=g.y0 + by, y1=g.y1 + by) for g in self.glyphs)
        return replace(self, glyphs=glyphs, y0=self.y0 + by, y1=self.y1 + by)


def lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """Return the lines of a page or of one cell from top to bottom; a superscript stays on its line."""
    rows: list[list[Glyph]] = []
    middle = reach = 0.0
    for g in sorted(glyphs, key=lambda g: g.y0 + g.y1):
        centre = (g.y0 + g.y1) / 2
        off = centre - middle
        if rows and (off <= 0.5 * reach or off <= 0.5 * g.size):
            if g.size > reach:  # the larger characters say where the line is
                middle, reach = centre, g.size
            rows[-1].append(g)
        else:
            rows.append([g])
            middle, reach = centre, g.size
    parts = [line_of(part) for row in rows for part in _levels(row)]
    return [line for line in parts if line]


def _levels(row: list[Glyph]) -> list[list[Glyph]]:
    """Part what a large title put into one row: it reaches over two small lines of the column beside it."""
    sizes = [g.size for g in row]
    least = SUPERSCRIPT_SHARE * max(sizes)
    if min(sizes) >= least:
        return [row]
    levels = lines(g for g in row if g.size < least)
    if not any(min(a.x1, b.x1) - max(a.x0, b.x0) > MAX_SUPERSCRIPT_EMS * a.size for a, b in pairwise(levels)):
        return [row]
    large = [g for g in row if g.size >= least]
    return sorted([large, *(list(level.glyphs) for level in levels)], key=lambda part: part[0].y0 + part[0].y1)


def cuts(line: Line) -> int:
    """Return how many gaps wider than its letters cut a line: more than one is hardly justified prose."""
    inked = [g for g in line.glyphs if g.text not in BLANKS]
    return sum(b.x0 - a.x1 > line.size for a, b in pairwise(inked))


def line_of(row: Iterable[Glyph]) -> Line | None:
    """Return characters of one height as a line, None when there is no ink in it."""
    row = _once(sorted(row, key=attrgetter("x0")))
    inked = [g for g in row if g.text.strip()]
    if not inked:
        return None
    start, end = row.index(inked[0]), len(row) - row[::-1].index(inked[-1])
    row = row[start:end]
    _, _, y0, x1, y1, sizes = zip(*inked, strict=True)
    return Line(tuple(row), inked[0].x0, min(y0), max(x1), max(y1), _usual(sizes), _spell(row))


def _usual(sizes: Sequence[float]) -> float:
    """Return the most frequent size, the largest of several."""
    if len(set(sizes)) == 1:
        return round(sizes[0], 1)
    counts = Counter(round(size, 1) for size in sizes)
    return max(counts, key=lambda size: (counts[size], size))


def _once(row: list[Glyph]) -> list[Glyph]:
    """Drop characters printed twice with a small shift, as imitated bold is."""
    kept: list[Glyph] = []
    for g in row:
        for k in kept[-3:]:
            if k.text == g.text and _twins(k, g):
                break
        else:
            kept.append(g)
    return kept


def _twins(k: Glyph, g: Glyph) -> bool:
    shifted = abs(k.x0 - g.x0) < 0.3 * (g.x1 - g.x0) and abs(k.y0 - g.y0) < 0.3 * g.size
    return shifted and not g.text.isspace()


def _spell(row: Sequence[Glyph]) -> str:
    parts = [row[0].text]
    for last, g in pairwise(row):
        if g.x0 > last.x1 and _parted(last, g):
            parts.append(" ")
        parts.append(g.text)
    return "".join(parts)


def _parted(last: Glyph, g: Glyph) -> bool:
    end, start = last.text[-1], g.text[0]
    least = (0.2 if spaced(end) and spaced(start) else 1.5) * min(last.size, g.size)
    return g.x0 - last.x1 > least and end not in BLANKS and start not in BLANKS


def spaced(char: str) -> bool:
    """Tell whether the character belongs to a script that puts spaces between words."""
    return char < "\u2e80" and char not in "“”‘’—…·、。《》〈〉〔〕（）"


def joined(first: str, second: str) -> str:
    """Join two lines of one paragraph: Chinese without a space, words of other scripts with one."""
    if not first or not second:
        return first + second
    if first[-1] in "\u00ad\u0002":
        return first[:-1] + second
    both = spaced(first[-1]) and spaced(second[0])
    words = both and first[-1] not in "-/" and (first[-1].isalpha() or second[0].isalpha() or first[-1] in ",.;:!?)%")
    return first + " " + second if words else first + second


def text_of(lines: Iterable[Line]) -> str:
    """Return lines joined: the text of a paragraph or of a cell."""
    text = ""
    for line in lines:
        text = joined(text, line.text.strip(BLANKS))
    return text


def first_word(line: Line) -> float:
    """Return the width of what a typesetter does not part from the line's first character."""
    glyphs = line.glyphs
    end = 0
    while end < len(glyphs) - 1 and glyphs[end].text[0] in _OPENING:
        end += 1
    end += 1
    if spaced(glyphs[end - 1].text[0]):
        while end < len(glyphs) and spaced(glyphs[end].text[0]) and glyphs[end].text not in BLANKS:
            end += 1
    while end < len(glyphs) and glyphs[end].text[0] in _CLOSING + _QUOTES:
        end += 2 if glyphs[end].text[0] in _QUOTES else 1
    end = min(end, len(glyphs))
    return glyphs[end - 1].x1 - glyphs[0].x0


def unhung(line: Line) -> float:
    """Return where a line ends when its closing marks are left out."""
    inside = [g for g in line.glyphs if g.text[0] not in _CLOSING and g.text not in BLANKS]
    return inside[-1].x1 if inside else line.x1
