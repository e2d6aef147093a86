"""Puts set pages on paper the ways producers do: text in lines or glyph by glyph, rules as strokes or thin boxes."""

from __future__ import annotations

import random
from typing import Literal

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.replica.writers import fonts
from tests.replica.writers.pdf.styles import EMBEDDED, FONT
from tests.replica.writers.press import Page, Run, Style
from tests.replica.writers.scan import packed, scanned

WATERMARK = "演示县政务公开水印"
_HAIR = 0.48  # thickness of a rule
_INVISIBLE: Literal[3] = 3


class Painter:
    """Paints the pages of one document in one variant."""

    def __init__(self, canvas: Canvas, style: Style, variant: str, rng: random.Random) -> None:
        self.canvas, self.style, self.variant, self.rng = canvas, style, variant, rng
        self._font = fonts.register() if variant in EMBEDDED else FONT
        self._filled = rng.randrange(2) == 1
        self._pages = 0

    def paint(self, page: Page) -> None:
        """Paint one page and turn to the next."""
        canvas, self._pages = self.canvas, self._pages + 1
        if self.variant == "rotated":
            self._turn()
        if self.variant == "layered":
            picture = ImageReader(packed(scanned(page, self.style, self.rng, "coarse"), "coarse"))
            canvas.drawImage(picture, 0, 0, self.style.width, self.style.height)
        name = f"page{self._pages}"
        if self.variant == "form":
            canvas.beginForm(name, 0, 0, self.style.width, self.style.height)
        if self.variant == "watermarked":
            self._mark()
        self._paint_rules(page)
        runs = self.rng.sample(page.runs, len(page.runs)) if self.variant == "jumbled" else page.runs
        for run in runs:
            self._paint_run(run)
        if self.variant == "form":
            canvas.endForm()
            canvas.doForm(name)
        canvas.showPage()

    def _turn(self) -> None:
        """Draw on a sheet that lies on its side (the canvas swaps its box) and is turned upright by /Rotate."""
        self.canvas.setPageRotation(90)
        self.canvas.translate(self.style.height, 0)
        self.canvas.rotate(90)

    def _mark(self) -> None:
        self.canvas.saveState()
        self.canvas.setFillGray(0.85)
        self.canvas.setFont(self._font, 40)
        self.canvas.translate(self.style.width / 2, self.style.height / 2)
        self.canvas.rotate(45)
        self.canvas.drawCentredString(0, 0, WATERMARK)
        self.canvas.restoreState()

    def _paint_rules(self, page: Page) -> None:
        if self.variant == "layered":
            return
        self.canvas.setLineWidth(_HAIR)
        for x0, y0, x1, y1 in page.rules:
            if self._filled:  # some exporters paint rules as thin boxes
                box = ((x1 - x0) or _HAIR, (y1 - y0) or _HAIR)
                self.canvas.rect(x0, self.style.height - y1, *box, stroke=0, fill=1)
            else:
                self.canvas.line(x0, self.style.height - y0, x1, self.style.height - y1)

    def _paint_run(self, run: Run) -> None:
        pieces = [(run.x, run.text)]
        if self.variant == "glyphs":
            pieces, x = [], run.x
            for char in run.text:
                pieces.append((x, char))
                x += self.style.measure(char) * run.size + run.spacing
        if self.variant == "doubled" and self.rng.randrange(2):
            pieces.append((run.x + 0.3, run.text))
        for x, piece in pieces:
            text = self.canvas.beginText(x, self.style.height - run.y)
            text.setFont(self._font, run.size)
            text.setCharSpace(run.spacing)
            if self.variant == "layered":
                text.setTextRenderMode(_INVISIBLE)
            text.textOut(piece)
            self.canvas.drawText(text)
