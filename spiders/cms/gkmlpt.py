"""Guangdong's disclosure directory: a tree and an article in ``window._CONFIG``, lists from a JSON interface."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from spiders import urls
from spiders.cms.base import Entry, Follow, Listing, ReportPage, report_of
from spiders.items import Attachment
from spiders.pages import Page, page_of
from spiders.pages.dates import date_in

if TYPE_CHECKING:
    from scrapy.http import Response

_API = re.compile(r"/gkmlpt/api/all/(\d+)\?(?:[^#]*&)?page=(\d+)")
_SID = re.compile(r"\bSID\s*:\s*[\"']?(\d+)|[\"']SID[\"']\s*:\s*[\"']?(\d+)")
_ROOM = re.compile(r"^(https?://[^/]+(?:/[^/]+)*?)/gkmlpt/")
_MAX_NODES = 20_000


class Gkmlpt:
    """The disclosure family of all of Guangdong."""

    name = "gkmlpt"

    def recognises(self, response: Response) -> float:
        """Go by the URL and the configuration in the page."""
        if "/gkmlpt/" in response.url:
            return 0.95
        return 0.9 if "window._CONFIG" in page_of(response).html else 0.0

    def listing(self, response: Response) -> Listing | None:
        """Read a page of the interface, or turn the tree into its columns."""
        page = page_of(response)
        if isinstance(page.data, dict):
            return _answered(page)
        tree = _config(page, "TREE")
        sid, room = _SID.search(page.html), _ROOM.search(response.url)
        if not isinstance(tree, list) or sid is None or room is None:
            return None
        number = sid[1] or sid[2]
        columns = tuple(
            Follow(url=f"{room[1]}/gkmlpt/api/all/{node['id']}?page=1&sid={number}", anchor=str(node["name"])[:100])
            for node in _nodes(tree)
        )
        return Listing(entries=(), columns=columns, first=page.url)

    def report(self, response: Response) -> ReportPage | None:
        """Read the article from the configuration; the page itself shows nothing without scripts."""
        page = page_of(response)
        detail = _config(page, "DETAIL")
        if not isinstance(detail, dict) or not isinstance(detail.get("content"), str):
            return report_of(page) if "/gkmlpt/" not in response.url else None
        body = Page(page.url, f"<html><body><div id='zoom'>{detail['content']}</div></body></html>")
        inner = report_of(body, ("#zoom",))
        attached = detail.get("attachments") or []
        files = [*_attachments(page, attached), *(inner.attachments if inner else ())]
        return ReportPage(
            title=str(detail.get("title") or page.title),
            body=detail["content"],
            published=_date(detail),
            index_number=str(detail.get("identifier") or "") or None,
            agency=str(detail.get("publisher") or "") or None,
            attachments=tuple({one.key: one for one in files}.values()),
        )


def _config(page: Page, name: str) -> Any:
    """Return a value of ``window._CONFIG``, which is JavaScript whose values are JSON; None when it is not there."""
    found = re.search(rf"\b{name}[\"']?\s*:\s*(?=[\[{{])", page.html)
    if found is None:
        return None
    try:
        return json.JSONDecoder(strict=False).raw_decode(page.html, found.end())[0]
    except (ValueError, RecursionError):
        return None


def _nodes(tree: list[Any]) -> Iterator[dict[str, Any]]:
    stack, count = list(reversed(tree)), 0
    while stack and count < _MAX_NODES:
        node = stack.pop()
        count += 1
        if isinstance(node, dict) and str(node.get("id", "")).isdigit() and node.get("name"):
            if node.get("post_count") != 0:
                yield node
            children = node.get("children")
            stack.extend(reversed(children) if isinstance(children, list) else ())


def _answered(page: Page) -> Listing:
    """Read a page of the interface; its pages go on until the claimed count is reached."""
    data, here = page.data, _API.search(page.url)
    articles = [one for one in data.get("articles") or [] if isinstance(one, dict)]
    entries = tuple(
        Entry(url=url, title=str(one.get("title") or ""), date=_date(one))
        for one in articles
        if (url := urls.resolve(page.url, str(one.get("url") or one.get("post_url") or "")))
    )
    counted = (data.get("classify") or {}).get("post_count") if isinstance(data.get("classify"), dict) else None
    total = counted if isinstance(counted, int) else None
    number = int(here[2]) if here else 1
    pages: tuple[Follow, ...] = ()
    if entries and number == 1 and total and total > len(entries):
        last = min(-(-total // len(entries)), 400)
        pages = tuple(
            Follow(url=re.sub(r"([?&]page=)\d+", rf"\g<1>{n}", page.url), page=n - 1) for n in range(2, last + 1)
        )
    return Listing(entries=entries, pages=pages, page=number - 1, total=total, first="")


def _date(record: dict[str, Any]) -> str | None:
    return date_in(str(record.get("date") or record.get("display_publish_time") or ""))


def _attachments(page: Page, attached: Any) -> Iterator[Attachment]:
    for one in attached if isinstance(attached, list) else ():
        url = urls.resolve(page.url, str(one.get("url") or "")) if isinstance(one, dict) else None
        if url:
            yield Attachment(url=url, key=urls.key(url), name=str(one.get("name") or one.get("title") or "")[:300])


FAMILY = Gkmlpt()
