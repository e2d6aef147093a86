"""Whether characters say what the page shows, or only its picture does (then OCR has to read it), or neither."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache

MAX_STAMP_CHARS = 50  # that a scanned page may bear beside its picture (a stamp, a page number)
MIN_SCAN_SHARE, MAX_LOGO_SHARE = 0.7, 0.02  # of the page that a scan covers, and a mere ornament
MAX_MEANINGLESS_SHARE = 0.04  # of the characters: bullets and ornaments; more is no text
MAX_PATH_POINTS = 400  # on a page without any character; more are letters drawn as curves, or a drawing
MAX_RARE_SHARE, MAX_UNCOMMON_SHARE = 0.4, 0.2  # of rare ideographs, of less than common ones, in a report
MAX_GARBLED_SHARE = 0.25  # of the characters of a text; less is bullets, or damage here and there
_LOST = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd]")  # a lost one, and those of private use
_COMMON = (("gb2312", 0xB0A1, 0xD7F9), ("big5", 0xA440, 0xC67E))  # the first levels of both character sets


def needs_reading(text: Sequence[str], *, covered: float, points: int, lost: int = 0, hidden: int = 0) -> bool:
    """Tell whether a page needs OCR.

    ``covered``: share of the page under images; ``points``: points of paths; ``lost``: further characters that
    the fonts give no meaning; ``hidden``: invisible ones (a scan's text layer, which knows no tables).
    """
    inked = Counter("".join("".join(text).split()))  # without blanks; few of a page's characters differ
    if not inked and not lost:
        return covered > MAX_LOGO_SHARE or points > MAX_PATH_POINTS
    wrong = lost + _count(inked, _meaningless)
    if wrong > MAX_MEANINGLESS_SHARE * (wrong + _count(inked, str.isalnum)):
        return True
    if says_nothing(text) or _count(inked, _rare) > MAX_RARE_SHARE * _count(inked, _ideographic):
        return True
    return (inked.total() < MAX_STAMP_CHARS or hidden * 2 > inked.total()) and covered > MIN_SCAN_SHARE


def _count(chars: Counter[str], has: Callable[[str], bool]) -> int:
    return sum(times for char, times in chars.items() if has(char))


def says_nothing(text: Sequence[str]) -> bool:
    """Tell whether a page shows no language, only characters: those of a font that was put in another's place."""
    chars = Counter("".join(text))
    ideographs = _count(chars, _ideographic)
    uncommon = ideographs - _count(chars, _common)
    return ideographs > MAX_STAMP_CHARS and uncommon > MAX_UNCOMMON_SHARE * ideographs


@lru_cache(maxsize=8192)  # the next page shows much the same characters
def _common(char: str) -> bool:
    """Tell whether an ideograph is one of the everyday ones, simplified or traditional."""
    return _ideographic(char) and any(
        low <= int.from_bytes(char.encode(name, "ignore"), "big") <= high for name, low, high in _COMMON
    )


def _meaningless(char: str) -> bool:
    return unicodedata.category(char) in ("Co", "Cn", "Cc", "Cs") or char == "\ufffd" or "\u00c0" <= char <= "\u024f"


def _ideographic(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


@lru_cache(maxsize=8192)
def _rare(char: str) -> bool:
    """Tell whether neither the simplified nor the traditional everyday character set knows the ideograph."""
    if not _ideographic(char):
        return False
    for charset in ("gb2312", "big5"):
        try:
            char.encode(charset)
        except UnicodeEncodeError:
            continue
        return False
    return True


def is_garbled(text: str) -> bool:
    """Tell whether much of a text is characters that have no meaning outside of one font, or stand for lost ones."""
    lost = len(_LOST.findall(text))
    return lost > 0 and lost > MAX_GARBLED_SHARE * sum(map(len, text.split()))
