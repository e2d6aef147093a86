"""Links that are a year and no more, beside a name that is none: ``贺兰县教育局 [2020] [2021]`` in whatever markup."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree
from lxml.etree import _Element

from spiders.linear import pattern
from spiders.pages.text import line, text_of

MAX_CLIMB = 6  # levels between a button and what names it
MAX_NODES = 100_000  # starts and ends of a page's elements that are searched for names, repeatedly for nested ones
MAX_NAME = 40  # characters
MIN_MENU = 3  # links one after the other that are a menu: the last of them names nothing behind it
MAX_TEXT = 200  # characters of one piece of text that are looked at
YEAR_ALONE = pattern(
    r"\W?(?:20\d\d|二[〇○零OoО0][一二三四五六七八九〇○零]{2})\s*年?度?(?:(?:政府)?信息公开)?(?:工作)?(?:年报|年度报告|报告)?\W?"
)
_NAME = pattern(r"[一-鿿]{2,}")
_EDGES = " \t:：|/、，,;；·•—-（）()[]【】"


@dataclass(frozen=True, slots=True)
class _NameOrButton:
    text: str = ""  # of a name
    button: _Element | None = None  # where it is no name
    linked: bool = False


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
        names = [piece.text for piece in pieces if piece.button is None]
        if not names:
            return {}
        named: dict[_Element, str] = {}
        nearest, menu = names[0] if len(names) == 1 else "", 0  # linked names, one after the other
        for piece in pieces:
            if piece.button is None:
                nearest, menu = piece.text, menu + 1 if piece.linked else 0
            elif nearest and menu < MIN_MENU:
                named[piece.button] = nearest[:MAX_NAME]
        return named

    def _pieces(self, element: _Element) -> Iterator[_NameOrButton]:
        """Yield in reading order the names that an element prints, and its year buttons."""
        within: _Element | None = None  # the button whose words are being passed
        link: _Element | None = None
        for event, node in islice(etree.iterwalk(element, events=("start", "end")), self._unread):
            self._unread -= 1
            if event == "start" and within is None and _is_button(node):
                within = node
                yield _NameOrButton(button=node)
            within = None if event == "end" and node is within else within
            link = (node if event == "start" else None) if node.tag in {"a", "option"} else link
            if within is None:
                yield from _names_of(_text_at(event, node, element), linked=link is not None)


def _is_button(node: _Element) -> bool:
    return node.tag == "a" and YEAR_ALONE.fullmatch(line(text_of(node, MAX_NAME))) is not None


def _text_at(event: str, node: _Element, element: _Element) -> str | None:
    """Return the text that follows the start or the end of a node, within the element."""
    if event == "start":
        return node.text
    return node.tail if node is not element else None


def _names_of(text: str | None, *, linked: bool) -> Iterator[_NameOrButton]:
    name = line((text or "")[:MAX_TEXT]).strip(_EDGES)
    if _NAME.search(name):
        yield _NameOrButton(name, linked=linked)
