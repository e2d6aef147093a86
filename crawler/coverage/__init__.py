"""The completeness ledger: which body owes a report for which year, and what became of it. Pure.

The county and its townships owe one for every year since 2008, when the duty began; a department owes one between the
years for which it is known to have reported, and for the last year due if it reported for the year before. A report
that is not held is missing only where the portal was read to its end; anywhere else nothing is claimed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from crawler.health.calendar import due_day
from crawler.redaction import redacted
from spiders.bodies import body_of, townships
from storage.vocabulary import VisitOutcome

FIRST_YEAR = 2008  # to be reported on
GOVERNMENTS = ("人民政府", "办事处")  # farms and zones of the statistical list are no governments
LEVELS = ("county", "township", "department", "other")


class State(StrEnum):
    """What became of the report of one body for one year."""

    HELD = "held"
    GONE = "gone"  # held, and no longer on the portal
    MISSING = "missing"  # due, and not on a portal that was read to its end
    UNKNOWN = "unknown"  # due, and the portal was not read to its end: see the ledger's outcome
    NOT_DUE = "not_due"
    NONE = "none"  # nobody says that there should be one


class NotVisited(StrEnum):
    """Why a portal of the registry has no visit to speak of."""

    NEVER = "never"
    GONE = "gone"  # the registry says so


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """A document as the archive has it now. ``gone_since`` is an ISO date."""

    id: str
    agency: str | None
    level: str
    year: int
    title: str
    url: str
    version: int
    gone_since: str | None
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LedgerCell:
    """One body in one year."""

    state: State
    reports: tuple[LedgerReport, ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One body. ``body`` is None for reports whose body is not known; ``listed``: it owes a report for every year."""

    body: str | None
    level: str
    listed: bool
    cells: dict[int, LedgerCell]


@dataclass(frozen=True, slots=True)
class Ledger:
    """One portal: ``outcome`` of its last visit, why, and when (ISO, "" when never)."""

    code: str
    name: str
    home: str
    outcome: VisitOutcome | NotVisited
    reason: str
    visited: str
    rows: tuple[LedgerRow, ...]

    def counts(self) -> Counter[State]:
        """Return state → number of body-years."""
        return Counter(cell.state for row in self.rows for cell in row.cells.values())


def years_of(reports: Iterable[int], today: date, wanted: frozenset[int] | None) -> list[int]:
    """Return the years that a ledger shows: since 2008 until last year, and any other for which there is a report."""
    years = {*range(FIRST_YEAR, today.year), *reports}
    return sorted(years if wanted is None else years & wanted)


def rows_of(
    code: str, name: str, reports: Iterable[LedgerReport], years: Iterable[int], today: date, *, complete: bool
) -> tuple[LedgerRow, ...]:
    """Return the rows of a portal, the county first. ``complete``: its last visit read it to its end."""
    listed = {f"{name}人民政府": "county", **dict.fromkeys(_towns(code, name), "township")}
    held: dict[tuple[str | None, str], list[LedgerReport]] = defaultdict(list)
    for report in reports:
        whole = report.level == "county" and report.agency is not None  # its office reports for the government
        shown = replace(report, title=redacted(report.title))
        held[f"{name}人民政府" if whole else report.agency, report.level].append(shown)
    keys = list(listed.items())
    others = sorted((key for key in held if key not in keys), key=lambda key: (key[0] is None, key[0] or ""))
    return tuple(
        _row(body, level, held.get((body, level), ()), years, today, complete=complete, listed=body in listed)
        for body, level in sorted((*keys, *others), key=lambda key: LEVELS.index(key[1]))
    )


def _towns(code: str, name: str) -> list[str]:
    """Return the full names of the townships that are governments, in the order of the statistics."""
    bodies = [(town, body_of(town, code, name)) for town in townships(code)]
    names = [body.name if body else name + town for town, body in bodies]
    return [full for full in names if full.endswith((*GOVERNMENTS, "镇", "乡", "街道"))]


def _row(
    body: str | None,
    level: str,
    reports: Iterable[LedgerReport],
    years: Iterable[int],
    today: date,
    *,
    complete: bool,
    listed: bool,
) -> LedgerRow:
    held: dict[int, list[LedgerReport]] = defaultdict(list)
    for report in reports:
        held[report.year].append(report)
    cells = {}
    for year in years:
        year_reports = tuple(sorted(held.get(year, ()), key=lambda report: (report.gone_since is not None, report.id)))
        if year_reports:
            state = State.GONE if all(report.gone_since for report in year_reports) else State.HELD
        elif not (listed and year >= FIRST_YEAR) and not (body and _expected(year, set(held), level, today)):
            state = State.NONE
        else:
            state = _absent(year, level, today, complete=complete)
        cells[year] = LedgerCell(state, year_reports)
    return LedgerRow(body, level, listed, cells)


def _absent(year: int, level: str, today: date, *, complete: bool) -> State:
    """Return the state of a report that there should be and that is not held."""
    if not due(year, level, today):
        return State.NOT_DUE
    return State.MISSING if complete else State.UNKNOWN


def _expected(year: int, held: set[int], level: str, today: date) -> bool:
    if not held or level == "other":
        return False
    last_due = today.year - 1 if due(today.year - 1, level, today) else today.year - 2
    return min(held) < year < max(held) or (year - 1 in held and year >= last_due)


def due(year: int, level: str, today: date) -> bool:
    """Tell whether the report for a year should have been published by now."""
    return today > due_day(year, level)
