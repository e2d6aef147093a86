"""Table elements to grids of cells by the HTML standard's algorithm, and which tables are data at all.

Layout tables are not data: their cells are ordinary text. A metadata box (索引号 …) is neither.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from lxml.etree import _Element

from crawler.extraction.base import MAX_CELLS, MAX_SPAN, Cell, ExtractionError, Table
from crawler.extraction.html import rules
from crawler.extraction.html.parse import content
from crawler.extraction.statutory.forms import kind, squeeze
from crawler.extraction.tables.ghost_columns import drop_ghost_columns

Rows = list[list[_Element]]
Place = tuple[int, int, _Element, int, int]  # row, column, cell, height, width

_GROUPS = ("thead", "tbody", "tfoot")
_SPAN = re.compile(r"\s*\+?(\d{1,9})")
_GONE = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_FEW = 2  # cells with text
_LONG_CELL = 600
_LINK_SHARE = 0.4


def groups(table: _Element) -> list[Rows]:
    """Return the table's own row groups, head first and foot last, each a list of rows of cell elements."""
    found: dict[_Element | None, Rows] = {}
    for group, row in _rows(table):
        found.setdefault(group, []).append(row)
    order = {"thead": 0, "tfoot": 2}
    return [found[group] for group in sorted(found, key=lambda g: 1 if g is None else order.get(g.tag, 1))]


def _rows(table: _Element) -> Iterator[tuple[_Element | None, list[_Element]]]:
    """Walk down to the rows, through whatever stands between (``form``, ``font``), never into another table."""
    stack: list[tuple[_Element, _Element | None]] = [(child, None) for child in reversed(table)]
    while stack:
        node, group = stack.pop()
        if node.tag == "tr":
            if _is_gone(node):
                continue
            if node.get("height") != "0" or content(node).strip():  # Word's ruler row at the end has neither
                yield group, list(_cells(node))
        elif node.tag not in ("table", "td", "th"):
            inner = node if node.tag in _GROUPS and group is None else group
            stack += [(child, inner) for child in reversed(node)]


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


def build(grouped: list[Rows], write: Callable[[_Element], str]) -> Table:
    """Return the grid of a table's row groups; ``write`` turns a cell element into its text.

    Row spans end with their row group, as in browsers, unless the rows are of one width only when they do not:
    editors lay a head around the first of three rows. A row wider than all rows of several cells (a title row with
    a colspan of its own invention) is cut to their width; a row that no cell begins in or reaches into is left out.
    """
    places = _places(grouped)
    if len(grouped) > 1 and not _is_even(places):
        whole = _places([[row for rows in grouped for row in rows]])
        places = whole if _is_even(whole) else places
    count = Counter(row for row, *_ in places)
    width = max((col + wide for row, col, _, _, wide in places if count[row] > 1), default=MAX_SPAN)
    table = Table(
        tuple(
            Cell(row, col, write(element), tall, max(1, min(wide, width - col)))
            for row, col, element, tall, wide in places
        )
    )
    return drop_ghost_columns(table)  # before parts of one table are joined: they are by their widths


def _places(grouped: list[Rows]) -> list[Place]:
    places: list[Place] = []
    top = 0
    for rows in grouped:
        found, height = _place(rows, top)
        places += found
        top += height
    return places


def _is_even(places: list[Place]) -> bool:
    """Whether the cells fill every row to the same width."""
    widths = Counter[int]()
    for row, _, _, tall, wide in places:
        widths.update(dict.fromkeys(range(row, row + tall), wide))
    return len(set(widths.values())) <= 1


def _place(rows: Rows, top: int) -> tuple[list[Place], int]:
    """Return row, column, element and spans of each cell of a row group, and the group's height."""
    places: list[Place] = []
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
            places.append((at, col, element, tall, wide))
            col += wide
    shown = {row: top + at for at, row in enumerate(sorted({row for row, _ in taken}))}
    return [(shown[row], col, element, tall, wide) for row, col, element, tall, wide in places], len(shown)


def judge(grouped: list[Rows], *, holds_data: bool) -> bool | None:
    """Say what a table is: data (true), layout (false) or the metadata box (None)."""
    rows = [row for group in grouped for row in group]
    if holds_data:  # a table inside it is data, so this one is layout
        return False
    texts = [[squeeze(content(cell)) for cell in row] for row in rows]
    if _is_metadata(texts):
        return None
    return len(rows) > 1 and max(map(len, rows)) > 1 and _is_data(rows, texts)


def _is_data(rows: Rows, texts: list[list[str]]) -> bool:
    if _holds_sections(texts):
        return False
    if kind(texts) is not None:
        return True
    lengths = [len(text) for row in texts for text in row]
    total, longest = sum(lengths), max(lengths)
    links = sum(len(squeeze(content(a))) for row in rows for cell in row for a in cell.iter("a") if a.get("href"))
    filled = sum(1 for length in lengths if length)
    long = longest > _LONG_CELL and longest * 2 > total
    return filled > _FEW and not long and links <= total * _LINK_SHARE


def _holds_sections(texts: list[list[str]]) -> bool:
    """Whether one cell holds two section headings: then it is the page, laid out in a table."""
    return any(len(set(rules.SECTION.findall(text))) > 1 for row in texts for text in row if len(text) > _LONG_CELL)


def _is_metadata(texts: list[list[str]]) -> bool:
    """Whether this is the 索引号 box: a few rows of publication data about the page."""
    if len(texts) > rules.METADATA_ROWS:
        return False
    cells = [text for row in texts for text in row]
    if not any(rules.INDEX_LABEL.match(text) for text in cells):
        return False
    return sum(1 for text in cells if rules.METADATA_LABEL.match(text)) > 1
