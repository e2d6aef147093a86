"""Links that promise reports and were not read, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from crawler.audit.evidence import AuditFinding, AuditKind, PortalEvidence, UnreadLink
from crawler.redaction import quoted
from spiders.discovery.gaps import GapKind
from spiders.discovery.link_priors import PROMISING
from spiders.items import Kind
from spiders.reports import REASONS
from spiders.urls import netloc
from storage.vocabulary import FrontierState

T = TypeVar("T")
ROBOTS = "robots"  # the reason of what robots.txt forbids
REFUSED_ADDRESS = "address_"  # begins the reasons of links that nobody can ask for, whatever their words
DOUBTFUL_TOLD = 10  # links of little promise that are told of a portal without a report: one may be the way to them
_REPORTS = frozenset({Kind.REPORT, Kind.FILE})
_STATES = {
    FrontierState.TODO: "not asked for yet: the visit was cut short",
    FrontierState.SKIPPED: "not asked for",
    FrontierState.FAILED: "no answer",
    FrontierState.BLOCKED: "no answer",
}
_REASONS = {"no_browser": "only a browser can show it, and none is installed"}

_GAPS = {
    GapKind.UNLINKED: "is the title of a report, and leads nowhere",
    GapKind.CHOICE: "can be pressed or chosen, and only a script knows what comes",
    GapKind.EMPTY_COLUMN: "is a column of annual reports, and shows nothing",
    GapKind.EMPTY_REPORT: "is a report, and its page says nothing",
    GapKind.UNDATED: "is a report, and nobody says of which year",
}


def unread_columns(evidence: PortalEvidence) -> Iterator[AuditFinding]:
    """Yield the lists, and the ways to lists, that were announced and not read."""
    ways = [link for link in evidence.unread if link.kind not in _REPORTS and link.why != ROBOTS]
    promising = [link for link in ways if link.score >= PROMISING]
    told = promising if evidence.holds_reports else ways[: max(DOUBTFUL_TOLD, len(promising))]
    for link in told:
        reason = f"{quoted(link.anchor)} promises a {link.kind} ({link.score:.2f}); {_why(link)}"
        yield AuditFinding(kind=AuditKind.UNREAD_COLUMN, url=link.url, reason=reason)
    for url in evidence.shells:
        reason = "reports are announced there, and nothing is to be seen without scripts"
        yield AuditFinding(kind=AuditKind.UNREAD_COLUMN, url=url, reason=reason)


def unkept_promises(evidence: PortalEvidence) -> Iterator[AuditFinding]:
    """Yield what pages say that there is, and no link leads to."""
    for gap in evidence.gaps:
        if gap.kind is GapKind.ELSEWHERE:
            continue  # ``foreign`` tells of these, host by host
        reason = f"{quoted(gap.words)} {_GAPS[gap.kind]}" if gap.words else _GAPS[gap.kind]
        yield AuditFinding(kind=AuditKind.UNKEPT_PROMISE, url=gap.url, reason=reason)


def unread_reports(evidence: PortalEvidence) -> Iterator[AuditFinding]:
    """Yield the listed reports that were not read: one finding for each reason, with the first of them."""
    reports = [link for link in evidence.unread if link.kind in _REPORTS and link.why != ROBOTS]
    for why, links in _grouped(reports, _why).items():
        reason = f"{_number(links, 'listed report')}: {quoted(links[0].anchor)}; {why}"
        yield AuditFinding(kind=AuditKind.UNREAD_REPORT, url=links[0].url, reason=reason)


def forbidden(evidence: PortalEvidence) -> Iterator[AuditFinding]:
    """Yield what promises reports and robots.txt forbids: one finding for each kind of page, with the first of them."""
    links = [link for link in evidence.unread if link.why == ROBOTS and link.score >= PROMISING]
    for kind, alike in _grouped(links, lambda link: link.kind).items():
        reason = f"robots.txt forbids {_number(alike, kind)}: {quoted(alike[0].anchor)}"
        yield AuditFinding(kind=AuditKind.NOT_FOLLOWED, url=alike[0].url, reason=reason)


def foreign(evidence: PortalEvidence) -> Iterator[AuditFinding]:
    """Yield the hosts beside the portal's on which its reports seem to stand, each with the first link to it."""
    elsewhere = {gap.url: gap for gap in evidence.gaps if gap.kind is GapKind.ELSEWHERE}
    for host, gaps in _grouped(elsewhere.values(), lambda gap: netloc(gap.url)).items():
        first = gaps[0]
        reason = f"{host} is no host of this portal; {_number(gaps, 'link')}: {quoted(first.words)}{_on(first.via)}"
        yield AuditFinding(kind=AuditKind.NOT_FOLLOWED, url=first.url, reason=reason)


def refused(evidence: PortalEvidence) -> Iterator[AuditFinding]:
    """Yield the links that cannot be asked for because of their addresses."""
    for entry in evidence.rejected:
        if entry.reason.startswith(REFUSED_ADDRESS):
            reason = f"{quoted(entry.title)}: {entry.reason} ({REASONS[entry.reason]})"
            yield AuditFinding(kind=AuditKind.NOT_FOLLOWED, url=entry.url, reason=reason)


def _on(page: str) -> str:
    return f" on {page}" if page else ""


def _why(link: UnreadLink) -> str:
    why = _REASONS.get(link.why, link.why)
    return f"{_STATES[link.state]}: {why}" if why else _STATES[link.state]


def _number(links: list[T], of: str) -> str:
    return f"1 {of}" if len(links) == 1 else f"{len(links)} {of}s, such as"


def _grouped(items: Iterable[T], key: Callable[[T], str]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups
