"""Shandong's disclosure platform: ``/gongkai/site_<agency>/channel_<id>/doc_<ObjectId>.html``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spiders.cms.base import Listing, ReportPage, by_links, further_pages, listing_of, report_of
from spiders.linear import pattern
from spiders.pages import page_of
from spiders.pages.link_lists import claimed_pages

if TYPE_CHECKING:
    from scrapy.http import Response

_PLACE = pattern(r"/(?:site_\w+/)?channel_[\w.]+/?|/site_\w+/")
_DOCUMENT = pattern(r"/doc_[0-9a-f]{16,32}\.html")
_NUMBER = pattern(r"[?&]page=(\d{1,6})\b")


class Gongkai:
    """The family of Zibo, Jinan and Liaocheng."""

    name = "gongkai"

    def recognises(self, response: Response) -> float:
        """Go by the URL; an index page by its links."""
        if _PLACE.search(response.url) or _DOCUMENT.search(response.url):
            return 0.95
        return by_links(page_of(response), _PLACE, many=0.7)

    def listing(self, response: Response) -> Listing | None:
        """Read a channel; its pages are ``?page=2`` and so on, their count in a script. A bare site shows its guide."""
        if "/channel_" not in response.url or _DOCUMENT.search(response.url):
            return None
        page = page_of(response)
        count = claimed_pages(page) or 1
        number = _NUMBER.search(response.url)
        first = response.url.split("?", 1)[0]
        further = further_pages(first, count, "?page={}".format)
        return listing_of(page, further, number=int(number[1]) - 1 if number else 0, count=count, first=first)

    def report(self, response: Response) -> ReportPage | None:
        """Read a document: agency line, table with 索引号, title, body."""
        return report_of(page_of(response), (".article-content",))


FAMILY = Gongkai()
