"""What a probe says of one page: what it is, where it leads, every entry with its reason. As JSON: ``asdict``."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from spiders import urls
from spiders.discovery import gaps
from spiders.discovery.page_context import PageContext
from spiders.items import Kind, Link, Reading
from spiders.pages import Anchor, page_of
from spiders.pages.url_shapes import is_article, is_asset, is_file
from spiders.portals.hosts import same_portal
from spiders.reports import REASONS, NotAReport, classify

if TYPE_CHECKING:
    from scrapy.http import Response

    from spiders.portals import Portal

WAY_SCORE = 0.5  # from which a link is worth telling
COLUMN_SCORE = 0.9  # from which a list is a column of annual reports by its name
ENTRIES = frozenset({Kind.REPORT, Kind.FILE})


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentFinding:
    """A file that belongs to a report."""

    url: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFinding:
    """What a page is as a document: a report, or the ``detail`` of why it is none."""

    report: bool
    title: str
    reason: str
    detail: str = ""
    year: int | None = None
    agency: str | None = None
    level: str = ""
    published: str | None = None
    flags: tuple[str, ...] = ()
    attachments: tuple[AttachmentFinding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFinding:
    """What a page claims as one of a list; ``page`` counts from 1, ``entries`` are those on it."""

    page: int
    pages: int | None
    entries: int
    total: int | None
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WayFinding:
    """A link that is worth asking for. ``part``: of a list, its further pages, its years and organs."""

    score: float
    kind: str
    anchor: str
    url: str
    agency: str | None
    part: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFinding:
    """A link to a document with the classifier's verdict.

    ``asked``: the harvest would ask for it; ``near``: no report, and looks so much like one that the harvest counts it.
    """

    title: str
    url: str
    date: str | None
    asked: bool
    report: bool
    reason: str
    near: bool = False
    detail: str = ""
    year: int | None = None
    agency: str | None = None
    level: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFinding:
    """What was found at one address. ``annual``: it is a column of annual reports."""

    url: str
    status: int | None
    kind: str
    reason: str
    cms: str | None
    document: DocumentFinding | None
    listing: ListFinding | None
    columns: tuple[WayFinding, ...]
    title: str = ""
    annual: bool = False
    entries: tuple[EntryFinding, ...] = ()
    hosts: tuple[str, ...] = ()  # where reports of this portal, or columns of them, seem to stand; not registered


def findings(portal: Portal, reading: Reading, response: Response | None, alone: Reading | None) -> PageFinding:
    """Return what is found at an address. ``alone``: the same page read as a report, whatever the links on it."""
    ways = (link for link in reading.links if link.kind not in ENTRIES and link.score >= WAY_SCORE)
    finding = PageFinding(
        url=reading.link.url,
        status=response.status if response is not None else None,
        kind=str(reading.kind),
        reason=reading.reason,
        cms=reading.cms,
        document=_document(alone or reading),
        listing=_listing(reading),
        columns=tuple(map(_way, ways)),
    )
    if response is None or reading.cms is None:  # a failure or a file
        return finding
    place = PageContext(portal, reading.link, page_of(response))
    return replace(
        finding,
        title=place.page.title,
        annual=place.annual,
        entries=_entries(place, reading),
        hosts=tuple(sorted({urls.netloc(gap.url) for gap in gaps.elsewhere(place)})),
    )


def _document(reading: Reading) -> DocumentFinding | None:
    if reading.reports:
        report = reading.reports[0]
        return DocumentFinding(
            report=True,
            title=report.title,
            year=report.year,
            agency=report.agency,
            level=report.level,
            published=report.published,
            flags=tuple(report.flags),
            reason=report.meta.get("reason", reading.reason),
            attachments=tuple(AttachmentFinding(url=file.url, name=file.name) for file in report.attachments),
        )
    own = next((rejected for rejected in reading.rejected if urls.key(rejected.url) == reading.link.key), None)
    if own is None:
        return None
    return DocumentFinding(report=False, title=own.title, reason=own.reason, detail=REASONS[own.reason])


def _listing(reading: Reading) -> ListFinding | None:
    claim = reading.listing
    if claim is None:
        return None
    return ListFinding(
        page=claim.page + 1, pages=claim.pages, entries=len(claim.entries), total=claim.total, more=claim.more
    )


def _way(link: Link) -> WayFinding:
    return WayFinding(
        score=link.score,
        kind=str(link.kind),
        anchor=link.anchor,
        url=link.url,
        agency=link.agency,
        part=link.group.startswith(("pages ", "folders of ")),
    )


def _entries(place: PageContext, reading: Reading) -> tuple[EntryFinding, ...]:
    """Return every link to a document, once."""
    offered = {link.url: link for link in reading.links if link.kind in ENTRIES}
    refused = {rejected.url: rejected.reason for rejected in reading.rejected}
    entries: dict[str, EntryFinding] = {}
    for anchor in place.page.anchors:
        asked = offered.get(anchor.url)
        if not _to_document(anchor, place.portal, offered) or (asked is None and anchor.url in entries):
            continue
        entry = _entry(place, anchor, asked)
        reason = refused.get(anchor.url, entry.reason)
        if asked is None and reason != entry.reason:  # a body of elsewhere
            entry = replace(entry, report=False, reason=reason, detail=REASONS[reason])
        entries[anchor.url] = replace(entry, near=anchor.url in refused)
    return tuple(entries.values())


def _to_document(anchor: Anchor, portal: Portal, offered: Collection[str]) -> bool:
    """Tell whether a link leads to a document of the portal."""
    if not same_portal(anchor.url, portal) or is_asset(anchor.url):
        return False
    return anchor.url in offered or is_article(anchor.url) or is_file(anchor.url)


def _entry(place: PageContext, anchor: Anchor, asked: Link | None) -> EntryFinding:
    agency = asked.agency if asked else place.agency
    verdict = classify(anchor.text, anchor.url, place.judged_by(anchor, agency))
    if isinstance(verdict, NotAReport):
        return EntryFinding(
            title=anchor.text,
            url=anchor.url,
            date=anchor.date,
            asked=asked is not None,
            report=False,
            reason=verdict.reason,
            detail=verdict.detail,
        )
    return EntryFinding(
        title=anchor.text,
        url=anchor.url,
        date=anchor.date,
        asked=asked is not None,
        report=True,
        reason=verdict.reason,
        year=verdict.year or None,
        agency=verdict.agency,
        level=verdict.level,
        flags=tuple(verdict.flags),
    )
