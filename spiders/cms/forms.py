"""Plain ASP, JSP and PHP sites whose pagers submit a form: ASP.NET ``__doPostBack`` and ``goPage(n)`` scripts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from spiders.cms.base import Follow, Listing, ReportPage, listing_of
from spiders.linear import IGNORECASE, pattern
from spiders.pages import Page, page_of
from spiders.pages.forms import (
    EVENT,
    MAX_STATE,
    NO_PAGE,
    Postback,
    Submission,
    events_of,
    fields_of,
    posted,
    state_form,
    submission,
    turned_to,
)
from spiders.pages.link_lists import claimed_pages

if TYPE_CHECKING:
    from scrapy.http import Response

_PAGE_FIELD = pattern(r"(?:cur(?:r(?:ent)?)?|go|to|my)?_?page_?(?:no|num|index|number)?|cur_page|pn", IGNORECASE)
_GO = pattern(r"javascript:\s*\w*[pP]age\w*\(\s*[\"']?(\d{1,4})[\"']?\s*[,)]")
_HERE = pattern(r"(?:当前|第)\s*[:：]?\s*(\d{1,4})\s*(?:页|/)|(?:^|\D)(\d{1,4})\s*/\s*\d{1,4}\s*页")


class Forms:
    """The family of Fushun, Qinghai, old county sites and their like."""

    name = "forms"

    def recognises(self, response: Response) -> float:
        """Go by a pager that posts back or fills a form."""
        page = page_of(response)
        pager = "__VIEWSTATE" in page.html and EVENT.search(page.html)
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
    form = state_form(page.root) if "__doPostBack" in page.html else None
    if form is None:
        return []
    asked = ((number, posted(page, form, event)) for number, event in _targets(page, here))
    follow = [_follow(sent, number) for number, sent in asked if sent is not None]
    # Every page's form leads to every page, but a long state is carried along once only.
    return follow[: max(1, MAX_STATE // max(1, len(follow[0].body)))] if follow else []


def _follow(sent: Submission, number: int | None) -> Follow:
    return Follow(url=sent.url, method=sent.method, body=sent.body, page=number)


def _targets(page: Page, here: int) -> Iterator[tuple[int | None, Postback]]:
    """Yield number (from 0) and event of what leads on; None as number: the next, unnumbered."""
    events = dict(_turning(page))
    ahead = sorted(number for number in events if number is not None and number > here)
    if ahead:  # the next page is among them, by its number
        yield from ((number, events[number]) for number in ahead)
    elif None in events:
        yield (None, events[None])


def _turning(page: Page) -> Iterator[tuple[int | None, Postback]]:
    """Yield the pages that links post back for."""
    for event in events_of(page.root) if page.root is not None else ():
        number = turned_to(event)
        if number != NO_PAGE:
            yield number, event


def _filled_in(page: Page, here: int) -> list[Follow]:
    """Return the form that ``goPage`` would send for the page after ``here`` (from 0)."""
    offered = [int(call[1]) for call in _GO.finditer(page.html)]
    count = claimed_pages(page) or max(offered, default=1)
    if here + 1 >= count:
        return []
    for form in page.root.iter("form") if page.root is not None else ():
        fields = fields_of(form)
        if name := next(filter(_PAGE_FIELD.fullmatch, fields), None):
            sent = submission(page, form, fields | {name: str(here + 2)})
            return [_follow(sent, here + 1)] if sent is not None else []
    return []


FAMILY = Forms()
