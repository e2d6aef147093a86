"""The parts of a document's tables that are one statutory table each, however they were cut or merged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.extraction.statutory.alignment import CERTAIN, scores, words
from crawler.extraction.statutory.skeleton import statistics
from spiders.pages.statutory_labels import LABELS
from spiders.pages.text import squeeze

STATISTICS = "statistics"
MAX_ROWS, MAX_COLUMNS = 2000, 100  # of one table; the longest form has 60 rows, the widest 15 columns
MIN_ROW_WORTH = 1.0  # of the labels in one row that turn a table into another one
MIN_TABLE_WORTH = 1.0
MIN_STATISTICS_ROWS = 4
_STATISTICS_HEAD = ("统计指标", "统计数", "指标名称")


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell with its position: table, row and column as exported."""

    text: str
    table: int
    row: int
    column: int


Line = Sequence[Spot]


@dataclass(frozen=True, slots=True)
class FormSection:
    """Rows of one table that belong to one statutory table."""

    kind: str
    lines: tuple[Line, ...]


def sections(tables: Sequence[Sequence[Sequence[str]]]) -> Iterator[FormSection]:
    """Yield the statutory parts of the tables (rectangular ones, as exported), in order."""
    kind: str | None = None
    for number, rows in enumerate(tables):
        for part in _of_table(_lines(number, rows), kind):
            kind = part.kind
            yield part


def _lines(number: int, rows: Sequence[Sequence[str]]) -> list[Line]:
    return [
        [Spot(text, number, at, column) for column, text in enumerate(row[:MAX_COLUMNS])]
        for at, row in enumerate(rows[:MAX_ROWS])
    ]


def _of_table(lines: Sequence[Line], before: str | None) -> Iterator[FormSection]:
    """Yield the parts of one table. ``before``: the kind of the last part, which this table may go on with."""
    if not lines or not lines[0]:
        return
    if _is_statistics(lines) or (before == STATISTICS and _known_rows(lines)):
        yield FormSection(STATISTICS, tuple(lines))
    elif opened := _kind(lines, MIN_TABLE_WORTH):
        yield from _parts(lines, opened)
    elif before not in (None, STATISTICS) and _continues(lines):
        yield FormSection(before, tuple(lines))


def _parts(lines: Sequence[Line], opened: str) -> Iterator[FormSection]:
    """Cut a table where another one's labels begin."""
    kinds = [_kind([line], MIN_ROW_WORTH) for line in lines]
    kind = next(filter(None, kinds), opened)
    start = 0
    for number, begins in enumerate(kinds):
        if begins is not None and begins != kind:
            yield FormSection(kind, tuple(lines[start:number]))
            kind, start = begins, number
    yield FormSection(kind, tuple(lines[start:]))


def _kind(lines: Sequence[Line], least: float) -> str | None:
    text = squeeze("\n".join("".join(spot.text for spot in line) for line in lines))
    worth = {name: sum(value for label, value in labels.items() if label in text) for name, labels in LABELS.items()}
    best = max(worth, key=lambda name: worth[name])
    return best if worth[best] >= least else None


def _continues(lines: Sequence[Line]) -> bool:
    """Whether a table without labels of its own may be the rest of the one before: figures, and few words."""
    texts = [spot.text for line in lines for spot in line if spot.text.strip()]
    return any(any(char.isdigit() for char in text) for text in texts)


def _is_statistics(lines: Sequence[Line]) -> bool:
    head = squeeze("".join(spot.text for line in lines[:3] for spot in line))
    return (any(word in head for word in _STATISTICS_HEAD) and _known_rows(lines) > 0) or (
        _known_rows(lines) >= MIN_STATISTICS_ROWS and _kind(lines, MIN_ROW_WORTH * 3) is None
    )


def _known_rows(lines: Sequence[Line]) -> int:
    """Return how many rows begin with a label of form 2014."""
    return sum(any(max(scores(words([spot.text]), statistics())) >= CERTAIN for spot in line[:3]) for line in lines)
