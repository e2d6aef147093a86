"""Which characters of a page are seen as its text: not white ones on white paper, not pale ones printed across it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from ctypes import c_int, c_uint

import pypdfium2.raw as pdfium

from crawler.extraction.layout.rotation import Box, Char
from crawler.extraction.pdf.objects import Placed
from crawler.extraction.pdf.rules import subpaths

WHITE_LIGHTNESS = 0.97  # of what cannot be told from white paper
PALE_LIGHTNESS = 0.4  # of what is printed across a page so that the text can still be read
RIM_SHARE = 0.1  # of the height of a character's box that is no ink: lines set closely touch each other there
WATERMARK_SIZES = 1.4  # times the usual size of a page's characters: a watermark is larger

Mark = tuple[float, float]  # size and lightness that all texts of a watermark share


def print_of(chars: list[Char], objects: Sequence[Placed], marks: set[Mark], notes: set[str]) -> list[Char]:
    """Return the characters that are seen as a page's text; ``marks`` remembers a document's watermarks."""
    if max((ch.face.lightness for ch in chars), default=0.0) < PALE_LIGHTNESS:
        return chars
    return _without_watermarks(_on_paper(chars, objects, notes), marks, notes)


def _on_paper(chars: list[Char], objects: Sequence[Placed], notes: set[str]) -> list[Char]:
    """Return the characters without white ones that stand on nothing dark."""
    if not any(ch.face.lightness >= WHITE_LIGHTNESS for ch in chars):
        return chars
    grounds = list(_grounds(objects))
    seen = [ch for ch in chars if ch.face.lightness < WHITE_LIGHTNESS or _stands_on(ch, grounds)]
    if len(seen) < len(chars):
        notes.add("white_text_dropped")
    return seen


def _without_watermarks(chars: list[Char], marks: set[Mark], notes: set[str]) -> list[Char]:
    """Return the characters without pale, large ones that lie across others, or say the same in several places.

    On another page of the document such may stand on blank paper.
    """
    pale = _pale(chars)
    if not pale:
        return chars
    print_ = [ch for ch in chars if _mark(ch) not in pale]
    marks.update(mark for mark, texts in pale.items() if _is_repeated(texts) or _lies_across(texts, print_))
    kept = [ch for ch in chars if _mark(ch) not in marks or _mark(ch) not in pale]
    if len(kept) < len(chars):
        notes.add("watermark_dropped")
    return kept


def _grounds(objects: Sequence[Placed]) -> Iterator[Box]:
    """Yield the boxes of images and of fillings that white text can be read on."""
    for obj, kind, matrix in objects:
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            a, b, c, d, e, f = matrix
            yield min(e, e + a + c), min(f, f + b + d), max(e, e + a + c), max(f, f + b + d)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH and _is_dark(obj):
            for shape in subpaths(obj, pdfium.FPDFPath_CountSegments(obj), matrix):
                xs, ys = zip(*shape, strict=True)
                yield min(xs), min(ys), max(xs), max(ys)


def _is_dark(path: pdfium.FPDF_PAGEOBJECT) -> bool:
    mode, stroked = c_int(), c_int()
    pdfium.FPDFPath_GetDrawMode(path, mode, stroked)
    red, green, blue, alpha = c_uint(), c_uint(), c_uint(), c_uint()
    if not mode.value or not pdfium.FPDFPageObj_GetFillColor(path, red, green, blue, alpha):
        return bool(mode.value)  # filled with a pattern
    return lightness(red.value, green.value, blue.value, alpha.value) < WHITE_LIGHTNESS


def lightness(red: int, green: int, blue: int, alpha: int) -> float:
    """Return how light a colour of 0 to 255 is on white paper: 0 is black, 1 white."""
    luminance = (0.299 * red + 0.587 * green + 0.114 * blue) / 255
    return 1 - alpha / 255 * (1 - luminance)


def _stands_on(ch: Char, grounds: Sequence[Box]) -> bool:
    x, y = _centre(ch)
    return any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in grounds)


def _centre(ch: Char) -> tuple[float, float]:
    x0, y0, x1, y1 = ch.box
    return (x0 + x1) / 2, (y0 + y1) / 2


def _mark(ch: Char) -> Mark:
    return round(ch.face.size), round(ch.face.lightness, 2)


def _pale(chars: Sequence[Char]) -> dict[Mark, list[list[Char]]]:
    """Return the texts that are pale and large enough to be a watermark, by what they share."""
    usual = Counter(round(ch.face.size, 1) for ch in chars).most_common(1)
    texts: dict[int, list[Char]] = defaultdict(list)
    for ch in chars:
        level = ch.face.quarter is not None  # slanted text is left out anyhow
        if level and ch.face.lightness >= PALE_LIGHTNESS and ch.face.size >= WATERMARK_SIZES * usual[0][0]:
            texts[id(ch.face)].append(ch)
    pale: dict[Mark, list[list[Char]]] = defaultdict(list)
    for text in texts.values():
        pale[_mark(text[0])].append(text)
    return pale


def _is_repeated(texts: Sequence[Sequence[Char]]) -> bool:
    words = Counter("".join(ch.text for ch in text).strip() for text in texts)
    return any(count > 1 and len(word) > 1 for word, count in words.items())


def _lies_across(texts: Sequence[Sequence[Char]], print_: Sequence[Char]) -> bool:
    """Tell whether other characters overlap one of the texts."""
    for text in texts:
        for ch in text:
            x0, y0, x1, y1 = ch.box
            rim = RIM_SHARE * (y1 - y0)
            if any(b[0] < x1 and x0 < b[2] and b[1] < y1 - rim and y0 + rim < b[3] for b in (o.box for o in print_)):
                return True
    return False
