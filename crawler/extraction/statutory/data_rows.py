"""Rows of figures: the words before them, and which cell stands in which column, also where a row is out of line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from crawler.extraction.statutory.alignment import CERTAIN, Words, scores, words
from crawler.extraction.statutory.heads import ApplicantColumns, Plan, is_figure, is_mark
from crawler.extraction.statutory.sections import Line, Spot
from crawler.extraction.statutory.skeleton import Label


@dataclass(slots=True)
class DataRow:
    """A row of figures: the words before them and the cell of each column."""

    label: Words
    cells: list[tuple[Label, Spot, str]]  # column, cell, words of the head

    @property
    def is_blank(self) -> bool:
        """Whether nothing is printed."""
        return bool(self.cells) and not any(spot.text.strip() for _, spot, _ in self.cells)


def data_row(line: Line, columns: ApplicantColumns | None, plan: Plan) -> DataRow:
    """Return a row's label and its cells; no cells when nobody can tell them apart."""
    full = _full_row(line, plan)
    if columns is None:
        return full or DataRow(_label(line), [])
    if (full is None or plan.rows is not None) and _fits(line, columns, plan):
        cells = [(one, line[at], columns.heads.get(at, "")) for at, one in columns.at.items()]
        return DataRow(_label(line[: min(columns.at)]), cells)
    return _by_order(line, columns) or full or _by_range(line, columns)


def _fits(line: Line, columns: ApplicantColumns, plan: Plan) -> bool:
    """Whether every figure of the row stands in a column of figures, or under words of its own, and no label does."""
    strays = (
        spot.text.strip() and is_mark(spot.text) and at not in columns.at and at not in columns.headed
        for at, spot in enumerate(line)
    )
    if any(strays):
        return False
    first = line[min(columns.at)].text
    return plan.rows is None or is_mark(first) or max(scores(words([first]), plan.rows)) < CERTAIN


def _run_of_marks(line: Line) -> list[Spot]:
    """Return what is printed after the last words of a row."""
    last = max((at for at, spot in enumerate(line) if not is_mark(spot.text)), default=-1)
    return [spot for spot in line[last + 1 :] if spot.text.strip()]


def _by_order(line: Line, columns: ApplicantColumns) -> DataRow | None:
    run = _run_of_marks(line)
    if len(run) != len(columns.at):
        return None
    pairs = zip(sorted(columns.at.items()), run, strict=True)
    return DataRow(_label(line), [(one, spot, columns.heads.get(at, "")) for (at, one), spot in pairs])


def _by_range(line: Line, columns: ApplicantColumns) -> DataRow:
    """Give each figure to the head at its left; no cells when two stand under one, or a label does."""
    ranges = list(_ranges(line, columns))
    first = min(columns.at)
    strays = [spot for spot in line[:first] if is_figure(spot.text)]
    crowded = any(len(printed) > 1 or not all(is_mark(spot.text) for spot in printed) for _, printed in ranges)
    if strays or crowded:
        return DataRow(_label(line), [])
    cells = [(columns.at[at], (*printed, line[at])[0], columns.heads.get(at, "")) for at, printed in ranges]
    return DataRow(_label(line[:first]), cells)


def _ranges(line: Line, columns: ApplicantColumns) -> Iterator[tuple[int, list[Spot]]]:
    """Yield each column of figures and what is printed from there to the next one."""
    starts = sorted(columns.at)
    for start, end in zip(starts, [*starts[1:], len(line)], strict=True):
        yield start, [spot for spot in line[start:end] if spot.text.strip()]


def _full_row(line: Line, plan: Plan) -> DataRow | None:
    """Return a row that has a figure for each column of the form, whatever its head says."""
    run = _run_of_marks(line)
    labels = plan.columns.labels
    if not plan.all_columns or len(run) != len(labels):
        return None
    return DataRow(_label(line), [(one, spot, "") for one, spot in zip(labels, run, strict=True)])


def _label(line: Line) -> Words:
    return words([spot.text for spot in line if not is_mark(spot.text)])
