"""Characters of any direction → glyphs of an upright page. In: y upwards, as printers count; out: y downwards."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from crawler.extraction.layout.lines import Glyph

TILT = math.radians(10)  # a scan's text layer leans a little; a watermark leans more
ASCENT, DESCENT = 0.85, 0.15  # ems above and below the baseline; the boxes that fonts state are often wrong

Box = tuple[float, float, float, float]
Point = tuple[float, float]


class Face(NamedTuple):
    """What the characters of one text object share."""

    size: float  # of the em
    quarter: int | None  # turns of 90° against the page; None for slanted text
    visible: bool = True
    mapped: bool = True  # the font says which characters its glyphs are
    lightness: float = 0.0  # of its colour on white paper: 0 is black, 1 white


class Char(NamedTuple):
    """A character as placed: its box, and its origin, where its baseline starts."""

    text: str
    box: Box
    origin: Point
    face: Face


@lru_cache(maxsize=1024)  # the texts of a document share a few directions
def quarter(dx: float, dy: float) -> int | None:
    """Return how many quarters the direction (y upwards) is turned against the clock, None when it is slanted."""
    turn = math.atan2(dy, dx) / (math.pi / 2)
    return round(turn) % 4 if abs(turn - round(turn)) * (math.pi / 2) < TILT else None


class Upright:
    """Turns points of a page box so that text of one direction reads from left to right."""

    def __init__(self, box: Box, turned: int) -> None:
        self._left, self._bottom, self._right, self._top = box
        self.turned = turned
        width, height = self._right - self._left, self._top - self._bottom
        self.width, self.height = (height, width) if turned % 2 else (width, height)

    def point(self, x: float, y: float) -> Point:
        """Return where a point of the file lies on the upright page."""
        if self.turned == 0:
            return x - self._left, self._top - y
        if self.turned == 1:  # text runs upwards: the left edge becomes the top
            return y - self._bottom, x - self._left
        if self.turned == 2:  # noqa: PLR2004 - two quarters, upside down
            return self._right - x, y - self._bottom
        return self._top - y, self._right - x

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """Return left, top, right, bottom on the upright page."""
        return between(self.point(x0, y0), self.point(x1, y1))


def between(one: Point, other: Point) -> Box:
    """Return the box of which these are opposite corners."""
    (ax, ay), (bx, by) = one, other
    if ax > bx:
        ax, bx = bx, ax
    if ay > by:
        ay, by = by, ay
    return ax, ay, bx, by


def upright(chars: Sequence[Char], box: Box) -> tuple[Upright, list[Glyph]]:
    """Turn the page so that most of its text stands upright; what then runs sideways is kept as whole labels."""
    turns = Counter(ch.face.quarter for ch in chars if ch.face.quarter is not None)
    page = Upright(box, turns.most_common(1)[0][0] if turns else 0)
    glyphs: list[Glyph] = []
    sideways: list[Char] = []
    for ch in chars:
        if ch.face.quarter == page.turned:
            glyphs.append(_glyph(ch, page))
        elif ch.face.quarter is not None:
            if sideways and not _follows(sideways[-1], ch):
                glyphs.append(_label(sideways, page))
                sideways = []
            sideways.append(ch)
    if sideways:
        glyphs.append(_label(sideways, page))
    return page, glyphs


def _glyph(ch: Char, page: Upright) -> Glyph:
    text, (left, bottom, right, top), (x, y), face = ch
    x0, x1 = page.point(left, bottom)[0], page.point(right, top)[0]
    if x0 > x1:
        x0, x1 = x1, x0
    base = page.point(x, y)[1]
    size = face.size or 1.0
    return Glyph(text, x0, base - ASCENT * size, x1, base + DESCENT * size, size)


def _follows(last: Char, ch: Char) -> bool:
    reach = 2 * max(last.face.size, 1.0)
    near = abs(ch.origin[0] - last.origin[0]) < reach and abs(ch.origin[1] - last.origin[1]) < reach
    return ch.face.quarter == last.face.quarter and near


def _label(chars: Sequence[Char], page: Upright) -> Glyph:
    boxes = [page.box(*ch.box) for ch in chars]
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, bottom = max(b[2] for b in boxes), max(b[3] for b in boxes)
    text = "".join(ch.text for ch in chars).strip() or " "
    return Glyph(text, left, top, right, bottom, max(ch.face.size for ch in chars))
