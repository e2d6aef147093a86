"""Anhui's platforms: ``/public/column/<org>?type=4&catId=…``, and controllers named for annual reports.

``OpennessAnnualReport|XxgkAnnualReport|Xxgknb`` pages are reports by their address alone; ``…/showList/…/page_N.html``
are lists. ``public/column`` draws its list with ``/site/label/8888``, which answers a piece of HTML.
"""

from __future__ import annotations

import html
from dataclasses import replace
from typing import TYPE_CHECKING

from spiders import urls
from spiders.cms.base import Follow, Listing, ReportPage, by_links, further_pages, listing_of, report_of
from spiders.linear import IGNORECASE, pattern
from spiders.pages import Page, page_of
from spiders.pages.link_lists import claimed_pages
from spiders.pages.pagination import MAX_PAGES

if TYPE_CHECKING:
    from scrapy.http import Response

_COLUMN = pattern(r"/public/column/\d+")
_ARTICLE = pattern(r"/public/\d+/\d+\.html|/(?:OpennessAnnualReport|XxgkAnnualReport|Xxgknb)/show/\d+", IGNORECASE)
_SHOW = pattern(r"/(?:Openness|Xxgk|Policy|\w*)Content/showList/|/\w+/showList/[\d/]+page_\d+\.html")
_LABEL = pattern(r"[\"'](/site/label/8888\?[^\"'\s]{10,})[\"']")
_INDEX = pattern(r"([?&]pageIndex=)(\d{0,6})[^&#]*")
_PAGE = pattern(r"page_(\d{1,6})\.html")


class Anhui:
    """The family of Anhui, and of Longnan and Changde."""

    name = "anhui"

    def recognises(self, response: Response) -> float:
        """Go by the URL; a hub by its links."""
        if _COLUMN.search(response.url) or _ARTICLE.search(response.url) or _SHOW.search(response.url):
            return 0.95
        if "/site/label/8888" in response.url:
            return 0.95
        return by_links(page_of(response), _COLUMN, _ARTICLE, _SHOW, many=0.8, few=0.3)

    def listing(self, response: Response) -> Listing | None:
        """Read a list, or name the label that draws it."""
        page = page_of(response)
        if _ARTICLE.search(response.url):
            return None
        if "/site/label/8888" in response.url:
            return _label(page)
        if _SHOW.search(response.url):
            return _show(page)
        label = _LABEL.search(page.html)
        url = urls.resolve(page.base, html.unescape(label[1])) if label else None
        if url is None:
            return None
        if not _INDEX.search(url):
            url += "&pageIndex="
        first = Follow(url=_INDEX.sub(r"\g<1>1", url), page=0)
        return replace(listing_of(page), pages=(first,), total=None)

    def report(self, response: Response) -> ReportPage | None:
        """Read an article or a page of the annual-report controllers."""
        return report_of(page_of(response), (".gkxx_content", "#zoom", ".j-fontContent", ".wzcon"))


def _label(page: Page) -> Listing:
    index = _INDEX.search(page.url)
    number = int(index[2] or 1) if index else 1
    count = claimed_pages(page)
    last = min(count or number, MAX_PAGES)
    pages = tuple(Follow(url=_INDEX.sub(rf"\g<1>{n}", page.url), page=n - 1) for n in range(1, last + 1) if n != number)
    return replace(listing_of(page, number=number - 1, count=count), pages=pages, first="")


def _show(page: Page) -> Listing:
    here = _PAGE.search(page.url)
    number = int(here[1]) if here else 1
    folder = urls.directory(page.url)
    links = (_PAGE.search(anchor.url) for anchor in page.anchors if urls.directory(anchor.url) == folder)
    count = max([claimed_pages(page) or 1, number, *(int(link[1]) for link in links if link)])
    further = further_pages(page.url, count, "page_{}.html".format)
    first = urls.resolve(page.url, "page_1.html") or page.url
    return listing_of(page, further, number=number - 1, count=count, first=first)


FAMILY = Anhui()
