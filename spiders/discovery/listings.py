"""Judges a page as a list: what it claims, and which requests read on (pages, sub-columns, endpoints of scripts)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode, urlsplit

from spiders import urls
from spiders.cms.base import Follow, Listing
from spiders.discovery import node_trees
from spiders.discovery.link_priors import ANNUAL, HOPELESS, prior, year_of
from spiders.discovery.link_selection import LinkSelection
from spiders.discovery.page_context import PageContext
from spiders.discovery.visit_state import VisitState
from spiders.items import Kind, Link, ListClaim
from spiders.pages.javascript.endpoints import Endpoint, endpoints_of
from spiders.pages.json_answers import total_in
from spiders.pages.link_lists import TITLE
from spiders.portals.hosts import same_portal

SHARE = 0.3  # of a list's entries that are reports: then it is read to its end like a column of reports
_PAGE_NAME = re.compile(r"page_?(?:no|num|index|number)?|cur(?:rent)?_?page|pageindex|p|pn|pg", re.IGNORECASE)
_DATA = re.compile(
    r"json|list|data|query|api|rest/|tree|organ|dept|column|channel|catalog|manuscript|article|info|detail|content|get|\.ashx|\.do\b|\.action",
    re.IGNORECASE,
)
_NO_DATA = re.compile(
    r"count|hits|click|visit|stat(?:s|istic)|login|weather|captcha|comment|user|\blog\b|search(?!/[0-9a-f]{16})|suggest|share|qrcode|token"
    r"|\.js\b|\.css|sso",
    re.IGNORECASE,
)


@dataclass(eq=False)
class ListReader:
    """A list page in its place, with the reports among its entries."""

    place: PageContext
    listing: Listing
    outlook: LinkSelection

    def __post_init__(self) -> None:
        place, listing = self.place, self.listing
        keys = (urls.key(one.url) for one in listing.entries if same_portal(one.url, place.portal))
        found = self.outlook.found.items()
        ways = {key for key, one in found if one.kind not in {Kind.REPORT, Kind.FILE} and len(one.anchor) < TITLE}
        self.entries = tuple(key for key in dict.fromkeys(keys) if key not in ways and key != place.list_key)
        reports = set(self.outlook.entries)
        self.share = sum(one in reports for one in self.entries) / len(self.entries) if self.entries else 0.0
        self.page = int(place.link.context.get("page", listing.page))
        posted = place.link.key if place.link.method != "GET" else ""  # many lists at one address
        self.key = place.list_key or posted or urls.key(listing.first or place.page.url)
        self.holds = place.annual or self.share >= SHARE

    @property
    def concerns(self) -> bool:
        """Tell whether the list is any of our business: of reports by its name, or by what it holds."""
        return self.place.annual or self.share > 0 or bool(self.place.list_key)

    @property
    def leads_on(self) -> bool:
        """Tell whether anything is to be asked for because of it."""
        return self.concerns or bool(self.listing.columns)

    def claim(self, ledger: VisitState) -> ListClaim:
        """Return what the page says of its list, and note it; a list that repeats itself is closed."""
        listing = self.listing
        further = any(one.page is None or one.page > self.page for one in self.pages())
        data = self.place.page.data
        total = listing.total if data is None else total_in(data)[0]
        claim = ListClaim(
            column=self.key, page=self.page, entries=self.entries, total=total, pages=listing.page_count,
            more=further,
        )  # fmt: skip
        name = self.place.name or self.place.page.heading
        if self.holds and ledger.listed(claim, name, annual=self.place.annual):
            ledger.close(self.group)
        return claim

    @property
    def group(self) -> str:
        """The group of the list's further pages: closed together when the list repeats itself."""
        return f"pages {self.key}"

    def pages(self) -> tuple[Follow, ...]:
        """Return the further pages: as the family knows, else by turning the page number of the request."""
        return self.listing.pages or tuple(_turned(self.place, self.page, len(self.entries)))

    def onward(self) -> Iterator[Link]:
        """Yield the links to further pages and sub-columns."""
        place = self.place
        score = ANNUAL - 0.01 if self.holds else max(0.05, self.share)
        inherited: dict[str, str] = {
            name: place.link.context[name] for name in ("column", "root", "annual") if name in place.link.context
        }
        if place.annual:
            inherited |= {"annual": "1", "column": place.name[:60]}
        for one in self.pages():
            known = one.page == 0 and (place.list_key or not self.page)  # the first page, under another address
            if same_portal(one.url, place.portal) and not known:
                page = one.page if one.page is not None or one.method == "GET" else self.page + 1
                number = {"page": str(page)} if page is not None else {}
                kind = Kind.DATA if place.link.kind is Kind.DATA else Kind.LIST
                link = place.to(
                    one.url, kind, score, group=self.group, anchor=place.link.anchor, agency=place.link.agency,
                    context={**inherited, "list": self.key, **number}, method=one.method, body=one.body,
                )  # fmt: skip
                # A form carries another state at every look; the page that it asks for is the same.
                yield link if one.method == "GET" else replace(link, key=f"{self.key}#page {page}")
        yield from self._columns(inherited)

    def _columns(self, inherited: dict[str, str]) -> Iterator[Link]:
        """Yield the sub-columns that only the family sees: by their words, or surely in a column of reports."""
        place = self.place
        for one in self.listing.columns:
            if same_portal(one.url, place.portal):
                known = prior(one.anchor, "")
                organ = place.organ(one.anchor)
                sure = (place.annual or organ is not None) and known.score > HOPELESS
                yield place.to(
                    one.url, Kind.LIST, max(known.score, ANNUAL - 0.02 if sure else 0.0), anchor=one.anchor,
                    group=f"folders of {self.key}", agency=organ or place.link.agency, context=inherited,
                    method=one.method, body=one.body,
                )  # fmt: skip


