"""The statutory tables as they are printed, as data: which cells there are, and what stands in them."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources

FIGURE_SIGN, LEFT_SIGN, ABOVE_SIGN = "#", "<", "^"


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A cell of the form. ``labels`` are the wordings of what is printed in it; none in a cell for a figure."""

    row: int
    col: int
    rowspan: int
    colspan: int
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintedForm:
    """A table of the form. ``chars`` are those without which no wording of its labels can be written."""

    rows: int
    cols: int
    cells: tuple[PrintedCell, ...]
    chars: frozenset[str]

    @property
    def labelled(self) -> list[PrintedCell]:
        """The cells with a label."""
        return [cell for cell in self.cells if cell.labels]

    @property
    def figures(self) -> list[PrintedCell]:
        """The cells for figures."""
        return [cell for cell in self.cells if not cell.labels]


@cache
def printed_forms() -> tuple[PrintedForm, ...]:
    """Return the tables of all editions of the form."""
    data = tomllib.loads(resources.files(__package__).joinpath("forms.toml").read_text("utf-8"))
    return tuple(_form(form["rows"]) for form in data["form"])


def normal(text: str) -> str:
    """Return a text as labels are compared: NFKC, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _form(rows: str) -> PrintedForm:
    grid = [[place.strip() for place in row.split("|")] for row in rows.strip().splitlines()]
    cells = [
        PrintedCell(row, col, _height(grid, row, col), _width(grid, row, col), _labels(sign))
        for row, places in enumerate(grid)
        for col, sign in enumerate(places)
        if sign not in (LEFT_SIGN, ABOVE_SIGN)
    ]
    chars = frozenset[str]().union(*(set.intersection(*map(set, cell.labels)) for cell in cells if cell.labels))
    return PrintedForm(len(grid), len(grid[0]), tuple(cells), chars)


def _labels(sign: str) -> tuple[str, ...]:
    return () if sign == FIGURE_SIGN else tuple(sorted(map(normal, sign.split("~")), key=len, reverse=True))


def _height(grid: list[list[str]], row: int, col: int) -> int:
    below = 1
    while row + below < len(grid) and grid[row + below][col] == ABOVE_SIGN:
        below += 1
    return below


def _width(grid: list[list[str]], row: int, col: int) -> int:
    beside = 1
    while col + beside < len(grid[row]) and grid[row][col + beside] == LEFT_SIGN:
        beside += 1
    return beside
