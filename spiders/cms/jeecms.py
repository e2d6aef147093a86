"""JEECMS: ``index.jhtml`` and ``index_2.jhtml``, articles ``/<column>/<id>.jhtml``, and the ``?a=dir`` directory."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spiders import urls
from spiders.cms.base import Listing, ReportPage, listing_of, report_of
from spiders.pages import page_of
from spiders.pages.link_lists import claimed_pages

if TYPE_CHECKING:
    from scrapy.http import Response

_ARTICLE = re.compile(r"/\d+\.jhtml")
_LIST = re.compile(r"/(index(?:_(\d+))?\.jhtml)?$|[?&]a=dir&")
_GOTO = re.compile(r"index_(\d+)\.jhtml")
_QUERY_PAGE = re.compile(r"[?&]page=(\d+)")


class Jeecms:
    """The family of Zhengzhou's disclosure sites and of scattered counties."""

    name = "jeecms"

    def recognises(self, response: Response) -> float:
        """Go by the ending ``.jhtml`` of the URL or of the links."""
        if ".jhtml" in response.url or "?a=dir" in response.url:
            return 0.9
        linked = sum(".jhtml" in anchor.url for anchor in page_of(response).anchors[:2000])
        return 0.8 if linked > 2 else 0.3 * (linked > 0)  # noqa: PLR2004

    def listing(self, response: Response) -> Listing | None:
        """Read a list; its pager calls a script with ``index_N.jhtml``, and prints how many there are."""
        page = page_of(response)
        here = _LIST.search(response.url)
        if here is None:
            return None
        count = max([claimed_pages(page) or 1, *(int(found[1]) for found in _GOTO.finditer(page.html))])
        if "a=dir" in response.url:
            bare = re.sub(r"&page=\d+", "", response.url)
            turned = _QUERY_PAGE.search(response.url)
            further = [f"{bare}&page={n}" for n in range(2, min(count, 400) + 1)]
            return listing_of(page, further, number=int(turned[1]) - 1 if turned else 0, count=count, first=bare)
        names = (f"index_{n}.jhtml" for n in range(2, min(count, 400) + 1))
        further = [url for name in names if (url := urls.resolve(response.url, name))]
        number = int(here[2] or 1) - 1
        first = urls.resolve(response.url, "index.jhtml") if number else response.url
        return listing_of(page, further, number=number, count=count, first=first or "")

    def report(self, response: Response) -> ReportPage | None:
        """Read an article."""
        return report_of(page_of(response)) if _ARTICLE.search(response.url) else None


FAMILY = Jeecms()
