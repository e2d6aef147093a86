"""Figures of a table whose rows and columns have labels: which cell stands under which of the form's names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from crawler.extraction.statutory.alignment import CERTAIN, Words, align, scores
from crawler.extraction.statutory.data_rows import DataRow, data_row
from crawler.extraction.statutory.heads import HeadReader, Plan, upright
from crawler.extraction.statutory.sections import Line, Spot
from crawler.extraction.statutory.skeleton import Axis, Label


@dataclass(slots=True)
class Figures:
    """What was read: (row, column, cell, words of the head), and the rows whose figures nobody can name."""

    named: list[tuple[Label | None, Label, Spot, str]] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)  # names of rows that stand there without their words


def read(parts: Iterable[Sequence[Line]], plan: Plan) -> Figures:
    """Read the parts of one table, in order. A part without a head has that of the part before."""
    reader = HeadReader(plan)
    rows = [data_row(*found, plan) for part in parts for found in reader.rows(upright(part, plan))]
    return _by_column(rows, plan.columns) if plan.rows is None else _by_row(rows, plan.rows, plan)


def _by_column(rows: Sequence[DataRow], columns: Axis) -> Figures:
    """Name the figures of a table whose rows have no labels."""
    named: list[tuple[Label | None, Label, Spot, str]] = []
    for row in rows:
        named += [(None, *cell) for cell in _of_group(row, columns)]
    doubtful = {label.name for label in columns.labels} if rows and not named else set()
    return Figures(named, doubtful)


def _by_row(rows: Sequence[DataRow], axis: Axis, plan: Plan) -> Figures:
    """Name each row by its label; a row whose cells nobody can tell apart is doubtful."""
    found = align([row.label for row in rows], axis)
    if not any(found):
        found = next((list(layout) for layout in plan.layouts if len(layout) == len(rows)), found)
    _join_torn(rows, found, axis)
    figures = Figures(doubtful=_doubtful(rows, found, axis))
    for row, name in zip(rows, found, strict=True):
        if name is None:
            continue
        figures.named += [(name, *cell) for cell in row.cells]
        if not row.cells:
            figures.doubtful.add(name.name)
    return figures


def _of_group(row: DataRow, axis: Axis) -> list[tuple[Label, Spot, str]]:
    """Return the cells of a row that is one group of the form: 行政复议 or 复议后起诉 stands before five results."""
    group = next((group for group in axis.groups if group.search("".join(row.label))), None)
    if group is None:
        return row.cells
    own = {label.label: label for label in axis.labels if label.group == group}
    return [(own[label.label], spot, head) for label, spot, head in row.cells]


def _join_torn(rows: Sequence[DataRow], found: list[Label | None], axis: Axis) -> None:
    """Let a label that stands in two rows of the grid name the one that has the figures."""
    taken = Counter(label.name for label in found if label)
    for number in range(len(rows) - 1):
        upper, lower = rows[number], rows[number + 1]
        if not upper.is_blank or lower.is_blank or found[number + 1] is not None:
            continue
        fits = scores((*upper.label, *lower.label), axis)
        best = axis.labels[fits.index(max(fits))]
        own = found[number]
        if max(fits) >= CERTAIN and (own == best or not taken[best.name]):
            found[number], found[number + 1] = None, best


def _doubtful(rows: Sequence[DataRow], found: Sequence[Label | None], axis: Axis) -> set[str]:
    """Return the names of rows that are printed, but nobody can say which of some nameless rows each is."""
    names = [label.name for label in axis.labels]
    known = [names.index(label.name) if label else None for label in found]
    doubtful: set[str] = set()
    for number, row in enumerate(rows):
        if known[number] is None and not row.is_blank and _is_nameless(row.label, axis):
            doubtful.update(names[_before(known[:number]) : _after(known[number + 1 :], len(names))])
    return doubtful


def _before(known: Sequence[int | None]) -> int:
    return max((place + 1 for place in known if place is not None), default=0)


def _after(known: Sequence[int | None], end: int) -> int:
    return min((place for place in known if place is not None), default=end)


def _is_nameless(label: Words, axis: Axis) -> bool:
    return not label or any(group.search("".join(label)) for group in axis.groups)
