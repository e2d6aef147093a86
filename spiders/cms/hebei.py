"""Hebei's platform: ``/columns/<uuid>/index.html`` and ``/columns/<uuid>/YYYYMM/DD/<uuid>.html``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spiders import urls
from spiders.cms.base import Listing, ReportPage, by_links, further_pages, listing_of, report_of
from spiders.linear import IGNORECASE, pattern
from spiders.pages import page_of
from spiders.pages.link_lists import claimed_pages
from spiders.pages.pagination import pager_of

if TYPE_CHECKING:
    from scrapy.http import Response

_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_COLUMN = pattern(rf"/columns/{_UUID}/(?:(index|list)(?:_(\d{1, 6}))?\.html)?$", IGNORECASE)
_ARTICLE = pattern(rf"/columns/{_UUID}/\d{{6}}/\d\d/{_UUID}\.html", IGNORECASE)


class Hebei:
    """The family of Shijiazhuang's counties."""

    name = "hebei"

    def recognises(self, response: Response) -> float:
        """Go by the URL; a hub by its links."""
        if _COLUMN.search(response.url) or _ARTICLE.search(response.url):
            return 0.95
        return by_links(page_of(response), _COLUMN, _ARTICLE, many=0.8, few=0.3)

    def listing(self, response: Response) -> Listing | None:
        """Read a column whose pager only claims a number of pages; one with printed links is anybody's."""
        here = _COLUMN.search(response.url)
        page = page_of(response)
        pager = pager_of(page)
        if here is None or (pager and (pager.pages or pager.next)):
            return None
        count = claimed_pages(page) or 1
        name = here[1] or "index"
        number = int(here[2] or 1) - 1
        first = urls.resolve(response.url, f"{name}.html") if number else response.url
        further = further_pages(response.url, count, (name + "_{}.html").format)
        return listing_of(page, further, number=number, count=count, first=first or "")

    def report(self, response: Response) -> ReportPage | None:
        """Read an article."""
        return report_of(page_of(response)) if _ARTICLE.search(response.url) else None


FAMILY = Hebei()
