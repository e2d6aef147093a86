"""Walk a tree once and write it as lines and tables in reading order, each with the element it stands in.

Containers are then slices of this sequence. Nothing is judged here beyond what is text, table, or not shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element

from spiders.linear import IGNORECASE, pattern
from spiders.pages.regions import BLOCK, HEADINGS, is_container, is_furniture
from spiders.pages.tables import MAX_CELLS, DataTable, tables_of
from spiders.pages.text import clean_line
from spiders.pages.visibility import unseen

_SHOWN_BLOCK = pattern(r"display\s*:\s*(?:block|table|flex|list-item|grid)", IGNORECASE)
_FLOATS = pattern(r"float\s*:\s*left", IGNORECASE)


@dataclass(slots=True, eq=False)
class FlowItem:
    """A line of text, or a table of data with ``text`` empty; the element it ended in, and what was seen on the way."""

    node: _Element
    text: str
    linked: int = 0  # characters inside links
    numbered: _Element | None = None  # the list item that begins with this line
    table: DataTable | None = None


@dataclass(slots=True)
class PageFlow:
    """The page as items, and for every block element the slice of items inside it."""

    items: list[FlowItem] = field(default_factory=list)
    spans: dict[_Element, tuple[int, int]] = field(default_factory=dict)
    furniture: list[_Element] = field(default_factory=list)  # elements named as menus, share bars, footers …
    notes: list[str] = field(default_factory=list)


def flow(root: _Element) -> PageFlow:
    """Return the items below ``root``."""
    return _Walk(root).run()


class _Walk:
    """The state of one walk: the line being put together, link and heading depth, the table budget."""

    def __init__(self, root: _Element) -> None:
        self.root = root
        self.flow = PageFlow()
        self.pieces: list[str] = []
        self.numbered: _Element | None = None  # a list item whose text is still to come
        self.typed = 0  # depth of preformatted text, whose line ends are shown
        self.links = self.linked = self.headings = self.cells = 0
        self.tables = tables_of(root)

    def run(self) -> PageFlow:
        walk = etree.iterwalk(self.root, events=("start", "end"))
        entered: list[bool] = []
        for event, node in walk:
            if event == "start":
                entered.append(self._start(node))
                if not entered[-1]:
                    walk.skip_subtree()
            else:
                if entered.pop():
                    self._end(node)
                if node is not self.root:
                    self._text(node.tail, node.getparent())
        self._flush(self.root)
        return self.flow

    def _start(self, node: _Element) -> bool:
        """Begin an element; false when its inside is not to be walked."""
        if unseen(node):
            return False
        tag = node.tag
        if tag == "br" and self.headings:
            self.pieces.append("\n")
        elif _is_block(node) and not self._block(node):
            return False
        self.headings += tag in HEADINGS
        self.typed += tag == "pre"
        self.links += _is_link(node)
        self._text(node.text, node)
        return True

    def _block(self, node: _Element) -> bool:
        """Begin a block; false for a table that is written or left out as a whole."""
        parent = node.getparent()
        self._flush(node if parent is None else parent)
        self.flow.spans[node] = (len(self.flow.items), len(self.flow.items))
        if node.tag == "li":
            self.numbered = node
        if node.tag == "table" and self._table(node):
            return False
        if is_furniture(node):
            self.flow.furniture.append(node)
        return True

    def _end(self, node: _Element) -> None:
        if node in self.flow.spans:
            self._flush(node)
            self.flow.spans[node] = (self.flow.spans[node][0], len(self.flow.items))
        self.headings -= node.tag in HEADINGS
        self.typed -= node.tag == "pre"
        if node.tag == "li":
            self.numbered = None
        self.links -= _is_link(node)

    def _text(self, text: str | None, node: _Element | None) -> None:
        if not text:
            return
        if self.typed and "\n" in text and node is not None:
            first, *lines = text.split("\n")
            self.pieces.append(first)
            for line in lines:
                self._flush(node)
                self.pieces.append(line)
        else:
            self.pieces.append(text)
        if self.links:
            self.linked += len(text.strip())

    def _flush(self, node: _Element) -> None:
        text = clean_line("".join(self.pieces))
        if text:
            self.flow.items.append(FlowItem(node, text, self.linked, self.numbered))
            self.numbered = None
        self.pieces, self.linked = [], 0

    def _table(self, node: _Element) -> bool:
        """Write a data table; false when its cells are to be walked as text."""
        table = self.tables.get(node)
        if table is None:
            return node in self.tables  # a metadata box
        if self.cells > MAX_CELLS:
            return False
        if table.cells > MAX_CELLS:
            self.flow.notes.append(f"a table of more than {MAX_CELLS} cells")
            return False
        self.cells += table.cells
        if self.cells > MAX_CELLS:
            self.flow.notes.append(f"tables of more than {MAX_CELLS} cells: the rest is text")
        for caption in node.iterchildren("caption"):
            if text := clean_line("".join(map(str, caption.itertext()))):
                self.flow.items.append(FlowItem(caption, text))
        self.flow.items.append(FlowItem(node, "", table=table))
        return True


def _is_block(node: _Element) -> bool:
    if node.tag in BLOCK or is_container(node):
        return True
    style = node.get("style")
    return style is not None and _SHOWN_BLOCK.search(style) is not None and _FLOATS.search(style) is None


def _is_link(node: _Element) -> bool:
    return node.tag == "a" and node.get("href") is not None
