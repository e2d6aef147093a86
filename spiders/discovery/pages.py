"""Reads one HTML page on behalf of an Explorer: the report it is, the list it shows, the links it offers."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from spiders import urls
from spiders.cms import families
from spiders.cms.base import Cms, Listing, ReportPage
from spiders.discovery.outlook import ATTACHMENT, Outlook
from spiders.discovery.places import Place
from spiders.discovery.scoring import ANNUAL
from spiders.items import Attachment, Edge, Kind, Link, ListClaim, Reading, Rejected, Report
from spiders.pages import page_of
from spiders.pages.article import lines_of
from spiders.pages.fingerprint import page_key, text_key
from spiders.pages.links import is_article, is_file
from spiders.reports import Context, NotAReport, ReportKey, classify

if TYPE_CHECKING:
    from lxml.etree import _Element
    from scrapy.http import Response

    from spiders.discovery.explorer import Explorer

_SURE = 0.6  # a family that is surer than this of one page reads the portal's other pages too
_LONG = 400  # characters of prose that make an index page an article
_EMPTY_BOX = re.compile(
    r"id=[\"']?(?:app|root|__nuxt|__next|container)[\"']?|v-for=|ng-repeat|\{\{\s*\w+", re.IGNORECASE
)


@dataclass(frozen=True)
class _Found:
    report: Report | None = None
    rejected: Rejected | None = None
    files: tuple[Link, ...] = ()
    content_key: str = ""
    text: str = ""


def read_page(explorer: Explorer, response: Response, link: Link) -> Reading:
    """Return what a page is: it may be a report and a list and a hub at once."""
    place = Place(explorer.portal, link, page_of(response))
    family = recognise(explorer, response)
    found = _report(explorer, place, family.report(response) or _generic().report(response))
    listing = None if found.report else family.listing(response) or _generic().listing(response)
    outlook = Outlook(place, explorer.years, explorer.offered)
    outlook.read(hub=found.report is None and link.kind is not Kind.REPORT)
    claim = _claim(explorer, place, listing, outlook) if listing and link.kind is not Kind.REPORT else None
    onward = _onward(place, listing, claim, outlook) if listing and claim else ()
    kind = _kind(place, found, claim, outlook)
    links = {one.key: one for one in (*outlook.found.values(), *onward, *found.files)}
    shell = _shell(place) if kind in {Kind.LIST, Kind.HUB, Kind.OTHER, Kind.HOME} and not outlook.entries else ""
    if shell:
        kind = Kind.SHELL if kind is not Kind.HOME else kind
        explorer.ledger.count("shells")
        explorer.ledger.notes.setdefault("shell", response.url[:300])
        if place.annual:
            explorer.ledger.notes["shell_annual"] = "1"
        rendered = replace(link, key=urls.key(link.url, render=True), render=True)
        links[rendered.key] = rendered
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
    known = explorer.portal.cms or explorer.ledger.notes.get(f"cms {urls.netloc(response.url)}", "")
    best, sure = _generic(), 0.0
    for family in families():
        score = family.recognises(response) + (0.2 if family.name == known else 0.0)
        if score > sure:
            best, sure = family, score
    if sure >= _SURE:
        explorer.ledger.notes[f"cms {urls.netloc(response.url)}"] = best.name
    return best


def _generic() -> Cms:
    return next(family for family in families() if family.name == "generic")


def _report(explorer: Explorer, place: Place, article: ReportPage | None) -> _Found:
    """Judge the page as a document. A column's page is one only when its prose says so."""
    link, page = place.link, place.page
    if article is None:
        refused = Rejected(url=page.url, title=link.anchor, reason="empty") if link.kind is Kind.REPORT else None
        return _Found(rejected=refused)
    body = _parsed(article.body)
    lines = lines_of(body) if body is not None else ""
    expected = link.kind in {Kind.REPORT, Kind.FILE}
    if not expected and (len(lines) < _LONG or link.kind is Kind.HOME):
        return _Found()
    context = Context(
        portal_code=explorer.portal.code,
        portal_name=explorer.portal.name,
        agency=place.agency,
        column=place.name,
        breadcrumb=page.breadcrumb,
        column_type=page.meta.get("columntype", ""),
        content_source=article.agency or "",
        anchor=link.anchor,
        published=article.published or link.date,
    )
    verdict = classify(article.title, page.url, context, f"{article.title}\n{lines}")
    if isinstance(verdict, NotAReport):
        if not expected:
            return _Found()
        return _Found(rejected=Rejected(url=page.url, title=article.title[:300], reason=verdict.reason))
    if explorer.years is not None and verdict.year not in explorer.years:
        return _Found()
    return _accept(place, article, verdict, lines, own=expected)


def _accept(place: Place, article: ReportPage, verdict: ReportKey, lines: str, *, own: bool) -> _Found:
    link, page = place.link, place.page
    moved = urls.key(page.url) != urls.key(link.url)
    url, key = (page.url, urls.key(page.url)) if moved else (link.url, urls.key(link.url))
    attachments = tuple(
        Attachment(url=one.url, key=urls.key(one.url), name=one.name)
        for one in article.attachments
        if urls.same_portal(one.url, place.portal) and urls.key(one.url) != key
    )
    report = Report(
        url=url,
        key=key,
        title=article.title,
        year=verdict.year,
        agency=verdict.agency,
        level=verdict.level,
        published=article.published or link.date,
        index_number=article.index_number,
        attachments=attachments,
        flags=verdict.flags,
        via=(Edge(url=link.via, anchor=link.anchor),) if link.via else (),
        meta={**article.meta, **({"breadcrumb": " > ".join(page.breadcrumb)} if page.breadcrumb else {})},
    )
    tie = json.dumps({"key": key, "year": verdict.year}, ensure_ascii=False)
    files = tuple(
        Link(
            url=one.url, key=one.key, kind=Kind.FILE, score=ATTACHMENT, anchor=one.name[:300], via=url, agency=verdict.agency,
            context={"report": tie},
        )
        for one in attachments
    )  # fmt: skip
    follow = tuple(
        Link(
            url=one.url, key=urls.key(one.url, one.method, one.body), kind=Kind.FILE, score=0.97, anchor=article.title[:300], via=url,
            agency=verdict.agency, context={"report": tie}, method=one.method, body=one.body,
        )
        for one in article.follow
        if urls.same_portal(one.url, place.portal)
    )  # fmt: skip
    return _Found(report, None, (*files, *follow), text_key(lines) if own else "", lines)


