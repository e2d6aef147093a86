"""No family: what can be read of any page by its links, its pager and its article marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spiders import urls
from spiders.cms.base import Follow, Listing, ReportPage, detail_of, listing_of, report_of
from spiders.pages import Page, page_of
from spiders.pages.javascript.drawn_pagers import drawn_pager
from spiders.pages.link_lists import blocks, claimed_pages
from spiders.pages.pagination import pager_of

if TYPE_CHECKING:
    from scrapy.http import Response

_QUERY = re.compile(
    r"[\"'][^\"'\s]{0,200}?(\?(?:[\w%=.-]*&)*(?:page|pageno|pagenum|pageindex|page_?index|currpage|cur_page|curpage|p|pn|pg)=)[\"']",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"[?&](?:page\w*|cur\w*|p|pn|pg)=\d+|_\d{1,4}\.s?html?$", re.IGNORECASE)
_PATTERN = re.compile(r"[\"']([^\"'\s{}]{1,300})\{(?:0|n|p|page\w*|num)\}([^\"'\s{}]{0,100})[\"']", re.IGNORECASE)
_CALL = re.compile(
    r"\w*[pP]age\w*\(\s*(?:[\"'][\w-]*[\"']\s*,\s*)?(\d+)\s*,\s*(\d+)\s*,\s*[\"'](\w+)[\"']\s*,\s*[\"'](s?html?)[\"']"
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
            return _paged(page, pager.pages, pager.count, pager.next)
        further, count = _scripted(page)
        if not further and not blocks(page):
            return None
        return listing_of(page, further, count=count)

    def report(self, response: Response) -> ReportPage | None:
        """Read an article by its common marks."""
        page = page_of(response)
        return report_of(page) if page.data is None else detail_of(page)


def _paged(page: Page, pages: dict[int, str], count: int | None, onward: str | None) -> Listing:
    listing = listing_of(page, count=count)
    here = urls.key(page.url)
    number = next((n - 1 for n, url in pages.items() if urls.key(url) == here), 0)
    if (
        number == 0
        and onward
        and (after := next((n for n, url in pages.items() if urls.key(url) == urls.key(onward)), 0)) > 1
    ):
        number = after - 2
    follow = [
        Follow(url=url, page=n - 1) for n, url in sorted(pages.items()) if urls.key(url) != here and n != number + 1
    ]
    if onward and not any(urls.key(one.url) == urls.key(onward) for one in follow):
        follow.append(Follow(url=onward, page=number + 1))
    first = pages.get(1) or (page.url if number == 0 else "")
    return Listing(
        entries=listing.entries, pages=tuple(follow), page=number, page_count=count, total=listing.total, first=first
    )


def _scripted(page: Page) -> tuple[list[str], int | None]:
    """Return the pages of a pager that a script draws: a call with base name and ending, or a query to append to."""
    if found := _CALL.search(page.scripts):
        count = int(found[1])
        return [
            url for n in range(1, min(count, 400)) if (url := urls.resolve(page.url, f"{found[3]}_{n}.{found[4]}"))
        ], count
    count = claimed_pages(page) or 0
    if count > 1 and (found := _PATTERN.search(page.scripts)):
        further = (urls.resolve(page.url, found[1] + str(n) + found[2]) for n in range(2, min(count, 400) + 1))
        return [url for url in further if url], count
    if _NUMBERED.search(page.url):
        return [], count or None
    if count > 1 and (query := _QUERY.search(page.scripts)):
        return [url for n in range(2, min(count, 400) + 1) if (url := urls.resolve(page.url, f"{query[1]}{n}"))], count
    return [], count or None


FAMILY = Generic()
