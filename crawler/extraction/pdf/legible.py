"""Whether a PDF page's characters say what the page shows, or only a picture of it does (then OCR has to read it)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import pypdfium2.raw as pdfium

from crawler.extraction.pdf.objects import Box, Placed

FEW = 50  # characters that a page with a picture over most of it may bear beside (a stamp, a page number)
MOST = 0.7
WRONG = 0.1  # share of characters without meaning that is beyond bullets and ornaments
OUTLINED = 400  # points of paths on a page without any character: letters drawn as curves, or a drawing
RARE = 0.4


def is_picture(text: Sequence[str], lost: int, *, hidden: int, objects: Sequence[Placed], box: Box) -> bool:
    """Tell whether the page needs OCR. ``lost``: characters its fonts give no meaning; ``hidden``: invisible ones."""
    inked = [char for char in text if not char.isspace()]
    if not inked and not lost:
        return _coverage(objects, box) > 0.02 or _points(objects) > OUTLINED  # noqa: PLR2004 - more than a logo
    if lost + sum(map(_meaningless, inked)) > WRONG * (lost + len(inked)):
        return True
    ideographs = [char for char in inked if "\u3400" <= char <= "\u9fff"]
    if sum(map(_rare, ideographs)) > RARE * len(ideographs):
        return True
    if len(inked) < FEW or hidden * 2 > len(inked):
        return _coverage(objects, box) > MOST
    return False


def _meaningless(char: str) -> bool:
    return unicodedata.category(char) in ("Co", "Cn", "Cc", "Cs") or char == "\ufffd" or "\u00c0" <= char <= "\u024f"


def _rare(char: str) -> bool:
    """Tell whether neither the simplified nor the traditional everyday character set knows the character."""
    for charset in ("gb2312", "big5"):
        try:
            char.encode(charset)
        except UnicodeEncodeError:
            continue
        return False
    return True


def _coverage(objects: Sequence[Placed], box: Box) -> float:
    """Return the share of the page that images cover, overlaps counted twice."""
    left, bottom, right, top = box
    covered = 0.0
    for _, kind, (a, b, c, d, e, f) in objects:
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            width = min(right, max(e, e + a + c)) - max(left, min(e, e + a + c))
            height = min(top, max(f, f + b + d)) - max(bottom, min(f, f + b + d))
            covered += max(0.0, width) * max(0.0, height)
    return covered / ((right - left) * (top - bottom) or 1.0)


def _points(objects: Sequence[Placed]) -> int:
    return sum(pdfium.FPDFPath_CountSegments(obj) for obj, kind, _ in objects if kind == pdfium.FPDF_PAGEOBJ_PATH)
