"""The evidence that an archive holds of a portal's last visit: rows of its reader, in the words of an audit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from crawler.audit.evidence import AnnouncedBody, ForeignLink, PortalEvidence, SeenList, UnreadLink
from crawler.audit.foreign import foreign_links
from crawler.content_encoding import decoded
from spiders import urls
from spiders.bodies import body_of
from spiders.discovery.gaps import Gap, GapKind
from spiders.discovery.link_priors import COLUMN, prior
from spiders.discovery.listings import REPORT_SHARE
from spiders.discovery.visit_state import VisitState
from spiders.items import Kind, Link, ListClaim, Rejected
from spiders.json_form import from_json
from spiders.pages import Page
from spiders.pages.charset import decode
from spiders.portals import Portal
from storage import visited
from storage.values import header
from storage.vocabulary import FrontierState

if TYPE_CHECKING:
    from crawler.coverage import Ledger, LedgerReport
    from storage.models import Fetch, FrontierRow, ListPageRow, ResourceRow, Visit
    from storage.queries import ArchiveReader

WAYS = (Kind.HOME, Kind.DIRECTORY, Kind.LIST, Kind.HUB)  # pages whose worth is their links
REMEMBERED = frozenset({"shells", "gaps", "plain_columns"})  # what is asked of a visit's memory
MAX_PAGES = 500  # of a portal, that are read again for links to foreign hosts


def evidence(reader: ArchiveReader, visit: Visit, ledger: Ledger) -> PortalEvidence:
    """Return what is known of a portal since its last visit."""
    resources = visited.resources(reader, visit.portal)
    unread = [row for row in visited.unread(reader, visit.cycle) if not _is_closed(row)]
    state = _remembered(visit)
    payloads = filter(None, (*(row.payload for row in resources), *(row.payload for row in unread)))
    links = (from_json(Link, payload) for payload in payloads)
    reports = [report for row in ledger.rows for cell in row.cells.values() for report in cell.reports]
    return PortalEvidence(
        home=visit.home,
        unread=tuple(map(_unread, unread)),
        shells=_unread_shells(state),
        gaps=tuple(gap for gap in state.open_gaps() if gap.kind is not GapKind.ELSEWHERE),
        lists=tuple(_lists(reader.lists(visit.cycle), resources, {urls.key(report.url) for report in reports})),
        rejected=tuple(_rejected(reader, visit.cycle)),
        ledger=ledger.rows,
        listed_at=_listed_at(reader, reports),
        announced=tuple(_announced(links, visit)),
        foreign=tuple(_foreign(reader, visit, resources, state.open_gaps())),
    )


def _remembered(visit: Visit) -> VisitState:
    """Return what the visit remembers, as far as an audit tells of it."""
    return VisitState.of_memory({name: part for name, part in (visit.memory or {}).items() if name in REMEMBERED})


def _unread_shells(state: VisitState) -> tuple[str, ...]:
    return tuple(shell.url for shell in state.shells.values() if shell.annual)


def _listed_at(reader: ArchiveReader, reports: Iterable[LedgerReport]) -> dict[str, str]:
    """Return for each report the page whose link led to it first."""
    discovered = reader.discovered([report.id for report in reports])
    return {document: ways[0]["url"] for document, ways in discovered.items()}


def _is_closed(row: FrontierRow) -> bool:
    """Tell whether an entry was left because its group had nothing more to give: what it promised has been read."""
    return row.state is FrontierState.SKIPPED and row.priority <= 0


def _unread(row: FrontierRow) -> UnreadLink:
    link = from_json(Link, row.payload)
    return UnreadLink(url=row.url, kind=link.kind, score=row.score, anchor=link.anchor, state=row.state, why=row.reason)


def _rejected(reader: ArchiveReader, cycle: int) -> Iterator[Rejected]:
    for row in reader.rejections(cycle):
        yield Rejected(url=row.url, title=row.title, reason=row.reason)


# --- lists ----------------------------------------------------------------------------------------------------------
def _lists(rows: Iterable[ListPageRow], resources: Iterable[ResourceRow], held: set[str]) -> Iterator[SeenList]:
    """Yield the lists of reports: by the words of the link that led to them, or by what they hold."""
    known = {row.key: row for row in resources}
    pages: dict[str, list[ListClaim]] = defaultdict(list)
    for row in rows:
        pages[row.column].append(_claim(row))
    for column, claims in pages.items():
        seen = _named(column, known.get(column), tuple(claims))
        if seen.annual or _share(claims, held) >= REPORT_SHARE:
            yield seen


def _claim(row: ListPageRow) -> ListClaim:
    entries = tuple(row.entries)
    return ListClaim(column=row.column, page=row.page, entries=entries, total=row.total, pages=row.pages, more=row.more)


def _named(column: str, resource: ResourceRow | None, claims: tuple[ListClaim, ...]) -> SeenList:
    if resource is None or not resource.payload:
        return SeenList(url=resource.url if resource else f"http://{column}", name="", annual=False, pages=claims)
    link = from_json(Link, resource.payload)
    by_words = prior(link.anchor, link.url)
    annual = link.context.annual or (by_words.sure and by_words.kind is Kind.LIST and by_words.score >= COLUMN)
    return SeenList(url=resource.url, name=link.anchor or link.context.column, annual=annual, pages=claims)


def _share(claims: Iterable[ListClaim], held: set[str]) -> float:
    """Return the share of a list's entries that are reports of the archive."""
    entries = {entry for claim in claims for entry in claim.entries}
    return len(entries & held) / len(entries) if entries else 0.0


