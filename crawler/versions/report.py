"""From what a visit saw to what is kept: a second look at each sighting, now with the text of its files. Pure."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from scrapy.utils.gz import gunzip

from crawler.extraction.base import ExtractedText, Status
from crawler.versions import deduplicate, similarity
from crawler.versions.deduplicate import Candidate, ReadFile, keys_of
from crawler.versions.resolve import WEAK_AGENCY, Settled, resolve
from spiders.items import Kind
from spiders.reports import Context, NotAReport, classify
from storage.values import Extracted, KeptFile, Location, ReportDraft

if TYPE_CHECKING:
    from spiders.portals import Portal
    from storage.values import SightingRecord

BY_CALENDAR = frozenset({Kind.REPORT, Kind.FILE, Kind.OTHER, Kind.SOFT_404})  # lists are read every time, these are not
UNREADABLE = "unreadable"  # the reason: a report was seen, and nothing of it could be had
DISAGREE = 0.2  # share of the text in which two renditions may differ before it is flagged
MOST_DECODED = 200_000_000  # bytes


def header(headers: Sequence[tuple[str, str]], name: str) -> str:
    """Return a header's value, "" when it is missing."""
    return next((value for key, value in headers if key.lower() == name), "")


def decoded(body: bytes, encoding: str) -> bytes:
    """Undo a Content-Encoding; a body that does not decode is returned as it came, for the reader to judge."""
    try:
        for one in reversed([part.strip().lower() for part in encoding.split(",") if part.strip()]):
            body = _decode(body, one)
    except (OSError, EOFError, zlib.error, ValueError):
        return body
    return body


def _decode(body: bytes, encoding: str) -> bytes:
    if encoding in {"gzip", "x-gzip"}:
        return gunzip(body, max_size=MOST_DECODED)
    if encoding == "deflate":
        return zlib.decompressobj(-15 if body[:1] != b"\x78" else 15).decompress(body, MOST_DECODED)
    return body


def extracted(text: ExtractedText) -> Extracted:
    """Return an extraction in the archive's words."""
    return Extracted(
        status=text.status,
        extractor=text.extractor,
        version=text.version,
        media_type=text.media_type,
        text=text.text,
        tables=tuple({"kind": table.kind, "rows": table.rows} for table in text.tables),
        notes=text.notes,
    )


def look(sight: SightingRecord, portal: Portal) -> Candidate | NotAReport:
    """Look at a sighting again, now with what was read in its files."""
    files = tuple(ReadFile(file, file.extracted) for file in sight.files if file.sha256)
    if not files:
        return NotAReport(UNREADABLE, "none of its files could be had")
    body = keys_of(files).body
    text = files[body].text
    if text is None or text.status != Status.OK:
        settled = Settled(sight.year, sight.agency, sight.level, sight.flags)
    else:
        verdict = classify(sight.title, sight.url, _context(sight, portal), text.text)
        if isinstance(verdict, NotAReport):
            return verdict
        settled = resolve(sight, verdict)
    if any(file.truncated for file in sight.files if file.sha256):
        settled = replace(settled, flags=(*settled.flags, "truncated"))
    if not settled.year:
        return NotAReport("no_year", "neither title nor text says which year is reported on")
    return Candidate(sight, files, body, settled.agency, settled.level, settled.year, settled.flags)


def join(parts: Iterable[Candidate], portal: str) -> Iterator[ReportDraft]:
    """Yield what to keep, in URL order: one report for all the places that show it."""
    groups = [group for group in deduplicate.deduplicate(parts) if not all(part.sight.earlier for part in group)]
    for group in sorted(groups, key=lambda group: min((part.sight.url, part.year) for part in group)):
        standing = [part for part in group if not part.sight.missing]
        kept = _report(group, portal)
        yield kept if len(standing) == len(group) else replace(kept, alone=_report(standing, portal))


def _context(sight: SightingRecord, portal: Portal) -> Context:
    return Context(
        portal_code=portal.code,
        portal_name=portal.name,
        agency=None if WEAK_AGENCY & set(sight.flags) else sight.agency,
        column=sight.meta.get("column", ""),
        breadcrumb=tuple(filter(None, sight.meta.get("breadcrumb", "").split(" > "))),
        column_type=sight.meta.get("column_type", ""),
        content_source=sight.meta.get("content_source", ""),
        anchor=sight.via[0][1] if sight.via else "",
    )


def _report(parts: Sequence[Candidate], portal: str) -> ReportDraft:
    owned = _files(parts)
    files = [read for _, read in owned]
    keys = keys_of(files)
    standing = [part for part in parts if not part.sight.missing]
    owner = owned[keys.body][0]
    chief = owner if owner in standing else standing[0]
    flag, same = _comparison(files, keys.body)
    return ReportDraft(
        portal=portal,
        agency=chief.agency,
        level=chief.level,
        year=chief.year,
        title=chief.sight.title,
        published=next(filter(None, (part.sight.published for part in (chief, *standing))), None),
        index_number=next(filter(None, (part.sight.index_number for part in (chief, *standing))), None),
        url=chief.sight.url,
        key=chief.sight.key,
        files=tuple(_file(read) for read in files),
        body=keys.body,
        flags=tuple(dict.fromkeys([*chief.flags, *flag])),
        via=tuple(dict.fromkeys(edge for part in standing for edge in part.sight.via)),
        meta=chief.sight.meta,
        text_key=keys.text,
        content_key=keys.content,
        places=tuple(Location(key=p.sight.key, url=p.sight.url, seen=not p.sight.earlier) for p in standing),
        renditions=same,
    )


def _files(parts: Sequence[Candidate]) -> list[tuple[Candidate, ReadFile]]:
    """Return all files with their parts, less what a later part has that an earlier one says in the same format."""
    found: list[tuple[Candidate, ReadFile]] = []
    told: set[tuple[str, str]] = set()
    for part in parts:
        new = [read for read in part.files if read.said not in told]
        told.update(read.said for read in new)
        found += [(part, read) for read in new]
    return found


def _comparison(files: Sequence[ReadFile], body: int) -> tuple[list[str], tuple[str, ...]]:
    """Return the flag of renditions that differ much, and the digests of those that say what the body says."""
    texts = {at: read.text.text for at, read in enumerate(files) if read.text and read.text.text}
    if body not in texts or len(texts) == 1:
        return [], ()
    words = {at: similarity.grams(text) for at, text in texts.items()}
    main = words.pop(body)
    long = [other for other in words.values() if other.total() > main.total() // 2]
    differ = any(similarity.difference(main, other) > DISAGREE for other in long)
    same = (files[at].file.sha256 for at, other in words.items() if similarity.distance(main, other) <= similarity.SAME)
    return ["renditions_disagree"] if differ else [], tuple(same)


def _file(read: ReadFile) -> KeptFile:
    file = read.file
    return KeptFile(
        role=file.role,
        url=file.url,
        key=file.key,
        name=file.name,
        fetch_id=file.fetch_id,
        sha256=file.sha256,
        media_type=read.said[0],
    )
