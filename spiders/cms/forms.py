"""Plain ASP, JSP and PHP sites whose pagers submit a form: ASP.NET ``__doPostBack`` and ``goPage(n)`` scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from spiders import urls
from spiders.cms.base import Follow, Listing, ReportPage, listing_of
from spiders.pages import Page, page_of
from spiders.pages.link_lists import claimed_pages

if TYPE_CHECKING:
    from lxml.etree import _Element
    from scrapy.http import Response

MAX_STATE = 300_000  # characters of a form; a longer view state is not carried along
_POSTBACK = re.compile(
    r"__doPostBack\((?:&#39;|'|\")([^'\"&]{1,200})(?:&#39;|'|\"),\s*(?:&#39;|'|\")([^'\"&]{0,50})(?:&#39;|'|\")\)"
)
_PAGE_FIELD = re.compile(r"(?:cur(?:r(?:ent)?)?|go|to|my)?_?page_?(?:no|num|index|number)?|cur_page|pn", re.IGNORECASE)
_GO = re.compile(r"javascript:\s*\w*[pP]age\w*\(\s*[\"']?(\d{1,4})[\"']?\s*[,)]")
_MORE = re.compile(r"\.{2,}|…+")
_LAST_NUMBER = re.compile(r"(?:^|\$)(\d{1,4})$")  # an event's argument: 3, Page$3
_LONG_NUMBER = 5  # digits; more is no page number
_NEXT = re.compile(r"下一?页|next|>", re.IGNORECASE)
_HERE = re.compile(r"(?:当前|第)\s*[:：]?\s*(\d{1,4})\s*(?:页|/)|(?<!\d)(\d{1,4})\s*/\s*\d{1,4}\s*页")


class Forms:
    """The family of Fushun, Qinghai, old county sites and their like."""

    name = "forms"

    def recognises(self, response: Response) -> float:
        """Go by a pager that posts back or fills a form."""
        page = page_of(response)
        pager = "__VIEWSTATE" in page.html and _POSTBACK.search(page.html)
        return 0.7 if pager or (_GO.search(page.html) and "<form" in page.html.lower()) else 0.0

    def listing(self, response: Response) -> Listing | None:
        """Read a list with the requests for the pages that its pager names; a pager of words names only the next."""
        page = page_of(response)
        found = _HERE.search(page.text)
        number = int(next((group for group in found.groups() if group), "1")) - 1 if found else 0
        onward = _posted_back(page, number) or _filled_in(page)
        if not onward:
            return None
        listing = listing_of(page, number=number, count=claimed_pages(page))
        pages = tuple(one for one in onward if one.page is None or one.page > number)
        return Listing(
            entries=listing.entries,
            pages=pages,
            page=number,
            page_count=listing.page_count,
            total=listing.total,
            first=page.url,
        )

    def report(self, response: Response) -> ReportPage | None:
        """Leave articles to the common marks."""
        del response
        return None


def _posted_back(page: Page, here: int) -> list[Follow]:
    if page.root is None or "__doPostBack" not in page.html:
        return []
    form = next((one for one in page.root.iter("form") if "__VIEWSTATE" in _fields(one)), page.root.find(".//form"))
    if form is None:
        return []
    targets: dict[int | None, re.Match[str]] = {}
    for a in page.root.iter("a"):
        if call := _POSTBACK.search(a.get("href") or ""):
            words, given = _text(a), _LAST_NUMBER.search(call[2])
            if words.isdecimal() and len(words) < _LONG_NUMBER:
                targets[int(words) - 1] = call
            elif _NEXT.fullmatch(words) or (given and _MORE.fullmatch(words)):
                targets.setdefault(int(given[1]) - 1 if given else None, call)
    if any(number is not None and number > here for number in targets):
        targets.pop(None, None)  # the next page by its number
    follow = []
    for number, call in sorted(targets.items(), key=lambda pair: pair[0] or 0):
        fields = _fields(form) | {"__EVENTTARGET": call[1], "__EVENTARGUMENT": call[2]}
        if (number is None or number > here) and (one := _submit(page, form, fields, number, "POST")):
            follow.append(one)
    # Every page's form leads to every page, but a long state is carried along once only.
    return follow[: max(1, MAX_STATE // max(1, len(follow[0].body)))] if follow else []


def _filled_in(page: Page) -> list[Follow]:
    if page.root is None:
        return []
    here = _HERE.search(page.text)
    number = int(next((group for group in here.groups() if group), "1")) if here else 1
    offered = {int(found[1]) for found in _GO.finditer(page.html)}
    count = claimed_pages(page) or max(offered, default=1)
    if number >= count:
        return []
    for form in page.root.iter("form"):
        fields = _fields(form)
        if name := next((name for name in fields if _PAGE_FIELD.fullmatch(name)), None):
            method = (form.get("method") or "get").upper()
            onward = _submit(page, form, fields | {name: str(number + 1)}, number, method)
            return [onward] if onward else []
    return []


def _submit(page: Page, form: _Element, fields: dict[str, str], number: int | None, method: str) -> Follow | None:
    url = urls.resolve(page.base, form.get("action") or "") or page.url
    body = urlencode(fields)
    if len(body) > MAX_STATE:
        return None
    if method == "POST":
        return Follow(url=url, method="POST", body=body, page=number)
    return Follow(url=f"{url.split('?', 1)[0]}?{body}", page=number)


def _fields(form: _Element) -> dict[str, str]:
    """Return the values that a form would send with nothing typed in: hidden and text fields, no buttons."""
    inputs = (one for one in form.iter("input") if (one.get("type") or "text").lower() in {"hidden", "text"})
    return {name: one.get("value") or "" for one in inputs if (name := one.get("name"))}


def _text(element: _Element) -> str:
    return "".join(str(part) for part in element.itertext()).strip()


FAMILY = Forms()
