"""Reads one page, which may be a report, a list and a hub at once: what it is, where it leads and what it teaches."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from spiders import urls
from spiders.cms import families
from spiders.cms.base import Cms, Listing, ReportPage
from spiders.discovery import gaps, javascript_pages, node_trees
from spiders.discovery.gaps import BY_BROWSER, Gap, GapKind
from spiders.discovery.link_priors import COLUMN
from spiders.discovery.link_selection import NEIGHBOUR, LinkSelection
from spiders.discovery.listings import ListReader
from spiders.discovery.observations import Observations
from spiders.discovery.page_context import PageContext
from spiders.discovery.report_pages import JudgedPage, behind, framed, judge
from spiders.discovery.script_calls import called, detailed
from spiders.discovery.script_files import script_files
from spiders.discovery.visit_state import LAST_RESORT
from spiders.items import Call, Kind, Link, ListClaim, Reading
from spiders.pages import page_of
from spiders.pages.content_keys import page_key
from spiders.pages.json_answers import total_in
from spiders.portals import Portal

if TYPE_CHECKING:
    from scrapy.http import Response

SITEMAP = 0.25  # score of the list of addresses, asked for where the home page's links lead to no report
SCRIPT_FILE = 0.22  # of a script that the home page runs, likewise
RENDERED_HOME = 0.2  # of the home page in a browser, likewise
SURE_FAMILY = 0.6  # a family that is surer than this of one page reads the host's other pages too
KNOWN_FAMILY = 0.2  # what it adds that the host's other pages are of a family
MAX_ARTICLE_LINKS = 3000  # more, on a page that was not asked for as a report: no article
MIN_ENTRIES = 3  # reports on a list that is called otherwise, for its further pages to be missed
MIN_ORGANS = 5  # links to organs that make a page their directory


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitKnowledge:
    """What the visit so far has taught, as far as the reading of a page depends on it."""

    portal: Portal
    years: frozenset[int] | None  # those that are wanted; None: all
    home_key: str = ""  # content key of the home page: what says the same is not the page that was asked for
    offered: Mapping[str, float]  # key → score of the links offered so far
    families: Mapping[str, str]  # host → CMS family
    endpoints: Mapping[str, Call]  # key of a page that shows nothing without scripts → the call that brings its entries
    plain_columns: bool  # columns of reports stand in their pages, without scripts


@dataclass(frozen=True, slots=True)
class PageReading:
    """What a page is and where it leads, and what it teaches."""

    reading: Reading
    observations: Observations


@dataclass(frozen=True, slots=True)
class _View:
    """A page looked at from all sides."""

    place: PageContext
    judged: JudgedPage  # as a document
    selection: LinkSelection  # as a hub
    column: ListReader | None  # as a list
    claim: ListClaim | None
    hub: bool  # no report, and not asked for as one: its links are what it is worth


def read_page(visit: VisitKnowledge, response: Response, link: Link, calls: tuple[Call, ...] = ()) -> PageReading:
    """Return what a page is, where it leads and what it teaches; ``calls``: what it asked for while it was rendered."""
    place = PageContext(visit.portal, link, page_of(response))
    family, certainty = recognise(visit, response)
    view = _look(visit, place, family, response)
    links = _with_last_resorts(place, {link.key: link for link in _links(view)})
    observations = Observations(
        host=urls.netloc(response.url),
        page_key=place.key,
        family=family.name if certainty >= SURE_FAMILY else "",
        list_page=view.column.list_page(view.claim) if view.column and view.claim else None,
    )
    shell = javascript_pages.why(view.selection, view.judged, links.values(), plain_columns=visit.plain_columns)
    if link.context.runs_on:  # a part of a page leaves nothing open: the page itself does
        filled = link.context.shell if view.judged.report or view.selection.entries else ""
        observations = replace(observations, page_key="", filled_shell=filled)
        return PageReading(_reading(view, family, links.values(), ""), observations)
    if shell:
        observations = replace(observations, shell=javascript_pages.shell_of(place, links.values()))
        requests = javascript_pages.escalate(place, links.values(), visit.endpoints.get(place.key))
        links |= {link.key: link for link in requests}
    elif _has_content(view, links.values()):
        observations = _observed_content(view, observations, calls)
    observations = replace(observations, gaps=tuple(_gaps(view, links.values(), shell=bool(shell))))
    if not shell and any(gap.kind in BY_BROWSER for gap in observations.gaps) and _is_plain_look(view):
        requests = javascript_pages.escalate(place, links.values(), visit.endpoints.get(place.key))
        links |= {link.key: link for link in requests}
    return PageReading(_reading(view, family, links.values(), shell), observations)


def _look(visit: VisitKnowledge, place: PageContext, family: Cms, response: Response) -> _View:
    judged = judge(place, _article(family, response, place), visit.years)
    selection = LinkSelection(place, visit.years, visit.offered)
    hub = judged.report is None and place.link.kind is not Kind.REPORT
    selection.read(hub=hub)
    column = _column(family, response, selection) if hub else None
    claim = column.claim() if column and column.concerns else None
    return _View(place, judged, selection, column, claim, hub)


def recognise(visit: VisitKnowledge, response: Response) -> tuple[Cms, float]:
    """Return the family surest of this page, and how sure; one that says little is read as its host's others were."""
    usual = visit.portal.cms or visit.families.get(urls.netloc(response.url), "")
    best, certainty = _generic(), 0.0
    for family in families():
        score = family.recognises(response) + (KNOWN_FAMILY if family.name == usual else 0.0)
        if score > certainty:
            best, certainty = family, score
    return best, certainty


