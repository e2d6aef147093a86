"""Words of pages: one line of text, and the dates in it."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element

_SPACES = re.compile(r"[\s\u00a0\u3000]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff\x00-\x08\x0e-\x1f\x7f\ue000-\uf8ff]")
_DATE = re.compile(r"(?<!\d)(20[0-3]\d|199\d)\s?[-./年]\s?(\d{1,2})\s?[-./月]\s?(\d{1,2})(?!\d)")


def line(text: str) -> str:
    """Return the text as one line: white space folded, invisible and private-use characters (icons) dropped."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def date_in(text: str) -> str | None:
    """Return the first possible date of a text as ISO, or None."""
    for found in _DATE.finditer(text[:5000]):
        try:
            return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
        except ValueError:
            continue
    return None


def text_of(element: _Element, most: int = 1_000_000) -> str:
    """Return the text of an element and all that is in it, about ``most`` characters at most.

    Bounded in nodes too: an element may be a hundred thousand empty ones, one inside the other.
    """
    parts: list[str] = []
    size, budget = 0, most + 60
    for event, node in etree.iterwalk(element, events=("start", "end")):
        text = node.text if event == "start" else (node.tail if node is not element else None)
        budget -= 1
        if text and isinstance(node.tag, str):
            parts.append(text)
            size += len(text)
        if size > most or budget < 0:
            break
    return "".join(parts)
