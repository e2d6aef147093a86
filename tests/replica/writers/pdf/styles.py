"""What the variants look like on paper."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import lru_cache
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont

from tests.replica.writers import fonts
from tests.replica.writers.press import Style

FONT = "STSong-Light"
EMBEDDED = frozenset({"embedded", "unmapped", "glyphs", "doubled", "layered"})
_LOOKS: dict[str, dict[str, Any]] = {
    "plain": {},
    "headed": {"folio": "第{}页 共{}页"},
    "dense": {"left": 60, "right": 60, "top": 72, "bottom": 72, "size": 12, "leading": 20, "cell_size": 7.5},
    "landscape": {
        "width": 842,
        "height": 595,
        "left": 70,
        "right": 70,
        "top": 80,
        "bottom": 70,
        "size": 14,
        "leading": 24,
    },
    "rotated": {},
    "encrypted": {},
    "embedded": {},
    "columns": {"left": 56, "right": 56, "top": 80, "bottom": 80, "size": 10.5, "leading": 17, "columns": 2},
    "glyphs": {},  # every character placed on its own
    "jumbled": {},  # the page's texts come in no order
    "doubled": {},  # bold by printing twice
    "watermarked": {},
    "form": {},  # the page is one form object
    "outer": {"outer": True},  # page numbers in the outer corners
    "narrow": {"narrow": True},  # row labels run down, a character a line
    "cut": {"cut_rows": True, "cell_size": 12, "leading": 26},  # page breaks go through rows
}
_HARD_LOOKS: dict[str, dict[str, Any]] = {
    "separate": {"rules": "separate"},  # every cell in a box of its own, as browsers print
    "open": {"rules": "open"},  # no rules at the left and right of a table
    "borderless": {"rules": "none"},
    "unmapped": {},
    "layered": {},  # a scan with the text that some OCR made of it, invisible
}
USUAL = ("plain", "headed", "dense", "landscape", "rotated", "encrypted", "embedded")
VARIANTS = tuple(_LOOKS)
HARD = tuple(_HARD_LOOKS)
_FOLIOS = ("— {} —", "- {} -", "{}")


@lru_cache(maxsize=4096)
def measure(text: str) -> float:
    """Width of a text at size 1 in the font that is not embedded."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    return float(pdfmetrics.stringWidth(text, FONT, 1))


def style_of(variant: str, title: str, rng: random.Random) -> Style:
    """Return the style of a variant."""
    style = Style(measure=fonts.measure if variant in EMBEDDED else measure, folio=rng.choice(_FOLIOS))
    style = replace(style, **(_LOOKS | _HARD_LOOKS)[variant])
    return replace(style, head=title or "政府信息公开工作年度报告") if variant == "headed" else style
