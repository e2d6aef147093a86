"""No family: what can be read of any page by its links, its pager and its article marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spiders.cms.base import Listing, ReportPage, detail_of, further_pages, listing_of, paged_listing, report_of
from spiders.linear import IGNORECASE, pattern
from spiders.pages import Page, page_of
from spiders.pages.javascript.drawn_pagers import drawn_pager
from spiders.pages.link_lists import blocks, claimed_pages
from spiders.pages.pagination import pager_of

if TYPE_CHECKING:
    from scrapy.http import Response

_QUERY = pattern(
    r"[\"'][^\"'\s]{0,200}?(\?(?:[\w%=.-]*&)*(?:page|pageno|pagenum|pageindex|page_?index|currpage|cur_page|curpage|p|pn|pg)=)[\"']",
    IGNORECASE,
)
_NUMBERED = pattern(r"[?&](?:page\w*|cur\w*|p|pn|pg)=\d+|_\d{1,4}\.s?html?$", IGNORECASE)
_PATTERN = pattern(r"[\"']([^\"'\s{}]{1,300})\{(?:0|n|p|page\w*|num)\}([^\"'\s{}]{0,100})[\"']", IGNORECASE)
_CALL = pattern(
    r"\w*[pP]age\w*\(\s*(?:[\"'][\w-]*[\"']\s*,\s*)?(\d{1,6})\s*,\s*(\d{1,6})\s*,\s*[\"'](\w+)[\"']\s*,\s*[\"'](s?html?)[\"']"
)


class Generic:
    """The reader of last resort."""

    name = "generic"

    def recognises(self, response: Response) -> float:
        """Return a little for anything: whoever recognises more goes first."""
        del response
        return 0.05

    def listing(self, response: Response) -> Listing | None:
        """Read a list by its main block and whatever pager is printed or written by a script."""
        page = page_of(response)
        pager = pager_of(page) or drawn_pager(page)
        if pager:
            return paged_listing(page, pager)
        further, count = _scripted(page)
        if not further and not blocks(page):
            return None
        return listing_of(page, further, count=count)

    def report(self, response: Response) -> ReportPage | None:
        """Read an article by its common marks."""
        page = page_of(response)
        return report_of(page) if page.data is None else detail_of(page)


def _scripted(page: Page) -> tuple[list[str], int | None]:
    """Return the pages of a pager that a script draws: a call with base name and ending, or a query to append to."""
    if call := _CALL.search(page.scripts):
        count, name, ending = int(call[1]), call[3], call[4]
        return further_pages(page.url, count, lambda n: f"{name}_{n}.{ending}", second=1), count
    claim = claimed_pages(page) or None
    if claim is None or claim == 1:
        return [], claim
    if found := _PATTERN.search(page.scripts):
        before, after = found[1], found[2]
        return further_pages(page.url, claim, lambda n: f"{before}{n}{after}"), claim
    query = None if _NUMBERED.search(page.url) else _QUERY.search(page.scripts)
    return (further_pages(page.url, claim, lambda n: f"{query[1]}{n}") if query else []), claim


FAMILY = Generic()