def _turned(place: PageContext, page: int, seen: int) -> Iterator[Follow]:
    """Yield the further pages of a data endpoint: its request again with another page number."""
    if place.link.kind is not Kind.DATA or place.page.data is None or not seen:
        return
    total, pages = total_in(place.page.data)
    if page and (total or pages):
        return  # all were named on the first; the last one is too short to count by
    query, form = _pairs(urlsplit(place.link.url).query), _pairs(place.link.body)
    pairs = form or query
    position = next(
        (i for i, (name, value) in enumerate(pairs) if _PAGE_NAME.fullmatch(name) and value.isdigit()), None
    )
    if position is None:
        return
    first = int(pairs[position][1]) - page
    last = pages or (-(-total // seen) if total else page + 2)
    for number in range(page + 1, min(last, page + 400)):
        turned = [*pairs[:position], (pairs[position][0], str(first + number)), *pairs[position + 1 :]]
        text = urlencode(turned)
        bare = place.link.url.split("?", 1)[0]
        url, body = (place.link.url, text) if form else (f"{bare}?{text}", "")
        yield Follow(url=url, method=place.link.method, body=body, page=number)


def _pairs(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True)


def called(place: PageContext, outlook: LinkSelection) -> Iterator[Link]:
    """Yield the endpoints that a page's scripts call for what it does not show itself: entries, organs, columns."""
    context = {**place.link.context, "column": place.name[:60], "shell": urls.key(place.page.url)}
    context |= {"annual": "1"} if place.annual else {}
    if place.annual or place.disclosure or place.home or place.agency:
        yield from _clicked(place, context)
    if not (place.annual or place.disclosure or place.home):
        return
    ways = sum(one.score >= 0.8 and one.key not in outlook.offered for one in outlook.found.values())  # noqa: PLR2004
    shown = len(outlook.entries) + (0 if place.annual else len(place.organs) + ways)
    score = 0.3 if shown else min(place.link.score, ANNUAL) * 0.97
    calls = [one for one in endpoints_of(place.page)[:10] if _answers(place, one)]
    yield from node_trees.grown(place, calls)
    for one in calls:
        yield place.to(
            one.url, Kind.DATA, score, group="endpoints", anchor=place.link.anchor, agency=place.link.agency,
            context=context | node_trees.carried(calls), method=one.method, body=one.body,
        )  # fmt: skip


def _clicked(place: PageContext, context: dict[str, str]) -> Iterator[Link]:
    """Yield what clicks fetch: a column or an organ by the words that are clicked."""
    for click in place.clicks:
        if not click.data or not _answers(place, click.target):
            continue
        known, organ = prior(click.text, ""), place.organ(click.text)
        folder = organ is not None or year_of(click.text) is not None
        score = max(known.score, ANNUAL - 0.02 if place.annual and folder else 0.8 if organ else 0.0)
        annual = {"annual": "1"} if known.score >= 0.9 and known.kind is Kind.LIST else {}  # noqa: PLR2004
        yield place.to(
            click.target.url, Kind.DATA, score, group=f"clicks {click.text[:16]}", anchor=click.text,
            agency=organ or place.link.agency, context={**context, "column": click.text[:60], **annual},
            method=click.target.method, body=click.target.body,
        )  # fmt: skip


def _answers(place: PageContext, one: Endpoint) -> bool:
    """Tell whether a URL of our own portal has the looks of an endpoint that answers with data."""
    words = urlsplit(one.url).path + "?" + urlsplit(one.url).query
    own = same_portal(one.url, place.portal)
    return own and _DATA.search(words) is not None and not _NO_DATA.search(words)


def detailed(place: PageContext) -> Iterator[Follow]:
    """Yield the endpoints that the scripts of an article without text may get the text from."""
    for one in endpoints_of(place.page)[:3]:
        if _DATA.search(one.url) and not _NO_DATA.search(one.url):
            yield Follow(url=one.url, method=one.method, body=one.body)
