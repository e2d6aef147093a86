"""Digital PDF as offices export it: ruled tables with merged cells over page breaks, running head, page numbers.

The Chinese font is STSong-Light, not embedded, which every reader knows by name, or an ``embedded`` subset.
Some are only written when asked for: text in two ``columns``; tables without rules (``borderless``), whose rows a
reader may return as lines of text; and an embedded font that does not say which characters its glyphs are
(``unmapped``), which nothing but OCR can read.
"""

from __future__ import annotations

import io
import random
from dataclasses import replace
from functools import lru_cache

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from crawler.extraction.base import Block
from crawler.replica.writers import fonts
from crawler.replica.writers.press import Page, Style, typeset

VARIANTS = ("plain", "headed", "dense", "landscape", "rotated", "encrypted", "embedded")
HARD = ("columns", "borderless", "unmapped")
FONT = "STSong-Light"
_EMBEDDED = ("embedded", "unmapped")
_FOLIOS = ("— {} —", "- {} -", "{}")
_HAIR = 0.48  # thickness of a rule


@lru_cache(maxsize=4096)
def measure(text: str) -> float:
    """Width of a text at size 1 in the font that is used."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    return float(pdfmetrics.stringWidth(text, FONT, 1))


def write(blocks: tuple[Block, ...], *, title: str = "", rng: random.Random, variant: str = "") -> bytes:
    """Return a PDF; a ``title`` is set in large type above the blocks."""
    variant = variant or rng.choice(VARIANTS)
    style = _style(variant, title, rng)
    filled = rng.randrange(2) == 1
    buffer = io.BytesIO()
    locked = StandardEncryption("", "owner", canModify=0, strength=128) if variant == "encrypted" else None
    canvas = Canvas(buffer, pagesize=(style.width, style.height), invariant=1, pageCompression=1, encrypt=locked)
    canvas.setTitle(title)
    canvas.setProducer("nianbao replica")
    for page in typeset(blocks, title, style):
        if variant == "rotated":
            _turn(canvas, style)
        _print(canvas, page, style, fonts.register() if variant in _EMBEDDED else FONT, filled=filled)
        canvas.showPage()
    canvas.save()
    data = buffer.getvalue()
    return data.replace(b"/ToUnicode", b"/Unmapped_") if variant == "unmapped" else data


def _style(variant: str, title: str, rng: random.Random) -> Style:
    style = Style(measure=measure, folio=rng.choice(_FOLIOS), ruled=variant != "borderless")
    if variant in _EMBEDDED:
        return replace(style, measure=fonts.measure)
    if variant == "headed":
        return replace(style, head=title or "政府信息公开工作年度报告", folio="第{}页 共{}页")
    if variant == "dense":
        return replace(style, left=60, right=60, top=72, bottom=72, size=12, leading=20, cell_size=7.5)
    if variant == "landscape":
        return replace(style, width=842, height=595, left=70, right=70, top=80, bottom=70, size=14, leading=24)
    if variant == "columns":
        return replace(style, left=56, right=56, top=80, bottom=80, size=10.5, leading=17, columns=2)
    return style


def _turn(canvas: Canvas, style: Style) -> None:
    """Draw on a sheet that lies on its side (the canvas swaps its box) and is turned upright by the page's /Rotate."""
    canvas.setPageRotation(90)
    canvas.translate(style.height, 0)
    canvas.rotate(90)


def _print(canvas: Canvas, page: Page, style: Style, font: str, *, filled: bool) -> None:
    canvas.setLineWidth(_HAIR)
    for x0, y0, x1, y1 in page.rules:
        if filled:  # some exporters paint rules as thin boxes
            canvas.rect(x0, style.height - y1, (x1 - x0) or _HAIR, (y1 - y0) or _HAIR, stroke=0, fill=1)
        else:
            canvas.line(x0, style.height - y0, x1, style.height - y1)
    for run in page.runs:
        text = canvas.beginText(run.x, style.height - run.y)
        text.setFont(font, run.size)
        text.setCharSpace(run.spacing)
        text.textOut(run.text)
        canvas.drawText(text)
