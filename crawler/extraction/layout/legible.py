"""Whether characters say what the page shows, or only a picture of the page does (then OCR has to read it)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

FEW = 50  # characters that a scanned page may bear beside its picture (a stamp, a page number)
MOST, LOGO = 0.7, 0.02  # shares of the page that a scan covers at least, and a mere ornament at most
WRONG = 0.04  # share of characters without meaning that is beyond bullets and ornaments
OUTLINED = 400  # points of paths on a page without any character: letters drawn as curves, or a drawing
RARE = 0.4


def needs_reading(text: Sequence[str], *, covered: float, points: int, lost: int = 0, hidden: int = 0) -> bool:
    """Tell whether a page needs OCR.

    ``covered``: share of the page under images; ``points``: points of paths; ``lost``: further characters that
    the fonts give no meaning; ``hidden``: invisible ones (a scan's text layer, which knows no tables).
    """
    inked = [char for char in text if not char.isspace()]
    if not inked and not lost:
        return covered > LOGO or points > OUTLINED
    wrong = lost + sum(map(_meaningless, inked))
    if wrong > WRONG * (wrong + sum(map(str.isalnum, inked))):
        return True
    ideographs = [char for char in inked if "\u3400" <= char <= "\u9fff"]
    if sum(map(_rare, ideographs)) > RARE * len(ideographs):
        return True
    return (len(inked) < FEW or hidden * 2 > len(inked)) and covered > MOST


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
