"""JEECMS: ``index.jhtml`` and ``index_2.jhtml``, articles ``/<column>/<id>.jhtml``, and the ``?a=dir`` directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spiders import urls
from spiders.cms.base import Listing, ReportPage, by_links, further_pages, listing_of, report_of
from spiders.linear import pattern
from spiders.pages import Page, page_of
from spiders.pages.link_lists import claimed_pages

if TYPE_CHECKING:
    from scrapy.http import Response

_SHAPE = pattern(r"\.jhtml")
_ARTICLE = pattern(r"/\d+\.jhtml")
_LIST = pattern(r"/(index(?:_(\d{1,6}))?\.jhtml)?$|[?&]a=dir&")
_GOTO = pattern(r"index_(\d{1,6})\.jhtml")
_PAGE_NUMBER = pattern(r"&page=\d+")
_QUERY_PAGE = pattern(r"[?&]page=(\d{1,6})\b")


class Jeecms:
    """The family of Zhengzhou's disclosure sites and of scattered counties."""

    name = "jeecms"

    def recognises(self, response: Response) -> float:
        """Go by the ending ``.jhtml`` of the URL or of the links."""
        if ".jhtml" in response.url or "?a=dir" in response.url:
            return 0.9
        return by_links(page_of(response), _SHAPE, many=0.8, few=0.3)

    def listing(self, response: Response) -> Listing | None:
        """Read a list; its pager calls a script with ``index_N.jhtml``, and prints how many there are."""
        page = page_of(response)
        here = _LIST.search(response.url)
        if here is None:
            return None
        count = max([claimed_pages(page) or 1, *(int(target[1]) for target in _GOTO.finditer(page.html))])
        if "a=dir" in response.url:
            return _directory(page, count)
        further = further_pages(response.url, count, "index_{}.jhtml".format)
        number = int(here[2] or 1) - 1
        first = urls.resolve(response.url, "index.jhtml") if number else response.url
        return listing_of(page, further, number=number, count=count, first=first or "")

    def report(self, response: Response) -> ReportPage | None:
        """Read an article."""
        return report_of(page_of(response)) if _ARTICLE.search(response.url) else None


def _directory(page: Page, count: int) -> Listing:
    """Read the ``?a=dir`` directory, whose pages are numbered in the query."""
    first = _PAGE_NUMBER.sub("", page.url)
    turned = _QUERY_PAGE.search(page.url)
    number = int(turned[1]) - 1 if turned else 0
    further = further_pages(first, count, lambda n: f"{first}&page={n}")
    return listing_of(page, further, number=number, count=count, first=first)


FAMILY = Jeecms()
