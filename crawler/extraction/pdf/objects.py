"""The objects of one PDF page, also those inside forms, with the matrix that places them, and which way is up."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import byref, c_float, c_void_p, cast
from typing import Any

import pypdfium2.raw as pdfium

MAX_OBJECTS = 60_000
MAX_DEPTH = 5
EMPTY = 0.01

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]
Placed = tuple[Any, int, Matrix]


class TooManyError(Exception):
    """The page is a drawing, or an attack; its rules are not collected."""


class Upright:
    """Turns PDF coordinates (y upwards) into page coordinates (y downwards, text upright)."""

    def __init__(self, box: Box, quarter: int) -> None:
        self._left, self._bottom, self._right, self._top = box
        self.quarter = quarter
        width, height = self._right - self._left, self._top - self._bottom
        self.width, self.height = (height, width) if quarter % 2 else (width, height)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the file lies on the upright page."""
        if self.quarter == 0:
            return x - self._left, self._top - y
        if self.quarter == 1:  # text runs upwards: the left edge becomes the top
            return y - self._bottom, x - self._left
        if self.quarter == 2:  # noqa: PLR2004 - two quarters, upside down
            return self._right - x, y - self._bottom
        return self._top - y, self._right - x

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """Return left, top, right, bottom on the upright page."""
        ax, ay = self.point(x0, y0)
        bx, by = self.point(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def walk(page: Any) -> Iterator[Placed]:
    """Yield texts, paths and images, into forms up to a depth, with the matrix that places them on the page."""
    seen = 0
    for i in range(pdfium.FPDFPage_CountObjects(page)):
        stack: list[tuple[Any, Matrix, int]] = [(pdfium.FPDFPage_GetObject(page, i), (1, 0, 0, 1, 0, 0), 0)]
        while stack:
            obj, outer, depth = stack.pop()
            seen += 1
            if seen > MAX_OBJECTS:
                return
            kind = pdfium.FPDFPageObj_GetType(obj)
            if kind != pdfium.FPDF_PAGEOBJ_FORM:
                yield obj, kind, outer if kind == pdfium.FPDF_PAGEOBJ_TEXT else times(matrix(obj), outer)
            elif depth < MAX_DEPTH:
                inner = times(matrix(obj), outer)
                count = min(pdfium.FPDFFormObj_CountObjects(obj), MAX_OBJECTS)
                stack += [(pdfium.FPDFFormObj_GetObject(obj, k), inner, depth + 1) for k in reversed(range(count))]


def inflate_texts(objects: list[Placed]) -> frozenset[int | None]:
    """Give texts without extent a stroke, and return the addresses of those that are invisible.

    Where a font is neither embedded nor installed, PDFium knows no ink and drops a text of one character,
    or one equal to the text before it, from the text of the page. A stroke widens the ink.
    """
    invisible = set()
    left, bottom, right, top = c_float(), c_float(), c_float(), c_float()
    for obj, kind, _ in objects:
        if kind != pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        if pdfium.FPDFTextObj_GetTextRenderMode(obj) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
            invisible.add(cast(obj, c_void_p).value)
        pdfium.FPDFPageObj_GetBounds(obj, byref(left), byref(bottom), byref(right), byref(top))
        if right.value - left.value < EMPTY or top.value - bottom.value < EMPTY:
            pdfium.FPDFTextObj_SetTextRenderMode(obj, pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE)
            pdfium.FPDFPageObj_Transform(obj, 1, 0, 0, 1, 0, 0)  # makes PDFium measure again
    return frozenset(invisible)


def matrix(obj: Any) -> Matrix:
    """Return an object's own matrix."""
    m = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(obj, byref(m))
    return m.a, m.b, m.c, m.d, m.e, m.f


def times(m: Matrix, n: Matrix) -> Matrix:
    """Return the matrix that applies ``m`` first, then ``n``."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )
