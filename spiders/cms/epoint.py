"""Epoint (新点) WebBuilder: numbered columns, pages named by UUID, shells whose content a REST action answers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

from spiders import urls
from spiders.cms.base import Follow, Listing, ReportPage, by_links, detail_of, listing_of, report_of
from spiders.linear import IGNORECASE, code, pattern
from spiders.pages import Page, page_of
from spiders.pages.pagination import pager_of

if TYPE_CHECKING:
    from scrapy.http import Response

_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_ARTICLE = pattern(rf"/20\d{{6}}/{_UUID}\.html|/20\d\d-\d\d-\d\d/{_UUID}\.html|[?&]infoGuid={_UUID}", IGNORECASE)
_COLUMN = pattern(
    r"/\d{3}(?:\d{3})*/(?:\d{6,}/)*(?:subPage|moreinfo|index|govlist)?[\w-]*\.html|/govxxgk/|openSubPage\.html",
    IGNORECASE,
)
_SHELL = pattern(r"showinfo\w*\.html|/details?(?:\.html)?\?id=", IGNORECASE)
_ACTION = pattern(r"[\"']([^\"'\s]{0,200}/rest/[\w/]*get\w*(?:Info|Detail)\w*)[\"']", IGNORECASE)
_SITE = code(r"siteGuid[\"']?\s*[:=]\s*[\"']([\w-]{8,64})[\"']")
_SHELL_TEXT = 600  # characters; a page that shows more is no shell
_DEFAULT_ACTION = "/EpointWebBuilder/rest/lightfrontaction/getGovInfoDetail"


class Epoint:
    """The family of Shanghai's districts, Dalian, Dandong, Xuzhou and Xuchang."""

    name = "epoint"

    def recognises(self, response: Response) -> float:
        """Go by UUID articles, numbered columns and the builder's own scripts."""
        page = page_of(response)
        if _ARTICLE.search(response.url) or "EpointWebBuilder" in page.html or "/rest/" in response.url:
            return 0.85
        return by_links(page, _ARTICLE, many=0.75) or (0.5 if _COLUMN.search(response.url) else 0.0)

    def listing(self, response: Response) -> Listing | None:
        """Read a list, or follow the frame (``specialurl``) that holds it."""
        page = page_of(response)
        special = parse_qs(urlsplit(response.url).query).get("specialurl")
        framed = urls.resolve(response.url, special[0]) if special else None
        if framed:
            return Listing(entries=(), pages=(Follow(url=framed, page=0),), first=framed)
        if _ARTICLE.search(response.url) or pager_of(page) is not None:
            return None
        listing = listing_of(page)
        return listing if listing.entries else None

    def report(self, response: Response) -> ReportPage | None:
        """Read an article, the answer of the REST action, or a shell: then the action is to be asked for its body."""
        page = page_of(response)
        if page.data is not None:
            return detail_of(page)
        if not _SHELL.search(response.url) or len(page.text) > _SHELL_TEXT:
            return report_of(page, (".ewb-article-info", ".ewb-info-content", "#ivs_content", ".Article_content"))
        return _shell(page)


def _shell(page: Page) -> ReportPage | None:
    """Return a page without text of its own, with the call of the REST action that answers it."""
    query = parse_qs(urlsplit(page.url).query)
    guid = next((query[name][0] for name in ("infoGuid", "infoguid", "id") if name in query), "")
    action, site = _ACTION.search(page.html), _SITE.search(page.html)
    url = urls.resolve(page.base, action[1] if action else _DEFAULT_ACTION)
    if not guid or url is None:
        return None
    params = json.dumps({"infoid": guid, "siteGuid": site[1] if site else ""}, separators=(",", ":"))
    follow = Follow(url=url, method="POST", body=urlencode({"params": params}))
    return ReportPage(title="", body="", follow=(follow,))


FAMILY = Epoint()
