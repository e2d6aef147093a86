"""The one font of the replica: a subset of a free Chinese typeface, so that scans need nothing from the machine."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont, TTFontFile

PATH = Path(__file__).with_name("replica.ttf")
NAME = "replica"


def register() -> str:
    """Make the font known to reportlab and return its name there."""
    if NAME not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(NAME, str(PATH)))
    return NAME


@lru_cache(maxsize=4096)
def measure(text: str) -> float:
    """Width of a text at size 1."""
    return float(pdfmetrics.stringWidth(text, register(), 1))


@lru_cache(maxsize=1)
def characters() -> frozenset[str]:
    """Return all characters that can be printed."""
    return frozenset(map(chr, TTFontFile(str(PATH)).charToGlyph))