# --- bodies ---------------------------------------------------------------------------------------------------------
def _announced(links: Iterable[Link], visit: Visit) -> Iterator[AnnouncedBody]:
    """Yield the bodies that links lead to, each with the best of them that promises more than a report."""
    best: dict[str, Link] = {}
    for link in links:
        if link.agency and link.kind not in {Kind.REPORT, Kind.FILE}:
            best[link.agency] = max(link, best.get(link.agency, link), key=lambda one: one.score)
    for name in sorted(best):
        body = body_of(name, visit.portal, visit.name)
        if body is not None:
            yield AnnouncedBody(name=body.name, level=body.level, url=best[name].url)


# --- foreign hosts --------------------------------------------------------------------------------------------------
def _foreign(
    reader: ArchiveReader, visit: Visit, resources: Iterable[ResourceRow], gaps: Iterable[Gap]
) -> Iterator[ForeignLink]:
    """Yield the promising links that leave the portal, once each.

    Its pages are read again, the ways to lists first; what the visit noted beyond those is added.
    """
    read = tuple(sorted({urls.netloc(row.url) for row in resources}))
    portal = Portal(code=visit.portal, name=visit.name, home=visit.home, hosts=read)
    answers = visited.standing(reader, visit.portal, WAYS)
    found: dict[str, ForeignLink] = {}
    for answer in sorted(answers, key=lambda answer: WAYS.index(Kind(answer.kind)))[:MAX_PAGES]:
        page = page_of_answer(reader, answer)
        for link in foreign_links(page, portal) if page else ():
            found.setdefault(link.url, link)
    for gap in gaps:
        if gap.kind is GapKind.ELSEWHERE:
            found.setdefault(gap.url, ForeignLink(url=gap.url, anchor=gap.words, via="", score=COLUMN))
    yield from found.values()


def page_of_answer(reader: ArchiveReader, answer: Fetch) -> Page | None:
    """Return an archived answer as a page; None when its bytes are lost."""
    body = reader.payload(answer.payload_sha256) if answer.payload_sha256 else None
    if body is None:
        return None
    content_type = (header(answer.headers, "content-type") or "").encode("latin-1", "replace")
    text = decode(decoded(body, header(answer.headers, "content-encoding") or ""), content_type)
    return Page(answer.url, text.text, text.charset)
