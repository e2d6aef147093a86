"""EQ fields of word processors: what Word draws from their codes, in one line.

Fractions, enclosed numbers (①) and the readings above characters (left out) are all that reports make with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.extraction.word_processing.numbering import numeral

MAX_CODE = 255
_FORMAT = re.compile(r'\\\*\s*(?:"[^"]*"|[\w:]+)')
_TOKEN = re.compile(r"\\(?P<switch>[a-z]+)\s*[-+]?\d*|(?P<mark>[(),;，])|\\?(?P<text>.)", re.IGNORECASE | re.DOTALL)
_CIRCLES = "○◯〇"
_FRAMES = frozenset(_CIRCLES + "□△◇")
_SHIFTED = frozenset({"up", "do", "ai", "di"})


def equation(code: str) -> str:
    """Return the text of a field's code after the word EQ; "" for one too long to be such."""
    if len(code) > MAX_CODE:
        return ""
    tokens = ((match.lastgroup or "", match[match.lastgroup or 0]) for match in _TOKEN.finditer(_FORMAT.sub("", code)))
    return "".join(text for text, _ in _arguments(tokens)).strip()


def _arguments(tokens: Iterator[tuple[str, str]]) -> list[tuple[str, bool]]:
    """Read up to the closing bracket: the texts between the commas, and whether each is raised or lowered."""
    found, switches = [("", False)], list[str]()
    for kind, sign in tokens:
        text, shifted = found[-1]
        if kind == "switch":
            switches.append(sign.lower())
        elif kind == "text":
            found[-1] = text + sign, shifted
        elif sign == "(":
            inner = _drawn(switches[:1], _arguments(tokens))
            found[-1] = text + inner, shifted or not _SHIFTED.isdisjoint(switches)
            switches = []
        elif sign == ")":
            return found
        else:
            found.append(("", False))
    return found


def _drawn(switch: list[str], arguments: list[tuple[str, bool]]) -> str:
    texts = [text.strip() for text, _ in arguments]
    if not switch:
        return f"({','.join(texts)})"
    if switch == ["o"] and texts[0] in _FRAMES:  # one sign laid over another
        return _enclosed(texts[0], "".join(texts[1:]))
    if switch == ["o"]:
        texts = [text.strip() for text, shifted in arguments if not shifted] or texts
    return {"f": "/", "a": " "}.get(switch[0], "").join(texts)


def _enclosed(frame: str, inner: str) -> str:
    return numeral(int(inner), "decimalEnclosedCircle") if frame in _CIRCLES and inner.isdecimal() else inner
