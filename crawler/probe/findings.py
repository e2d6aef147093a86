"""What a probe says of one page, as JSON-able facts: what it is, where it leads, and every entry with its reason."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from crawler.probe.portals import below
from spiders import urls
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


def findings(portal: Portal, reading: Reading, response: Response | None, alone: Reading | None) -> dict[str, Any]:
    """Return the facts of a page. ``alone``: the same page read as a report, whatever the links on it."""
    link = reading.link
    facts: dict[str, Any] = {
        "url": link.url,
        "status": response.status if response is not None else None,
        "kind": str(reading.kind),
        "reason": reading.reason,
        "cms": reading.cms,
        "document": _document(alone or reading),
        "listing": _listing(reading),
        "columns": [_way(way) for way in reading.links if way.kind not in ENTRIES and way.score >= WAY_SCORE],
        "entries": [],
        "hosts": [],
    }
    if response is not None and reading.cms is not None:  # a page, no file and no failure
        place = PageContext(portal, link, page_of(response))
        facts["title"] = place.page.title
        facts["annual"] = place.annual
        facts["entries"] = _entries(place, reading)
        facts["hosts"] = sorted({urls.netloc(a.url) for a in place.page.anchors if _further(a, portal)})
    return facts


def _document(reading: Reading) -> dict[str, Any] | None:
    if reading.reports:
        report = reading.reports[0]
        return {
            "report": True,
            "title": report.title,
            "year": report.year,
            "agency": report.agency,
            "level": report.level,
            "published": report.published,
            "flags": list(report.flags),
            "reason": report.meta.get("reason", reading.reason),
            "attachments": [{"url": file.url, "name": file.name} for file in report.attachments],
        }
    own = next((rejected for rejected in reading.rejected if urls.key(rejected.url) == reading.link.key), None)
    return {"report": False, "title": own.title, "reason": own.reason, "detail": REASONS[own.reason]} if own else None


def _listing(reading: Reading) -> dict[str, Any] | None:
    claim = reading.listing
    if claim is None:
        return None
    return {
        "page": claim.page + 1,
        "pages": claim.pages,
        "entries": len(claim.entries),
        "total": claim.total,
        "more": claim.more,
    }


def _way(link: Link) -> dict[str, Any]:
    part = link.group.startswith(("pages ", "folders of "))  # of a list: its further pages, its years and organs
    facts = {"score": link.score, "kind": str(link.kind), "anchor": link.anchor, "url": link.url, "agency": link.agency}
    return {**facts, "part": part}


def _entries(place: PageContext, reading: Reading) -> list[dict[str, Any]]:
    """Return every link to a document with the classifier's verdict.

    ``asked``: the harvest would ask for it; ``near``: no report, and looks so much like one that the harvest counts it.
    """
    offered = {link.url: link for link in reading.links if link.kind in ENTRIES}
    refused = {rejected.url: rejected.reason for rejected in reading.rejected}
    entries: dict[str, dict[str, Any]] = {}
    for anchor in place.page.anchors:
        asked = offered.get(anchor.url)
        if not _to_document(anchor, place.portal, offered) or (asked is None and anchor.url in entries):
            continue
        entry = _entry(place, anchor, asked)
        reason = refused.get(anchor.url, entry["reason"])
        if asked is None and reason != entry["reason"]:  # a body of elsewhere
            entry |= {"report": False, "reason": reason, "detail": REASONS[reason]}
        entries[anchor.url] = {**entry, "near": anchor.url in refused}
    return list(entries.values())


def _to_document(anchor: Anchor, portal: Portal, offered: Collection[str]) -> bool:
    """Tell whether a link leads to a document of the portal."""
    if not same_portal(anchor.url, portal) or is_asset(anchor.url):
        return False
    return anchor.url in offered or is_article(anchor.url) or is_file(anchor.url)


def _entry(place: PageContext, anchor: Anchor, asked: Link | None) -> dict[str, Any]:
    agency = asked.agency if asked else place.agency
    verdict = classify(anchor.text, anchor.url, place.judged_by(anchor, agency))
    facts = {"title": anchor.text, "url": anchor.url, "date": anchor.date, "asked": asked is not None}
    if isinstance(verdict, NotAReport):
        return {**facts, "report": False, "reason": verdict.reason, "detail": verdict.detail}
    return {
        **facts,
        "report": True,
        "year": verdict.year or None,
        "agency": verdict.agency,
        "level": verdict.level,
        "flags": list(verdict.flags),
        "reason": verdict.reason,
    }


def _further(anchor: Anchor, portal: Portal) -> bool:
    return bool(portal.home) and below(anchor.url, portal) and not same_portal(anchor.url, portal)
