"""VSB (博达): ``/info/<tree>/<id>.htm``; the newest list page is ``name.htm``, older ones count down from N."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spiders import urls
from spiders.cms.base import Follow, Listing, ReportPage, listing_of, report_of
from spiders.pages import page_of

if TYPE_CHECKING:
    from scrapy.http import Response

_ARTICLE = re.compile(r"/info/\d+/\d+\.s?html?$|content\.jsp\?.*wbnewsid=\d+|/info/egovinfo/")
_SIGNS = re.compile(
    r"Visual SiteBuilder|_sitegray|vsb_content|v_news_content|/system/resource/js/|vsbscreen", re.IGNORECASE
)
_OLDER = re.compile(r"^(.*)/([\w-]+)/(\d+)(\.s?html?)$")
_COUNT = re.compile(r"(?<![\d/.-])(\d{1,4})\s*/\s*(\d{1,4})(?![\d/])")  # 2/7, no date


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
        linked = sum(_ARTICLE.search(anchor.url) is not None for anchor in page.anchors[:2000])
        return 0.6 if linked > 2 else 0.0  # noqa: PLR2004

    def listing(self, response: Response) -> Listing | None:
        """Compute the countdown: from the highest ``name/N`` linked, every page down to ``name/1``.

        A page's number is its place in reading order: what ``name/N`` means changes when entries are added.
        """
        if _ARTICLE.search(response.url):
            return None
        page = page_of(response)
        stem = re.sub(r"(/\d+)?\.s?html?(\?.*)?$", "", response.url)
        older = {int(m[3]): m for a in page.anchors if (m := _OLDER.match(a.url)) and f"{m[1]}/{m[2]}" == stem}
        here = _OLDER.match(response.url)
        own = int(here[3]) if here and f"{here[1]}/{here[2]}" == stem else None
        printed = _COUNT.search(" ".join(page.text[-3000:].split("\n"))) if older else None
        top = max((*older, own or 0, int(printed[2]) - 1 if printed else 0), default=0)
        ending = next((m[4] for m in older.values()), here[4] if here else ".htm")
        if own is not None and not older:
            return listing_of(page, number=0, first="")
        pages = tuple(
            Follow(url=f"{stem}/{n}{ending}", page=top - n + 1)
            for n in range(top, 0, -1)
            if n != own and top - n < 400  # noqa: PLR2004
        )
        number = top - own + 1 if own is not None else 0
        listing = listing_of(page, number=number, count=top + 1 if older else None, first=f"{stem}{ending}")
        if not listing.entries and not pages:
            return None
        return Listing(
            entries=listing.entries, pages=pages, page=number, page_count=listing.page_count, total=listing.total,
            first=f"{stem}{ending}" if own is not None else urls.resolve(response.url, "") or response.url,
        )  # fmt: skip

    def report(self, response: Response) -> ReportPage | None:
        """Read an article; attachments come through ``download.jsp`` or from ``/__local/``."""
        return report_of(page_of(response), ("#vsb_content", ".v_news_content", "#vsb_content_2"))


FAMILY = Vsb()
