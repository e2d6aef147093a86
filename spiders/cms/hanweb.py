"""Hanweb (大汉) JCMS: ``/col/colN/index.html``, ``/art/YYYY/M/D/art_<col>_<id>.html``, lists in XML groups.

The first group stands in the column's page inside ``<script type="text/xml">``; further ones come from
``dataproxy.jsp``, whose address the group names (``nextgroup``) or whose parameters the page's script holds.
"""

from __future__ import annotations

import html
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from spiders import urls
from spiders.cms.base import Follow, Listing, ReportPage, by_links, entries_of, report_of
from spiders.linear import DOTALL, IGNORECASE, pattern
from spiders.pages import Page, page_of
from spiders.pages.pagination import MAX_PAGES

if TYPE_CHECKING:
    from scrapy.http import Response

_SHAPE = pattern(r"/col/col\d+/|/art/20\d\d/\d+/\d+/art_|/module/(?:web/)?(?:jpage|xxgk|jslib|download)/")
_ARTICLE = pattern(r"/art/20\d\d/|/xxgkAnnualReport\.jsp")
_TOTAL = pattern(r"<totalrecord>\s*(\d{1,7})\b|\btotalRecord[\"']?\s*[:=]\s*[\"']?(\d{1,7})\b", IGNORECASE)
_NEXT = pattern(r"<nextgroup>.{0,200}?href=[\"']?([^\"'>\s]{5,})", DOTALL)
_PROXY = pattern(r"[\"']([^\"']{0,100}/module/(?:web/)?jpage/(?:more)?(?:column)?dataproxy\.jsp)[^\"']{0,300}[\"']")
_PARAMETERS = pattern(r"ajaxParam\s*:\s*\{([^{}]{5,})\}|\bdata\s*:\s*\{([^{}]{5,}columnid[^{}]*)\}")
_PAIR = pattern(r"[\"']?(\w+)[\"']?\s*:\s*[\"']?([^\"',}]*)")
_PER_PAGE = pattern(r"\bper[pP]age[\"']?\s*[:=]\s*[\"']?([1-9]\d{0,3})\b")
_RANGE = pattern(r"startrecord=(\d{1,7})&(?:amp;)?endrecord=(\d{1,7})\b")
_PAGES_IN_GROUP = 3


class Hanweb:
    """The family of Zhejiang, much of Shandong, and many cities."""

    name = "hanweb"

    def recognises(self, response: Response) -> float:
        """Go by the URL, an embedded group, and links of that shape."""
        page = page_of(response)
        if _SHAPE.search(response.url) or "<datastore>" in page.html[:2_000_000]:
            return 0.9
        return by_links(page, _SHAPE, many=0.75, few=0.3)

    def listing(self, response: Response) -> Listing | None:
        """Read a group: embedded in a column's page, or answered by the proxy. None for a page without one."""
        page = page_of(response)
        store = _store(page.html)
        if not store:
            return None
        group = Page(page.url, html.unescape(store) if "&lt;record" in store else store)
        claim = _TOTAL.search(page.html)
        total = int(claim[1] or claim[2]) if claim else None
        entries = entries_of(group)
        bounds = _RANGE.search(response.url)
        embedded = "/module/" not in response.url
        pages = _next_groups(page, store, len(entries), total) if embedded or not bounds else ()
        number = _group_number(int(bounds[1]), int(bounds[2])) if bounds else 0
        first = response.url.split("?", 1)[0] if embedded else ""
        return Listing(entries=entries, pages=pages, page=number, total=total, first=first)

    def report(self, response: Response) -> ReportPage | None:
        """Read an article, or a page of the annual-report module, which has body and files but no title."""
        if not _ARTICLE.search(response.url):
            return None
        page = page_of(response)
        report = report_of(page, ("#zoom", ".article_content", ".main-txt", ".bt_content"))
        if report and not page.title and "xxgkAnnualReport" in response.url:
            return replace(report, title="")  # what looks like one is a heading of the text
        return report


def _store(source: str) -> str:
    start = source.find("<datastore>")
    end = source.find("</datastore>", start)
    return source[start : end + len("</datastore>")] if 0 <= start < end else ""


def _group_number(first: int, last: int) -> int:
    size = last - first + 1
    return (first - 1) // size if size > 0 else 0


def _next_groups(page: Page, store: str, seen: int, total: int | None) -> tuple[Follow, ...]:
    """Return the requests for the groups after this one: as the group names them, else as the script would."""
    if total is not None and seen >= total:
        return ()
    if named := _NEXT.search(store):
        url = urls.resolve(page.base, html.unescape(named[1]))
        return (Follow(url=url),) if url else ()
    return _scripted_groups(page, seen, total) if total and seen else ()


def _scripted_groups(page: Page, seen: int, total: int) -> tuple[Follow, ...]:
    """Return the requests that the page's script would make for what comes after the ``seen`` entries."""
    proxy, parameters = _PROXY.search(page.html), _PARAMETERS.search(page.html)
    url = urls.resolve(page.base, proxy[1]) if proxy else None
    if url is None or parameters is None:
        return ()
    per_page = _PER_PAGE.search(page.html)
    size = _PAGES_IN_GROUP * int(per_page[1]) if per_page else seen
    pairs = _PAIR.findall(parameters[1] or parameters[2])
    body = urlencode([(name, value.strip()) for name, value in pairs])
    return tuple(
        Follow(
            url=f"{url}?startrecord={start}&endrecord={min(start + size - 1, total)}&perpage={size // _PAGES_IN_GROUP}",
            method="POST",
            body=body,
            page=(start - 1) // size,
        )
        for start in range(seen + 1, min(total, seen + MAX_PAGES * size) + 1, size)
    )


FAMILY = Hanweb()
