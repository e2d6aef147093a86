"""Blocks set on pages: where every line of text and every rule stands. PDF, OFD and scans print the same pages.

Coordinates are points from the page's top left corner; a run's ``y`` is its baseline.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from crawler.extraction.base import Block, Table
from tests.replica.writers.grid import HEADING, cut, head_rows
from tests.replica.writers.press.lines import Measure, half_width, wrap
from tests.replica.writers.press.table import Setting, fits, rules, set_table, split_row, text_places

_SHORT = 22  # characters up to which a closing line is set to the right
_REPEATED = 2  # header rows from which a table's head is repeated on the next page
_GAP = 24.0  # between two columns of text


@dataclass(frozen=True, slots=True)
class Run:
    """One line of text in one size; ``spacing`` is added after every character, to fill the line."""

    x: float
    y: float
    size: float
    text: str
    spacing: float = 0.0


@dataclass(slots=True)
class Page:
    """What is printed on one page; a rule is (x0, y0, x1, y1)."""

    runs: list[Run] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Style:
    """How a document looks. ``head`` runs along the top of each page, ``folio`` numbers it at the foot."""

    width: float = 595.0
    height: float = 842.0
    left: float = 80.0
    right: float = 74.0
    top: float = 104.0
    bottom: float = 98.0
    size: float = 16.0
    leading: float = 28.0
    cell_size: float = 9.0
    head: str = ""
    folio: str = "— {} —"
    rules: str = "all"  # none | open: without the outer verticals | separate: a box per cell
    narrow: bool = False  # labels of many rows stand in columns one character wide
    cut_rows: bool = False  # a page break may go through a row
    outer: bool = False  # page numbers stand at the outer margin
    columns: int = 1  # of the text; tables always have the whole width
    measure: Measure = half_width

    @property
    def inner(self) -> float:
        """Width of the text."""
        return self.width - self.left - self.right

    @property
    def column(self) -> float:
        """Width of a column of text."""
        return (self.inner - _GAP * (self.columns - 1)) / self.columns


def typeset(blocks: tuple[Block, ...], title: str, style: Style) -> list[Page]:
    """Return the pages of a document."""
    press = _Press(style)
    if title:
        press.flow(_set_lines(title, replace(style, columns=1, size=22.0, leading=36.0), center=True), 1)
    waiting: list[Run] = []
    for index, block in enumerate(blocks):
        if isinstance(block, Table):
            press.flow(waiting, style.columns)
            waiting = []
            press.table(set_table(block, style.inner, style.cell_size, style.measure, narrow=style.narrow))
        else:
            closing = index >= len(blocks) - 2 and len(block.text) < _SHORT and not HEADING.match(block.text)
            waiting += _set_lines(block.text, style, to_right=closing)
    press.flow(waiting, style.columns)
    return press.finished()


def _set_lines(text: str, style: Style, *, center: bool = False, to_right: bool = False) -> list[Run]:
    """Return a paragraph's lines; ``x`` counts from the column's left side, ``y`` is the height of the line."""
    size, room = style.size, style.column
    indent = 0.0 if center else 2 * size
    wrapped = wrap(text, room / size, indent / size, style.measure)
    runs = []
    for number, line in enumerate(wrapped):
        start = indent if number == 0 else 0.0
        spare = room - start - style.measure(line) * size
        full = number < len(wrapped) - 1 and -size < spare < 2 * size and not center
        shift = spare / 2 if center else max(spare - 2 * size, 0) if to_right else 0.0
        spacing = spare / max(len(line) - 1, 1) if full else 0.0
        runs.append(Run(start + shift, style.leading, size, line, spacing))
    return runs


class _Press:
    def __init__(self, style: Style) -> None:
        self.style = style
        self.pages = [Page()]
        self.y = style.top

    @property
    def _room(self) -> float:
        return self.style.height - self.style.bottom - self.y

    def _turn(self) -> None:
        self.pages.append(Page())
        self.y = self.style.top

    def flow(self, lines: list[Run], columns: int) -> None:
        """Pour lines into the page, column after column; columns of one section are equally long."""
        while lines:
            leading = lines[0].y
            fitting = int(self._room // leading)
            if fitting < 1:
                self._turn()
                continue
            deep = min(fitting, -(-len(lines) // columns))
            for column in range(columns):
                x = self.style.left + column * (self.style.column + _GAP)
                for number, run in enumerate(lines[:deep]):
                    baseline = self.y + number * leading + leading / 2 + run.size * 0.38
                    self.pages[-1].runs.append(replace(run, x=x + run.x, y=baseline))
                lines = lines[deep:]
            self.y += deep * leading

    def table(self, setting: Setting) -> None:
        """Set a table; rows that do not fit go to the next page, under the repeated head where the head is tall."""
        self.y += 4.0
        head = head_rows(setting.table)
        repeated = head if head >= _REPEATED else 0
        start, rows = 0, len(setting.heights)
        while start < rows:
            above = repeated if start else 0
            room = self._room - sum(setting.heights[:above])
            end = start
            while end < rows and sum(setting.heights[start : end + 1]) <= room:
                end += 1
            while end > start + 1 and not fits(setting, start, end):
                end -= 1  # the text of a cell that spans the break must have room above it
            if self.style.cut_rows and end < rows:
                left = room - sum(setting.heights[start:end])
                halved = split_row(setting, end, left)
                if halved and fits(halved, start, end + 1):
                    setting, rows, end = halved, rows + 1, end + 1
            if end < min(start + head + 1, rows) and self.y > self.style.top:
                self._turn()  # a head never stands alone
                continue
            end = max(end, start + 1)
            if above:
                self._print(_piece(setting, 0, above))
            self._print(_piece(setting, start, end))
            start = end
        self.y += 8.0

    def _print(self, piece: Setting) -> None:
        x, y, page = self.style.left, self.y, self.pages[-1]
        places = text_places(piece, self.style.measure)
        page.runs += [Run(x + dx, y + dy, piece.size, text) for dx, dy, text in places]
        page.rules += [(x + x0, y + y0, x + x1, y + y1) for x0, y0, x1, y1 in rules(piece, self.style.rules)]
        self.y += sum(piece.heights)

    def finished(self) -> list[Page]:
        """Return the pages with head and folio."""
        style = self.style
        for number, page in enumerate(self.pages, 1):
            if style.head:
                page.runs.insert(0, Run(style.left, 52.0, 9.0, style.head))
                page.rules.append((style.left, 58.0, style.width - style.right, 58.0))
            if style.folio:
                text = style.folio.format(number, len(self.pages))
                spare = style.width - style.measure(text) * 10.5
                x = spare / 2 if not style.outer else spare - style.right if number % 2 else style.left
                page.runs.append(Run(x, style.height - 52.0, 10.5, text))
        return self.pages


def _piece(setting: Setting, start: int, end: int) -> Setting:
    table = cut(cut(setting.table, end)[0], start)[1]
    lines = {(row - start, col): lines for (row, col), lines in setting.lines.items() if start <= row < end}
    return replace(setting, table=table, heights=setting.heights[start:end], lines=lines)
