"""JPAAS, Hanweb's successor: lists are drawn by ``jpaas-publish-server``, which answers JSON that carries HTML."""

from __future__ import annotations

import html
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from spiders import urls
from spiders.cms.base import Follow, Listing, ReportPage, by_links, listing_of, report_of
from spiders.linear import IGNORECASE, pattern
from spiders.pages import Page, page_of
from spiders.pages.json_answers import parsed

if TYPE_CHECKING:
    from scrapy.http import Response

_SERVER = "jpaas-publish-server"
_ARTICLE = pattern(r"/art/20\d\d/art_[0-9a-f]{32}\.html|/art_[0-9a-f]{32}\.html")
_SCRIPT = pattern(r"<script\b", IGNORECASE)
_UNIT_URL = pattern(r"^[^>]*\burl\s*=\s*[\"']([^\"']{5,}jpaas-publish-server[^\"']*)[\"']", IGNORECASE)
_UNIT_DATA = pattern(r"^[^>]*\bqueryData\s*=\s*\"([^\"]{2,})\"", IGNORECASE)
_MAX_TAG = 6_000  # characters of a script's attributes
_COUNT = pattern(r"(?:data-)?(?:count|total)=[\"'](\d{1,7})[\"']|共\s*(\d{1,7})\s*条")
_PARAMETERS = pattern(r'"pageNo":(\d{1,6}),"pageSize":(\d{1,6})\}')
_PAGE_SIZE = 20  # entries that are asked for
_MAX_UNITS = 3  # of one page that are asked for


class Jpaas:
    """The family of Baiyin, Linxia, Taizhou, Yangzhou and others that moved on from Hanweb."""

    name = "jpaas"

    def recognises(self, response: Response) -> float:
        """Go by the server's name in the page and by article URLs."""
        page = page_of(response)
        if _SERVER in response.url or _SERVER in page.html:
            return 0.95
        if _ARTICLE.search(response.url):
            return 0.9
        return by_links(page, _ARTICLE, many=0.8)

    def listing(self, response: Response) -> Listing | None:
        """Read the unit's answer, or find the unit that a page draws its list with."""
        page = page_of(response)
        if page.data is not None:
            return _answered(page)
        if _ARTICLE.search(response.url) or not (units := _units(page)):
            return None
        return replace(listing_of(page), pages=units)

    def report(self, response: Response) -> ReportPage | None:
        """Read an article."""
        return report_of(page_of(response), ("#zoom", ".article_content")) if _ARTICLE.search(response.url) else None


def _units(page: Page) -> tuple[Follow, ...]:
    """Return the first page of each unit that draws a list here; nothing when the list stands in the page already."""
    calls = []
    for script in _SCRIPT.split(page.html)[1:] if _SERVER in page.html else ():
        address, data = _UNIT_URL.search(script[:_MAX_TAG]), _UNIT_DATA.search(script[:_MAX_TAG])
        if address is None or data is None:
            continue
        url = urls.resolve(page.base, html.unescape(address[1]))
        query = parsed(html.unescape(data[1]).replace("'", '"'))
        if url and isinstance(query, dict):
            pairs = [
                *((name, str(value)) for name, value in query.items()),
                ("paramJson", _parameters(1, _PAGE_SIZE)),
            ]
            calls.append(Follow(url=f"{url}?{urlencode(pairs)}", page=0))
    return tuple(calls[:_MAX_UNITS])


def _parameters(number: int, size: int) -> str:
    return f'{{"pageNo":{number},"pageSize":{size}}}'


def _answered(page: Page) -> Listing:
    """Read a unit's answer; the next page is the same request with the next number, as long as there is one."""
    parts = urlsplit(page.url)
    pairs = dict(parse_qsl(parts.query, keep_blank_values=True))
    asked = _PARAMETERS.search(pairs.get("paramJson", ""))
    number, size = (int(asked[1]), int(asked[2])) if asked else (1, _PAGE_SIZE)
    listing = listing_of(page)
    claim = _COUNT.search(page.html.replace('\\"', '"'))
    total = int(claim[1] or claim[2]) if claim else None
    pages = []
    if listing.entries and (total is None or number * size < total):
        pairs["paramJson"] = _parameters(number + 1, size)
        pages.append(Follow(url=f"{page.url.split('?', 1)[0]}?{urlencode(pairs)}", page=number))
    return replace(listing, pages=tuple(pages), page=number - 1, total=total, first="")


FAMILY = Jpaas()
