"""The Henan platform of Luoyang and Nanyang: columns without trailing slash, ``/YYYY/MM-DD/<id>.html``.

Its forerunner is read too: those paths hold empty segments (``/html/1//2/…``) that must be asked for as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spiders.cms.base import Listing, ReportPage, by_links, further_pages, listing_of, paged_listing, report_of
from spiders.linear import pattern
from spiders.pages import page_of
from spiders.pages.link_lists import claimed_pages
from spiders.pages.pagination import pager_of

if TYPE_CHECKING:
    from scrapy.http import Response

_ARTICLE = pattern(r"/20\d\d/[01]\d-[0-3]\d/\d+\.html")
_OLD = pattern(r"/html/\d+//?\d+/[\d/]*(?:index(?:_\d+)?|\d+)\.html")
_NUMBER = pattern(r"[?&]page(?:Index|No|Num)?=(\d{1,6})\b|/index_(\d{1,6})\.html")


class Henan:
    """The family of Luoyang's, Nanyang's and Anyang's counties."""

    name = "henan"

    def recognises(self, response: Response) -> float:
        """Go by article URLs, the old paths, and links to either."""
        if _ARTICLE.search(response.url) or _OLD.search(response.url):
            return 0.9
        return by_links(page_of(response), _ARTICLE, _OLD, many=0.75, few=0.3)

    def listing(self, response: Response) -> Listing | None:
        """Read a column; pages by printed pager, by ``?page=`` on the new platform, by ``index_N`` on the old."""
        old = _OLD.search(response.url)
        if _ARTICLE.search(response.url) or (old and "/index" not in response.url):
            return None
        page, number = page_of(response), _number(response.url)
        if pager := pager_of(page):
            return paged_listing(page, pager, number=number)
        count = claimed_pages(page) or 1
        if number:
            return listing_of(page, number=number, count=count, first="")
        if old:
            further = further_pages(response.url, count, "index_{}.html".format, second=1)
        else:
            further = further_pages(response.url, count, "?page={}".format)
        listing = listing_of(page, further, count=count)
        return listing if listing.entries or count > 1 else None

    def report(self, response: Response) -> ReportPage | None:
        """Read an article of either platform."""
        return report_of(page_of(response))


def _number(url: str) -> int:
    """Return the number, from 0, that a page's address names."""
    named = _NUMBER.search(url)
    if not named:
        return 0
    return int(named[1]) - 1 if named[1] else int(named[2])


FAMILY = Henan()