def _generic() -> Cms:
    return next(family for family in families() if family.name == "generic")


def _article(family: Cms, response: Response, place: PageContext) -> ReportPage | None:
    asked_for = place.link.kind in {Kind.REPORT, Kind.FILE}
    if not asked_for and (len(place.page.anchors) > MAX_ARTICLE_LINKS or place.page.data is not None):
        return None
    return family.report(response) or _generic().report(response)


def _column(family: Cms, response: Response, selection: LinkSelection) -> ListReader | None:
    listing = _listing(family, response)
    if listing is None and selection.place.list_key:
        listing = Listing(entries=())  # the further page of a list is one, even where a frame holds what it shows
    column = ListReader(selection.place, listing, selection) if listing else None
    return column if column and column.leads_on else None


def _listing(family: Cms, response: Response) -> Listing | None:
    # A platform's page may turn its pages in another way than the platform's: then whoever knows that way reads it.
    others = (other for other in families() if other is not family and other.recognises(response) >= SURE_FAMILY)
    return next(filter(None, (reader.listing(response) for reader in (family, *others, _generic()))), None)


# --- where it leads -------------------------------------------------------------------------------------------------
def _links(view: _View) -> Iterator[Link]:
    """Yield where a page leads; of two links with one key the later counts."""
    yield from view.selection.links.values()
    yield from view.judged.files
    if view.column:
        yield from view.column.onward()
    if view.hub:
        yield from called(view.place, view.selection)
    elif view.judged.rejected and view.judged.rejected.reason == "empty":
        yield from behind(view.place, (*framed(view.place), *detailed(view.place)))


def _with_last_resorts(place: PageContext, links: dict[str, Link]) -> dict[str, Link]:
    """Return the links, of a home page with search engines' addresses and a browser's look, if nothing else helps."""
    if not place.home or place.link.context.runs_on:
        return links
    if not place.link.render and "<script" in place.page.html.lower():
        key = urls.key(place.link.url, render=True)
        look = replace(place.link, key=key, render=True, kind=Kind.HUB, score=RENDERED_HOME, group=LAST_RESORT)
        links = links | {key: look}
    links = links | {file.key: file for file in script_files(place, place.link.context, SCRIPT_FILE, LAST_RESORT)}
    sitemap = place.to(urls.resolve(place.page.url, "/sitemap.xml") or "", Kind.HUB, SITEMAP, group=LAST_RESORT)
    return links | {sitemap.key: links.get(sitemap.key, sitemap)}


# --- what it teaches ------------------------------------------------------------------------------------------------
def _has_content(view: _View, links: Iterable[Link]) -> bool:
    """Tell whether an answer says what it was asked for."""
    place, selection = view.place, view.selection
    refused = view.judged.rejected is not None and view.judged.rejected.reason != "empty"
    looked_at = place.link.render or view.judged.report or refused or selection.entries or place.organs
    return bool(looked_at) or _says_none(place) or node_trees.any_of(links)


def _says_none(place: PageContext) -> bool:
    """Tell whether an endpoint of a column of reports answers that there are none."""
    return place.annual and place.link.kind is Kind.DATA and total_in(place.page.data)[0] == 0


def _observed_content(view: _View, observations: Observations, calls: Iterable[Call]) -> Observations:
    place, entries = view.place, view.selection.entries
    link, shell = place.link, place.link.context.shell
    plain = bool(view.claim and place.annual and entries) and place.page.data is None and not link.render
    endpoint = javascript_pages.endpoint_of(entries, calls) if shell else None
    return replace(observations, plain_column=plain, filled_shell=shell, endpoint=endpoint)


