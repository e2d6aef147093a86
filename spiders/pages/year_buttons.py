"""Links that are a year and no more, beside a name that is none: ``贺兰县教育局 [2020] [2021]`` in whatever markup."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lxml import etree
from lxml.etree import _Element

from spiders.linear import pattern
from spiders.pages.text import line

MAX_CLIMB = 6  # levels between a button and what names it
MAX_NODES = 5_000  # of an element that is searched for names; a larger one is the page
MAX_NAME = 40  # characters
_YEAR = pattern(r"\W?(?:20\d\d|二[〇○零OoО0][一二三四五六七八九〇○零]{2})\s*年?度?(?:工作)?(?:年报|年度报告|报告)?\W?")
_NAME = pattern(r"[一-鿿]{2,}")
_EDGES = " \t:：|/、，,;；·•—-（）()[]【】"


class YearButtons:
    """Finds the names beside the year buttons of one page; each element is read once."""

    def __init__(self) -> None:
        self._names: dict[_Element, dict[_Element, str]] = {}

    def name(self, button: _Element, words: str) -> str:
        """Return what stands beside a link whose words are a year; "" for another link, and where nothing does."""
        if not _YEAR.fullmatch(words):
            return ""
        for ancestor in islice(button.iterancestors(), MAX_CLIMB):
            if ancestor.tag in {"body", "html"}:
                break
            if ancestor not in self._names:
                self._names[ancestor] = _names_in(ancestor)
            if names := self._names[ancestor]:
                return names.get(button, "")
        return ""


def _names_in(element: _Element) -> dict[_Element, str]:
    """Return the name of each year button in an element: the only one there, else the nearest before it."""
    pieces = list(islice(_pieces(element), MAX_NODES))
    names = [text for text, button in pieces if button is None]
    if not names or len(pieces) == MAX_NODES:
        return {}
    named: dict[_Element, str] = {}
    nearest = names[0] if len(names) == 1 else ""
    for text, button in pieces:
        if button is None:
            nearest = text
        elif nearest:
            named[button] = nearest[:MAX_NAME]
    return named


def _pieces(element: _Element) -> Iterator[tuple[str, _Element | None]]:
    """Yield in reading order the names that an element prints, and its year buttons (with a year's words)."""
    within: _Element | None = None  # the button whose words are being passed
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if not isinstance(node.tag, str):
            continue
        if event == "start":
            if within is None and node.tag == "a" and _YEAR.fullmatch(line("".join(map(str, node.itertext())))):
                within = node
                yield "", node
            text = node.text
        else:
            within = None if node is within else within
            text = node.tail if node is not element else None
        name = line(text or "").strip(_EDGES) if within is None else ""
        if _NAME.search(name):
            yield name, None
