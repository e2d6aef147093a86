"""Judges a page as a list: what it claims, and which requests read on (its further pages and sub-columns)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode, urlsplit

from spiders import urls
from spiders.caching import cached_property
from spiders.cms.base import Follow, Listing
from spiders.discovery.link_priors import ANNUAL, HOPELESS, prior
from spiders.discovery.link_selection import LinkSelection
from spiders.discovery.observations import ListPage
from spiders.discovery.page_context import PageContext
from spiders.items import Kind, Link, LinkContext, ListClaim
from spiders.linear import IGNORECASE, pattern
from spiders.pages.json_answers import total_in
from spiders.pages.link_lists import TITLE
from spiders.pages.pagination import MAX_PAGES
from spiders.pages.text import whole_number
from spiders.portals.hosts import same_portal

REPORT_SHARE = 0.3  # of a list's entries: then it is read to its end like a column of reports
MIN_SCORE = 0.05  # of the further pages of a list with hardly a report
_PAGE_NAME = pattern(r"page_?(?:no|num|index|number)?|cur(?:rent)?_?page|pageindex|p|pn|pg", IGNORECASE)
_ENTRY_KINDS = {Kind.REPORT, Kind.FILE}


@dataclass(eq=False)
class ListReader:
    """A list page in its place, with the reports among its entries."""

    place: PageContext
    listing: Listing
    selection: LinkSelection

    @cached_property
    def entries(self) -> tuple[str, ...]:
        """The keys of its entries on this portal, in order; ways to other pages are none."""
        own = (entry.url for entry in self.listing.entries if same_portal(entry.url, self.place.portal))
        no_entries = {self.place.list_key, *self._ways}
        keys = dict.fromkeys((*map(urls.key, own), *self._posted))
        return tuple(key for key in keys if key not in no_entries)

    @property
    def _posted(self) -> Iterator[str]:
        """The keys of the entries that have no address: a form asks for them."""
        links = self.selection.links.values()
        return (link.key for link in links if link.method == "POST" and link.kind in _ENTRY_KINDS)

    @property
    def _ways(self) -> Iterator[str]:
        for key, link in self.selection.links.items():
            if link.kind not in _ENTRY_KINDS and len(link.anchor) < TITLE:
                yield key

    @cached_property
    def report_share(self) -> float:
        """The share of its entries that are reports; 0 of none."""
        reports = set(self.selection.entries)
        return sum(key in reports for key in self.entries) / len(self.entries) if self.entries else 0.0

    @cached_property
    def page(self) -> int:
        """Its 0-based page in reading order."""
        page = self.place.link.context.page
        return self.listing.page if page is None else page

    @cached_property
    def key(self) -> str:
        """The key of the list's first page, which names the list; of a form, that of its request."""
        link = self.place.link
        posted = link.key if link.method != "GET" else ""  # many lists at one address
        return self.place.list_key or posted or urls.key(self.listing.first or self.place.page.url)

    @property
    def group(self) -> str:
        """The group of the list's further pages: closed together when the list repeats itself."""
        return f"pages {self.key}"

    @property
    def holds_reports(self) -> bool:
        """Whether it is read to its end: a column of reports by its name, or by what it holds."""
        return self.place.annual or self.report_share >= REPORT_SHARE

    @property
    def concerns(self) -> bool:
        """Tell whether the list is any of our business: of reports by its name, or by what it holds."""
        return self.place.annual or self.report_share > 0 or bool(self.place.list_key)

    @property
    def leads_on(self) -> bool:
        """Tell whether anything is to be asked for because of it."""
        return self.concerns or bool(self.listing.columns)

    def claim(self) -> ListClaim:
        """Return what the page says of its list."""
        data = self.place.page.data
        return ListClaim(
            column=self.key,
            page=self.page,
            entries=self.entries,
            total=self.listing.total if data is None else total_in(data)[0],
            pages=self.listing.page_count,
            more=any(follow.page is None or follow.page > self.page for follow in self.pages),
        )

    def list_page(self, claim: ListClaim) -> ListPage:
        """Return what the visit's memory keeps of the page."""
        name = self.place.name or self.place.page.heading
        return ListPage(claim=claim, name=name, annual=self.place.annual, holds=self.holds_reports, group=self.group)

    @cached_property
    def pages(self) -> tuple[Follow, ...]:
        """The further pages: as the family knows, else by turning the page number of the request."""
        return self.listing.pages or tuple(_turned(self.place, self.page, len(self.entries)))

    def onward(self) -> Iterator[Link]:
        """Yield the links to further pages and sub-columns."""
        context = self._inherited
        for follow in self.pages:
            if self._is_new(follow):
                yield self._page_link(follow, context)
        for follow in self.listing.columns:
            if same_portal(follow.url, self.place.portal):
                yield self._column_link(follow, context)

    @property
    def _inherited(self) -> LinkContext:
        above, annual = self.place.link.context, self.place.annual
        column = self.place.column if annual else above.column
        return LinkContext(annual=annual or above.annual, column=column, root=above.root, control=above.control)

    def _is_new(self, follow: Follow) -> bool:
        """Tell whether a page is to be asked for: the first one is known under another address."""
        first = follow.page == 0 and (self.place.list_key or not self.page)
        return same_portal(follow.url, self.place.portal) and not first

    def _page_link(self, follow: Follow, context: LinkContext) -> Link:
        place = self.place
        page = self.page + 1 if follow.page is None else follow.page
        link = place.to(
            follow.url, Kind.DATA if place.link.kind is Kind.DATA else Kind.LIST,
            ANNUAL - 0.01 if self.holds_reports else max(MIN_SCORE, self.report_share),
            group=self.group, anchor=place.link.anchor, agency=place.link.agency,
            context=replace(context, list_key=self.key, page=page), method=follow.method, body=follow.body,
        )  # fmt: skip
        # A form carries another state at every look; the page that it asks for is the same.
        return link if follow.method == "GET" else replace(link, key=f"{self.key}#page {page}")

    def _column_link(self, follow: Follow, context: LinkContext) -> Link:
        """Return a sub-column that only the family sees: by its words, or surely in a column of reports."""
        place, score = self.place, prior(follow.anchor, "").score
        organ = place.organ(follow.anchor)
        if (place.annual or organ is not None) and score > HOPELESS:
            score = max(score, ANNUAL - 0.02)
        return place.to(
            follow.url, Kind.LIST, score, anchor=follow.anchor, group=f"folders of {self.key}",
            agency=organ or place.link.agency, context=context, method=follow.method, body=follow.body,
        )  # fmt: skip


