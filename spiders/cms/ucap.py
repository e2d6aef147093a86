"""UCAP (开普): ``/<site>/c100010/common_list.shtml``, articles named by 32 hex digits or ``cNN_<number>``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spiders import urls
from spiders.cms.base import Listing, ReportPage, by_links, further_pages, listing_of, report_of
from spiders.linear import IGNORECASE, pattern
from spiders.pages import page_of

if TYPE_CHECKING:
    from scrapy.http import Response

_ARTICLE = pattern(r"/\d{6}/(?:[0-9a-f]{32}|c\d\d_\d+|\d{4,})\.shtml")
_COLUMN = pattern(r"/[cC]\w*\d+\w*/")
_LIST = pattern(r"/((?:[a-z]+_)*list|zfxxgk_gknbz|xxgk_\w+|zwgk)(?:_?(\d{1,4}))?\.shtml", IGNORECASE)
_CALL = pattern(
    r"createPageHTML\w*\(\s*[\"'][\w-]*[\"']\s*,\s*(\d{1,6})\s*,\s*(\d{1,6})\s*,\s*[\"']([\w-]+)[\"']\s*,\s*[\"'](s?html?)[\"']"
    r"(?:\s*,\s*[\"']?(\d{1,7})\b)?"
)
_SIGNS = pattern(r"UCAP-?CONTENT|ucapcontent|/common/search/[0-9a-f]{32}", IGNORECASE)


class Ucap:
    """The family of Heilongjiang, Xinjiang, much of Sichuan, Jiangxi, Hunan and Tibet."""

    name = "ucap"

    def recognises(self, response: Response) -> float:
        """Go by the URL, the body's id, and links to such articles."""
        page = page_of(response)
        if _SIGNS.search(page.html):
            return 0.9
        column = _LIST.search(response.url) and _COLUMN.search(response.url)
        drawn = response.url.endswith(".shtml") and _CALL.search(page.html)
        if _ARTICLE.search(response.url) or column or drawn:
            return 0.85
        return by_links(page, _ARTICLE, many=0.7, few=0.3)

    def listing(self, response: Response) -> Listing | None:
        """Compute the pages of its pager call, which counts from 1 (page 2 is ``<name>_2``); None without one."""
        page = page_of(response)
        call = _CALL.search(page.html)
        if call is None or _ARTICLE.search(response.url):
            return None
        count, name, ending = int(call[1]), call[3], call[4]
        here = _LIST.search(response.url)
        number = max(int((here[2] or 1) if here else call[2]) - 1, 0)
        further = further_pages(response.url, count, lambda n: f"{name}_{n}.{ending}")
        first = (urls.resolve(response.url, f"{name}.{ending}") if number else "") or response.url
        total = int(call[5]) if call[5] else None
        return listing_of(page, further, number=number, count=count, first=first, total=total)

    def report(self, response: Response) -> ReportPage | None:
        """Read an article; its tables are often pictures or drawn by scripts."""
        return report_of(page_of(response), ("#UCAP-CONTENT", "#UCAPCONTENT", ".article-content"))


FAMILY = Ucap()
