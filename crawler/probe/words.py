"""Findings in words, for a person, and as the registry block to paste. Pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crawler.probe.findings import COLUMN
from spiders import urls
from spiders.pages.text import clean_line
from spiders.portals import Portal
from spiders.reports import FLAGS, REASONS

MOST_COLUMNS = 20

Line = tuple[str, str]  # label and words


def lines(portal: Portal, told: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what was found, a line each; what portals wrote is freed of control characters."""
    yield f"portal    {portal.code or 'not in the registry'} {portal.name}".rstrip()
    for page in told:
        yield ""
        for label, words in _page(page):
            yield f"{label:<9} {clean_line(words)}"


def _page(page: Mapping[str, Any]) -> Iterator[Line]:
    yield "page", f"{page['url']} {page['status'] or ''}"
    if page.get("title"):
        yield "title", page["title"]
    yield "kind", f"{page['kind']}: {page['reason']}"
    if page["cms"]:
        yield "family", page["cms"]
    yield from _document(page["document"])
    if claim := page["listing"]:
        claims = ", ".join(f"{claim[name]} {name}" for name in ("pages", "total") if claim[name] is not None)
        more = "; a further page is announced" if claim["more"] else ""
        yield "list", f"page {claim['page']}, {claim['entries']} entries; claims {claims or 'nothing'}{more}"
    for one in page["columns"]:
        yield "column", f"{one['score']:.2f} {one['kind']} {one['anchor']} {one['agency'] or ''} {one['url']}"
    for host in page["hosts"]:
        yield "host", f"{host} (below the portal's own)"
    yield from _entries(page["entries"])


def _document(document: Mapping[str, Any] | None) -> Iterator[Line]:
    if document is None:
        return
    if not document["report"]:
        yield "document", f"no report, {_why_not(document)}: {document['title']}"
        return
    yield "document", f"report: {_key(document)}: {document['title']} ({document['reason']})"
    yield from _doubts(document)
    for one in document["attachments"]:
        yield "file", f"{one['name']} {one['url']}"


def _entries(entries: Iterable[Mapping[str, Any]]) -> Iterator[Line]:
    quiet: Counter[str] = Counter()
    for one in entries:
        if one["asked"]:
            key = f"{_key(one)}: " if one["report"] else ""
            yield "report", f"{key}{one['title']} {one['url']} ({one['reason']})"
            yield from _doubts(one)
        elif one["near"]:
            yield "refused", f"{_why_not(one)}: {one['title']} {one['url']}"
        else:
            quiet["doubtful" if one["report"] else one["reason"]] += 1
    if quiet:
        yield "others", ", ".join(f"{reason} {number}" for reason, number in quiet.most_common())


def _doubts(report: Mapping[str, Any]) -> Iterator[Line]:
    for flag in report.get("flags", ()):
        if flag in FLAGS:
            yield "", f"{flag}: {FLAGS[flag]}"


def _why_not(refused: Mapping[str, Any]) -> str:
    """Return the reason as a slug, as a sentence, and the words that decided."""
    sentence, detail = REASONS.get(refused["reason"], ""), refused["detail"]
    told = "; ".join(dict.fromkeys(part for part in (sentence, detail) if part))
    return f"{refused['reason']} ({told})" if told else str(refused["reason"])


def _key(report: Mapping[str, Any]) -> str:
    parts = (report["year"] or "year unknown", report["agency"] or "body unknown", report["level"], *report["flags"])
    return " ".join(map(str, parts))


def block(portal: Portal, told: Iterable[Mapping[str, Any]]) -> str:
    """Return the portal's registry block with what was found: family, columns of annual reports, further hosts."""
    pages = list(told)
    families = Counter(page["cms"] for page in pages if page["cms"] not in {None, "generic"})
    lists = [page["url"] for page in pages if page.get("annual") and page["listing"] and page["listing"]["page"] == 1]
    ways = sorted((one for page in pages for one in page["columns"]), key=lambda one: -one["score"])
    named = [one["url"] for one in ways if one["kind"] == "list" and one["score"] >= COLUMN and not one["part"]]
    found = (*portal.columns, *lists, *named)
    columns = list({urls.key(url): url for url in reversed(found)}.values())[::-1][:MOST_COLUMNS]
    values: dict[str, Any] = {
        "name": portal.name or "…",
        "home": portal.home,
        "cms": portal.cms or next(iter(dict(families.most_common())), None),
        "columns": columns,
        "hosts": sorted({*portal.hosts, *(host for page in pages for host in page["hosts"])}),
        "delay": portal.delay,
        "render": portal.render,
    }
    head = f'["{portal.code}"]' if portal.code else '["000000"]  # write the county\'s GB/T 2260 code'
    return "\n".join([head, *(f"{name} = {_toml(value)}" for name, value in values.items() if value)])


def _toml(value: Any) -> str:
    if isinstance(value, list):
        return "[\n" + "".join(f"    {_toml(one)},\n" for one in value) + "]" if value[1:] else f"[{_toml(value[0])}]"
    return json.dumps(value, ensure_ascii=False)
