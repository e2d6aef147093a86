"""Tables set for printing: column widths from their texts, row heights from the wrapped lines, rules from the spans."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crawler.extraction.base import Cell, Table
from tests.replica.writers.grid import size
from tests.replica.writers.press.lines import Measure, wrap

_PADDING = 3.0
_LEADING = 1.3
_LEAST, _MOST = 2.2, 14.0  # width of a column in characters
_NARROW, _MANY_ROWS = 1.1, 3
_GAP = 1.0  # around the box of a cell that has one of its own


@dataclass(frozen=True, slots=True)
class Setting:
    """A table with its geometry: edges of columns from its left side, heights of rows, lines of each cell."""

    table: Table
    edges: tuple[float, ...]
    heights: tuple[float, ...]
    lines: dict[tuple[int, int], list[str]]
    size: float


def set_table(table: Table, width: float, char: float, measure: Measure, *, narrow: bool = False) -> Setting:
    """Choose columns and rows so that every text fits its cell; ``narrow`` lets labels of many rows run down."""
    height, columns = size(table)
    weights = [_LEAST] * columns
    for cell in table.cells if narrow else ():
        if cell.rowspan >= _MANY_ROWS and cell.colspan == 1:
            weights[cell.col] = _NARROW
    for cell in table.cells:
        if cell.colspan == 1 and weights[cell.col] != _NARROW:
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
    least = [min(weight, _LEAST) * char + 2 * _PADDING for weight in weights]
    spare = max(width - sum(least), 0.0)
    extra = [max(weight - _LEAST, 0.0) for weight in weights]
    total = sum(extra)
    shares = [
        low + spare * (part / total if total else 1 / len(weights)) for low, part in zip(least, extra, strict=True)
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


def rules(setting: Setting, kind: str) -> list[tuple[float, float, float, float]]:
    """Return the borders of the cells: all, without the outer verticals (open), a box each (separate), or none."""
    tops = [0.0]
    for height in setting.heights:
        tops.append(tops[-1] + height)
    found = set()
    gap = _GAP if kind == "separate" else 0.0
    for cell in setting.table.cells if kind != "none" else ():
        top, bottom = tops[cell.row] + gap, tops[cell.row + cell.rowspan] - gap
        left, right = setting.edges[cell.col] + gap, setting.edges[cell.col + cell.colspan] - gap
        found |= {(left, top, right, top), (left, bottom, right, bottom)}
        found |= {(x, top, x, bottom) for x in (left, right) if kind != "open" or 0 < x < setting.edges[-1]}
    return sorted(found)


def split_row(setting: Setting, row: int, room: float) -> Setting | None:
    """Cut a row in two so that the upper part is ``room`` high, None when no line of it would fit or none be left."""
    line = setting.size * _LEADING
    fitting = int((room - 2 * _PADDING) // line)
    own = [cell for cell in setting.table.cells if cell.row == row and cell.rowspan == 1]
    most = max((len(setting.lines[cell.row, cell.col]) for cell in own), default=0)
    if not 0 < fitting < most:
        return None
    cells, lines = [], {}
    for cell in setting.table.cells:
        shift, grow = int(cell.row > row), int(cell.row <= row < cell.row + cell.rowspan)
        if cell in own:
            shown = setting.lines[row, cell.col]
            lines[row, cell.col], lines[row + 1, cell.col] = shown[:fitting], shown[fitting:]
            cells += [replace(cell), replace(cell, row=row + 1, text=cell.text if shown[fitting:] else "")]
            continue
        cells.append(replace(cell, row=cell.row + shift, rowspan=cell.rowspan + grow))
        lines[cell.row + shift, cell.col] = setting.lines[cell.row, cell.col]
    upper, lower = fitting * line + 2 * _PADDING, (most - fitting) * line + 2 * _PADDING
    heights = (*setting.heights[:row], upper, lower, *setting.heights[row + 1 :])
    return replace(setting, table=Table(tuple(cells)), heights=heights, lines=lines)
