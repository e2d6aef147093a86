"""One PDF page → positioned characters and rules, through PDFium's C interface.

Coordinates in are PDF's (y upwards, any rotation); out come upright pages with y downwards.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from ctypes import addressof, c_double, c_uint
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from crawler.extraction.layout import GlyphPage
from crawler.extraction.layout.legibility import needs_reading, says_nothing
from crawler.extraction.layout.radicals import RADICALS
from crawler.extraction.layout.rotation import Box, Char, Face, Point, quarter, upright
from crawler.extraction.pdf.inks import Mark, lightness, print_of
from crawler.extraction.pdf.objects import (
    Matrix,
    Placed,
    coverage,
    form_frames,
    inflate_texts,
    matrix,
    moved,
    moved_box,
    points,
    walk,
)  # fmt: skip
from crawler.extraction.pdf.rules import rules

MAX_BOX_EMS = 3.0  # a higher character box is wrong
STRAY_POINTS = 0.01  # within which an origin is that of its text object
_HIGH, _LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)
_SPACE, _NEWLINES = 32, frozenset((0, 10, 13))


class PdfPage(NamedTuple):
    """A page as read: upright, and whether its text stands (also) in pictures that OCR should read."""

    page: GlyphPage
    picture: bool
    notes: frozenset[str]


def read_page(page: Any, box: Box, room: int, marks: set[Mark]) -> PdfPage:
    """Return the page turned so that most of its text stands upright.

    ``room``: characters still allowed; ``marks``: the document's watermarks as far as they are known.
    """
    notes: set[str] = set()
    objects = list(walk(page))
    hidden = inflate_texts(objects)
    every = list(_chars(page, box, room, TextObjects(hidden, form_frames(objects))))
    every = print_of(every, objects, marks, notes)
    picture = _is_picture(objects, box, every)
    chars = [ch for ch in every if ch.face.visible]
    if len(chars) * 10 < len(every):
        chars = every
    if says_nothing([ch.text for ch in chars]):
        chars = []
    if any(ch.face.quarter is None for ch in chars):
        notes.add("slanted_text_dropped")
    turned, glyphs = upright(chars, box)
    horizontals, verticals = rules(objects, turned, notes) if chars else ([], [])
    return PdfPage(GlyphPage(turned.width, turned.height, glyphs, horizontals, verticals), picture, frozenset(notes))


def _is_picture(objects: list[Placed], box: Box, chars: list[Char]) -> bool:
    """Tell whether the page's text stands in its pictures, or its characters do not say what they show."""
    text = [ch.text for ch in chars if ch.face.mapped]
    lost = len(chars) - len(text)
    unseen = sum(not ch.face.visible for ch in chars)
    return needs_reading(text, covered=coverage(objects, box), points=points(objects), lost=lost, hidden=unseen)


class TextObjects(NamedTuple):
    """What is known of text objects by their address: which are invisible, and the matrices of those inside forms."""

    hidden: frozenset[int | None]
    frames: dict[int, Matrix]


def _chars(page: Any, box: Box, room: int, texts: TextObjects) -> Iterator[Char]:
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return
    faces: dict[int | None, Face] = {}
    strays: dict[int | None, Matrix] = {}
    left, bottom, right, top = box
    rect, x, y = pdfium.FS_RECTF(), c_double(), c_double()  # handed over without byref: ctypes is faster at it
    try:
        for i, code in _codes(text_page, room):
            pdfium.FPDFText_GetLooseCharBox(text_page, i, rect)
            bounds = rect.left, rect.bottom, rect.right, rect.top
            pdfium.FPDFText_GetCharOrigin(text_page, i, x, y)
            origin = x.value, y.value
            owner = pdfium.FPDFText_GetTextObject(text_page, i)
            key = addressof(owner.contents) if owner else None
            face = faces.get(key)
            if face is None:
                face = faces[key] = _face(text_page, i, visible=key not in texts.hidden)
                if key in texts.frames and _is_stray(owner, origin):
                    strays[key] = texts.frames[key]
            if key in strays:
                bounds, origin = moved_box(bounds, strays[key]), moved(origin, strays[key])
            x0, y0, x1, y1 = bounds
            if x1 < left or x0 > right or y1 < bottom or y0 > top:
                continue
            if y1 - y0 > MAX_BOX_EMS * face.size:
                bounds = _tight(text_page, i)
            yield Char(RADICALS.get(code) or chr(code), bounds, origin, face)
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def _is_stray(owner: Any, origin: Point) -> bool:
    """Tell whether PDFium gives a place inside the form instead of one on the page, as it does for ActualText."""
    *_, e, f = matrix(owner)
    return abs(origin[0] - e) < STRAY_POINTS and abs(origin[1] - f) < STRAY_POINTS


def _codes(text_page: Any, room: int) -> Iterator[tuple[int, int]]:
    """Yield the index and code point of every character of the file; line ends and added spaces are PDFium's own."""
    high = 0
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
        yield i, code


def _tight(text_page: Any, i: int) -> Box:
    """Return the box of the ink. PDFium's usual box ignores the text matrix of some fonts."""
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    pdfium.FPDFText_GetCharBox(text_page, i, left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value


def _face(text_page: Any, i: int, *, visible: bool) -> Face:
    m = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text_page, i, m)
    size = abs(pdfium.FPDFText_GetFontSize(text_page, i)) * (math.hypot(m.c, m.d) or 1.0)
    mapped = pdfium.FPDFText_HasUnicodeMapError(text_page, i) != 1
    red, green, blue, alpha = c_uint(), c_uint(), c_uint(), c_uint()
    painted = pdfium.FPDFText_GetFillColor(text_page, i, red, green, blue, alpha)
    light = lightness(red.value, green.value, blue.value, alpha.value) if painted else 0.0
    return Face(size, quarter(m.a, m.b), visible, mapped, light)
