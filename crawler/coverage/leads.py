"""What a portal's last visit tells of reports that are not held: listed and not read, or published elsewhere. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from crawler.redaction import quoted
from spiders.discovery.gaps import Gap, GapKind
from spiders.discovery.link_priors import PROMISED
from spiders.items import Kind, Link
from spiders.reports import Context, ReportKey, classify

MAX_QUOTED = 60  # characters of a title
_REPORTS = frozenset({Kind.REPORT, Kind.FILE})
_OF_A_REPORT = {
    GapKind.UNLINKED: "its title leads nowhere",
    GapKind.EMPTY_REPORT: "its page says nothing",
}
_OF_A_LIST = {
    GapKind.CHOICE: "only a script knows what comes when it is pressed or chosen",
    GapKind.EMPTY_COLUMN: "it is a column of annual reports, and shows nothing",
}


class LeadKind(StrEnum):
    """What is known of a report that is not held."""

    UNREAD = "unread"  # it is listed, and could not be read
    ELSEWHERE = "elsewhere"  # the portal leads to it on a host that is not its own
    LIST_UNREAD = "list_unread"  # a list in which it may stand was not read


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """One thing known. ``agency`` None: of any body; ``year`` None: of any year; ``url``: where a person can look."""

    kind: LeadKind
    why: str
    url: str
    agency: str | None = None
    level: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """A link of the last visit that was not read, and why: http_404, robots, the words of the stop rule."""

    link: Link
    why: str


def leads_of(code: str, name: str, unanswered: Iterable[Unanswered], gaps: Iterable[Gap]) -> tuple[Lead, ...]:
    """Return what a visit to the portal of ``name`` left open, of single reports first."""
    found = [*_of_links(code, name, unanswered), *_of_gaps(code, name, gaps)]
    return tuple(sorted(found, key=lambda lead: (lead.year is None, lead.agency is None)))


def _of_links(code: str, name: str, unanswered: Iterable[Unanswered]) -> Iterator[Lead]:
    for one in unanswered:
        link = one.link
        why = f"{quoted(link.anchor[:MAX_QUOTED])}: {one.why or 'not asked for'}"
        if link.kind in _REPORTS:
            yield from _of_report(LeadKind.UNREAD, _read(code, name, link), name, why=why, url=link.url)
        elif link.score >= PROMISED:
            yield Lead(kind=LeadKind.LIST_UNREAD, why=why, url=link.url, agency=link.agency)


def _of_gaps(code: str, name: str, gaps: Iterable[Gap]) -> Iterator[Lead]:
    for gap in gaps:
        words = quoted(gap.words[:MAX_QUOTED])
        if gap.kind in _OF_A_LIST:
            yield Lead(kind=LeadKind.LIST_UNREAD, why=f"{words}: {_OF_A_LIST[gap.kind]}", url=gap.url)
            continue
        key = _judged(gap.words, Context(portal_code=code, portal_name=name, anchor=gap.words))
        if gap.kind is GapKind.ELSEWHERE:
            why = f"{words} stands on a host that is not the portal's"
            yield from _of_report(LeadKind.ELSEWHERE, key, name, why=why, url=gap.url)
        elif gap.kind in _OF_A_REPORT:
            why = f"{words}: {_OF_A_REPORT[gap.kind]}"
            yield from _of_report(LeadKind.UNREAD, key, name, why=why, url=gap.url)


def _of_report(kind: LeadKind, key: ReportKey | None, name: str, *, why: str, url: str) -> Iterator[Lead]:
    """Yield what is known of one report, if its words tell whose it is and of which year."""
    if key is None or key.agency is None:
        return
    agency = f"{name}人民政府" if key.level == "county" else key.agency  # its office reports for the government
    yield Lead(kind=kind, why=why, url=url, agency=agency, level=key.level, year=key.year)


def _read(code: str, name: str, link: Link) -> ReportKey | None:
    """Return the report that a link promises; None when its words tell no year."""
    context = Context(
        portal_code=code,
        portal_name=name,
        agency=link.agency,
        column=link.context.column,
        anchor=link.anchor,
        heading=link.context.heading,
        published=link.date,
    )
    return _judged(link.context.title or link.anchor, context)


def _judged(title: str, context: Context) -> ReportKey | None:
    verdict = classify(title, "", context)
    return verdict if isinstance(verdict, ReportKey) and verdict.year else None
