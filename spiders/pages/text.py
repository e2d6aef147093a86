"""Words of pages: clean lines, and the text of elements."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element

from spiders.linear import pattern
from spiders.pages.regions import BLOCK

_ICONS = pattern("[\ue000-\uf8ff]")
_INVISIBLE = pattern("[\u00ad\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060\ufeff]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SPACES = pattern(r"[ \t\r\n\x{A0}]+")
_WHITE = pattern(r"\s+")
_BREAK = "\x1e"  # where a block begins or ends
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’—…"
_FOLDED = pattern(rf"([{_WIDE}.)])[ \t]*\r?\n\s*([{_WIDE}])")


def clean_line(text: str) -> str:
    """Return one line of NFC text: invisible characters dropped, runs of ASCII white space folded to one space.

    White space of any width at the ends goes: an indent of two ideographic spaces is layout. So is a line break
    between two Chinese characters: the form folds 结果维持 into two lines, and the words are the same.
    """
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    if "\n" in text:
        for _ in range(2):  # a character alone on its line ends one break and begins the next
            text = _FOLDED.sub(r"\1\2", text)
    return _SPACES.sub(" ", text).strip()


def line(text: str) -> str:
    """Return the text as one line to compare and search: all white space folded, icons' private-use characters out."""
    return " ".join(_INVISIBLE.sub("", _ICONS.sub("", text)).split())


def plain(text: str) -> str:
    """Return NFKC text with single spaces: full-width colons and brackets need no variants in the rules."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def squeeze(text: str) -> str:
    """Return NFKC text without any white space: the form in which labels and titles are compared."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def whole_number(text: str, digits: int = 7) -> int | None:
    """Return the number that a text consists of; None for any other, and for one of more digits: nothing counts so far.

    A number is decimal: ² is a digit and none; and ``int`` refuses what has thousands of digits.
    """
    return int(text) if text.isdecimal() and len(text) <= digits else None


def text_of(element: _Element, most: int = 1_000_000) -> str:
    """Return the text of an element and all that is in it, about ``most`` characters at most.

    Bounded in nodes too: an element may be a hundred thousand empty ones, one inside the other.
    """
    return "".join(run for run in _runs(element, most) if run is not _BREAK)


def _runs(element: _Element, most: int) -> Iterator[str]:
    """Yield the pieces of an element's text, and ``_BREAK`` where a block begins or ends."""
    size, budget = 0, most + 60
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if node.tag in BLOCK:
            yield _BREAK
        text = node.text if event == "start" else (node.tail if node is not element else None)
        budget -= 1
        if text and isinstance(node.tag, str):
            yield text
            size += len(text)
        if size > most or budget < 0:
            return


def lines_of(element: _Element, most: int = 1_000_000) -> str:
    """Return the same with a line break where a block begins or ends; runs inside a block stay together."""
    text = "".join(_BREAK if run is _BREAK else _WHITE.sub(" ", run) for run in _runs(element, most))
    return "\n".join(words for part in text.split(_BREAK) if (words := line(part)))
