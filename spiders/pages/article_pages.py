"""An article over several pages: ``content.html``, ``content_2.html`` …, ``?page=2``, told by its pager and URLs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spiders import urls
from spiders.linear import IGNORECASE, code, pattern
from spiders.pages.javascript.drawn_pagers import drawn_pager
from spiders.pages.page import Page
from spiders.pages.pager_words import NUMBER, TURNS

MAX_ARTICLE_PAGES = 30  # of one article; what has more is a list
_IN_PATH = pattern(r"^([^?]+?)([_-])(\d{1,2})((?:\.[a-z]{3,5})?(?:\?.*)?)$", IGNORECASE)
_PLAIN = pattern(r"^([^?]+?)((?:\.[a-z]{3,5})?(?:\?.*)?)$", IGNORECASE)
_IN_QUERY = code(r"^([^?]+)\?((?:.*&)?)((?:\w{0,9}page\w{0,6}|pn?|pg)=)(\d{1,2})((?:&.*)?)$", IGNORECASE)
_CALL = code(
    r"\bcreatePage\w{0,10}\(\s*(\d{1,2})\s*,\s*\d{1,2}\s*,\s*[\"']([\w-]{1,100})[\"']\s*,\s*[\"'](s?html?)[\"']"
)
_ELSEWHERE = {"nav", "foot", "crumb", "side"}


@dataclass(frozen=True, slots=True)
class ArticlePages:
    """The pages of an article as one of them names them: URLs in reading order."""

    first: str
    further: tuple[str, ...]
    is_first: bool  # the page that names them
    numbered: bool = False  # their numbers are printed: more than a way to and fro


@dataclass(frozen=True, slots=True)
class _PageUrl:
    """A URL read as a page of an article: the pages of one differ in the number alone; the bare name has 0."""

    article: tuple[str, str]
    number: int
    head: str = ""  # what stands before and after the number
    tail: str = ""


def article_pages(page: Page) -> ArticlePages | None:
    """Return the pages of the article that a page is of; None when it has but one, or none can be told.

    A pager's link leads to a page of the article only when its address is the article's own with a number in it:
    "next page" is also what some call the next article.
    """
    linked = dict(_turned(page))
    for own in _readings(page.url):
        pages = {own.number: (page.url, own)}
        for url, first in linked.items():
            for other in _readings(url):
                if other.article == own.article and not (first and own.number == 0):
                    pages.setdefault(other.number, (url, other))
        if known := _in_order(pages, own.number):
            first_number, *further = known
            return ArticlePages(
                first=known[first_number],
                further=tuple(known[at] for at in further),
                is_first=own.number == first_number,
                numbered=any(NUMBER.fullmatch(anchor.text) for anchor in page.anchors if anchor.url in known.values()),
            )
    return None


def _turned(page: Page) -> Iterator[tuple[str, bool]]:
    """Yield where the page's pagers lead, printed or drawn, and whether that is said to be the article's beginning."""
    for anchor in page.anchors:
        if anchor.region not in _ELSEWHERE and TURNS.fullmatch(anchor.text):
            number = NUMBER.fullmatch(anchor.text)
            yield anchor.url, number is not None and number[1] == "1"
    if drawn := drawn_pager(page):
        yield from ((url, False) for url in drawn.pages.values())
    if call := _CALL.search(page.scripts):
        names = [f"{call[2]}_{number}" for number in range(1, min(int(call[1]), MAX_ARTICLE_PAGES))]
        addresses = (page.resolve(f"{name}.{call[3]}") for name in (call[2], *names))
        yield from ((url, False) for url in addresses if url)


def _in_order(pages: dict[int, tuple[str, _PageUrl]], here: int) -> dict[int, str]:
    """Return number → URL in reading order, gaps filled; nothing when the numbers do not begin as an article's do."""
    numbers = sorted(pages)
    if len(numbers) < 2 or numbers[-1] > MAX_ARTICLE_PAGES:  # noqa: PLR2004 - a page goes on with another
        return {}
    nearest = numbers[1] if here == numbers[0] else 0  # a later page may name the first, and then its neighbours
    if numbers[0] > 1 or nearest > 2:  # noqa: PLR2004 - content.html goes on with content_1.html or content_2.html
        return {}
    model = pages[numbers[-1]][1]
    known = {number: f"{model.head}{number}{model.tail}" for number in range(numbers[1], numbers[-1])}
    found = {number: url for number, (url, _) in pages.items()}
    return dict(sorted((known | found).items()))


def _readings(url: str) -> Iterator[_PageUrl]:
    """Yield the ways to read a URL: a number in its query, its bare name, a number at the end of its name."""
    if match := _IN_QUERY.match(url):
        rest = "&".join(filter(None, (match[2].strip("&"), match[5].strip("&"))))
        head = f"{match[1]}?{match[2]}{match[3]}"
        yield _PageUrl((urls.key(match[1]), f"?{rest}"), int(match[4]), head, match[5])
    else:
        name, _, query = url.partition("?")
        yield _PageUrl((urls.key(name), f"?{query}"), 1)
    if match := _PLAIN.match(url):
        yield _PageUrl((match[1], match[2]), 0)
    if match := _IN_PATH.match(url):
        yield _PageUrl((match[1], match[4]), int(match[3]), f"{match[1]}{match[2]}", match[4])
