"""The objects of one PDF page, also those inside forms, with the matrix that places them."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import addressof, c_float
from typing import Any

import pypdfium2.raw as pdfium

from crawler.extraction.layout.rotation import Box, Point

MAX_OBJECTS = 60_000
MAX_DEPTH = 5
EMPTY = 0.01

Matrix = tuple[float, float, float, float, float, float]
Placed = tuple[Any, int, Matrix]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


def walk(page: Any) -> Iterator[Placed]:
    """Yield texts, paths and images, into forms up to a depth, with the matrix that places them on the page."""
    handle, seen = page.raw, 0
    for i in range(pdfium.FPDFPage_CountObjects(handle)):
        stack: list[tuple[Any, Matrix, int]] = [(pdfium.FPDFPage_GetObject(handle, i), IDENTITY, 0)]
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
            invisible.add(addressof(obj.contents))
        pdfium.FPDFPageObj_GetBounds(obj, left, bottom, right, top)
        if right.value - left.value < EMPTY or top.value - bottom.value < EMPTY:
            pdfium.FPDFTextObj_SetTextRenderMode(obj, pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE)
            pdfium.FPDFPageObj_Transform(obj, 1, 0, 0, 1, 0, 0)  # makes PDFium measure again
    return frozenset(invisible)


def form_frames(objects: list[Placed]) -> dict[int, Matrix]:
    """Return, by address, the matrix that places a text on the page where that is another than its own form's."""
    return {
        addressof(obj.contents): outer
        for obj, kind, outer in objects
        if kind == pdfium.FPDF_PAGEOBJ_TEXT and outer != IDENTITY
    }


def matrix(obj: Any) -> Matrix:
    """Return an object's own matrix."""
    m = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(obj, m)
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


def moved(point: Point, m: Matrix) -> Point:
    """Return where the matrix takes a point."""
    x, y = point
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def moved_box(box: Box, m: Matrix) -> Box:
    """Return the box around what the matrix makes of a box."""
    x0, y0, x1, y1 = box
    corners = [moved(corner, m) for corner in ((x0, y0), (x0, y1), (x1, y0), (x1, y1))]
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def coverage(objects: list[Placed], box: Box) -> float:
    """Return the share of the page that images cover, overlaps counted twice."""
    left, bottom, right, top = box
    covered = 0.0
    for _, kind, (a, b, c, d, e, f) in objects:
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            width = min(right, max(e, e + a + c)) - max(left, min(e, e + a + c))
            height = min(top, max(f, f + b + d)) - max(bottom, min(f, f + b + d))
            covered += max(0.0, width) * max(0.0, height)
    return covered / ((right - left) * (top - bottom) or 1.0)


def points(objects: list[Placed]) -> int:
    """Return how many points the paths have."""
    return sum(pdfium.FPDFPath_CountSegments(obj) for obj, kind, _ in objects if kind == pdfium.FPDF_PAGEOBJ_PATH)
