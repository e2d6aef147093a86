"""Digital PDF as offices export it: ruled tables with merged cells over page breaks, running head, page numbers.

The Chinese font is STSong-Light, not embedded, which every reader knows by name, or an ``embedded`` subset.
Without a variant one of the ``USUAL`` is written. ``HARD`` ones have no single right reading, or none without OCR:
tables with few rules or none (``open``, ``borderless``), an embedded font that does not say which characters its
glyphs are (``unmapped``), a scan with invisible text (``layered``).
"""

from __future__ import annotations

import io
import random

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from crawler.extraction.base import Block
from tests.replica.writers.pdf.paint import WATERMARK, Painter
from tests.replica.writers.pdf.styles import HARD, USUAL, VARIANTS, style_of
from tests.replica.writers.press import typeset

__all__ = ["HARD", "USUAL", "VARIANTS", "WATERMARK", "write"]


def write(blocks: tuple[Block, ...], *, title: str = "", rng: random.Random, variant: str = "") -> bytes:
    """Return a PDF; a ``title`` is set in large type above the blocks."""
    variant = variant or rng.choice(USUAL)
    style = style_of(variant, title, rng)
    buffer = io.BytesIO()
    locked = StandardEncryption("", "owner", canModify=0, strength=128) if variant == "encrypted" else None
    canvas = Canvas(buffer, pagesize=(style.width, style.height), invariant=1, pageCompression=1, encrypt=locked)
    canvas.setTitle(title)
    canvas.setProducer("nianbao replica")
    painter = Painter(canvas, style, variant, rng)
    for page in typeset(blocks, title, style):
        painter.paint(page)
    canvas.save()
    data = buffer.getvalue()
    return data.replace(b"/ToUnicode", b"/Unmapped_") if variant == "unmapped" else data
