"""The 统计表 of 2014 to 2018: outline numbers as printed, readable aliases by the labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from crawler.extraction.statutory.alignment import align
from crawler.extraction.statutory.numbers import UNITS, FigureState, chinese, read_cell
from crawler.extraction.statutory.sections import Line, Spot
from crawler.extraction.statutory.skeleton import Label, statistics
from spiders.pages.text import squeeze

MAX_HEAD_LINES = 5
_MARKERS = (
    (1, re.compile(r"([一二三四五六七八九十]+)[、.]")),
    (2, re.compile(r"\(([一二三四五六七八九十]+)\)[、.]?")),
    (3, re.compile(r"(\d{1,2})[.、](?!\d)")),
    (4, re.compile(r"\((\d{1,2})\)[、.]?")),
)
_OF_WHICH = re.compile(r"(?:其中)[::]?")
_LABEL_HEAD = re.compile("指标")
_VALUE_HEAD = re.compile("统计数|数量|数值|数据|合计")
_UNIT_HEAD = re.compile("^单位$")
_UNIT_IN_LABEL = re.compile(rf"[(（](?:单位[::]?)?({'|'.join(sorted(UNITS, key=len, reverse=True))})[)）]$")
_NOTE = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of the 统计表. ``outline``: its number as printed, such as 1.2.3 or 1.1.a."""

    outline: str
    known: Label | None
    spot: Spot
    unit: str | None  # None: the national form's


@dataclass(slots=True)
class _Row:
    label: str
    spot: Spot
    unit: str | None
    outline: str = ""
    top: str = ""  # label of the section that it stands in
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class _Columns:
    label: int
    unit: int | None
    value: int


@dataclass(slots=True)
class _Outline:
    """Where a row stands among numbered ones."""

    path: list[tuple[int, int]] = field(default_factory=list)  # level and number, outermost first
    letters: int = 0

    def next(self, label: str) -> tuple[str, str, bool]:
        """Return the outline number of the next row, its label without it, and whether it has one."""
        of_which = _OF_WHICH.match(label)
        rest = label[of_which.end() :] if of_which else label
        for level, pattern in _MARKERS:
            if match := pattern.match(rest):
                number = chinese(match[1]) if level <= 2 else int(match[1])  # noqa: PLR2004 – 一、 and (一)
                self._enter(level, number or 0, below=of_which is not None)
                return self._name(), rest[match.end() :], True
        self.letters += 1
        return f"{self._name()}.{_letters(self.letters)}".strip("."), rest, False

    def _enter(self, level: int, number: int, *, below: bool) -> None:
        self.letters = 0
        if below and self.path and level <= self.path[-1][0]:
            level = self.path[-1][0] + 1  # 其中：1. below 4.
        elif level == 3 and self._goes_on(number):  # noqa: PLR2004 – a list of 1. below a list of 1.
            level = self.path[-1][0]
        self.path = [part for part in self.path if part[0] < level] + [(level, number)]

    def _goes_on(self, number: int) -> bool:
        return len(self.path) > 1 and self.path[-1] == (4, number - 1) and self.path[-2] != (3, number - 1)

    def _name(self) -> str:
        return ".".join(str(number) for _, number in self.path)


def _letters(number: int) -> str:
    return chr(ord("a") + number - 1) if number <= 26 else f"a{number}"  # noqa: PLR2004 – the alphabet


def read(parts: Sequence[Sequence[Line]]) -> list[Indicator]:
    """Return the indicators of the parts of one 统计表, in printed order; headings without figures are left out."""
    rows: list[_Row] = []
    columns: list[_Columns] = []
    for lines in parts:
        columns, start = _columns(lines, columns)
        for column in columns:
            rows += _rows(lines[start:], column)
    numbered = _numbered(rows)
    found = align([(row.top, row.label) if row.top else (row.label,) for row in rows], statistics())
    indicators = [_indicator(row, known, numbered=numbered) for row, known in zip(rows, found, strict=True)]
    return [one for one, row in zip(indicators, rows, strict=True) if row.spot.text.strip() or one.known]


def _columns(lines: Sequence[Line], known: list[_Columns]) -> tuple[list[_Columns], int]:
    """Return the columns (twice as many on a sheet of two halves) and the first row below the head."""
    for number, line in enumerate(lines[:MAX_HEAD_LINES]):
        if found := _headed(line):
            return found, number + 1
    if known and max(column.value for column in known) < min(map(len, lines)):
        return known, 0
    return _guessed(lines), 0


def _headed(line: Line) -> list[_Columns]:
    """Return the columns that a head names, none when the line is no head."""
    labels = _columns_that(_LABEL_HEAD, line)
    values = [at for at in _columns_that(_VALUE_HEAD, line) if at not in labels]
    units = _columns_that(_UNIT_HEAD, line)
    return [_triple(label, units, values) for label in labels] if len(values) >= len(labels) else []


def _columns_that(say: re.Pattern[str], line: Line) -> list[int]:
    return [at for at, spot in enumerate(line) if say.search(squeeze(spot.text))]


def _triple(label: int, units: Sequence[int], values: Sequence[int]) -> _Columns:
    value = next((at for at in values if at > label), values[-1])
    return _Columns(label, next((at for at in units if label < at < value), None), value)


def _guessed(lines: Sequence[Line]) -> list[_Columns]:
    """Return label, unit and figures by what stands in them: the longest words, units, numbers behind them."""
    columns = list(zip(*lines, strict=False))
    label = _best(columns, range(len(columns)), lambda text: len(squeeze(text)))
    if label is None:
        return []
    behind = range(label + 1, len(columns))
    unit = _best(columns, behind, lambda text: squeeze(text) in UNITS)
    value = _best(
        columns, [at for at in behind if at != unit], lambda text: read_cell(text).state is FigureState.NUMBER
    )
    return [] if value is None else [_Columns(label, unit, value)]


def _best(columns: Sequence[Line], choice: Iterable[int], worth: Callable[[str], int]) -> int | None:
    """Return the column whose cells are worth most together, None when none is worth anything."""
    total = {at: sum(worth(spot.text) for spot in columns[at]) for at in choice}
    best = max(total, key=lambda at: total[at], default=None)
    return best if best is not None and total[best] else None


def _rows(lines: Sequence[Line], columns: _Columns) -> Iterator[_Row]:
    for line in lines:
        end = columns.unit if columns.unit is not None else columns.value
        label = squeeze("".join(spot.text for spot in line[columns.label : end]))
        if not label or max(end, columns.value) >= len(line):
            continue
        unit = squeeze(line[columns.unit].text) if columns.unit is not None else ""
        if match := _UNIT_IN_LABEL.search(label):
            label, unit = label[: match.start()], unit or match[1]
        yield _Row(label, line[columns.value], UNITS.get(unit))


def _numbered(rows: Sequence[_Row]) -> bool:
    """Give the rows their outline numbers; return whether the table has any."""
    outline = _Outline()
    top = ""
    for row in rows:
        row.outline, label, row.numbered = outline.next(row.label)
        row.label = _NOTE.sub("", label)
        if row.numbered and "." not in row.outline:
            top = row.label
        row.top = top if top != row.label else ""
    return any(row.numbered for row in rows)


def _indicator(row: _Row, known: Label | None, *, numbered: bool) -> Indicator:
    outline = known.name if known is not None and not numbered else row.outline
    return Indicator(outline, known, row.spot, row.unit)
