"""Guangdong's disclosure directory: a tree and an article in ``window._CONFIG``, lists from a JSON interface."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from spiders import urls
from spiders.cms.base import Entry, Follow, Listing, ReportPage, further_pages, report_of
from spiders.items import Attachment
from spiders.linear import pattern
from spiders.pages import Page, page_of
from spiders.pages.dates import date_in

if TYPE_CHECKING:
    from scrapy.http import Response

_API = pattern(r"/gkmlpt/api/all/\d+\?(?:[^#]*&)?page=(\d{1,6})\b")
_PAGE_NUMBER = pattern(r"([?&]page=)\d+")
_SID = pattern(r"\bSID\s*:\s*[\"']?(\d+)|[\"']SID[\"']\s*:\s*[\"']?(\d+)")
_ROOM = pattern(r"^(https?://[^/]+(?:/[^/]+)*?)/gkmlpt/")
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
        if isinstance(detail, dict) and isinstance(detail.get("content"), str):
            return _article(page, detail)
        return report_of(page) if "/gkmlpt/" not in response.url else None


def _article(page: Page, detail: dict[str, Any]) -> ReportPage:
    """Return the article that the configuration holds."""
    body = Page(page.url, f"<html><body><div id='zoom'>{detail['content']}</div></body></html>")
    inner = report_of(body, ("#zoom",))
    files = [*_attachments(page, detail.get("attachments")), *(inner.attachments if inner else ())]
    return ReportPage(
        title=str(detail.get("title") or page.title),
        body=detail["content"],
        published=_date(detail),
        index_number=str(detail.get("identifier") or "") or None,
        agency=str(detail.get("publisher") or "") or None,
        attachments=tuple({file.key: file for file in files}.values()),
    )


def _config(page: Page, name: str) -> Any:
    """Return a value of ``window._CONFIG``, which is JavaScript whose values are JSON; None when it is not there."""
    label = pattern(rf"\b{name}[\"']?\s*:\s*[\[{{]").search(page.html)
    if label is None:
        return None
    try:
        return json.JSONDecoder(strict=False).raw_decode(page.html, label.end() - 1)[0]
    except (ValueError, RecursionError):
        return None


def _nodes(tree: list[Any]) -> Iterator[dict[str, Any]]:
    stack, count = list(reversed(tree)), 0
    while stack and count < _MAX_NODES:
        node = stack.pop()
        count += 1
        if isinstance(node, dict) and str(node.get("id", "")).isdecimal() and node.get("name"):
            if node.get("post_count") != 0:
                yield node
            children = node.get("children")
            stack.extend(reversed(children) if isinstance(children, list) else ())


def _answered(page: Page) -> Listing:
    """Read a page of the interface; its pages go on until the claimed count is reached."""
    here = _API.search(page.url)
    number = int(here[1]) if here else 1
    entries, total = tuple(_entries(page)), _post_count(page.data)
    count = -(-total // len(entries)) if entries and total and number == 1 else 1
    further = further_pages(page.url, count, lambda n: _PAGE_NUMBER.sub(rf"\g<1>{n}", page.url))
    pages = tuple(Follow(url=url, page=index) for index, url in enumerate(further, 1))
    return Listing(entries=entries, pages=pages, page=number - 1, total=total, first="")


def _entries(page: Page) -> Iterator[Entry]:
    articles = page.data.get("articles")
    for article in articles if isinstance(articles, list) else ():
        address = str(article.get("url") or article.get("post_url") or "") if isinstance(article, dict) else ""
        url = urls.resolve(page.url, address) if address else None
        if url:
            yield Entry(url=url, title=str(article.get("title") or ""), date=_date(article))


def _post_count(data: dict[str, Any]) -> int | None:
    column = data.get("classify")
    count = column.get("post_count") if isinstance(column, dict) else None
    return count if isinstance(count, int) else None


def _date(record: dict[str, Any]) -> str | None:
    return date_in(str(record.get("date") or record.get("display_publish_time") or ""))


def _attachments(page: Page, attached: Any) -> Iterator[Attachment]:
    for file in attached if isinstance(attached, list) else ():
        url = urls.resolve(page.url, str(file.get("url") or "")) if isinstance(file, dict) else None
        if url:
            yield Attachment(url=url, key=urls.key(url), name=str(file.get("name") or file.get("title") or "")[:300])


FAMILY = Gkmlpt()
