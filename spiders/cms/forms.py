"""Plain ASP, JSP and PHP sites whose pagers submit a form: ASP.NET ``__doPostBack`` and ``goPage(n)`` scripts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from spiders import urls
from spiders.cms.base import Follow, Listing, ReportPage, listing_of
from spiders.linear import IGNORECASE, pattern
from spiders.pages import Page, page_of
from spiders.pages.link_lists import claimed_pages
from spiders.pages.link_targets import submitted
from spiders.pages.pager_words import NEXT
from spiders.pages.text import line, text_of, whole_number

if TYPE_CHECKING:
    from lxml.etree import _Element
    from scrapy.http import Response

MAX_STATE = 300_000  # characters of a form; a longer view state is not carried along
_POSTBACK = pattern(
    r"__doPostBack\((?:&#39;|'|\")([^'\"&]{1,200})(?:&#39;|'|\"),\s*(?:&#39;|'|\")([^'\"&]{0,50})(?:&#39;|'|\")\)"
)
_PAGE_FIELD = pattern(r"(?:cur(?:r(?:ent)?)?|go|to|my)?_?page_?(?:no|num|index|number)?|cur_page|pn", IGNORECASE)
_GO = pattern(r"javascript:\s*\w*[pP]age\w*\(\s*[\"']?(\d{1,4})[\"']?\s*[,)]")
_MORE = pattern(r"\.{2,}|…+")
_LAST_NUMBER = pattern(r"(?:^|\$)(\d{1,4})$")  # an event's argument: 3, Page$3
_NO_PAGE = -1
MAX_WORDS = 80  # characters of a pager's link
_HERE = pattern(r"(?:当前|第)\s*[:：]?\s*(\d{1,4})\s*(?:页|/)|(?:^|\D)(\d{1,4})\s*/\s*\d{1,4}\s*页")


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
        number = _printed_number(page) - 1
        onward = _posted_back(page, number) or _filled_in(page, number)
        if not onward:
            return None
        listing = listing_of(page, number=number, count=claimed_pages(page))
        return replace(listing, pages=tuple(onward))

    def report(self, response: Response) -> ReportPage | None:
        """Leave articles to the common marks."""
        del response
        return None


def _printed_number(page: Page) -> int:
    """Return the page's number, from 1, as it prints it; 1 when it does not."""
    printed = _HERE.search(page.text)
    return int(printed[1] or printed[2]) if printed else 1


def _posted_back(page: Page, here: int) -> list[Follow]:
    """Return the submissions of an ASP.NET form that lead to the pages after ``here`` (from 0)."""
    form = _state_form(page) if "__doPostBack" in page.html else None
    if form is None:
        return []
    state, follow = _fields(form), []
    for number, target, argument in _targets(page, here):
        fields = state | {"__EVENTTARGET": target, "__EVENTARGUMENT": argument}
        follow.append(_submit(page, form, fields, number))
    sendable = [request for request in follow if request]
    # Every page's form leads to every page, but a long state is carried along once only.
    return sendable[: max(1, MAX_STATE // max(1, len(sendable[0].body)))] if sendable else []


def _state_form(page: Page) -> _Element | None:
    """Return the form that carries the view state, else the first."""
    forms = list(page.root.iter("form")) if page.root is not None else []
    return next((form for form in forms if "__VIEWSTATE" in _fields(form)), forms[0] if forms else None)


def _targets(page: Page, here: int) -> Iterator[tuple[int | None, str, str]]:
    """Yield number (from 0), target and argument of the events that lead on; None as number: the next, unnumbered."""
    events = dict(_events(page))
    ahead = sorted(number for number in events if number is not None and number > here)
    if ahead:  # the next page is among them, by its number
        yield from ((number, *events[number]) for number in ahead)
    elif None in events:
        yield (None, *events[None])


def _events(page: Page) -> Iterator[tuple[int | None, tuple[str, str]]]:
    """Yield the pages that links post back for, with each event's target and argument."""
    for anchor in page.root.iter("a") if page.root is not None else ():
        if call := _POSTBACK.search(anchor.get("href") or ""):
            number = _event_number(line(text_of(anchor, MAX_WORDS)), call[2])
            if number != _NO_PAGE:
                yield number, (call[1], call[2])


def _event_number(words: str, argument: str) -> int | None:
    """Return the number, from 0, of the page that a link's words or its event's argument name; None for "next"."""
    if (printed := whole_number(words, digits=4)) is not None:
        return printed - 1
    number = _LAST_NUMBER.search(argument)
    if number and (NEXT.fullmatch(words) or _MORE.fullmatch(words)):
        return int(number[1]) - 1
    return None if NEXT.fullmatch(words) else _NO_PAGE


def _filled_in(page: Page, here: int) -> list[Follow]:
    """Return the form that ``goPage`` would send for the page after ``here`` (from 0)."""
    offered = [int(call[1]) for call in _GO.finditer(page.html)]
    count = claimed_pages(page) or max(offered, default=1)
    if here + 1 >= count:
        return []
    for form in page.root.iter("form") if page.root is not None else ():
        fields = _fields(form)
        if name := next(filter(_PAGE_FIELD.fullmatch, fields), None):
            onward = _submit(page, form, fields | {name: str(here + 2)}, here + 1)
            return [onward] if onward else []
    return []


def _submit(page: Page, form: _Element, fields: dict[str, str], number: int | None) -> Follow | None:
    address, body = submitted(form, fields, page.charset)
    base = page.url if address[:1] in {"", "?"} else page.base  # a form without an action goes to its own page
    url = urls.resolve(base, address)
    if url is None or len(body) > MAX_STATE:
        return None
    return Follow(url=url, method="POST" if body else "GET", body=body, page=number)


def _fields(form: _Element) -> dict[str, str]:
    """Return the values that a form would send with nothing typed in: hidden and text fields, no buttons."""
    inputs = (field for field in form.iter("input") if (field.get("type") or "text").lower() in {"hidden", "text"})
    return {name: field.get("value") or "" for field in inputs if (name := field.get("name"))}


FAMILY = Forms()
