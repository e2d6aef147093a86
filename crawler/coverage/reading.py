"""The ledgers of an archive: what its reader says of a portal, joined with what the registry says. One at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from crawler.coverage import Ledger, LedgerReport, LookedAt, NotVisited, rows_of, years_of
from crawler.coverage.announced import announced
from crawler.coverage.leads import Unanswered, leads_of
from spiders.discovery.visit_state import VisitState
from spiders.items import Kind, Link
from spiders.json_form import from_json
from storage import visited
from storage.export.corpus import stamp
from storage.queries import Selected
from storage.vocabulary import VisitOutcome

if TYPE_CHECKING:
    from spiders.portals import Portal
    from storage.models import Visit
    from storage.queries import ArchiveReader

REMEMBERED = frozenset({"shells", "gaps", "lists", "plain_columns"})  # what is asked of a visit's memory
OTHERS = frozenset({Kind.REPORT, Kind.FILE})  # kinds of answers, most of all, that are no way to a body's pages
ANNOUNCED_LEVELS = frozenset({"department", "township"})


def ledgers(
    reader: ArchiveReader,
    registry: Mapping[str, Portal],
    codes: list[str] | None,
    years: frozenset[int] | None,
    today: date,
) -> Iterator[Ledger]:
    """Yield the ledgers of these portals (None: of all that were ever visited), by code."""
    visits = {visit.portal: visit for visit in reader.visits(codes)}
    for code in sorted(visits) if codes is None else codes:
        reports = list(_reports(reader, code))
        yield _ledger(reader, code, registry.get(code), visits.get(code), reports, years=years, today=today)


def _ledger(
    reader: ArchiveReader,
    code: str,
    portal: Portal | None,
    visit: Visit | None,
    reports: list[LedgerReport],
    *,
    years: frozenset[int] | None,
    today: date,
) -> Ledger:
    about = portal or visit
    assert about is not None
    outcome, reason = _outcome(portal, visit)
    shown = years_of((report.year for report in reports), today, years)
    state = remembered(visit) if visit else VisitState()
    looked = LookedAt(
        code=code,
        name=about.name,
        outcome=outcome,
        reason=reason,
        leads=leads_of(code, about.name, _unanswered(reader, visit), state.open_gaps()) if visit else (),
        announced=_announced(reader, visit) if visit else {},
    )
    totals = [(one.total, one.entries_seen) for one in state.lists.values() if one.annual and one.total is not None]
    return Ledger(
        code=code,
        name=about.name,
        home=about.home,
        outcome=outcome,
        reason=reason,
        visited=stamp(visit.ended or visit.started) if visit else "",
        rows=rows_of(looked, reports, shown, today),
        claimed=sum(total for total, _ in totals) if totals else None,
        seen=sum(seen for _, seen in totals) if totals else None,
    )


def remembered(visit: Visit) -> VisitState:
    """Return what a visit remembers, as far as a ledger or an audit tells of it."""
    return VisitState.of_memory({name: part for name, part in (visit.memory or {}).items() if name in REMEMBERED})


def _unanswered(reader: ArchiveReader, visit: Visit) -> Iterator[Unanswered]:
    for row in visited.unread(reader, visit.cycle):
        yield Unanswered(link=from_json(Link, row.payload), why=row.reason)


def _announced(reader: ArchiveReader, visit: Visit) -> dict[str, str]:
    """Return the departments and townships that the portal has pages of → their level."""
    links = (from_json(Link, payload) for payload in visited.ways(reader, visit.portal, OTHERS))
    found = announced(links, visit.portal, visit.name)
    return {body.name: body.level for body in found if body.level in ANNOUNCED_LEVELS}


def _outcome(portal: Portal | None, visit: Visit | None) -> tuple[VisitOutcome | NotVisited, str]:
    """Return what is to be said of a portal as a whole, and why."""
    if portal is not None and portal.gone is not None:
        return NotVisited.GONE, portal.gone
    if visit is None:
        return NotVisited.NEVER, ""
    return visit.outcome or VisitOutcome.INTERRUPTED, visit.reason


def _reports(reader: ArchiveReader, code: str) -> Iterator[LedgerReport]:
    for documents in reader.documents(Selected(portals=[code])):
        titles = {version.document_id: version for version in reader.versions(documents, Selected())}
        for row in documents:
            version = titles.get(row.id)  # a damaged archive may have lost it: its report was held all the same
            yield LedgerReport(
                id=row.id,
                agency=row.agency,
                level=row.level,
                year=row.year,
                title=version.title if version else "",
                url=row.url,
                version=row.version,
                gone_since=stamp(row.gone_since)[:10] if row.gone_since else None,
                flags=tuple(version.flags) if version else (),
            )
