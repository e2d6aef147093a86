"""The rules (table lines) of one PDF page: strokes, thin filled boxes and thin images, also inside forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ctypes import c_float, c_int
from typing import Any

import pypdfium2.raw as pdfium

from crawler.extraction.layout.rotation import Upright
from crawler.extraction.layout.ruled_tables import Segment
from crawler.extraction.layout.strokes import MAX_RULE_POINTS, Box, segments, strokes
from crawler.extraction.pdf.objects import Matrix, Placed

MAX_POINTS = 120_000


class TooManyError(Exception):
    """The page is a drawing, or an attack; its rules are not collected."""


def rules(objects: Iterable[Placed], upright: Upright, notes: set[str]) -> tuple[list[Segment], list[Segment]]:
    """Return horizontal and vertical rules in upright coordinates; a drawing with too many lines has none."""
    try:
        return segments(upright.box(*box) for box in _boxes(objects))
    except TooManyError:
        notes.add("drawing_skipped")
        return [], []


def _boxes(objects: Iterable[Placed]) -> Iterator[Box]:
    points = 0
    for obj, kind, matrix in objects:
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            a, b, c, d, e, f = matrix
            x0, x1, y0, y1 = min(e, e + a + c), max(e, e + a + c), min(f, f + b + d), max(f, f + b + d)
            if min(x1 - x0, y1 - y0) <= MAX_RULE_POINTS:
                yield x0, y0, x1, y1
        if kind != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        count = pdfium.FPDFPath_CountSegments(obj)
        points += count
        if points > MAX_POINTS:
            raise TooManyError
        yield from _path(obj, count, matrix)


def _path(obj: Any, count: int, matrix: Matrix) -> list[Box]:
    fill, stroke = c_int(), c_int()
    pdfium.FPDFPath_GetDrawMode(obj, fill, stroke)
    if not fill.value and not stroke.value:
        return []
    stroked = bool(stroke.value) and _width(obj, matrix) <= MAX_RULE_POINTS
    return [box for shape in subpaths(obj, count, matrix) for box in strokes(shape, stroked=stroked)]


def _width(obj: Any, matrix: Matrix) -> float:
    width = c_float()
    pdfium.FPDFPageObj_GetStrokeWidth(obj, width)
    return float(width.value * max(abs(matrix[0]) + abs(matrix[1]), abs(matrix[2]) + abs(matrix[3])))


def subpaths(obj: Any, count: int, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    """Yield the polygons of a path in page coordinates; those with curves are left out.

    Closed ones end where they begin: PDFium has added that point.
    """
    a, b, c, d, e, f = matrix
    x, y = c_float(), c_float()
    shape: list[tuple[float, float]] = []
    curved = False
    for i in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(obj, i)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if len(shape) > 1 and not curved:
                yield shape
            shape, curved = [], False
        curved = curved or kind == pdfium.FPDF_SEGMENT_BEZIERTO
        if not curved:
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            shape.append((a * x.value + c * y.value + e, b * x.value + d * y.value + f))
    if len(shape) > 1 and not curved:
        yield shape
