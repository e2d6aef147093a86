"""The completeness ledger: which body owes a report for which year, and what became of it. Pure.

The county and its townships owe one for every year since 2008, when the duty began; a department owes one between the
years for which it is known to have reported, and for the last year due if it reported for the year before, or if the
portal lists it among its own. A report that is not held is missing only where the portal was read to its end, and only
since the body's first sign of life; anywhere else nothing is claimed. Each cell says why it is what it is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from crawler.coverage.leads import Lead, LeadKind
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
    UNREAD = "unread"  # listed, and not read
    ELSEWHERE = "elsewhere"  # the portal leads to it on a host of others
    MISSING = "missing"  # due, and not on a portal that was read to its end
    BEFORE = "before"  # due by law; before the first report that anybody knows of, on a portal read to its end
    LIST_UNREAD = "list_unread"  # due, and a list in which it may stand was not read
    BLOCKED = "blocked"  # due, and the portal lets nobody look
    UNKNOWN = "unknown"  # due, and the portal was not read to its end: see the ledger's outcome
    NOT_DUE = "not_due"
    NONE = "none"  # nobody says that there should be one


OWN_REASON = frozenset({State.UNREAD, State.ELSEWHERE, State.LIST_UNREAD})  # why is told of each cell by itself


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
    """One body in one year. ``why`` it is what it is, and where a person can look at that ("": at the portal)."""

    state: State
    reports: tuple[LedgerReport, ...] = ()
    why: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One body. ``body`` is None for reports whose body is not known; ``listed``: it owes a report for every year.

    ``announced``: the portal has pages of it.
    """

    body: str | None
    level: str
    listed: bool
    announced: bool
    cells: dict[int, LedgerCell]


