"""Figures of a table whose rows and columns have labels: which cell stands under which of the form's names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from crawler.extraction.statutory.alignment import CERTAIN, Words, align, scores, words
from crawler.extraction.statutory.forms import squeeze
from crawler.extraction.statutory.numbers import State, read_cell
from crawler.extraction.statutory.sections import Line, Spot
from crawler.extraction.statutory.skeleton import Axis, Label

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
class Columns:
    """Where the figures stand. ``headed``: columns in which a number may stand that is none of them."""

    at: dict[int, Label]
    headed: frozenset[int]
    width: int
    heads: dict[int, str]


@dataclass(slots=True)
class DataRow:
    """A row of figures: the words before them and the cell of each column."""

    label: Words
    cells: list[tuple[Label, Spot, str]]  # column, cell, words of the head

    @property
    def is_blank(self) -> bool:
        """Whether nothing is printed."""
        return bool(self.cells) and not any(spot.text.strip() for _, spot, _ in self.cells)


@dataclass(slots=True)
class Figures:
    """What was read: (row, column, cell, words of the head), and the rows whose figures nobody can name."""

    named: list[tuple[Label | None, Label, Spot, str]] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)  # names of rows that stand there without their words


def is_figure(text: str) -> bool:
    """Whether a cell holds a number."""
    return read_cell(text, change=True).state is State.NUMBER


def read(parts: Iterable[Sequence[Line]], plan: Plan) -> Figures:
    """Read the parts of one table, in order. A part without a head has that of the part before."""
    reader = _HeadReader(plan)
    rows = [row for part in parts for row in reader.rows(_upright(part, plan))]
    return _named(rows, plan)


def _upright(lines: Sequence[Line], plan: Plan) -> Sequence[Line]:
    """Return the lines; rows and columns changed about when figures stand beside the labels of columns."""
    if len({len(line) for line in lines}) != 1:
        return lines
    figures = [line for line in lines if any(is_figure(spot.text) for spot in line)]
    beside_columns = sum(_has_label(line, plan.columns) for line in figures)
    beside_rows = sum(_has_label(line, plan.rows) for line in figures) if plan.rows else 0
    return list(zip(*lines, strict=True)) if beside_columns > beside_rows else lines


def _has_label(line: Line, axis: Axis) -> bool:
    return any(max(scores(words([spot.text]), axis)) >= CERTAIN for spot in line)


def _heads(line: Line, plan: Plan) -> int:
    """Return how many different labels of columns a line has."""
    fits = (scores(words([spot.text]), plan.columns) for spot in line)
    if plan.rows is None:
        return sum(max(fit) >= CERTAIN for fit in fits)
    return len({fit.index(max(fit)) for fit in fits if max(fit) >= CERTAIN})


@dataclass(slots=True)
class _HeadReader:
    """Reads rows of figures below the heads that they stand under; a head may end a part and hold for the next."""

    plan: Plan
    columns: Columns | None = None
    zone: list[Line] = field(default_factory=list)  # lines since the last figures: a head, or none

    def rows(self, lines: Sequence[Line]) -> Iterator[DataRow]:
        """Yield the rows of figures whose cells can be told apart."""
        for line in lines:
            if not _is_data(line, self.plan, self.columns, self.zone):
                self.zone = [*self.zone[1 - MAX_HEAD_LINES :], line]
                continue
            found = _columns(self.zone, self.plan) or self.columns
            self.columns = _shifted(found, len(line))
            self.zone = []
            yield _data_row(line, self.columns, self.plan)


def _is_data(line: Line, plan: Plan, known: Columns | None, zone: Sequence[Line]) -> bool:
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
    return all(_is_mark(line[at].text) for at in columns.at if at < len(line))


def _is_mark(text: str) -> bool:
    """Whether a cell holds no words: blank, a number, a slash, 无."""
    return read_cell(text, change=True).state is not State.TEXT


def _columns(zone: Sequence[Line], plan: Plan) -> Columns | None:
    """Return the columns that a head of several lines names, None when it names too few."""
    lines = [line for line in zone if not _is_heading(line)]
    if not lines:
        return None
    width = max(map(len, lines))
    heads = [words([line[at].text for line in lines if at < len(line)]) for at in range(width)]
    at = {column: label for column, label in enumerate(align(heads, plan.columns, margins=False)) if label is not None}
    if len(at) < plan.min_head:
        return None
    headed = frozenset(c for c, head in enumerate(heads) if head and (c > min(at) or _RUNNING.fullmatch(head[-1])))
    return Columns(at, headed, width, {column: "".join(head) for column, head in enumerate(heads)})


def _is_heading(line: Line) -> bool:
    """Whether a line is the heading of a section: 四、…情况."""
    texts = [text for spot in line if (text := squeeze(spot.text))]
    return len(texts) == 1 and _HEADING.match(texts[0]) is not None


def _shifted(columns: Columns | None, width: int) -> Columns | None:
    """Return the columns for a part of another width: figures stand at the right."""
    if columns is None or columns.width == width:
        return columns
    by = width - columns.width
    at = {column + by: label for column, label in columns.at.items()}
    if min(at) < 0:
        return None
    return Columns(at, frozenset(at), width, {column + by: head for column, head in columns.heads.items()})


def _data_row(line: Line, columns: Columns | None, plan: Plan) -> DataRow:
    """Return a row's label and its cells; no cells when nobody can tell them apart."""
    full = _full_row(line, plan)
    if columns is None:
        return full or DataRow(_label(line), [])
    if (full is None or plan.rows is not None) and _fits(line, columns, plan):
        cells = [(one, line[at], columns.heads.get(at, "")) for at, one in columns.at.items()]
        return DataRow(_label(line[: min(columns.at)]), cells)
    return _by_order(line, columns) or full or _by_range(line, columns)


