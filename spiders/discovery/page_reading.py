"""Reads one page on behalf of an Explorer: it may be a report, a list and a hub at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spiders import urls
from spiders.cms import families
from spiders.cms.base import Cms, Listing, ReportPage
from spiders.discovery import javascript_pages, node_trees
from spiders.discovery.link_selection import LinkSelection
from spiders.discovery.listings import ListReader, called, detailed
from spiders.discovery.page_context import PageContext
from spiders.discovery.report_pages import JudgedPage, behind, judge
from spiders.discovery.stopping import PROMISING
from spiders.items import Call, Kind, Link, ListClaim, Reading
from spiders.pages import page_of
from spiders.pages.content_keys import page_key
from spiders.pages.json_answers import total_in

if TYPE_CHECKING:
    from scrapy.http import Response

    from spiders.discovery.explorer import Explorer

MAPPED = 0.25  # a sitemap, where the home page leads nowhere
_SURE = 0.6  # a family that is surer than this of one page reads the host's other pages too
_MANY = 3000  # links on a page that was not asked for as a report: no article
_ORGANS = 5  # links to organs that make a page their directory


def read_page(explorer: Explorer, response: Response, link: Link, calls: tuple[Call, ...] = ()) -> Reading:
    """Return what a page is and where it leads."""
    place = PageContext(explorer.portal, link, page_of(response))
    family = recognise(explorer, response)
    found = judge(place, _article(family, response, place), explorer.years)
    outlook = LinkSelection(place, explorer.years, explorer.offered)
    hub = found.report is None and link.kind is not Kind.REPORT
    outlook.read(hub=hub)
    links = {**outlook.found, **{one.key: one for one in found.files}}
    claim = None
    if hub:
        column = _column(family, response, outlook)
        claim = column.claim(explorer.ledger) if column and column.concerns else None
        links.update((one.key, one) for one in (*(column.onward() if column else ()), *called(place, outlook)))
    elif found.rejected and found.rejected.reason == "empty":
        links.update((one.key, one) for one in behind(place, detailed(place)))
    if place.home and not any(one.score >= PROMISING for one in links.values()):
        # No menu names a way: the list of addresses that portals keep for search engines may.
        mapped = place.to(urls.resolve(place.page.url, "/sitemap.xml") or "", Kind.HUB, MAPPED, group="sitemap")
        links.setdefault(mapped.key, mapped)
    kind = _kind(outlook, found, claim)
    shell = javascript_pages.why(outlook, found, links.values(), explorer.ledger)
    if shell:
        # A report's page comes up by the calendar, whether its text is in it or not; a shell, at every visit.
        kind = Kind.HOME if kind is Kind.HOME else Kind.REPORT if link.kind is Kind.REPORT else Kind.SHELL
        links.update((one.key, one) for one in javascript_pages.escalate(explorer.ledger, place, links.values()))
    elif (
        link.render
        or found.report
        or outlook.entries
        or place.organs
        or _none(place)
        or node_trees.any_of(links.values())
    ):
        if claim and place.annual and outlook.entries and place.page.data is None and not link.render:
            javascript_pages.plain(explorer.ledger)
        javascript_pages.read(explorer.ledger, link)
        javascript_pages.learn(explorer.ledger, place, outlook.entries, calls)
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


def _article(family: Cms, response: Response, place: PageContext) -> ReportPage | None:
    if place.link.kind not in {Kind.REPORT, Kind.FILE} and (
        len(place.page.anchors) > _MANY or place.page.data is not None
    ):
        return None
    return family.report(response) or _generic().report(response)


def _column(family: Cms, response: Response, outlook: LinkSelection) -> ListReader | None:
    # A platform's page may turn its pages in another way than the platform's: then whoever knows that way reads it.
    others = (one for one in families() if one is not family and one.recognises(response) >= _SURE)
    listing = next(filter(None, (one.listing(response) for one in (family, *others, _generic()))), None)
    if listing is None and outlook.place.list_key:
        listing = Listing(entries=())  # the further page of a list is one, even where a frame holds what it shows
    column = ListReader(outlook.place, listing, outlook) if listing else None
    return column if column and column.leads_on else None


def _none(place: PageContext) -> bool:
    """Tell whether an endpoint of a column of reports answers that there are none."""
    return place.annual and place.link.kind is Kind.DATA and total_in(place.page.data)[0] == 0


def _kind(outlook: LinkSelection, found: JudgedPage, claim: ListClaim | None) -> Kind:
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


def _reason(place: PageContext, found: JudgedPage, claim: ListClaim | None) -> str:
    if found.report:
        return f"report of {found.report.agency or 'an unknown body'} for {found.report.year}"
    if found.rejected:
        return f"no report: {found.rejected.reason}"
    if claim:
        return f"list {place.name!r}, page {claim.page + 1}, {len(claim.entries)} entries"
    return f"{len(place.page.anchors)} links"
