"""The ``pc/list.html`` family of Yunnan, Guang'an and Jiangxi: every page has a ``/mobile/`` twin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spiders import urls
from spiders.cms.base import Listing, ReportPage, by_links, further_pages, listing_of, report_of
from spiders.linear import IGNORECASE, pattern
from spiders.pages import Page, page_of
from spiders.pages.link_lists import claimed_pages

if TYPE_CHECKING:
    from scrapy.http import Response

_LIST = pattern(r"/pc/(list|index)(?:_(\d{1,6}))?\.html")
_ARTICLE = pattern(r"/pc/content[-_/]?\w*\.html")
_COUNT = pattern(r"(?:pageCount|totalPage|pages)[\"']?\s*[:=]\s*[\"']?(\d{1,4})", IGNORECASE)


class PcList:
    """The family of Dali, Wenshan, Guang'an, Yichun and Kaifeng."""

    name = "pclist"

    def recognises(self, response: Response) -> float:
        """Go by the URL; a hub by its links."""
        if _LIST.search(response.url) or _ARTICLE.search(response.url):
            return 0.95
        return by_links(page_of(response), _LIST, _ARTICLE, many=0.8, few=0.3)

    def listing(self, response: Response) -> Listing | None:
        """Read a list; page n is ``list_n.html``, counted from the claims of page and script."""
        here = _LIST.search(response.url)
        page = page_of(response)
        if here is None:
            return None
        count, number = _count(page), int(here[2] or 1) - 1
        further = further_pages(response.url, count, (here[1] + "_{}.html").format)
        first = urls.resolve(response.url, f"{here[1]}.html") or response.url
        return listing_of(page, further, number=number, count=count, first=first)

    def report(self, response: Response) -> ReportPage | None:
        """Read an article."""
        return report_of(page_of(response)) if _ARTICLE.search(response.url) else None


def _count(page: Page) -> int:
    """Return the number of pages: as page or script claims, or as far as links lead."""
    scripted = _COUNT.search(page.scripts)
    claimed = claimed_pages(page) or (int(scripted[1]) if scripted else 1)
    links = (_LIST.search(anchor.url) for anchor in page.anchors)
    return max([claimed, *(int(link[2]) for link in links if link and link[2])])


FAMILY = PcList()
