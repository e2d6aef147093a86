"""A report as a series of pictures of its pages: scans in the body, or what a flip-book's script turns over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from lxml.etree import _Element

from spiders.linear import IGNORECASE, Match, code, escape, pattern
from spiders.pages.page import Page
from spiders.pages.text import line
from spiders.pages.url_shapes import file_name, is_image

MAX_PICTURES = 60  # of one report
MAX_SCRIPTS = 200_000  # characters looked through
_MAX_SUMS = 50  # addresses put together by a script that are looked at
_DRAWING = pattern(
    r"icon|logo|qrcode|blank|loading|banner|slide|focus|btn|button|arrow|/ad[sv]?/|/images?/(?:doc|pdf|xls|file)",
    IGNORECASE,
)
_SMALL = pattern(r"thumb|small|preview|mini|cover", IGNORECASE)
_LATER = ("data-original", "data-src", "data-url", "data-lazy-src", "lazy-src", "original", "_src", "src")
_NUMBER = code(r"\d+")
_LITERAL = code(r"[\"'`]([^\"'`\s<>]{1,300}?\.(?:jpe?g|png|webp|gif))(?:\?[^\"'`\s<>]{0,100})?[\"'`]", IGNORECASE)
_SUM = code(  # 'pages/' + i + '.jpg', `pages/${i}.jpg`
    r"[\"'`=]([\w./:%-]{0,200})(?:[\"']\s*\+\s*\(?\s*(\w{1,40})\s*\)?\s*\+\s*[\"']|\$\{\s*(\w{1,40})\s*\})"
    r"([\w./%-]{0,60}\.(?:jpe?g|png|webp|gif))",
    IGNORECASE,
)
_COUNT = code(r"(?:total|count|number|max|sum|page)\w{0,20}[\"']?\s*[:=]\s*[\"']?(\d{1,3})\b", IGNORECASE)
_FOLDER = code(
    r"(?:large|page|img|image|pic|big|normal)\w{0,8}(?:path|url|dir|folder)[\"']?\s*[:=]\s*[\"']([^\"'\s<>]{1,200}/)[\"']",
    IGNORECASE,
)
_NAME_ENDING = code(r"(?:ext|type|suffix|format)\w{0,8}[\"']?\s*[:=]\s*[\"']\.?(jpe?g|png|webp|gif)[\"']", IGNORECASE)


def page_images(page: Page, body: _Element | None) -> dict[str, str]:
    """Return URL → name of the pictures of a report's pages, in order: those shown, else those that a script names."""
    shown = dict(_shown(page, body)) if body is not None else {}
    return shown or dict(_turned_over(page)) or _series(page)


def _series(page: Page) -> dict[str, str]:
    """Return the longest series of pictures on a page without a text whose addresses differ in numbers alone."""
    series: dict[str, dict[str, str]] = {}
    for url, name in _shown(page, page.root) if page.root is not None else ():
        series.setdefault(_NUMBER.sub("#", url), {})[url] = name
    longest = max(series.values(), key=len, default={})
    return longest if len(longest) > 1 else {}


def _shown(page: Page, body: _Element) -> Iterator[tuple[str, str]]:
    """Yield the pictures of a body; one that is loaded when it comes into sight has its address beside ``src``."""
    for image in islice(body.iter("img"), MAX_PICTURES):
        written = next((value for name in _LATER if (value := image.get(name)) and is_image(value)), "")
        url = page.resolve(written) if written else None
        if url and not _DRAWING.search(url):
            yield url, line(image.get("title") or image.get("alt") or "") or file_name(url)


def _turned_over(page: Page) -> Iterator[tuple[str, str]]:
    """Yield the pictures that a script turns over: listed by it, or numbered up to a count that it states."""
    script = page.scripts[:MAX_SCRIPTS]
    addresses = _listed(script) or _summed(script) or _in_folder(script)
    for address in addresses[:MAX_PICTURES]:
        if (url := page.resolve(address)) and not _DRAWING.search(url):
            yield url, file_name(url)


def _listed(script: str) -> list[str]:
    """Return the longest series of addresses in a script that differ in numbers alone; of equal ones, no thumbnails."""
    series: dict[str, dict[str, None]] = {}
    for match in islice(_LITERAL.finditer(script), 10 * MAX_PICTURES):
        address = match[1].replace("\\/", "/")
        series.setdefault(_NUMBER.sub("#", address), {})[address] = None
    several = [list(addresses) for addresses in series.values() if len(addresses) > 1]
    return max(several, key=lambda addresses: (not _SMALL.search(addresses[0]), len(addresses)), default=[])


def _summed(script: str) -> list[str]:
    """Return the addresses that a script puts together of a number that runs."""
    for match in islice(_SUM.finditer(script), _MAX_SUMS):
        head, name, tail = match[1], match[2] or match[3], match[4]
        start, count = _run_of(script, name)
        if count > 1 and not _SMALL.search(head):
            return [f"{head}{number}{tail}" for number in range(start, start + count)]
    return []


def _run_of(script: str, name: str) -> tuple[int, int]:
    """Return the first number and how many there are of what a loop counts, or what pages are numbered by."""
    loop = code(rf"\b{escape(name)}\s*=\s*([01])\s*;\s*{escape(name)}\s*(<=?)\s*(\d{{1,3}}\b|[\w.]{{1,60}})").search(
        script
    )
    if loop is None:
        return 1, _stated(_COUNT.finditer(script))
    start = int(loop[1])
    end = int(loop[3]) if loop[3].isdecimal() else _value_of(script, loop[3])
    return start, max(0, end - start + (loop[2] == "<="))


def _value_of(script: str, name: str) -> int:
    word = escape(name.rpartition(".")[2])
    return _stated(code(rf"\b{word}[\"']?\s*[:=]\s*[\"']?(\d{{1,3}})\b").finditer(script))


def _stated(matches: Iterable[Match[str]]) -> int:
    return next((int(match[1]) for match in matches), 0)


def _in_folder(script: str) -> list[str]:
    """Return the pictures of a flip-book's folder, which are numbered from 1, when it states how many there are."""
    folder, ending = _FOLDER.search(script), _NAME_ENDING.search(script)
    count = _stated(_COUNT.finditer(script)) if folder else 0
    return [f"{folder[1]}{number}.{ending[1] if ending else 'jpg'}" for number in range(1, count + 1)] if folder else []