def _parsed(body: str) -> _Element | None:
    if not body.strip():
        return None
    try:
        return document_fromstring(body.encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8", huge_tree=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _claim(explorer: Explorer, place: Place, listing: Listing, outlook: Outlook) -> ListClaim | None:
    """Note what a list page claims; only lists that hold reports, or should, are accounted for."""
    entries = [urls.key(one.url) for one in listing.entries if urls.same_portal(one.url, place.portal)]
    reports = set(outlook.entries)
    share = sum(one in reports for one in entries) / len(entries) if entries else 0.0
    if not place.annual and share == 0.0 and not place.list_key:
        return None
    page = int(place.link.context["page"]) if "page" in place.link.context else listing.page
    column = place.list_key or urls.key(listing.first or place.page.url)
    further = [one for one in listing.pages if one.page is None or one.page > page]
    claim = ListClaim(
        column=column,
        page=page,
        entries=tuple(entries),
        total=listing.total,
        pages=listing.page_count,
        more=bool(further),
    )
    holds = place.annual or share >= 0.3 or place.link.context.get("share", "") == "1"  # noqa: PLR2004
    if holds and explorer.ledger.listed(claim, place.name or place.page.heading, annual=place.annual):
        explorer.ledger.close(f"pages {column}")
    return claim


def _onward(place: Place, listing: Listing, claim: ListClaim, outlook: Outlook) -> tuple[Link, ...]:
    """Return the links to the list's further pages and sub-columns."""
    entries = set(claim.entries)
    share = len(entries & set(outlook.entries)) / len(entries) if entries else 0.0
    holds = place.annual or share >= 0.3  # noqa: PLR2004
    score = ANNUAL - 0.01 if holds else max(0.05, share)
    inherited = {name: place.link.context[name] for name in ("column", "root", "annual") if name in place.link.context}
    if place.annual:
        inherited.update(annual="1", column=place.name[:60])
    paged = [
        Link(
            url=one.url, key=urls.key(one.url, one.method, one.body), kind=Kind.LIST, score=score, group=f"pages {claim.column}",
            anchor=place.link.anchor, via=place.page.url, agency=place.link.agency, method=one.method, body=one.body,
            context={**inherited, "list": claim.column} | ({} if one.page is None else {"page": str(one.page)}),
        )
        for one in listing.pages
        if urls.same_portal(one.url, place.portal)
    ]  # fmt: skip
    columns = [
        Link(
            url=one.url, key=urls.key(one.url, one.method, one.body), kind=Kind.LIST, score=ANNUAL - 0.02 if place.annual else 0.4,
            group=f"folders of {claim.column}", anchor=one.anchor, via=place.page.url, method=one.method, body=one.body,
            agency=place.organ(one.anchor) or place.link.agency, context=inherited,
        )
        for one in listing.columns
        if urls.same_portal(one.url, place.portal)
    ]  # fmt: skip
    return (*paged, *columns)


def _kind(place: Place, found: _Found, claim: ListClaim | None, outlook: Outlook) -> Kind:
    if place.link.kind is Kind.HOME:
        return Kind.HOME
    if found.report and found.content_key:
        return Kind.REPORT
    if claim is not None:
        return Kind.LIST
    if found.report:
        return Kind.REPORT
    if len(place.organs) >= 5:  # noqa: PLR2004
        return Kind.DIRECTORY
    if place.link.kind is Kind.REPORT:
        return Kind.OTHER
    return Kind.HUB if outlook.found else Kind.OTHER


def _reason(place: Place, found: _Found, claim: ListClaim | None) -> str:
    if found.report:
        return f"report of {found.report.agency or 'an unknown body'} for {found.report.year}"
    if found.rejected:
        return f"no report: {found.rejected.reason}"
    if claim:
        return f"list {place.name!r}, page {claim.page + 1}, {len(claim.entries)} entries"
    return f"{len(place.page.anchors)} links"


def _shell(place: Place) -> str:
    """Return why a page is taken for a shell: scripts, hardly a word, and no link to go on with; "" when it is none."""
    page = place.page
    if place.link.render or "<script" not in page.html.lower():
        return ""
    own = [
        a for a in page.anchors if urls.same_portal(a.url, place.portal) and a.region not in {"nav", "foot", "crumb"}
    ]
    documents = [a for a in own if is_article(a.url) or is_file(a.url)]
    if documents or len(page.text) > 1500:  # noqa: PLR2004
        return ""
    boxed = _EMPTY_BOX.search(page.html) is not None
    if (boxed and len(own) < 3) or (place.annual and boxed) or (len(page.text) < 100 and len(own) < 3):  # noqa: PLR2004
        return "a shell: scripts, and nothing to read without them"
    return ""
