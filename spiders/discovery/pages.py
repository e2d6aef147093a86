"""Reads one page on behalf of an Explorer: it may be a report, a list and a hub at once."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from spiders import urls
from spiders.cms import families
from spiders.cms.base import Cms, ReportPage
from spiders.discovery.documents import Found, judge
from spiders.discovery.listings import Column, called
from spiders.discovery.outlook import Outlook
from spiders.discovery.places import Place
from spiders.items import Kind, Link, ListClaim, Reading
from spiders.pages import page_of
from spiders.pages.fingerprint import page_key
from spiders.pages.links import is_article, is_file

if TYPE_CHECKING:
    from scrapy.http import Response

    from spiders.discovery.explorer import Explorer

_SURE = 0.6  # a family that is surer than this of one page reads the host's other pages too
_MANY = 3000  # links on a page that was not asked for as a report: no article
_ORGANS = 5  # links to organs that make a page their directory
_EMPTY_BOX = re.compile(
    r"id=[\"']?(?:app|root|__nuxt|__next)[\"'\s>]|v-for=|ng-repeat|\{\{\s*\w+|<(?:ul|div|tbody)[^<>]{0,200}id=[^<>]{1,60}>\s*</",
    re.IGNORECASE,
)


def read_page(explorer: Explorer, response: Response, link: Link) -> Reading:
    """Return what a page is and where it leads."""
    place = Place(explorer.portal, link, page_of(response))
    family = recognise(explorer, response)
    found = judge(place, _article(family, response, place), explorer.years)
    outlook = Outlook(place, explorer.years, explorer.offered)
    hub = found.report is None and link.kind is not Kind.REPORT
    outlook.read(hub=hub)
    links = {**outlook.found, **{one.key: one for one in found.files}}
    claim = None
    if hub:
        column = _column(family, response, outlook)
        claim = column.claim(explorer.ledger) if column and column.concerns else None
        links.update((one.key, one) for one in (*(column.onward() if column else ()), *called(place, outlook)))
    kind = _kind(outlook, found, claim)
    shell = _shell(outlook) if hub and not outlook.entries else ""
    if shell:
        kind = Kind.HOME if kind is Kind.HOME else Kind.SHELL
        _escalate(explorer, place, links)
    elif link.render:
        explorer.ledger.count("rendered")
    return Reading(
        portal=explorer.portal.code,
        link=link,
        kind=kind,
        reason=shell or _reason(place, found, claim),
        content_key=found.content_key or page_key(place.page),
        links=tuple(sorted(links.values(), key=lambda one: -one.score)),
        reports=(found.report,) if found.report else (),
        rejected=(*((found.rejected,) if found.rejected else ()), *outlook.refused.values()),
        listing=claim,
        cms=family.name,
    )


def recognise(explorer: Explorer, response: Response) -> Cms:
    """Return the family surest of this page; a page that says little is read as its host's other pages were."""
    note = f"cms {urls.netloc(response.url)}"
    known = explorer.portal.cms or explorer.ledger.notes.get(note, "")
    best, sure = _generic(), 0.0
    for family in families():
        score = family.recognises(response) + (0.2 if family.name == known else 0.0)
        if score > sure:
            best, sure = family, score
    if sure >= _SURE:
        explorer.ledger.notes[note] = best.name
    return best


def _generic() -> Cms:
    return next(family for family in families() if family.name == "generic")


def _article(family: Cms, response: Response, place: Place) -> ReportPage | None:
    if place.link.kind not in {Kind.REPORT, Kind.FILE} and len(place.page.anchors) > _MANY:
        return None
    return family.report(response) or _generic().report(response)


def _column(family: Cms, response: Response, outlook: Outlook) -> Column | None:
    listing = family.listing(response) or _generic().listing(response)
    column = Column(outlook.place, listing, outlook) if listing else None
    return column if column and column.leads_on else None


def _kind(outlook: Outlook, found: Found, claim: ListClaim | None) -> Kind:
    place = outlook.place
    if place.link.kind is Kind.HOME:
        return Kind.HOME
    if found.report:
        return Kind.REPORT
    if place.link.kind is Kind.REPORT:
        return Kind.OTHER
    if claim is not None:
        return Kind.LIST
    if len(place.organs) >= _ORGANS:
        return Kind.DIRECTORY
    return Kind.HUB if outlook.found else Kind.OTHER


def _reason(place: Place, found: Found, claim: ListClaim | None) -> str:
    if found.report:
        return f"report of {found.report.agency or 'an unknown body'} for {found.report.year}"
    if found.rejected:
        return f"no report: {found.rejected.reason}"
    if claim:
        return f"list {place.name!r}, page {claim.page + 1}, {len(claim.entries)} entries"
    return f"{len(place.page.anchors)} links"


def _shell(outlook: Outlook) -> str:
    """Return why a page is taken for a shell: scripts, hardly a word, no link to go on with; "" when it is none."""
    place, page = outlook.place, outlook.place.page
    if place.link.render or page.data is not None or "<script" not in page.html.lower():
        return ""
    own = [
        a for a in page.anchors if urls.same_portal(a.url, place.portal) and a.region not in {"nav", "foot", "crumb"}
    ]
    documents = [a for a in own if is_article(a.url) or is_file(a.url)]
    if documents or place.organs or len(page.text) > 1500:  # noqa: PLR2004
        return ""
    boxed = _EMPTY_BOX.search(page.html) is not None
    bare = len(own) < 3  # noqa: PLR2004
    if (boxed and (bare or place.annual)) or (len(page.text) < 100 and bare and not outlook.found):  # noqa: PLR2004
        return "a shell: scripts, and nothing to read without them"
    return ""


def _escalate(explorer: Explorer, place: Place, links: dict[str, Link]) -> None:
    """Offer the page to a browser; when its scripts name an endpoint, only after that was asked."""
    ledger, link = explorer.ledger, place.link
    ledger.count("shells")
    ledger.notes.setdefault("shell", place.page.url[:300])
    if place.annual:
        ledger.notes["shell_annual"] = "1"
    asked = any(one.kind is Kind.DATA for one in links.values())
    score = min(link.score, 0.55) if asked else link.score
    rendered = replace(link, key=urls.key(link.url, render=True), render=True, score=score, group="rendered")
    links[rendered.key] = rendered