# --- what it leaves open --------------------------------------------------------------------------------------------
def _gaps(view: _View, links: Collection[Link], *, shell: bool) -> Iterator[Gap]:
    """Yield what the page promises and does not give."""
    place, judged = view.place, view.judged
    framed = any(anchor.region == "frame" for anchor in place.anchors)  # whose page is then asked for
    expected = place.link.score >= NEIGHBOUR or (place.link.render and place.link.kind is Kind.REPORT)
    if judged.rejected and judged.rejected.reason == "empty" and expected and not framed:
        yield Gap(kind=GapKind.EMPTY_REPORT, words=place.link.anchor, url=place.page.url)
    if not view.hub:
        return
    yield from gaps.elsewhere(place)
    if shell or not place.annual:
        yield from _unturned(view, links, shell=shell)
        return
    rejected = (entry.title for entry in view.selection.rejected.values())
    followed = [link.anchor for link in links if link.key != place.link.key]
    titles = gaps.unlinked(place, (*rejected, *followed))
    yield from titles
    yield from gaps.choices(place, followed, turned=_is_turned(view))
    if _shows_too_few(view):
        yield Gap(kind=GapKind.CHOICE, words=_claimed(view), url=place.page.url)
    if not titles and _is_empty_column(view, links):
        yield Gap(kind=GapKind.EMPTY_COLUMN, words=place.name, url=place.page.url)


def _unturned(view: _View, links: Collection[Link], *, shell: bool) -> Iterator[Gap]:
    """Yield the further pages of a list that is called otherwise and holds reports, if none of them is known."""
    if len(view.selection.entries) < MIN_ENTRIES or shell or view.place.home:
        return
    followed = [link.anchor for link in links]
    for gap in gaps.choices(view.place, followed, turned=_is_turned(view)):
        if gaps.is_more(gap.words):
            yield gap


def _is_plain_look(view: _View) -> bool:
    """Tell whether a browser may see more of a page: it was not asked yet, and there is something to press."""
    return not view.place.link.render and view.place.page.data is None and "<script" in view.place.page.html.lower()


def _is_turned(view: _View) -> bool:
    """Tell whether a list's further pages are known, or it says by its numbers that it has none."""
    column, claim = view.column, view.claim
    if column is None or claim is None:
        return False
    whole = claim.total is not None and len(claim.entries) >= claim.total
    return bool(column.pages) or bool(view.place.list_key) or claim.pages is not None or whole


def _shows_too_few(view: _View) -> bool:
    """Tell whether a list claims more entries, or pages, than it shows, and gives no way to them."""
    column, claim = view.column, view.claim
    if column is None or claim is None or column.pages or view.place.list_key:
        return False
    return (claim.total or 0) > len(claim.entries) or (claim.pages or 1) > 1


def _claimed(view: _View) -> str:
    claim = view.claim
    return f"{claim.total} entries" if claim and claim.total else f"{claim.pages} pages" if claim else ""


def _is_empty_column(view: _View, links: Collection[Link]) -> bool:
    place, selection = view.place, view.selection
    asked_for = place.link.kind in {Kind.LIST, Kind.DATA} and place.link.score >= COLUMN and not place.list_key
    shown = selection.entries or selection.rejected or any(link.context.annual for link in links)
    return asked_for and not shown and not gaps.says_none(place) and not _says_none(place)


# --- what it is -----------------------------------------------------------------------------------------------------
def _reading(view: _View, family: Cms, links: Iterable[Link], shell: str) -> Reading:
    place, judged = view.place, view.judged
    return Reading(
        portal=place.portal.code,
        link=place.link,
        kind=_kind_of_shell(place.link) if shell else _kind(view),
        reason=shell or _reason(view),
        content_key=judged.content_key or page_key(place.page),
        links=tuple(sorted(links, key=lambda link: -link.score)),
        reports=(judged.report, *judged.others) if judged.report else (),
        rejected=(*((judged.rejected,) if judged.rejected else ()), *view.selection.rejected.values()),
        listing=view.claim,
        cms=family.name,
    )


def _kind_of_shell(link: Link) -> Kind:
    # A report's page comes up by the calendar, whether its text is in it or not; a shell, at every visit.
    return link.kind if link.kind in {Kind.HOME, Kind.REPORT} else Kind.SHELL


def _kind(view: _View) -> Kind:
    asked_as = view.place.link.kind
    if asked_as is Kind.HOME:
        return Kind.HOME
    if view.judged.report:
        return Kind.REPORT
    if asked_as is Kind.REPORT:
        return Kind.OTHER
    if view.claim is not None:
        return Kind.LIST
    if len(view.place.organs) >= MIN_ORGANS:
        return Kind.DIRECTORY
    return Kind.HUB if view.selection.links else Kind.OTHER


def _reason(view: _View) -> str:
    report, others, claim = view.judged.report, view.judged.others, view.claim
    if report:
        beside = f", and {len(others)} more" if others else ""
        return f"report of {report.agency or 'an unknown body'} for {report.year}{beside}"
    if view.judged.rejected:
        return f"no report: {view.judged.rejected.reason}"
    if claim:
        return f"list {view.place.name!r}, page {claim.page + 1}, {len(claim.entries)} entries"
    return f"{len(view.place.page.anchors)} links"
