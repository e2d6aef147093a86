"""Table elements to grids of cells by the HTML standard's algorithm, and which tables are data at all.

Layout tables are not data: their cells are ordinary text. A metadata box (索引号 …) is neither.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from lxml.html import HtmlElement

from crawler.extraction.base import MAX_CELLS, MAX_SPAN, Cell, ExtractionError, Table
from crawler.extraction.html import rules
from crawler.extraction.statutory import kind, squeeze

Rows = list[list[HtmlElement]]

_GROUPS = ("thead", "tbody", "tfoot")
_LONG_CELL = 600
_LINK_SHARE = 0.4


def groups(table: HtmlElement) -> list[Rows]:
    """Return the table's own row groups, head first and foot last, each a list of rows of cell elements."""
    found: dict[HtmlElement | None, Rows] = {}
    kinds: dict[HtmlElement | None, str] = {}
    for group, row in _rows(table):
        found.setdefault(group, []).append(row)
        kinds[group] = "" if group is None else group.tag
    order = {"thead": 0, "tfoot": 2}
    return [found[group] for group in sorted(found, key=lambda g: order.get(kinds[g], 1))]


def _rows(table: HtmlElement) -> Iterator[tuple[HtmlElement | None, list[HtmlElement]]]:
    """Walk down to the rows, through whatever stands between (``form``, ``font``), never into another table."""
    stack: list[tuple[HtmlElement, HtmlElement | None]] = [(child, None) for child in reversed(table)]
    while stack:
        node, group = stack.pop()
        if node.tag == "tr":
            if node.get("height") != "0" or node.text_content().strip():  # Word's ruler row at the end has neither
                yield group, list(_cells(node))
        elif node.tag not in ("table", "td", "th"):
            inner = node if node.tag in _GROUPS and group is None else group
            stack += [(child, inner) for child in reversed(node)]


def _cells(row: HtmlElement) -> Iterator[HtmlElement]:
    stack = list(reversed(row))
    while stack:
        node = stack.pop()
        if node.tag in ("td", "th"):
            yield node
        elif node.tag not in ("table", "tr"):
            stack += reversed(node)


def span(cell: HtmlElement, name: str) -> int:
    """Return a span attribute as browsers read it: leading digits, 1 when there are none."""
    digits = re.match(r"\s*\+?(\d{1,9})", cell.get(name) or "")
    return int(digits[1]) if digits else 1


def build(table: HtmlElement, write: Callable[[HtmlElement], str]) -> Table:
    """Return the grid of a table; ``write`` turns a cell element into its text.

    Row spans end with their row group. A row wider than all rows of several cells (a title row with a colspan
    of its own invention) is cut to their width; a row that no cell begins in or reaches into is left out.
    """
    cells: list[Cell] = []
    top = 0
    for rows in groups(table):
        found = _place(rows, write)
        cells += (replace(cell, row=cell.row + top) for cell in found)
        top += max((cell.row + cell.rowspan for cell in found), default=0)
    return Table(tuple(_narrow(cells)))


def _place(rows: Rows, write: Callable[[HtmlElement], str]) -> list[Cell]:
    cells: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    for at, row in enumerate(rows):
        col = 0
        for element in row:
            while (at, col) in taken:
                col += 1
            wide = max(1, min(span(element, "colspan"), MAX_SPAN))
            tall = min(span(element, "rowspan") or len(rows), len(rows) - at)
            if len(taken) + wide * tall > MAX_CELLS:
                msg = f"a table of more than {MAX_CELLS} cells"
                raise ExtractionError(msg)
            taken.update((at + down, col + right) for down in range(tall) for right in range(wide))
            cells.append(Cell(at, col, write(element), tall, wide))
            col += wide
    shown = {row: at for at, row in enumerate(sorted({row for row, _ in taken}))}
    return [replace(cell, row=shown[cell.row]) for cell in cells]


def _narrow(cells: list[Cell]) -> Iterator[Cell]:
    count = Counter(cell.row for cell in cells)
    wide = max((c.col + c.colspan for c in cells if count[c.row] > 1), default=MAX_SPAN)
    return (replace(c, colspan=max(1, min(c.colspan, wide - c.col))) for c in cells)


def is_data(table: HtmlElement, *, holds_data: bool) -> bool:
    """Tell a table of data from one of layout. ``holds_data``: a table inside it is data, so this one is layout."""
    rows = [row for group in groups(table) for row in group]
    widest = max((len(row) for row in rows), default=0)
    if holds_data or len(rows) < 2 or widest < 2:  # noqa: PLR2004 - less than 2 x 2 is a list
        return False
    texts = [[squeeze(cell.text_content()) for cell in row] for row in rows]
    if kind(texts) is not None:
        return not _holds_sections(texts)
    lengths = [len(text) for row in texts for text in row]
    total = sum(lengths)
    links = sum(len(squeeze(a.text_content())) for a in table.iter("a") if a.get("href"))
    filled = sum(1 for length in lengths if length)
    long = max(lengths) > _LONG_CELL and max(lengths) * 2 > total
    return filled > 2 and not long and links <= total * _LINK_SHARE and not _holds_sections(texts)  # noqa: PLR2004


def _holds_sections(texts: list[list[str]]) -> bool:
    """Whether one cell holds two section headings: then it is the page, laid out in a table."""
    return any(len(set(rules.SECTION.findall(text))) > 1 for row in texts for text in row if len(text) > _LONG_CELL)


def is_metadata(table: HtmlElement) -> bool:
    """Whether this is the 索引号 box: a few rows of publication data about the page."""
    rows = [row for group in groups(table) for row in group]
    if not 0 < len(rows) <= rules.METADATA_ROWS:
        return False
    texts = [squeeze(cell.text_content()) for row in rows for cell in row]
    labels = sum(1 for text in texts if rules.METADATA_LABEL.match(text))
    return labels > 1 and any(rules.INDEX_LABEL.match(text) for text in texts)
