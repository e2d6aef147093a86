"""The evidence that an archive holds of a portal's last visit: rows of its reader, in the words of an audit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from crawler.audit.evidence import PortalEvidence, SeenList, UnreadLink
from crawler.coverage.announced import announced
from crawler.coverage.reading import remembered
from spiders.discovery.visit_state import VisitState
from spiders.items import Link, Rejected
from spiders.json_form import from_json
from storage import visited

if TYPE_CHECKING:
    from crawler.coverage import Ledger, LedgerReport
    from storage.models import FrontierRow, ResourceRow, Visit
    from storage.queries import ArchiveReader


def evidence(reader: ArchiveReader, visit: Visit, ledger: Ledger) -> PortalEvidence:
    """Return what is known of a portal since its last visit."""
    resources = visited.resources(reader, visit.portal)
    unread = visited.unread(reader, visit.cycle)
    state = remembered(visit)
    payloads = filter(None, (*(row.payload for row in resources), *(row.payload for row in unread)))
    links = (from_json(Link, payload) for payload in payloads)
    reports = [report for row in ledger.rows for cell in row.cells.values() for report in cell.reports]
    return PortalEvidence(
        home=visit.home,
        unread=tuple(map(_unread, unread)),
        shells=_unread_shells(state),
        gaps=tuple(state.open_gaps()),
        lists=tuple(_lists(state, resources)),
        rejected=tuple(_rejected(reader, visit.cycle)),
        ledger=ledger.rows,
        listed_at=_listed_at(reader, reports),
        announced=tuple(announced(links, visit.portal, visit.name)),
    )


def _unread_shells(state: VisitState) -> tuple[str, ...]:
    return tuple(shell.url for shell in state.shells.values() if shell.annual)


def _listed_at(reader: ArchiveReader, reports: Iterable[LedgerReport]) -> dict[str, str]:
    """Return for each report a page whose link led to it, the same one every time."""
    discovered = reader.discovered([report.id for report in reports])
    return {document: ways[0]["url"] for document, ways in discovered.items()}


def _unread(row: FrontierRow) -> UnreadLink:
    link = from_json(Link, row.payload)
    return UnreadLink(url=row.url, kind=link.kind, score=row.score, anchor=link.anchor, state=row.state, why=row.reason)


def _rejected(reader: ArchiveReader, cycle: int) -> Iterator[Rejected]:
    for row in reader.rejections(cycle):
        yield Rejected(url=row.url, title=row.title, reason=row.reason)


def _lists(state: VisitState, resources: Iterable[ResourceRow]) -> Iterator[SeenList]:
    """Yield the lists that hold reports, as the visit remembers them."""
    known = {row.key: row.url for row in resources}
    for key, progress in state.lists.items():
        if not progress.holds:
            continue
        yield SeenList(url=known.get(key, f"http://{key}"), progress=progress)
