"""Every figure that a report states, under the one name it has in every year, portal and format.

Pure: from a rendition's tables and text to facts. Values are as printed, never computed and never corrected.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from crawler.extraction.statutory import grid_reading, prose, statistics
from crawler.extraction.statutory.grid_reading import Figures
from crawler.extraction.statutory.heads import Plan
from crawler.extraction.statutory.numbers import UNITS, FigureState, read_cell
from crawler.extraction.statutory.sections import STATISTICS, Line, Spot, sections
from crawler.extraction.statutory.skeleton import CURRENT_FORMS, Label, skeleton
from crawler.extraction.statutory.skeleton import statistics as statistics_axis
from spiders.pages.text import squeeze

VERSION = 1  # of this mapping: raise it when the same tables give other facts
MAX_TABLES = 500
MAX_LINES = 4000  # of one kind of table; the longest form has 60
Rows = Sequence[Sequence[str]]

_UNIT_IN_HEAD = re.compile(rf"单位[:：]?({'|'.join(sorted(UNITS, key=len, reverse=True))})")


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure of one rendition. Positions are None for ``text`` and for what is not printed."""

    form: str
    field: str
    alias: str  # readable name of a row of form 2014, else the field
    value: float | None
    unit: str
    state: str
    raw: str
    table: int | None
    row: int | None
    column: int | None
    source: str  # cell | text
    certainty: float | None  # 1: digital text; None: recognised, and nobody knows how surely

    def as_record(self) -> dict[str, Any]:
        """Return the fact in the export's words."""
        return asdict(self)


@cache
def plans() -> dict[str, Plan]:
    """Return how each kind of table is read."""
    forms = skeleton()
    return {
        "proactive": Plan(forms.subjects, forms.measures, min_head=1, all_columns=False),
        "requests": Plan(forms.rows, forms.applicants, min_head=2, layouts=forms.layouts),
        "litigation": Plan(None, forms.results, min_head=3),
    }


def facts(tables: Sequence[Rows], text: str, certainty: float | None = 1.0) -> list[Fact]:
    """Return the facts of one rendition, one a field: those of its forms in printed order, then those of its prose."""
    parts: dict[str, list[Sequence[Line]]] = {}
    lines: Counter[str] = Counter()
    for section in sections(tables[:MAX_TABLES]):
        lines[section.kind] += len(section.lines)
        if lines[section.kind] <= MAX_LINES:
            parts.setdefault(section.kind, []).append(section.lines)
    found = [*_statistics(parts.pop(STATISTICS, [])), *_current(parts), *_prose(text)]
    unique: dict[str, Fact] = {}
    for fact in found:
        unique.setdefault(fact.field, fact)
    if certainty == 1.0:
        return list(unique.values())
    return [_with_certainty(fact, certainty) for fact in unique.values()]


def _with_certainty(fact: Fact, certainty: float | None) -> Fact:
    return Fact(**(asdict(fact) | {"certainty": certainty}))


def _current(parts: dict[str, list[Sequence[Line]]]) -> Iterator[Fact]:
    """Yield the facts of forms 2019 and 2021."""
    read = {kind: _read(kind, parts[kind]) for kind in plans() if kind in parts}
    printed = {kind: dict(_cells(kind, figures)) for kind, figures in read.items()}
    forms = _forms(printed)
    for kind, cells in printed.items():
        own = set(skeleton().fields[forms[kind]][kind])
        for name, (label, spot, head) in cells.items():
            form = forms[kind] if name in own else _other(forms[kind])
            yield _cell(form, name, "", spot, _unit(label, head))
        if cells or read[kind].doubtful:
            yield from _not_printed(forms[kind], kind, cells, read[kind].doubtful)


def _read(kind: str, parts: Sequence[Sequence[Line]]) -> Figures:
    """Read the first of several tables of a kind; a second one is another body's, or the same again."""
    plan = plans()[kind]
    return grid_reading.read(_first_table(parts, plan), plan)


