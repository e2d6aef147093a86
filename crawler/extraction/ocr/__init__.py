"""Scans and images: text recognised line by line, tables by their ruled lines. An optional part (``make ocr``).

Pages of a PDF that hold text are read as PDF; only the others are recognised. Nothing is guessed from language:
what the pixels do not show is not written.
"""

from __future__ import annotations

import io
import math
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from crawler.extraction import ofd, pdf
from crawler.extraction.base import BlockDocument, ExtractionError, Limits, UnsupportedError
from crawler.extraction.layout import GlyphPage, blocks
from crawler.extraction.layout.legibility import says_nothing
from crawler.extraction.ocr.long_images import sheets
from crawler.extraction.ocr.models import NEEDS, available
from crawler.extraction.ocr.scanned_page import read_picture

NAME = "ocr"
MEDIA_TYPES = frozenset({"image/jpeg", "image/png", "image/tiff", "image/bmp", "image/gif", "image/webp"})
VERSION = 7
LIMITS = Limits(wall_seconds=1800, cpu_seconds=1500, memory_bytes=4_000_000_000)
MAX_PAGES = 100
MAX_PIXELS = 60_000_000
DPI, COARSE, FINE = 200, 180, 270  # pixels per inch at which lines and rules are found; what is near is left as it is
MIN_SIDE_PIXELS = 32  # what is smaller is an ornament
A4_INCHES = 8.27
MAX_CPU_SECONDS = 1200.0  # for one document

__all__ = ["LIMITS", "MEDIA_TYPES", "NAME", "NEEDS", "VERSION", "extract", "read_picture"]


def extract(data: bytes) -> BlockDocument:
    """Return the paragraphs and tables of an image file, or of a PDF or OFD with pages that are pictures."""
    if not available():
        msg = f"text in pictures is read by an optional part: {NEEDS}"
        raise UnsupportedError(msg)
    clock = _Clock()
    if data.find(b"%PDF-", 0, pdf.JUNK) >= 0:
        strange: list[GlyphPage] = []
        document = pdf.read(data, lambda page: _sensible(_printed(page), strange) if clock.allows() else None)
        if strange and not document.blocks:
            msg = "its pages show characters that make no text: those of fonts that stand in for others"
            raise ExtractionError(msg)
    elif data.startswith(b"PK"):
        document = ofd.read(data, lambda file, _: _embedded(file) if clock.allows() else None)
    else:
        pages, notes = _in_time(_frames(data), clock)
        found, remarks = blocks(pages)
        document = BlockDocument(found, (*notes, *remarks))
    return replace(document, notes=("ocr", *document.notes))


class _Clock:
    """Stops recognition in time: what was read until then is kept, and the rest is named as unread."""

    def __init__(self) -> None:
        self._end = time.process_time() + MAX_CPU_SECONDS

    def allows(self) -> bool:
        return time.process_time() < self._end


def _in_time(frames: Iterator[GlyphPage], clock: _Clock) -> tuple[list[GlyphPage], tuple[str, ...]]:
    """Return the pages that can be read within the limits, and a note when there are more."""
    pages: list[GlyphPage] = []
    for page in frames:
        if len(pages) == MAX_PAGES or not clock.allows():
            return pages, (f"only the first {len(pages)} pages",)
        pages.append(page)
    return pages, ()


def _sensible(page: GlyphPage | None, strange: list[GlyphPage]) -> GlyphPage | None:
    """Return the page unless it makes no text; then it is one of the strange ones."""
    if page and says_nothing([glyph.text for glyph in page.glyphs]):
        strange.append(page)
        return None
    return page


def _printed(page: Any) -> GlyphPage | None:
    """Recognise a PDF page as it is printed."""
    import numpy as np  # noqa: PLC0415 - optional

    width, height = page.get_size()
    dpi = min(DPI, 72 * math.sqrt(MAX_PIXELS / max(1.0, width * height)))
    picture = page.render(scale=dpi / 72).to_numpy()[:, :, :3]
    return read_picture(np.ascontiguousarray(picture), dpi) if min(picture.shape[:2]) >= MIN_SIDE_PIXELS else None


def _embedded(file: bytes) -> GlyphPage | None:
    """Recognise the picture that fills an OFD page."""
    try:
        page = next(_frames(file), None)
    except ExtractionError:
        return None
    return page


def _frames(data: bytes) -> Iterator[GlyphPage]:
    import numpy as np  # noqa: PLC0415 - optional
    from PIL import Image, ImageOps, ImageSequence  # noqa: PLC0415 - optional

    try:
        with Image.open(io.BytesIO(data)) as image:
            for frame in ImageSequence.Iterator(image):
                width, height = frame.size
                if width * height > MAX_PIXELS:
                    msg = f"an image of {width} x {height} pixels is beyond the limit of {MAX_PIXELS}"
                    raise ExtractionError(msg)
                if min(width, height) >= MIN_SIDE_PIXELS:
                    upright = ImageOps.exif_transpose(frame)
                    picture = np.asarray(_on_white(upright).convert("RGB"))[:, :, ::-1]
                    yield from (_page(sheet) for sheet in sheets(picture))
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        msg = f"not a readable image: {error}"
        raise ExtractionError(msg[:200]) from error


def _on_white(image: Any) -> Any:
    from PIL import Image  # noqa: PLC0415 - optional

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        coloured = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", coloured.size, "white"), coloured)
    return image


def _page(picture: Any) -> GlyphPage:
    """Read a picture as if it filled a sheet of A4; a small one is enlarged, a large one reduced."""
    import cv2  # noqa: PLC0415 - optional
    import numpy as np  # noqa: PLC0415 - optional

    height, width = picture.shape[:2]
    dpi = min(width, height) / A4_INCHES
    factor = 1.0 if COARSE < dpi < FINE else DPI / dpi
    factor = min(factor, 3.0)
    if factor != 1.0:
        way = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
        picture = cv2.resize(picture, (round(width * factor), round(height * factor)), interpolation=way)
    return read_picture(np.ascontiguousarray(picture), max(100.0, dpi * factor))
