"""Which tables of a page are data at all, with their rows.

Layout tables are not data: their cells are ordinary text. A metadata box (索引号 …) is neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import _Element

from spiders.linear import IGNORECASE, pattern
from spiders.pages.metadata import INDEX_LABEL, METADATA_LABEL
from spiders.pages.parsing import content
from spiders.pages.report_marks import SECTION
from spiders.pages.statutory_labels import kind_of
from spiders.pages.text import squeeze

Rows = list[list[_Element]]

MAX_CELLS = 300_000  # grid positions of a page's tables; beyond that a page is an attack
MAX_SPAN = 1000
MAX_TABLES = 5000  # on a page whose tables are told apart
MAX_METADATA_ROWS = 12
_PAGE = 20_000  # characters of a table with tables in it that can only be the layout of the page
_LONG_CELL = 600  # characters
_MIN_FILLED = 3  # cells with text
_LINK_SHARE = 0.4
_GROUPS = ("thead", "tbody", "tfoot")
_SPAN = pattern(r"\s*\+?(\d{1,9})")
_GONE = pattern(r"display\s*:\s*none", IGNORECASE)


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table of data; ``groups`` are its row groups, head first and foot last, each of rows of cell elements."""

    groups: list[Rows]
    cells: int  # grid positions that the spans claim, at most
    statutory: bool


def tables_of(root: _Element) -> dict[_Element, DataTable | None]:
    """Return the tables of data, and None for each metadata box; what is not in it is layout."""
    roles: dict[_Element, DataTable | None] = {}
    holders: set[_Element] = set()
    tables = list(root.iter("table"))
    for table in reversed(tables if len(tables) <= MAX_TABLES else []):  # inner ones first
        groups = [] if table in holders or _is_page(table) else _groups(table)
        texts = [[squeeze(content(cell)) for cell in row] for rows in groups for row in rows]
        if _is_metadata(texts):
            roles[table] = None
            continue
        statutory = kind_of("".join(map("".join, texts))) is not None
        if _is_grid(texts) and (statutory or _is_data(table, texts)):
            roles[table] = DataTable(groups, _extent(groups), statutory)
            holders |= set(table.iterancestors("table"))  # a table inside it is data, so this one is layout
    return roles


def _is_page(table: _Element) -> bool:
    """Whether a table with tables in it holds so much that it can only be the layout of the page."""
    return next(table.iterdescendants("table"), None) is not None and len(content(table)) > _PAGE


def _groups(table: _Element) -> list[Rows]:
    groups: dict[_Element | None, Rows] = {}
    for group, row in _rows(table):
        groups.setdefault(group, []).append(row)
    order = {"thead": 0, "tfoot": 2}
    return [groups[group] for group in sorted(groups, key=lambda g: 1 if g is None else order.get(g.tag, 1))]


def _rows(table: _Element) -> Iterator[tuple[_Element | None, list[_Element]]]:
    """Walk down to the rows, through whatever stands between (``form``, ``font``), never into another table."""
    stack: list[tuple[_Element, _Element | None]] = [(child, None) for child in reversed(table)]
    while stack:
        node, group = stack.pop()
        if node.tag == "tr":
            if _is_shown(node):
                yield group, list(_cells(node))
        elif node.tag not in ("table", "td", "th"):
            inner = node if node.tag in _GROUPS and group is None else group
            stack += [(child, inner) for child in reversed(node)]


def _is_shown(row: _Element) -> bool:
    # Word's ruler row at the end has neither height nor text.
    return not _is_gone(row) and (row.get("height") != "0" or bool(content(row).strip()))


def _cells(row: _Element) -> Iterator[_Element]:
    stack = list(reversed(row))
    while stack:
        node = stack.pop()
        if node.tag in ("td", "th"):
            if not _is_gone(node):
                yield node
        elif node.tag not in ("table", "tr"):
            stack += reversed(node)


def _is_gone(node: _Element) -> bool:
    """Whether a row or cell takes no place at all."""
    style = node.get("style")
    return node.get("hidden") is not None or (style is not None and _GONE.search(style) is not None)


def span(cell: _Element, name: str) -> int:
    """Return a span attribute as browsers read it: leading digits, 1 when there are none."""
    value = cell.get(name)
    digits = None if value is None else _SPAN.match(value)
    return int(digits[1]) if digits else 1


def _extent(groups: list[Rows]) -> int:
    """Return how many grid positions the cells claim, those of rows that do not exist left out."""
    extent = 0
    for rows in groups:
        for at, row in enumerate(rows):
            left = len(rows) - at
            extent += sum(
                max(1, min(span(cell, "colspan"), MAX_SPAN)) * min(span(cell, "rowspan") or left, left) for cell in row
            )
    return extent


def _is_grid(texts: list[list[str]]) -> bool:
    """Whether there are rows and columns, and no cell with two section headings: that is the page, laid out."""
    if len(texts) < 2 or max(map(len, texts)) < 2:  # noqa: PLR2004
        return False
    long = (text for row in texts for text in row if len(text) > _LONG_CELL)
    return all(len(set(SECTION.findall(text))) < 2 for text in long)  # noqa: PLR2004


def _is_data(table: _Element, texts: list[list[str]]) -> bool:
    lengths = [len(text) for row in texts for text in row if text]
    total, longest = sum(lengths), max(lengths, default=0)
    if len(lengths) < _MIN_FILLED or (longest > _LONG_CELL and longest * 2 > total):
        return False
    linked = sum(len(squeeze(content(a))) for a in table.iter("a") if a.get("href"))
    return linked <= total * _LINK_SHARE


def _is_metadata(texts: list[list[str]]) -> bool:
    """Whether this is the 索引号 box: a few rows of publication data about the page."""
    if len(texts) > MAX_METADATA_ROWS:
        return False
    cells = [text for row in texts for text in row]
    if not any(INDEX_LABEL.match(text) for text in cells):
        return False
    return sum(1 for text in cells if METADATA_LABEL.match(text)) > 1
