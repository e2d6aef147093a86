"""Heads: which columns of a table hold figures, and which of the form's each is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from crawler.extraction.statutory.alignment import CERTAIN, Words, align, scores, words
from crawler.extraction.statutory.numbers import FigureState, read_cell
from crawler.extraction.statutory.sections import Line
from crawler.extraction.statutory.skeleton import Axis, Label
from spiders.pages.text import squeeze

MAX_HEAD_LINES = 12
_RUNNING = re.compile("序号|编号|行次|项号")  # heads of columns of numbers that are no figures
_HEADING = re.compile("[一二三四五六七]、.*情况")


@dataclass(frozen=True, slots=True)
class Plan:
    """How a kind of table is read. ``rows`` None: one row of figures under the head, without a label.

    ``all_columns``: every table has all columns, so that a full row of figures needs no head. ``layouts``: the rows of
    whole tables; as many rows whose labels are all destroyed are these.
    """

    rows: Axis | None
    columns: Axis
    min_head: int  # labels of columns that make a row a head
    all_columns: bool = True
    layouts: tuple[tuple[Label, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class ApplicantColumns:
    """Where the figures stand. ``headed``: columns in which a number may stand that is none of them."""

    at: dict[int, Label]
    headed: frozenset[int]
    width: int
    heads: dict[int, str]


def is_figure(text: str) -> bool:
    """Whether a cell holds a number."""
    return read_cell(text, change=True).state is FigureState.NUMBER


def is_mark(text: str) -> bool:
    """Whether a cell holds no words: blank, a number, a slash, 无."""
    return read_cell(text, change=True).state is not FigureState.TEXT


def upright(lines: Sequence[Line], plan: Plan) -> Sequence[Line]:
    """Return the lines; rows and columns changed about when figures stand beside the labels of columns."""
    if len({len(line) for line in lines}) != 1:
        return lines
    figures = [line for line in lines if any(is_figure(spot.text) for spot in line)]
    beside_columns = sum(_has_label(line, plan.columns) for line in figures)
    beside_rows = sum(_has_label(line, plan.rows) for line in figures) if plan.rows else 0
    return list(zip(*lines, strict=True)) if beside_columns > beside_rows else lines


def _has_label(line: Line, axis: Axis) -> bool:
    return any(max(scores(words([spot.text]), axis)) >= CERTAIN for spot in line)


@dataclass(slots=True)
class HeadReader:
    """Finds the head that each row of figures stands under; a head may end a part and hold for the next."""

    plan: Plan
    columns: ApplicantColumns | None = None
    zone: list[Line] = field(default_factory=list)  # lines since the last figures: a head, or none

    def rows(self, lines: Sequence[Line]) -> Iterator[tuple[Line, ApplicantColumns | None]]:
        """Yield each row of figures and its columns, None when no head was seen."""
        for line in lines:
            if not _is_data(line, self.plan, self.columns, self.zone):
                self.zone = [*self.zone[1 - MAX_HEAD_LINES :], line]
                continue
            found = _columns(self.zone, self.plan) or self.columns
            self.columns = _shifted(found, len(line))
            self.zone = []
            yield line, self.columns


def _is_data(line: Line, plan: Plan, known: ApplicantColumns | None, zone: Sequence[Line]) -> bool:
    if any(is_figure(spot.text) for spot in line):
        return True
    if _heads(line, plan) >= plan.min_head:
        return False
    columns = _columns(zone, plan) or known
    if columns is None:
        return False
    if plan.rows is not None:
        label = words([spot.text for spot in line[: min(columns.at)]])
        return max(scores(label, plan.rows)) >= CERTAIN
    return all(is_mark(line[at].text) for at in columns.at if at < len(line))


def _heads(line: Line, plan: Plan) -> int:
    """Return how many different labels of columns a line has."""
    fits = (scores(words([spot.text]), plan.columns) for spot in line)
    if plan.rows is None:
        return sum(max(fit) >= CERTAIN for fit in fits)
    return len({fit.index(max(fit)) for fit in fits if max(fit) >= CERTAIN})


def _columns(zone: Sequence[Line], plan: Plan) -> ApplicantColumns | None:
    """Return the columns that a head of several lines names, None when it names too few."""
    heads = _words_of_columns([line for line in zone if not _is_heading(line)])
    found = enumerate(align(heads, plan.columns, margins=False))
    at = {column: label for column, label in found if label is not None}
    if len(at) < plan.min_head:
        return None
    headed = frozenset(column for column, head in enumerate(heads) if _may_hold_numbers(column, head, min(at)))
    return ApplicantColumns(at, headed, len(heads), {column: "".join(head) for column, head in enumerate(heads)})


def _words_of_columns(lines: Sequence[Line]) -> list[Words]:
    width = max(map(len, lines), default=0)
    return [words([line[at].text for line in lines if at < len(line)]) for at in range(width)]


def _may_hold_numbers(column: int, head: Words, first: int) -> bool:
    """Whether a column has words of its own over figures, or counts the rows."""
    return bool(head) and (column > first or _RUNNING.fullmatch(head[-1]) is not None)


def _is_heading(line: Line) -> bool:
    """Whether a line is the heading of a section: 四、…情况."""
    texts = [text for spot in line if (text := squeeze(spot.text))]
    return len(texts) == 1 and _HEADING.match(texts[0]) is not None


def _shifted(columns: ApplicantColumns | None, width: int) -> ApplicantColumns | None:
    """Return the columns for a part of another width: figures stand at the right."""
    if columns is None or columns.width == width:
        return columns
    by = width - columns.width
    at = {column + by: label for column, label in columns.at.items()}
    if min(at) < 0:
        return None
    return ApplicantColumns(at, frozenset(at), width, {column + by: head for column, head in columns.heads.items()})