def _fits(line: Line, columns: Columns, plan: Plan) -> bool:
    """Whether every figure of the row stands in a column of figures, or under words of its own, and no label does."""
    strays = (
        spot.text.strip() and _is_mark(spot.text) and at not in columns.at and at not in columns.headed
        for at, spot in enumerate(line)
    )
    if any(strays):
        return False
    first = line[min(columns.at)].text
    return plan.rows is None or _is_mark(first) or max(scores(words([first]), plan.rows)) < CERTAIN


def _run_of_marks(line: Line) -> list[Spot]:
    """Return what is printed after the last words of a row."""
    last = max((at for at, spot in enumerate(line) if not _is_mark(spot.text)), default=-1)
    return [spot for spot in line[last + 1 :] if spot.text.strip()]


def _by_order(line: Line, columns: Columns) -> DataRow | None:
    run = _run_of_marks(line)
    if len(run) != len(columns.at):
        return None
    pairs = zip(sorted(columns.at.items()), run, strict=True)
    return DataRow(_label(line), [(one, spot, columns.heads.get(at, "")) for (at, one), spot in pairs])


def _by_range(line: Line, columns: Columns) -> DataRow:
    """Give each figure to the head at its left; no cells when two stand under one, or a label does."""
    starts = sorted(columns.at)
    if any(is_figure(spot.text) for spot in line[: starts[0]]):
        return DataRow(_label(line), [])
    ends = [*starts[1:], len(line)]
    cells: list[tuple[Label, Spot, str]] = []
    for start, end in zip(starts, ends, strict=True):
        printed = [spot for spot in line[start:end] if spot.text.strip()]
        if len(printed) > 1 or any(not _is_mark(spot.text) for spot in printed):
            return DataRow(_label(line), [])
        cells.append((columns.at[start], printed[0] if printed else line[start], columns.heads.get(start, "")))
    return DataRow(_label(line[: starts[0]]), cells)


def _full_row(line: Line, plan: Plan) -> DataRow | None:
    """Return a row that has a figure for each column of the form, whatever its head says."""
    run = _run_of_marks(line)
    labels = plan.columns.labels
    if not plan.all_columns or len(run) != len(labels):
        return None
    return DataRow(_label(line), [(one, spot, "") for one, spot in zip(labels, run, strict=True)])


def _label(line: Line) -> Words:
    return words([spot.text for spot in line if not _is_mark(spot.text)])


def _named(rows: Sequence[DataRow], plan: Plan) -> Figures:
    """Name each row; of two rows with one name the first with anything printed counts."""
    figures = Figures()
    if plan.rows is None:
        figures.named = [(None, *cell) for row in rows for cell in _of_group(row, plan.columns)]
        if rows and not figures.named:
            figures.doubtful = {label.name for label in plan.columns.labels}
        return figures
    labels = [row.label for row in rows]
    found = align(labels, plan.rows)
    if not any(found):
        found = next((list(layout) for layout in plan.layouts if len(layout) == len(rows)), found)
    _join_torn(rows, found, plan.rows)
    for row, name in zip(rows, found, strict=True):
        if name is not None and not row.cells:
            figures.doubtful.add(name.name)
        elif name is not None:
            figures.named += [(name, *cell) for cell in row.cells]
    figures.doubtful |= _doubtful(rows, found, plan.rows)
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
        if known[number] is not None or row.is_blank or not (not row.label or _is_group(row.label, axis)):
            continue
        before = max((place for place in known[:number] if place is not None), default=-1)
        after = min((place for place in known[number + 1 :] if place is not None), default=len(names))
        doubtful.update(names[before + 1 : after])
    return doubtful


def _is_group(label: Words, axis: Axis) -> bool:
    return any(group.search("".join(label)) for group in axis.groups)
