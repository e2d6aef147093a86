"""The Henan platform of Luoyang and Nanyang: columns without trailing slash, ``/YYYY/MM-DD/<id>.html``.

Its forerunner is read too: those paths hold empty segments (``/html/1//2/…``) that must be asked for as they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spiders import urls
from spiders.cms.base import Follow, Listing, ReportPage, listing_of, report_of
from spiders.pages import page_of
from spiders.pages.link_lists import claimed_pages
from spiders.pages.pagination import pager_of

if TYPE_CHECKING:
    from scrapy.http import Response

_ARTICLE = re.compile(r"/20\d\d/[01]\d-[0-3]\d/\d+\.html")
_OLD = re.compile(r"/html/\d+//?\d+/[\d/]*(?:index(?:_\d+)?|\d+)\.html")
_NUMBER = re.compile(r"[?&]page(?:Index|No|Num)?=(\d+)|/index_(\d+)\.html|_(\d+)$")


class Henan:
    """The family of Luoyang's, Nanyang's and Anyang's counties."""

    name = "henan"

    def recognises(self, response: Response) -> float:
        """Go by article URLs, the old paths, and links to either."""
        if _ARTICLE.search(response.url) or _OLD.search(response.url):
            return 0.9
        linked = sum(bool(_ARTICLE.search(a.url) or _OLD.search(a.url)) for a in page_of(response).anchors[:2000])
        return 0.75 if linked > 2 else 0.3 * (linked > 0)  # noqa: PLR2004

    def listing(self, response: Response) -> Listing | None:
        """Read a column; pages by printed pager, by ``?page=`` on the new platform, by ``index_N`` on the old."""
        if _ARTICLE.search(response.url) or (_OLD.search(response.url) and "/index" not in response.url):
            return None
        page = page_of(response)
        if pager := pager_of(page):
            here = urls.key(response.url)
            number = next((n - 1 for n, url in pager.pages.items() if urls.key(url) == here), _number(response.url))
            listing = listing_of(page, number=number, count=pager.count, first=pager.pages.get(1, ""))
            follow = {n - 1: url for n, url in pager.pages.items() if n - 1 != number and urls.key(url) != here}
            if pager.next:
                follow.setdefault(number + 1, pager.next)
            pages = tuple(Follow(url=url, page=n) for n, url in sorted(follow.items()))
            return Listing(
                entries=listing.entries, pages=pages, page=number, page_count=pager.count, total=listing.total,
                first=listing.first if number == 0 or 1 in pager.pages else "",
            )  # fmt: skip
        count = claimed_pages(page) or 1
        if number := _number(response.url):
            return listing_of(page, number=number, count=count, first="")
        if not (listing := listing_of(page, count=count)).entries and count == 1:
            return None
        old = _OLD.search(response.url) is not None
        names = (f"index_{n - 1}.html" if old else f"?page={n}" for n in range(2, min(count, 400) + 1))
        further = [url for name in names if (url := urls.resolve(response.url, name))]
        return listing_of(page, further, count=count, total=listing.total)

    def report(self, response: Response) -> ReportPage | None:
        """Read an article of either platform."""
        return report_of(page_of(response))


def _number(url: str) -> int:
    found = _NUMBER.search(url)
    if not found:
        return 0
    return int(found[1]) - 1 if found[1] else int(found[2] or 0)


FAMILY = Henan()
