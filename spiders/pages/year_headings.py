"""The year that a list of links stands below: ``<h3>2023年</h3>`` and then the reports of it, in whatever markup."""

from __future__ import annotations

from lxml.etree import _Element

from spiders.pages.link_targets import ancestors
from spiders.pages.text import line, text_of
from spiders.pages.year_buttons import YEAR_ALONE

MAX_YEAR = 24  # characters of a heading that is a year, and says at most of what
_BEGINS = ("2", "二", "２", "(", "（", "【", "[")  # what a year begins with; most text is seen at once to be none
MAX_WRAPPERS = 4  # elements around a heading that hold nothing else


class YearHeadings:
    """The heading in force while a page's elements are passed in document order.

    A heading holds until the next one, within the element that holds it: what follows that element is not below it.
    """

    def __init__(self) -> None:
        self._section: _Element | None = None
        self._words = ""

    def passed(self, element: _Element) -> None:
        """Note an element, which may be a heading."""
        text = (element.text or "").lstrip()
        if not text.startswith(_BEGINS) or len(text) > MAX_YEAR or element.tag in {"a", "option"}:
            return
        heading = _outermost(element)
        words = line(text_of(heading, MAX_YEAR + 1))
        if YEAR_ALONE.fullmatch(words) and not any(node.tag == "a" for node in (heading, *ancestors(heading))):
            self._section, self._words = _section(heading), words

    def above(self, element: _Element) -> str:
        """Return the words of the heading that an element stands below; "" for none."""
        return self._words if any(node is self._section for node in ancestors(element)) else ""


def _section(heading: _Element) -> _Element | None:
    """Return the element in which a heading holds: around its row, where it is a cell beside several rows."""
    parent = heading.getparent()
    return parent if parent is None or heading.get("rowspan", "1") == "1" else parent.getparent()


def _outermost(element: _Element) -> _Element:
    """Return the outermost element that holds nothing but this one's line: a cell and its row, a paragraph."""
    outermost = element
    for _ in range(MAX_WRAPPERS):
        parent = outermost.getparent()
        if parent is None or not YEAR_ALONE.fullmatch(line(text_of(parent, MAX_YEAR + 1))):
            return outermost
        outermost = parent
    return outermost
