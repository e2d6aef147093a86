"""Findings in words, for a person, and as the registry block to paste. Pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from crawler.probe.findings import (
    COLUMN_SCORE,
    DocumentFinding,
    EntryFinding,
    ListFinding,
    PageFinding,
    WayFinding,
)
from spiders import urls
from spiders.pages.text import clean_line
from spiders.portals import Portal
from spiders.reports import REASONS, QualityFlag

MAX_COLUMNS = 20  # of a registry block

Line = tuple[str, str]  # label and words


def lines(portal: Portal, pages: Iterable[PageFinding]) -> Iterator[str]:
    """Yield what was found, a line each; what portals wrote is freed of control characters."""
    yield f"portal    {portal.code or 'not in the registry'} {portal.name}".rstrip()
    for page in pages:
        yield ""
        for label, words in _page(page):
            yield f"{label:<9} {clean_line(words)}"


def _page(page: PageFinding) -> Iterator[Line]:
    yield "page", f"{page.url} {page.status or ''}"
    if page.title:
        yield "title", page.title
    yield "kind", f"{page.kind}: {page.reason}"
    if page.cms:
        yield "family", page.cms
    yield from _document(page.document)
    yield from _listing(page.listing)
    for way in page.columns:
        yield "column", f"{way.score:.2f} {way.kind} {way.anchor} {way.agency or ''} {way.url}"
    for host in page.hosts:
        yield "host", f"{host} (reports of this portal seem to stand there)"
    yield from _entries(page.entries)


def _listing(claim: ListFinding | None) -> Iterator[Line]:
    """Yield what a list claims of itself."""
    if claim is None:
        return
    numbers = {"pages": claim.pages, "total": claim.total}
    claims = ", ".join(f"{number} {name}" for name, number in numbers.items() if number is not None)
    more = "; a further page is announced" if claim.more else ""
    yield "list", f"page {claim.page}, {claim.entries} entries; claims {claims or 'nothing'}{more}"


def _document(document: DocumentFinding | None) -> Iterator[Line]:
    if document is None:
        return
    if not document.report:
        yield "document", f"no report, {_why_not(document)}: {document.title}"
        return
    yield "document", f"report: {_key(document)}: {document.title} ({document.reason})"
    yield from _doubts(document)
    for file in document.attachments:
        yield "file", f"{file.name} {file.url}"


def _entries(entries: Iterable[EntryFinding]) -> Iterator[Line]:
    quiet: Counter[str] = Counter()
    for entry in entries:
        if entry.asked:
            key = f"{_key(entry)}: " if entry.report else ""
            yield "report", f"{key}{entry.title} {entry.url} ({entry.reason})"
            yield from _doubts(entry)
        elif entry.near:
            yield "refused", f"{_why_not(entry)}: {entry.title} {entry.url}"
        else:
            quiet["doubtful" if entry.report else entry.reason] += 1
    if quiet:
        yield "others", ", ".join(f"{reason} {number}" for reason, number in quiet.most_common())


def _doubts(report: DocumentFinding | EntryFinding) -> Iterator[Line]:
    for flag in report.flags:
        yield "", f"{flag}: {QualityFlag(flag).meaning}"


def _why_not(refused: DocumentFinding | EntryFinding) -> str:
    """Return the reason as a slug, as a sentence, and the words that decided."""
    sentence, detail = REASONS.get(refused.reason, ""), refused.detail
    words = "; ".join(dict.fromkeys(part for part in (sentence, detail) if part))
    return f"{refused.reason} ({words})" if words else refused.reason


def _key(report: DocumentFinding | EntryFinding) -> str:
    parts = (report.year or "year unknown", report.agency or "body unknown", report.level, *report.flags)
    return " ".join(map(str, parts))


def block(portal: Portal, pages: Sequence[PageFinding]) -> str:
    """Return the portal's registry block with what was found: family, columns of annual reports, further hosts."""
    values: dict[str, Any] = {
        "name": portal.name or "…",
        "home": portal.home,
        "cms": portal.cms or _family(pages),
        "columns": _columns(portal, pages),
        "hosts": sorted({*portal.hosts, *(host for page in pages for host in page.hosts if _is_public_body(host))}),
        "delay": portal.delay,
        "render": portal.render,
    }
    head = f'["{portal.code}"]' if portal.code else '["000000"]  # write the county\'s GB/T 2260 code'
    return "\n".join([head, *(f"{name} = {_toml(value)}" for name, value in values.items() if value)])


def _family(pages: Sequence[PageFinding]) -> str | None:
    """Return the family that most pages show; the generic one says nothing."""
    families = Counter(page.cms for page in pages if page.cms not in {None, "generic"})
    return next((family for family, _ in families.most_common(1)), None)


def _columns(portal: Portal, pages: Sequence[PageFinding]) -> list[str]:
    """Return the columns of annual reports: those registered, those looked at, then those that links lead to."""
    lists = [page.url for page in pages if _first_of_reports(page)]
    ways = sorted((way for page in pages for way in page.columns), key=lambda way: -way.score)
    addresses = (*portal.columns, *lists, *(way.url for way in ways if _named_column(way)))
    by_key: dict[str, str] = {}
    for url in addresses:
        by_key.setdefault(urls.key(url), url)
    return list(by_key.values())[:MAX_COLUMNS]


def _first_of_reports(page: PageFinding) -> bool:
    """Tell whether a page is the first of a list of annual reports."""
    return bool(page.annual) and page.listing is not None and page.listing.page == 1


def _named_column(way: WayFinding) -> bool:
    """Tell whether a link leads to a column of annual reports by its name, and not to a part of one."""
    return way.kind == "list" and way.score >= COLUMN_SCORE and not way.part


def _toml(value: Any) -> str:
    if isinstance(value, list) and len(value) > 1:
        return "[\n" + "".join(f"    {_toml(entry)},\n" for entry in value) + "]"
    return f"[{_toml(value[0])}]" if isinstance(value, list) else json.dumps(value, ensure_ascii=False)


def _is_public_body(host: str) -> bool:
    """Tell whether a host is a government's, so that it may be registered; apps and drives are only named."""
    return host.partition(":")[0].endswith(".gov.cn")
