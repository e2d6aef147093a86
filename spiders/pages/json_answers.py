"""JSON answers: named links wherever they stand in it, pieces of HTML it carries, and how many there are in all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from spiders import urls
from spiders.linear import code, pattern
from spiders.pages.anchors import Anchor
from spiders.pages.dates import date_in
from spiders.pages.text import line, whole_number
from spiders.pages.url_shapes import is_file, names_file, shown_file

MAX_NODES = 200_000
_TAG = pattern(r"<[^<>]{0,200}>")
_CALLBACK = code(r"^\s*[\w$.]{1,60}\s*\(\s*[\[{]")
# Names of fields, in lower case, the most telling first.
_TITLES = (
    "title", "infotitle", "articletitle", "doctitle", "showtitle", "name", "text", "label", "subject", "vc_title",
    "attachname", "filename", "columnname", "deptname",
)  # fmt: skip
_URLS = (
    "url", "link", "href", "puburl", "pub_url", "docpuburl", "post_url", "linkurl", "jump_url", "visiturl",
    "infourl", "path", "filepath", "fileurl", "attachurl",
)  # fmt: skip
_DATES = (
    "date", "pubdate", "publishdate", "publish_time", "publishtime", "pubtime", "display_publish_time",
    "docreltime", "infodate", "time", "createtime", "showdate",
)  # fmt: skip
_BODIES = (
    "publisher", "source", "ouname", "dept", "organ", "deptname", "organname", "agency", "department", "unit", "author",
)  # fmt: skip
_TOTALS = ("total", "totalcount", "recordcount", "totalrecord", "totalnum", "total_count", "post_count")
_PAGES = ("pages", "pagecount", "totalpages", "totalpage", "pagetotal")
_CHINA = timedelta(hours=8)
_MIN_TEXT = 60  # characters; what is shorter is a name or a caption


@dataclass(frozen=True, slots=True)
class Detail:
    """One article as an endpoint answers it. ``body`` is HTML (or plain text); ``files`` are URLs and names."""

    title: str
    body: str
    published: str | None
    source: str | None
    files: tuple[tuple[str, str], ...]


def parsed(text: str) -> Any:
    """Return the value of a JSON (or JSONP) text; None when it is none."""
    text = text.lstrip("\ufeff \t\r\n")
    if match := _CALLBACK.match(text):
        text = text[match.end() - 1 :].rstrip("; \r\n\t)")
    if not text.startswith(("{", "[")):
        return None
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def anchors_in(data: Any, base: str) -> Iterator[Anchor]:
    """Yield a link for each object that has a title and a URL."""
    for block, record in _records(data):
        title, href = _named(record, _TITLES), _named(record, _URLS)
        url = urls.resolve(base, shown_file(href) or href) if href else None
        if title and url:
            words = line(_TAG.sub("", title[:2000]))
            cells = tuple(
                line(record[name])[:60] for name in _BODIES if isinstance(record.get(name), str) and record[name]
            )
            yield Anchor(url=url, text=words, place="json", block=block, date=_date(record), cells=cells)


def detail_in(data: Any, base: str) -> Detail | None:
    """Return the article of an answer: its longest text, named by what stands beside it; None without text or files."""
    about, body = _About("", "", None), ""
    for _, record in _records(data):
        own = _About(_named(record, _TITLES), _named(record, _BODIES), _date(record))
        text = _longest(record)
        if len(text) >= _MIN_TEXT and len(text) > len(body) and text != own.title:
            body, about = text, own.or_else(about)
        elif not body:
            about = about.or_else(own)
    links = ((anchor.url, anchor.text) for anchor in anchors_in(data, base))
    files = {url: text for url, text in links if is_file(url) or names_file(text)}
    if not body and not files:
        return None
    return Detail(line(about.title)[:300], body, about.published, about.source or None, tuple(files.items()))


def _longest(record: dict[str, Any]) -> str:
    return max((value for value in record.values() if isinstance(value, str)), key=len, default="")


@dataclass(frozen=True, slots=True)
class _About:
    """What stands beside a text."""

    title: str
    source: str
    published: str | None

    def or_else(self, other: _About) -> _About:
        return _About(self.title or other.title, self.source or other.source, self.published or other.published)


def _named(record: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((record[name] for name in names if isinstance(record.get(name), str) and record[name]), "")


def fragments_in(data: Any) -> str:
    """Return the strings that are pieces of HTML, joined."""
    fragments = [text for text in _strings(data) if "<a " in text or "<li" in text or "<p" in text or "<table" in text]
    return "\n".join(fragments)


def total_in(data: Any) -> tuple[int | None, int | None]:
    """Return how many entries and how many pages the outermost object that says so claims."""
    total = pages = None
    for _, record in _records(data):
        total = total if total is not None else _number(record, _TOTALS)
        pages = pages if pages is not None else _number(record, _PAGES)
    return total, pages


def _number(record: dict[str, Any], names: tuple[str, ...]) -> int | None:
    for name in names:
        value = record.get(name)
        if isinstance(value, str):
            value = whole_number(value)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10_000_000:  # noqa: PLR2004
            return value
    return None


def _date(record: dict[str, Any]) -> str | None:
    for name in _DATES:
        value = record.get(name)
        if isinstance(value, str):
            if day := date_in(value):
                return day
            value = whole_number(value, digits=13)
        if isinstance(value, int) and 10**8 < value < 10**13:
            seconds = value / 1000 if value > 10**11 else value
            return (datetime.fromtimestamp(seconds, UTC) + _CHINA).date().isoformat()
    return None


def _records(data: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield every object with lower-case names, in document order, each with the ordinal of the array it stands in."""
    stack: list[tuple[int, Any]] = [(-1, data)]
    arrays, nodes = 0, 0
    while stack and nodes < MAX_NODES:
        block, value = stack.pop()
        nodes += 1
        if isinstance(value, list):
            arrays += 1
            stack.extend((arrays, inner) for inner in reversed(value[:MAX_NODES]))
        elif isinstance(value, dict):
            yield block, {str(name).lower(): inner for name, inner in value.items()}
            stack.extend((block, inner) for inner in reversed(value.values()) if isinstance(inner, (list, dict)))


def _strings(data: Any) -> Iterator[str]:
    stack, nodes = [data], 0
    while stack and nodes < MAX_NODES:
        value = stack.pop()
        nodes += 1
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            stack.extend(reversed(value))
        elif isinstance(value, dict):
            stack.extend(reversed(value.values()))
