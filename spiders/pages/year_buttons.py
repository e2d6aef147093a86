"""Links that are a year and no more, beside a name that is none: ``贺兰县教育局 [2020] [2021]`` in whatever markup."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lxml import etree
from lxml.etree import _Element

from spiders.linear import pattern
from spiders.pages.text import line, text_of

MAX_CLIMB = 6  # levels between a button and what names it
MAX_NODES = 100_000  # starts and ends of a page's elements that are searched for names, repeatedly for nested ones
MAX_NAME = 40  # characters
MAX_TEXT = 200  # characters of one piece of text that are looked at
YEAR_ALONE = pattern(
    r"\W?(?:20\d\d|二[〇○零OoО0][一二三四五六七八九〇○零]{2})\s*年?度?(?:(?:政府)?信息公开)?(?:工作)?(?:年报|年度报告|报告)?\W?"
)
_NAME = pattern(r"[一-鿿]{2,}")
_EDGES = " \t:：|/、，,;；·•—-（）()[]【】"


class YearButtons:
    """Finds the names beside the year buttons of one page; each element is read once, and MAX_NODES nodes in all."""

    def __init__(self) -> None:
        self._names: dict[_Element, dict[_Element, str]] = {}
        self._unread = MAX_NODES

    def name(self, button: _Element, words: str) -> str:
        """Return what stands beside a link whose words are a year; "" for another link, and where nothing does."""
        if not YEAR_ALONE.fullmatch(words):
            return ""
        for ancestor in islice(button.iterancestors(), MAX_CLIMB):
            if ancestor.tag in {"body", "html"}:
                break
            if ancestor not in self._names:
                self._names[ancestor] = self._names_in(ancestor)
            if names := self._names[ancestor]:
                return names.get(button, "")
        return ""

    def _names_in(self, element: _Element) -> dict[_Element, str]:
        """Return the name of each year button in an element: the only one there, else the nearest before it."""
        pieces = list(self._pieces(element))
        names = [text for text, button in pieces if button is None]
        if not names:
            return {}
        named: dict[_Element, str] = {}
        nearest = names[0] if len(names) == 1 else ""
        for text, button in pieces:
            if button is None:
                nearest = text
            elif nearest:
                named[button] = nearest[:MAX_NAME]
        return named

    def _pieces(self, element: _Element) -> Iterator[tuple[str, _Element | None]]:
        """Yield in reading order the names that an element prints, and its year buttons."""
        within: _Element | None = None  # the button whose words are being passed
        for event, node in islice(etree.iterwalk(element, events=("start", "end")), self._unread):
            self._unread -= 1
            if event == "start" and within is None and _is_button(node):
                within = node
                yield "", node
            within = None if event == "end" and node is within else within
            if within is None:
                yield from _names_of(_text_at(event, node, element))


def _is_button(node: _Element) -> bool:
    return node.tag == "a" and YEAR_ALONE.fullmatch(line(text_of(node, MAX_NAME))) is not None


def _text_at(event: str, node: _Element, element: _Element) -> str | None:
    """Return the text that follows the start or the end of a node, within the element."""
    if event == "start":
        return node.text
    return node.tail if node is not element else None


def _names_of(text: str | None) -> Iterator[tuple[str, None]]:
    name = line((text or "")[:MAX_TEXT]).strip(_EDGES)
    if _NAME.search(name):
        yield name, None