def _turned(place: PageContext, page: int, entries: int) -> Iterator[Follow]:
    """Yield the further pages of a data endpoint: its request again with another page number."""
    link = place.link
    form = _pairs(link.body)
    pairs = form or _pairs(urlsplit(link.url).query)
    position = next((i for i, (name, value) in enumerate(pairs) if _is_page_number(name, value)), None)
    if position is None:
        return
    name, first = pairs[position][0], int(pairs[position][1]) - page
    for number in range(page + 1, min(_page_count(place, page, entries), page + MAX_PAGES)):
        text = urlencode([*pairs[:position], (name, str(first + number)), *pairs[position + 1 :]])
        url, body = (link.url, text) if form else (f"{link.url.split('?', 1)[0]}?{text}", "")
        yield Follow(url=url, method=link.method, body=body, page=number)


def _page_count(place: PageContext, page: int, entries: int) -> int:
    """Return how many pages an endpoint's list has, as far as this one tells; 0 when it names no further ones."""
    if place.link.kind is not Kind.DATA or not entries:
        return 0
    total, pages = total_in(place.page.data) if place.page.data is not None else (None, None)
    if page and (total or pages):
        return 0  # all were named on the first; the last one is too short to count by
    return pages or (-(-total // entries) if total else page + 2)


def _is_page_number(name: str, value: str) -> bool:
    return whole_number(value) is not None and _PAGE_NAME.fullmatch(name) is not None


def _pairs(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True)
