"""Tables set for printing: column widths from their texts, row heights from the wrapped lines, rules from the spans."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.extraction.base import Cell, Table
from crawler.replica.writers.grid import size
from crawler.replica.writers.press.lines import Measure, wrap

_PADDING = 3.0
_LEADING = 1.3
_LEAST, _MOST = 2.2, 14.0  # width of a column in characters


@dataclass(frozen=True, slots=True)
class Setting:
    """A table with its geometry: edges of columns from its left side, heights of rows, lines of each cell."""

    table: Table
    edges: tuple[float, ...]
    heights: tuple[float, ...]
    lines: dict[tuple[int, int], list[str]]
    size: float


def set_table(table: Table, width: float, char: float, measure: Measure) -> Setting:
    """Choose columns and rows so that every text fits its cell."""
    height, columns = size(table)
    weights = [_LEAST] * columns
    for cell in table.cells:
        if cell.colspan == 1:
            weights[cell.col] = max(weights[cell.col], min(measure(cell.text) / (1 if cell.rowspan == 1 else 2), _MOST))
    edges = [0.0]
    for share in _fitted(weights, width, char):
        edges.append(edges[-1] + share)
    lines = {(c.row, c.col): _lines(c, edges, char, measure) for c in table.cells}
    heights = [char * _LEADING + 2 * _PADDING] * height
    for cell in sorted(table.cells, key=lambda c: c.rowspan):
        needed = len(lines[cell.row, cell.col]) * char * _LEADING + 2 * _PADDING
        missing = needed - sum(heights[cell.row : cell.row + cell.rowspan])
        if missing > 0:
            heights[cell.row + cell.rowspan - 1] += missing
    return Setting(table, tuple(edges), tuple(heights), lines, char)


def _fitted(weights: list[float], width: float, char: float) -> list[float]:
    least = _LEAST * char + 2 * _PADDING
    spare = max(width - least * len(weights), 0.0)
    extra = [weight - _LEAST for weight in weights]
    total = sum(extra) or 1.0
    shares = [
        min(least, width / len(weights)) + spare * (part / total if sum(extra) else 1 / len(weights)) for part in extra
    ]
    return [share * width / sum(shares) for share in shares]


def _lines(cell: Cell, edges: list[float], char: float, measure: Measure) -> list[str]:
    room = (edges[cell.col + cell.colspan] - edges[cell.col] - 2 * _PADDING + 0.5) / char
    return wrap(cell.text, max(room, 1.0), 0.0, measure) if cell.text else []


def fits(setting: Setting, start: int, end: int) -> bool:
    """Say whether every cell that begins in these rows has room for its text in them."""
    return all(
        len(setting.lines[cell.row, cell.col]) * setting.size * _LEADING + _PADDING
        <= sum(setting.heights[cell.row : min(end, cell.row + cell.rowspan)])
        for cell in setting.table.cells
        if start <= cell.row < end
    )


def text_places(setting: Setting, measure: Measure) -> list[tuple[float, float, str]]:
    """Return (x, baseline y, text) of every line, from the table's top left corner; cells are centred both ways."""
    tops = [0.0]
    for height in setting.heights:
        tops.append(tops[-1] + height)
    places = []
    for cell in setting.table.cells:
        lines = setting.lines.get((cell.row, cell.col), []) if cell.text else []
        middle = (tops[cell.row] + tops[cell.row + cell.rowspan]) / 2
        first = middle - len(lines) * setting.size * _LEADING / 2
        left, right = setting.edges[cell.col], setting.edges[cell.col + cell.colspan]
        for number, line in enumerate(lines):
            x = (left + right - measure(line) * setting.size) / 2
            places.append((x, first + (number + 0.78) * setting.size * _LEADING, line))
    return places


def rules(setting: Setting) -> list[tuple[float, float, float, float]]:
    """Return the borders of every cell, shared ones once."""
    tops = [0.0]
    for height in setting.heights:
        tops.append(tops[-1] + height)
    found = set()
    for cell in setting.table.cells:
        top, bottom = tops[cell.row], tops[cell.row + cell.rowspan]
        left, right = setting.edges[cell.col], setting.edges[cell.col + cell.colspan]
        found |= {
            (left, top, right, top),
            (left, bottom, right, bottom),
            (left, top, left, bottom),
            (right, top, right, bottom),
        }
    return sorted(found)
