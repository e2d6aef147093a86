"""VSB (博达): ``/info/<tree>/<id>.htm``; the newest list page is ``name.htm``, older ones count down from N."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from spiders.cms.base import Follow, Listing, ReportPage, by_links, listing_of, report_of
from spiders.linear import IGNORECASE, pattern
from spiders.pages import Page, page_of
from spiders.pages.pagination import MAX_PAGES

if TYPE_CHECKING:
    from scrapy.http import Response

_ARTICLE = pattern(r"/info/\d+/\d+\.s?html?$|content\.jsp\?.*wbnewsid=\d+|/info/egovinfo/")
_SIGNS = pattern(r"Visual SiteBuilder|_sitegray|vsb_content|v_news_content|/system/resource/js/|vsbscreen", IGNORECASE)
_ENDING = pattern(r"(/\d+)?\.s?html?(\?.*)?$")
_OLDER = pattern(r"^(.*)/([\w-]+)/(\d{1,6})(\.s?html?)$")
_COUNT = pattern(r"(?:^|[^\d/.-])(\d{1,4})\s*/\s*(\d{1,4})(?:$|[^\d/])")  # 2/7, no date
_FOOT_LENGTH = 3_000  # characters at a page's end, where its pager stands


class Vsb:
    """The family of Yunnan and Hunan, and of many older sites."""

    name = "vsb"

    def recognises(self, response: Response) -> float:
        """Go by the builder's own marks, article URLs, and links to them."""
        page = page_of(response)
        if _SIGNS.search(page.html) or "wbtreeid=" in response.url:
            return 0.9
        if _ARTICLE.search(response.url):
            return 0.7
        return by_links(page, _ARTICLE, many=0.6)

    def listing(self, response: Response) -> Listing | None:
        """Compute the countdown: from the highest ``name/N`` linked, every page down to ``name/1``.

        A page's number is its place in reading order: what ``name/N`` means changes when entries are added.
        """
        if _ARTICLE.search(response.url):
            return None
        page = page_of(response)
        countdown = _countdown(page)
        if countdown.own is not None and not countdown.linked:
            return listing_of(page, number=0, first="")
        number = countdown.top - countdown.own + 1 if countdown.own is not None else 0
        count = countdown.top + 1 if countdown.linked else None
        first = countdown.stem + countdown.ending if countdown.own is not None else response.url
        listing = replace(listing_of(page, number=number, count=count, first=first), pages=countdown.pages())
        return listing if listing.entries or listing.pages else None

    def report(self, response: Response) -> ReportPage | None:
        """Read an article; attachments come through ``download.jsp`` or from ``/__local/``."""
        return report_of(page_of(response), ("#vsb_content", ".v_news_content", "#vsb_content_2"))


@dataclass(frozen=True, slots=True)
class _Countdown:
    """The older pages of a list: ``<stem>/N`` the newest of them, ``<stem>/1`` the oldest."""

    stem: str
    ending: str
    own: int | None  # N of this page; None on the newest, which is the stem itself
    top: int  # the highest N; 0 when there is none
    linked: bool  # whether the page links any of them

    def pages(self) -> tuple[Follow, ...]:
        """Return the older pages in reading order, without this one."""
        numbers = range(self.top, max(self.top - MAX_PAGES, 0), -1)
        return tuple(
            Follow(url=f"{self.stem}/{n}{self.ending}", page=self.top - n + 1) for n in numbers if n != self.own
        )


def _countdown(page: Page) -> _Countdown:
    stem = _ENDING.sub("", page.url)
    older = _numbered(stem, (anchor.url for anchor in page.anchors))
    here = _numbered(stem, [page.url])
    own = next(iter(here), None)
    printed = _COUNT.search(page.text[-_FOOT_LENGTH:].replace("\n", " ")) if older else None
    top = max([0, *older, *here, int(printed[2]) - 1 if printed else 0])
    ending = next(iter((older | here).values()), ".htm")
    return _Countdown(stem, ending, own, top, linked=bool(older))


def _numbered(stem: str, addresses: Iterable[str]) -> dict[int, str]:
    """Return number → ending of those addresses that are older pages of a list."""
    pages = (_OLDER.match(address) for address in addresses)
    return {int(page[3]): page[4] for page in pages if page and f"{page[1]}/{page[2]}" == stem}


FAMILY = Vsb()
