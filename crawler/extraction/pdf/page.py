"""One PDF page → positioned characters and rules, through PDFium's C interface.

Coordinates in are PDF's (y upwards, any rotation); out come upright pages with y downwards.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from ctypes import byref, c_double, c_void_p, cast
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from crawler.extraction.layout import Glyph, Page
from crawler.extraction.pdf.legible import is_picture
from crawler.extraction.pdf.objects import Box, Upright, inflate_texts, walk
from crawler.extraction.pdf.rules import rules

OVERSIZE = 3.0  # a character box higher than this many font sizes is wrong
_TILT = math.radians(10)
_HIGH, _LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)
_SPACE, _NEWLINES = 32, frozenset((0, 10, 13))


class _Font(NamedTuple):
    """What the characters of one text object share."""

    size: float
    quarter: int | None  # turns of 90° against the page; None for slanted text
    visible: bool
    mapped: bool  # the font says which characters its glyphs are


class _Char(NamedTuple):
    text: str
    box: Box
    origin: tuple[float, float]
    font: _Font


class Reading(NamedTuple):
    """A page as read: upright, and whether its text stands (also) in pictures that OCR should read."""

    page: Page
    picture: bool
    notes: frozenset[str]


def read_page(page: Any, box: Box, room: int) -> Reading:
    """Return the page turned so that most of its text stands upright. ``room``: characters still allowed."""
    notes: set[str] = set()
    objects = list(walk(page))
    hidden = inflate_texts(objects)
    every = list(_chars(page, box, room, hidden))
    lost = sum(not ch.font.mapped for ch in every)
    text = [ch.text for ch in every if ch.font.mapped]
    unseen = sum(not ch.font.visible for ch in every)
    picture = is_picture(text, lost, hidden=unseen, objects=objects, box=box)
    chars = [ch for ch in every if ch.font.quarter is not None]
    if len(chars) < len(every):
        notes.add("slanted_text_dropped")
    shown = [ch for ch in chars if ch.font.visible]
    if len(shown) * 10 > len(chars):
        chars = shown
    turns = Counter(ch.font.quarter for ch in chars)
    upright = Upright(box, turns.most_common(1)[0][0] or 0 if turns else 0)
    horizontals, verticals = rules(objects, upright, notes) if chars else ([], [])
    done = Page(upright.width, upright.height, _glyphs(chars, upright), horizontals, verticals)
    return Reading(done, picture, frozenset(notes))


def _chars(page: Any, box: Box, room: int, hidden: frozenset[int | None]) -> Iterator[_Char]:
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return
    fonts: dict[int | None, _Font] = {}
    left, bottom, right, top = box
    rect, x, y = pdfium.FS_RECTF(), c_double(), c_double()
    high = 0
    try:
        for i in range(min(pdfium.FPDFText_CountChars(text_page), room)):
            code = pdfium.FPDFText_GetUnicode(text_page, i)
            if code in _NEWLINES or (code == _SPACE and pdfium.FPDFText_IsGenerated(text_page, i) == 1):
                continue
            if code in _HIGH:  # first half of a rare character
                high = code
                continue
            if code in _LOW:
                code = 0x10000 + ((high - _HIGH.start) << 10) + code - _LOW.start if high else 0xFFFD
            high = 0
            pdfium.FPDFText_GetLooseCharBox(text_page, i, byref(rect))
            if rect.right < left or rect.left > right or rect.top < bottom or rect.bottom > top:
                continue
            pdfium.FPDFText_GetCharOrigin(text_page, i, byref(x), byref(y))
            owner = pdfium.FPDFText_GetTextObject(text_page, i)
            key = cast(owner, c_void_p).value
            font = fonts.get(key)
            if font is None:
                font = fonts[key] = _font(text_page, i, visible=key not in hidden)
            bounds = (rect.left, rect.bottom, rect.right, rect.top)
            if rect.top - rect.bottom > OVERSIZE * font.size:
                bounds = _tight(text_page, i)
            yield _Char(chr(code), bounds, (x.value, y.value), font)
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def _tight(text_page: Any, i: int) -> Box:
    """Return the box of the ink. PDFium's usual box ignores the text matrix of some fonts."""
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    pdfium.FPDFText_GetCharBox(text_page, i, byref(left), byref(right), byref(bottom), byref(top))
    return left.value, bottom.value, right.value, top.value


def _font(text_page: Any, i: int, *, visible: bool) -> _Font:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text_page, i, byref(matrix))
    size = abs(pdfium.FPDFText_GetFontSize(text_page, i)) * (math.hypot(matrix.c, matrix.d) or 1.0)
    turn = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
    quarter = round(turn) % 4 if abs(turn - round(turn)) * (math.pi / 2) < _TILT else None
    return _Font(size, quarter, visible, pdfium.FPDFText_HasUnicodeMapError(text_page, i) != 1)


def _glyphs(chars: list[_Char], upright: Upright) -> list[Glyph]:
    """Place characters in em boxes on their baseline: the boxes that fonts state are often wrong."""
    glyphs: list[Glyph] = []
    sideways: list[_Char] = []
    for ch in chars:
        if ch.font.quarter == upright.quarter:
            x0, _, x1, _ = upright.box(*ch.box)
            _, base = upright.point(*ch.origin)
            size = ch.font.size or 1.0
            glyphs.append(Glyph(ch.text, x0, base - 0.85 * size, max(x1, x0), base + 0.15 * size, size))
        else:
            if sideways and not _follows(sideways[-1], ch):
                glyphs.append(_label(sideways, upright))
                sideways = []
            sideways.append(ch)
    if sideways:
        glyphs.append(_label(sideways, upright))
    return glyphs


def _follows(last: _Char, ch: _Char) -> bool:
    size = max(last.font.size, 1.0)
    near = abs(ch.origin[0] - last.origin[0]) < 2 * size and abs(ch.origin[1] - last.origin[1]) < 2 * size
    return ch.font.quarter == last.font.quarter and near


def _label(chars: list[_Char], upright: Upright) -> Glyph:
    """Join characters that run sideways into one piece that is read as a whole."""
    boxes = [upright.box(*ch.box) for ch in chars]
    text = "".join(ch.text for ch in chars).strip() or " "
    return Glyph(
        text,
        min(b[0] for b in boxes),
        min(b[1] for b in boxes),
        max(b[2] for b in boxes),
        max(b[3] for b in boxes),
        max(ch.font.size for ch in chars),
    )
