"""The ``pc/list.html`` family of Yunnan, Guang'an and Jiangxi: every page has a ``/mobile/`` twin."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spiders import urls
from spiders.cms.base import Listing, ReportPage, listing_of, report_of
from spiders.pages import page_of
from spiders.pages.link_lists import claimed_pages

if TYPE_CHECKING:
    from scrapy.http import Response

_LIST = re.compile(r"/pc/(list|index)(?:_(\d+))?\.html")
_ARTICLE = re.compile(r"/pc/content[-_/]?\w*\.html")
_COUNT = re.compile(r"(?:pageCount|totalPage|pages)[\"']?\s*[:=]\s*[\"']?(\d{1,4})", re.IGNORECASE)


class PcList:
    """The family of Dali, Wenshan, Guang'an, Yichun and Kaifeng."""

    name = "pclist"

    def recognises(self, response: Response) -> float:
        """Go by the URL; a hub by its links."""
        if _LIST.search(response.url) or _ARTICLE.search(response.url):
            return 0.95
        linked = sum(bool(_LIST.search(a.url) or _ARTICLE.search(a.url)) for a in page_of(response).anchors[:2000])
        return 0.8 if linked > 2 else 0.3 * (linked > 0)  # noqa: PLR2004

    def listing(self, response: Response) -> Listing | None:
        """Read a list; page n is ``list_n.html``, counted from the claims of page and script."""
        here = _LIST.search(response.url)
        page = page_of(response)
        if here is None:
            return None
        counted = _COUNT.search(page.scripts)
        count = claimed_pages(page) or (int(counted[1]) if counted else 1)
        linked = (int(found[2]) for a in page.anchors if (found := _LIST.search(a.url)) and found[2])
        count = max([count, *linked]) if urls.directory(response.url) else count
        further = [urls.resolve(response.url, f"{here[1]}_{n}.html") for n in range(2, min(count, 400) + 1)]
        first = urls.resolve(response.url, f"{here[1]}.html") or response.url
        number = int(here[2] or 1) - 1
        return listing_of(page, [url for url in further if url], number=number, count=count, first=first)

    def report(self, response: Response) -> ReportPage | None:
        """Read an article."""
        return report_of(page_of(response)) if _ARTICLE.search(response.url) else None


FAMILY = PcList()
