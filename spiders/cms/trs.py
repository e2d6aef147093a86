"""TRS WCM: directories as columns, ``tYYYYMMDD_<id>.html`` as articles, pagers that only a script draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spiders import urls
from spiders.cms.base import Listing, ReportPage, by_links, further_pages, listing_of, report_of
from spiders.linear import IGNORECASE, code, pattern
from spiders.pages import Page, page_of

if TYPE_CHECKING:
    from scrapy.http import Response

_ARTICLE = pattern(r"/t(?:\d{8}_\d+|\d{6,9})(?:_wap)?\.s?html?$")
_CALL = pattern(
    r"createPageHTML\w*\(\s*(?:[\"'][\w-]*[\"']\s*,\s*)?(\d{1,6})\s*,\s*(\d{1,6})\s*,\s*[\"']([\w-]+)[\"']\s*,\s*[\"'](s?html?)[\"']",
    IGNORECASE,
)
_COUNT = pattern(r"\bcountPage\s*=\s*[\"']?(\d{1,6})\b")
_NAMED = code(r"[\"'](index|list|[a-z]\w{0,30})(?:[\"']\s*\+\s*[\"'])?_[\"']\s*\+")
_PAGE = pattern(r"/([A-Za-z]\w*?)(?:_(\d{1,4}))?\.(s?html?)$")
_SIGNS = (
    ("CurrChnlCls", 0.9),
    ("TRS_Editor", 0.9),
    ("TRS_UEDITOR", 0.9),
    ("trs_editor_view", 0.9),
    ("createPageHTML", 0.8),
)
_CONTAINERS = (".TRS_Editor", ".trs_editor_view", ".TRS_UEDITOR", ".Custom_UnionStyle", ".zz-xl-ct")


class Trs:
    """The family of Ningxia, Guizhou, Chongqing, Guangxi and a third of all counties."""

    name = "trs"

    def recognises(self, response: Response) -> float:
        """Go by article URLs and the marks TRS templates leave."""
        page = page_of(response)
        if _ARTICLE.search(response.url):
            return 0.9
        sign = max((weight for word, weight in _SIGNS if word in page.html), default=0.0)
        written = _NAMED.search(page.scripts) and _COUNT.search(page.scripts)
        return max(sign, by_links(page, _ARTICLE, many=0.8, few=0.4), 0.6 if written else 0.0)

    def listing(self, response: Response) -> Listing | None:
        """Compute every page from ``createPageHTML`` or ``countPage``; page n is ``<name>_<n>`` beside the first."""
        page = page_of(response)
        if _ARTICLE.search(response.url):
            return None
        pager = _drawn(page)
        if pager is None:
            return None
        count, name, ending = pager
        here = _PAGE.search(response.url)
        number = int(here[2] or 0) if here and here[1] == name else 0
        further = further_pages(response.url, count, lambda n: f"{name}_{n}.{ending}", second=1)
        first = (urls.resolve(response.url, f"{name}.{ending}") if number else "") or response.url
        return listing_of(page, further, number=number, count=count, first=first)

    def report(self, response: Response) -> ReportPage | None:
        """Read an article; its attachments are ``P0<time>.<ending>`` beside it."""
        return report_of(page_of(response), _CONTAINERS)


def _drawn(page: Page) -> tuple[int, str, str] | None:
    """Return number, name and ending of the pages that a script's pager draws; None when no script draws one."""
    if call := _CALL.search(page.html):
        # Guangxi's variant counts from 1 and names its element first; the number of pages is the same.
        return int(call[1]), call[3], call[4]
    count, named = _COUNT.search(page.scripts), _NAMED.search(page.scripts)
    here = _PAGE.search(page.url)
    return (int(count[1]), named[1], here[3] if here else "html") if count and named else None


FAMILY = Trs()
