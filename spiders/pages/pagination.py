"""Pagers made of links: from the numbers printed and the URLs behind them, every further page is computed at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from spiders import urls
from spiders.linear import pattern
from spiders.pages.anchors import Anchor
from spiders.pages.link_lists import claimed_pages
from spiders.pages.page import Page
from spiders.pages.pager_words import BACK, LAST, MORE, NEXT, NUMBER
from spiders.pages.text import whole_number

MAX_PAGES = 400  # of one list, computed at once; whoever claims more proves it by a "next" link on the last of these
_EARLY = 3  # a pager's smallest printed number
_INTS = pattern(r"\d+")
_DIGITS = 9  # of a page's number in an address; more are an identifier
_FIRST_TURN = {"1", "2"}  # what the second page is called in an address


@dataclass(frozen=True, slots=True)
class Pager:
    """The pages of a list, page number (from 1) → URL; ``count`` is None when the end cannot be told."""

    pages: dict[int, str]
    count: int | None
    next: str | None = None  # where "next page" leads


@dataclass(frozen=True, slots=True)
class _Series:
    """URLs that differ in one number: page n is at ``head + str(start + step·n) + tail``."""

    head: str
    tail: str
    start: int
    step: int

    def url(self, page: int) -> str:
        return f"{self.head}{self.start + self.step * page}{self.tail}"

    def page(self, url: str) -> int | None:
        """Return the page number of a URL of the series; None for another URL."""
        number = whole_number(url[len(self.head) : len(url) - len(self.tail)], _DIGITS)
        if number is None or not (url.startswith(self.head) and url.endswith(self.tail)):
            return None
        page, rest = divmod(number - self.start, self.step)
        return None if rest else page

    def pages(self, end: int) -> dict[int, str]:
        """Return the URLs of pages 2 to ``end``."""
        return {number: self.url(number) for number in range(2, end + 1) if self.start + self.step * number >= 0}


def pager_of(page: Page) -> Pager | None:
    """Return the pager printed on a page; None when there is none."""
    own = urls.directory(page.url).rsplit("/", 2)[0]
    near = [a for a in page.anchors if a.region != "crumb" and urls.directory(a.url).startswith(own)]
    numbered = _numbered(near)
    onward = _onward(page.url, near)
    series = _series([*numbered.items()]) or _guess(page.url, numbered, onward)
    if series is None:
        turns = onward or len(numbered) > 1 or any(BACK.fullmatch(a.text) for a in near)
        return Pager(numbered, None, onward) if turns else None
    end = _end(page, series, near, numbered)
    count = end if 0 < end <= MAX_PAGES else None
    return Pager({**series.pages(min(end, MAX_PAGES)), **numbered}, count, onward)


def _onward(here: str, near: list[Anchor]) -> str | None:
    """Return where "next page" leads, or "more" that turns this page."""
    following = (a.url for a in near if NEXT.fullmatch(a.text) and urls.key(a.url) != urls.key(here))
    more = (a.url for a in near if MORE.fullmatch(a.text) and _turns(here, a.url))
    return next(following, None) or next(more, None)


def _end(page: Page, series: _Series, near: list[Anchor], numbered: dict[int, str]) -> int:
    """Return the last page's number: where "last" leads, else the highest printed or claimed one; 0 for unknown."""
    last = next((a.url for a in near if LAST.fullmatch(a.text)), None)
    number = series.page(last) if last else None
    highest = max(numbered, default=0)
    if number is None:
        return max(highest, claimed_pages(page) or 0)
    return number or highest


def _turns(here: str, url: str) -> bool:
    """Tell whether a URL is the same page with another query: "more" of this list, not of another column."""
    return "?" in url and url.split("?", 1)[0] == here.split("?", 1)[0] and urls.key(url) != urls.key(here)


def _numbered(anchors: Iterable[Anchor]) -> dict[int, str]:
    """Return the printed numbers' URLs, of the block that has most of them."""
    by_block: dict[int, dict[int, str]] = {}
    for anchor in anchors:
        match = NUMBER.fullmatch(anchor.text)
        if match and anchor.date is None:
            by_block.setdefault(anchor.block, {}).setdefault(int(match[1]), anchor.url)
    best = max(by_block.values(), key=len, default={})
    # Calendars and year lists are rows of numbers too; a pager's begin near 1.
    return best if (best and min(best) <= _EARLY) or (len(best) == 1 and max(best, default=0) <= MAX_PAGES) else {}


def _series(numbered: list[tuple[int, str]]) -> _Series | None:
    numbered = sorted(pair for pair in numbered if pair[0] > 1) if len(numbered) > 2 else sorted(numbered)  # noqa: PLR2004
    for (n1, url1), (n2, url2) in pairwise(numbered):
        series = _difference(url1, url2, n1, n2)
        if series:
            return series
    return None


def _difference(url1: str, url2: str, n1: int, n2: int) -> _Series | None:
    ints1, ints2 = list(_INTS.finditer(url1)), list(_INTS.finditer(url2))
    if len(ints1) != len(ints2) or _INTS.sub("#", url1) != _INTS.sub("#", url2):
        return None
    differing = [(a, b) for a, b in zip(ints1, ints2, strict=True) if a[0] != b[0]]
    if len(differing) != 1:
        return None
    (a, b), gap = differing[0], n2 - n1
    first, second = whole_number(a[0], _DIGITS), whole_number(b[0], _DIGITS)
    if first is None or second is None:
        return None
    step, rest = divmod(second - first, gap)
    if rest or step == 0:
        return None
    return _Series(url1[: a.start()], url1[a.end() :], first - step * n1, step)


def _guess(url: str, numbered: dict[int, str], onward: str | None) -> _Series | None:
    """Work out the series from one link: "2", or "next" on the first page."""
    number, target = next(((n, u) for n, u in numbered.items() if n > 1), (2, onward))
    if target is None or number > 2:  # noqa: PLR2004
        return None
    known = {match[0] for match in _INTS.finditer(url)}
    new = [match for match in _INTS.finditer(target) if match[0] not in known or match[0] in _FIRST_TURN]
    if not new or new[-1][0] not in _FIRST_TURN:
        return None
    turned = new[-1]
    return _Series(target[: turned.start()], target[turned.end() :], int(turned[0]) - number, 1)
