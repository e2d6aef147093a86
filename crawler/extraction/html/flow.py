"""Walk a tree once and write it as blocks in reading order, each with the element it stands in.

Containers are then slices of this sequence. Nothing is judged here beyond what is text, table, or not shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree
from lxml.etree import _Element

from crawler.extraction.base import MAX_CELLS, Block, ExtractionError, Paragraph, clean_line
from crawler.extraction.html import rules
from crawler.extraction.html.lists import label
from crawler.extraction.html.parse import content
from crawler.extraction.html.table_grid import Rows, build, groups, judge
from crawler.extraction.html.visibility import cell_text, unseen
from crawler.extraction.statutory.forms import kind
from crawler.extraction.word_processing.numbering import prefixed

_SHOWN_BLOCK = re.compile(
    r"^(?!.*float\s*:\s*left).*display\s*:\s*(?:block|table|flex|list-item|grid)", re.IGNORECASE | re.DOTALL
)
_MOST_TABLES, _LONG_TABLE = 5000, 20_000  # on a page; characters
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


@dataclass(slots=True, eq=False)
class FlowItem:
    """One block, the element it ended in, and what was seen on the way."""

    block: Block
    node: _Element
    linked: int = 0  # characters inside links
    kind: str | None = None  # of a statutory table

    @property
    def text(self) -> str:
        """The paragraph's words; empty for a table."""
        return self.block.text if isinstance(self.block, Paragraph) else ""


@dataclass(slots=True)
class PageFlow:
    """The page as items, and for every block element the slice of items inside it."""

    items: list[FlowItem] = field(default_factory=list)
    spans: dict[_Element, tuple[int, int]] = field(default_factory=dict)
    furniture: list[_Element] = field(default_factory=list)  # elements named as menus, share bars, footers …
    notes: list[str] = field(default_factory=list)


@lru_cache(maxsize=4096)
def parts(name: str) -> frozenset[str]:
    """Return the words in a class or id: ``articleFooter-box`` → article, footer, box."""
    return frozenset(part.lower() for part in _PARTS.findall(name)) | frozenset(name.lower().split())


def named(node: _Element) -> str:
    """Return the element's id and classes, a space between."""
    return f"{node.get('id') or ''} {node.get('class') or ''}"


def flow(root: _Element) -> PageFlow:
    """Return the items below ``root``."""
    return _Walk(root).run()


def _tables(root: _Element) -> dict[_Element, tuple[bool | None, list[Rows]]]:
    """Return what each table is (data, layout, None for the metadata box) and its rows. Inner ones come first."""
    found: dict[_Element, tuple[bool | None, list[Rows]]] = {}
    holders: set[_Element] = set()
    tables = list(root.iter("table"))
    for table in reversed(tables):
        page = len(tables) > _MOST_TABLES or (
            next(table.iterdescendants("table"), None) is not None and _is_page(table)
        )
        grouped = [] if page else groups(table)
        found[table] = not page and judge(grouped, holds_data=table in holders), grouped
        if found[table][0]:
            holders |= set(table.iterancestors("table"))
    return found


def _is_page(table: _Element) -> bool:
    """Whether a table with tables in it holds so much that it can only be the layout of the page."""
    return len(content(table)) > _LONG_TABLE


class _Walk:
    """The state of one walk: the line being put together, link and heading depth, the table budget."""

    def __init__(self, root: _Element) -> None:
        self.root = root
        self.flow = PageFlow()
        self.pieces: list[str] = []
        self.label = ""  # of a list item whose text is still to come
        self.typed = 0  # depth of preformatted text, whose line ends are shown
        self.links = self.linked = self.headings = self.cells = 0
        self.tables = _tables(root)

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
        elif _is_block(node):
            parent = node.getparent()
            self._flush(node if parent is None else parent)
            self.flow.spans[node] = (len(self.flow.items), len(self.flow.items))
            self.label = label(node) or self.label
            if tag == "table" and self._table(node):
                return False
            if tag in rules.NOISE_TAGS or not rules.NOISE_PARTS.isdisjoint(parts(named(node))):
                self.flow.furniture.append(node)
        self.headings += tag in rules.HEADINGS
        self.typed += tag == "pre"
        self.links += tag == "a" and node.get("href") is not None
        self._text(node.text, node)
        return True

    def _end(self, node: _Element) -> None:
        if node in self.flow.spans:
            self._flush(node)
            self.flow.spans[node] = (self.flow.spans[node][0], len(self.flow.items))
        self.headings -= node.tag in rules.HEADINGS
        self.typed -= node.tag == "pre"
        if node.tag == "li":
            self.label = ""
        self.links -= node.tag == "a" and node.get("href") is not None

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
            self.flow.items.append(FlowItem(Paragraph(prefixed(self.label, text)), node, self.linked))
            self.label = ""
        self.pieces, self.linked = [], 0

    def _table(self, node: _Element) -> bool:
        """Write a data table; false when its cells are to be walked as text."""
        data, grouped = self.tables[node]
        if not data:
            return data is None
        if self.cells > MAX_CELLS:
            return False
        try:
            table = build(grouped, cell_text)
            self.cells += sum(cell.rowspan * cell.colspan for cell in table.cells)
            rows = table.rows()
        except ExtractionError as error:
            self.cells += MAX_CELLS // 4  # finding out costs as much as reading one
            self.flow.notes.append(str(error))
            return False
        if self.cells > MAX_CELLS:
            self.flow.notes.append(f"tables of more than {MAX_CELLS} cells: the rest is text")
        for caption in node.iterchildren("caption"):
            if text := clean_line(cell_text(caption)):
                self.flow.items.append(FlowItem(Paragraph(text), caption))
        self.flow.items.append(FlowItem(table, node, kind=kind(rows)))
        return True


def _is_block(node: _Element) -> bool:
    if node.tag in rules.BLOCK or is_container(node):
        return True
    style = node.get("style")
    return style is not None and _SHOWN_BLOCK.search(style) is not None


def is_container(node: _Element) -> bool:
    """Whether the element bears a name under which bodies stand."""
    identifier, names = node.get("id"), node.get("class")
    if identifier is not None and identifier.lower() in rules.CONTAINER_IDS:
        return True
    return names is not None and not rules.CONTAINER_CLASSES.isdisjoint(names.lower().split())