@dataclass(frozen=True, slots=True)
class Ledger:
    """One portal: ``outcome`` of its last visit, why, and when (ISO, "" when never).

    ``claimed``: how many entries the portal's lists of annual reports say that they have, and how many were ``seen`` of
    those lists; None where no list says a number.
    """

    code: str
    name: str
    home: str
    outcome: VisitOutcome | NotVisited
    reason: str
    visited: str
    rows: tuple[LedgerRow, ...]
    claimed: int | None = None
    seen: int | None = None

    def counts(self) -> Counter[State]:
        """Return state → number of body-years."""
        return Counter(cell.state for row in self.rows for cell in row.cells.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAt:
    """A portal as its last visit left it: how the visit ended, and what is known of reports that are not held.

    ``announced``: the bodies that the portal has pages of → their level.
    """

    code: str
    name: str
    outcome: VisitOutcome | NotVisited
    reason: str = ""
    leads: tuple[Lead, ...] = ()
    announced: Mapping[str, str] = field(default_factory=dict)


def years_of(reports: Iterable[int], today: date, wanted: frozenset[int] | None) -> list[int]:
    """Return the years that a ledger shows: since 2008 until last year, and any other for which there is a report."""
    years = {*range(FIRST_YEAR, today.year), *reports}
    return sorted(years if wanted is None else years & wanted)


def rows_of(
    looked: LookedAt, reports: Iterable[LedgerReport], years: Iterable[int], today: date
) -> tuple[LedgerRow, ...]:
    """Return the rows of a portal, the county first."""
    own = f"{looked.name}人民政府"
    listed = {own: "county", **dict.fromkeys(_towns(looked.code, looked.name), "township")}
    held: dict[tuple[str | None, str], list[LedgerReport]] = defaultdict(list)
    for report in reports:
        whole = report.level == "county" and report.agency is not None  # its office reports for the government
        shown = replace(report, title=redacted(report.title))
        held[own if whole else report.agency, report.level].append(shown)
    told = {lead.agency: lead.level for lead in looked.leads if lead.agency and lead.level}
    known = dict.fromkeys([*listed.items(), *sorted({**looked.announced, **told}.items())])
    others = sorted((key for key in held if key not in known), key=lambda key: (key[0] is None, key[0] or ""))
    first = min((report.year for reports in held.values() for report in reports), default=FIRST_YEAR)
    rows = []
    for body, level in sorted((*known, *others), key=lambda key: LEVELS.index(key[1])):
        absences = Absences(
            looked, body, level, _first_sign(body, held.get((body, level), ()), looked.leads, first), today
        )
        rows.append(_row(absences, held.get((body, level), ()), years, listed=body in listed))
    return tuple(rows)


def _first_sign(body: str | None, reports: Iterable[LedgerReport], leads: Iterable[Lead], of_portal: int) -> int:
    """Return the first year for which a body is known to have reported; of one that never did, the portal's."""
    told = (lead.year for lead in leads if lead.agency == body and lead.year is not None)
    return min((*(report.year for report in reports), *told), default=of_portal)


def _towns(code: str, name: str) -> list[str]:
    """Return the full names of the townships that are governments, in the order of the statistics."""
    bodies = [(town, body_of(town, code, name)) for town in townships(code)]
    names = [body.name if body else name + town for town, body in bodies]
    return [full for full in names if full.endswith((*GOVERNMENTS, "镇", "乡", "街道"))]


def _row(absences: Absences, reports: Iterable[LedgerReport], years: Iterable[int], *, listed: bool) -> LedgerRow:
    held: dict[int, list[LedgerReport]] = defaultdict(list)
    for report in reports:
        held[report.year].append(report)
    announced = absences.body in absences.looked.announced
    cells = {}
    for year in years:
        year_reports = tuple(sorted(held.get(year, ()), key=lambda report: (report.gone_since is not None, report.id)))
        owed = (listed and year >= FIRST_YEAR) or _expected(year, set(held), absences, announced=announced)
        cells[year] = _held(year_reports) if year_reports else absences.cell(year, owed=owed)
    return LedgerRow(absences.body, absences.level, listed, announced, cells)


def _held(reports: tuple[LedgerReport, ...]) -> LedgerCell:
    first = reports[0]
    if first.gone_since:
        return LedgerCell(State.GONE, reports, f"held, and not on the portal since {first.gone_since}", first.url)
    return LedgerCell(State.HELD, reports, f"version {first.version} is held", first.url)


def _expected(year: int, held: set[int], absences: Absences, *, announced: bool) -> bool:
    """Tell whether a body that owes no report by the statistics owes one by what it is known to do."""
    if absences.body is None or absences.level == "other":
        return False
    today = absences.today
    last_due = today.year - 1 if due(today.year - 1, absences.level, today) else today.year - 2
    if not held:
        return announced and year == last_due
    return min(held) < year < max(held) or (year - 1 in held and year >= last_due)


@dataclass(frozen=True, slots=True)
class Absences:
    """Why the reports of one body that are not held are not: the surest reason. ``first``: its first sign's year."""

    looked: LookedAt
    body: str | None
    level: str
    first: int
    today: date

    def cell(self, year: int, *, owed: bool) -> LedgerCell:
        """Return the cell of a year without a report."""
        if (lead := self._of_report(year)) is not None:
            return LedgerCell(State(lead.kind), (), lead.why, lead.url)
        if not owed:
            return LedgerCell(State.NONE, (), "nothing says that there should be one")
        if not due(year, self.level, self.today):
            return LedgerCell(State.NOT_DUE, (), f"due on {due_day(year, self.level)}")
        return self._overdue(year)

    def _overdue(self, year: int) -> LedgerCell:
        outcome, reason = self.looked.outcome, redacted(self.looked.reason)
        if outcome == VisitOutcome.BLOCKED:
            return LedgerCell(State.BLOCKED, (), reason)
        if outcome == VisitOutcome.COMPLETE:
            if year < self.first:
                return LedgerCell(State.BEFORE, (), f"the first report known of is on {self.first}")
            return LedgerCell(State.MISSING, (), f"due on {due_day(year, self.level)}; the portal was read to its end")
        if (lead := self._of_list()) is not None:
            return LedgerCell(State(lead.kind), (), lead.why, lead.url)
        return LedgerCell(State.UNKNOWN, (), f"the portal's last visit: {outcome}{': ' if reason else ''}{reason}")

    def _of_report(self, year: int) -> Lead | None:
        leads = self.looked.leads
        return next((lead for lead in leads if lead.year == year and lead.agency == self.body), None)

    def _of_list(self) -> Lead | None:
        leads = (lead for lead in self.looked.leads if lead.kind is LeadKind.LIST_UNREAD)
        return next((lead for lead in leads if lead.agency in {None, self.body}), None)


def due(year: int, level: str, today: date) -> bool:
    """Tell whether the report for a year should have been published by now."""
    return today > due_day(year, level)
