"""Pagers that only a script draws: addresses put together around a page number, worked out without running anything."""

from __future__ import annotations

import html
from itertools import islice

from spiders import urls
from spiders.linear import IGNORECASE, code, escape
from spiders.pages.link_lists import claimed_pages
from spiders.pages.page import Page
from spiders.pages.pagination import MAX_PAGES, Pager
from spiders.pages.text import line, text_of, whole_number

_MAX_SUMS = 200  # that are looked at
# '…head' + (name ± 1) + 'tail…', where head or tail looks like a part of an address
_SUM = code(
    r"[\"'=](?P<head>[\w./?=&;%:~-]*)\\?[\"']\s*\+\s*\(?\s*(?:parseInt\()?(?P<name>[A-Za-z_][\w.]{0,60})\)?\s*"
    r"(?P<by>(?:[+-]\s*\d{1,3}\s*){0,3})\)?\s*(?:\+\s*[\"'](?P<tail>[\w./?=&;%-]*)|[;,)}])"
)
_ADDRESS = code(r"[/?=]|\.s?html?$|\.(?:jsp|php|aspx?)\b", IGNORECASE)
_STEP = code(r"[+-]\d+")
_PRINTED = code(r"\s*第?\s*(\d{1,4})\s*页?\s*")
_CHOSEN = code(r"value$")  # this.value, obj.options[obj.selectedIndex].value

# layui's laypage: {count: 28, limit: 10, jump: function(obj) {location.href = "list?page=" + obj.curr}}
_TURNED = code(r"\.curr$")
_COUNT, _LIMIT = code(r"\bcount\s*:\s*[\"']?(\d{1,6})\b"), code(r"\blimit\s*:\s*[\"']?([1-9]\d{0,3})\b")
_USUAL_LIMIT = 10  # entries of a page, where it is not told


def drawn_pager(page: Page) -> Pager | None:
    """Return the pager that a script writes, turns to or submits a chosen number to; None when there is none."""
    script = page.scripts + "\n" + "\n".join(page.handlers)
    for match in islice(_SUM.finditer(script), _MAX_SUMS):
        head, tail = html.unescape(match["head"]), html.unescape(match["tail"] or "")
        if not _ADDRESS.search(head) and not _ADDRESS.search(tail):
            continue
        step = sum(map(int, _STEP.findall("".join(match["by"].split()))))
        numbers = _numbers(page, script[: match.start()], match["name"])
        if pages := _addresses(page, {number: f"{head}{value + step}{tail}" for number, value in numbers.items()}):
            return Pager(pages, max(*pages, claimed_pages(page) or 0))
    return None


def _addresses(page: Page, hrefs: dict[int, str]) -> dict[int, str]:
    """Return the URLs of the pages after the first."""
    resolved = {number: urls.resolve(page.base, href) for number, href in hrefs.items() if number > 1}
    return {number: url for number, url in resolved.items() if url}


def _numbers(page: Page, before: str, name: str) -> dict[int, int]:
    """Return page number (from 1) → the value that a name then has: a loop's, a function's argument, a choice."""
    if _TURNED.search(name):
        return {number: number for number in range(1, min(_laid_out(page), MAX_PAGES) + 1)}
    if _CHOSEN.search(name):
        return _offered([(option.get("value") or "", line(text_of(option, 80))) for option in page.elements("option")])
    word = escape(name)
    if loop := code(
        rf"\bfor\s*\(\s*(?:var|let)?\s*{word}\s*=\s*(\d{{1,4}})\s*;\s*{word}\s*(<=?)\s*([\w.]{{1,60}})"
    ).search(before):
        start, end = int(loop[1]), _value(page, loop[3])
        values = range(start, min(end + (loop[2] == "<="), start + MAX_PAGES))
        # A loop as long as the list draws the first page too; a shorter one begins with the second.
        first = 1 if len(values) >= max(end, claimed_pages(page) or 0) else 2
        return dict(enumerate(values, first))
    if called := code(rf"\bfunction\s+(\w{{1,40}})\s*\(\s*{word}\s*\)").search(before):
        calls = code(rf"\b{called[1]}\s*\(\s*[\"']?(\d{{1,4}})[\"']?\s*\)[^<>]{{0,200}}>\s*\[?第?(\d{{1,4}})页?\]?\s*<")
        return _offered(calls.findall(page.html))
    return {}


def _laid_out(page: Page) -> int:
    """Return how many pages layui's pager is told to draw: entries by entries of a page."""
    count, limit = _COUNT.search(page.scripts), _LIMIT.search(page.scripts)
    return -(-int(count[1]) // (int(limit[1]) if limit else _USUAL_LIMIT)) if count else 0


def _offered(pairs: list[tuple[str, str]]) -> dict[int, int]:
    """Return printed number → value of the choices that are numbers, those between them filled in."""
    choices = [(whole_number(value.strip()), _PRINTED.fullmatch(text)) for value, text in pairs]
    known = {int(printed[1]): value for value, printed in choices if value is not None and printed}
    last = max(known, default=0)
    gap = next((value - number for number, value in known.items()), 0)
    return {number: known.get(number, number + gap) for number in range(1, min(last, MAX_PAGES) + 1)}


def _value(page: Page, name: str) -> int:
    if (number := whole_number(name)) is not None:
        return number
    match = code(rf"\b{escape(name)}\s*=\s*[\"']?(\d{{1,5}})\b").search(page.scripts)
    return int(match[1]) if match else 0