def _first_table(parts: Sequence[Sequence[Line]], plan: Plan) -> list[Sequence[Line]]:
    """Return the parts up to the one that begins a table anew."""
    if plan.rows is None:
        return list(parts)
    opening = plan.rows.labels[0].match
    kept: list[Sequence[Line]] = []
    opened = False
    for part in parts:
        opens = any(opening.search(squeeze(spot.text)) for line in part for spot in line)
        if opened and opens:
            break
        kept.append(part)
        opened = opened or opens
    return kept


def _cells(kind: str, figures: Figures) -> Iterator[tuple[str, tuple[Label, Spot, str]]]:
    known = {name for fields in skeleton().fields.values() for name in fields[kind]}
    seen: set[str] = set()
    for row, column, spot, head in figures.named:
        name = f"{kind}.{row.name}.{column.name}" if row is not None else column.name
        if name in known and name not in seen:
            seen.add(name)
            yield name, (column, spot, head)


def _forms(printed: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Return the form of each table by the fields that only one form has; undecided ones follow the others."""
    votes = {kind: _vote(kind, cells) for kind, cells in printed.items()}
    decided = [form for form in votes.values() if form is not None]
    usual = decided[-1] if decided else CURRENT_FORMS[0]
    return {kind: form or usual for kind, form in votes.items()}


def _vote(kind: str, cells: dict[str, Any]) -> str | None:
    fields = {form: set(skeleton().fields[form][kind]) for form in CURRENT_FORMS}
    own = {form: len(fields[form].difference(fields[_other(form)]) & cells.keys()) for form in CURRENT_FORMS}
    if len(set(own.values())) == 1:
        return None
    return max(own, key=lambda form: own[form])


def _other(form: str) -> str:
    return CURRENT_FORMS[1 - CURRENT_FORMS.index(form)]


def _unit(label: Label, head: str) -> str:
    match = _UNIT_IN_HEAD.search(squeeze(head))
    return UNITS[match[1]] if match else label.unit


def _cell(form: str, name: str, alias: str, spot: Spot, unit: str) -> Fact:
    reading = read_cell(spot.text, change=name.endswith(".change"), money=unit.startswith("yuan"))
    return Fact(
        form=form,
        field=name,
        alias=alias or name,
        value=reading.value,
        unit=reading.unit or unit,
        state=str(reading.state),
        raw=spot.text,
        table=spot.table,
        row=spot.row,
        column=spot.column,
        source="cell",
        certainty=1.0,
    )


def _not_printed(form: str, kind: str, cells: dict[str, Any], doubtful: set[str]) -> Iterator[Fact]:
    units = {label.name: label.unit for label in skeleton().measures.labels}
    columns = {name.rpartition(".")[2] for name in cells}
    for name in skeleton().fields[form][kind]:
        if name in cells:
            continue
        row, _, column = name.removeprefix(f"{kind}.").rpartition(".")
        printed = column in columns or not cells
        state = FigureState.UNREADABLE if {row, name} & doubtful and printed else FigureState.ABSENT
        yield _missing(form, name, "", units[column] if kind == "proactive" else "count", state)


def _missing(form: str, name: str, alias: str, unit: str, state: FigureState) -> Fact:
    return Fact(form, name, alias or name, None, unit, str(state), "", None, None, None, "cell", 1.0)


def _statistics(parts: list[Sequence[Line]]) -> Iterator[Fact]:
    """Yield the facts of form 2014."""
    if not parts:
        return
    printed: set[str] = set()
    for one in statistics.read(parts):
        unit = one.unit or (one.known.unit if one.known else "count")
        alias = one.known.alias if one.known else ""
        printed.add(one.known.name if one.known else "")
        yield _cell("2014", f"stat.{one.outline}", alias, one.spot, unit)
    for label in statistics_axis().labels:
        if label.name not in printed:
            yield _missing("2014", f"stat.{label.name}", label.alias, label.unit, FigureState.ABSENT)


def _prose(text: str) -> Iterator[Fact]:
    for name, one in prose.stated(text):
        state = FigureState.NONE if one.value is None else FigureState.NUMBER
        yield Fact("text", name, name, one.value, "item", str(state), one.sentence, None, None, None, "text", 1.0)
