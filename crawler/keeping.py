"""From what a visit saw to what is kept: a second look at each sighting, now with the text of its files. Pure."""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrapy.utils.gz import gunzip

from crawler import renditions
from crawler.extraction.base import Grid, Status, Text
from spiders.items import Kind
from spiders.reports import Context, NotAReport, classify
from storage.facts import Extracted, Kept, KeptFile

if TYPE_CHECKING:
    from spiders.portals import Portal
    from storage.facts import Sighted, SightedFile, Standing

BY_CALENDAR = frozenset({Kind.REPORT, Kind.FILE, Kind.OTHER, Kind.SOFT_404})  # lists are read every time, these are not
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


def join(sighted: Iterable[Sighted], portal: Portal, years: frozenset[int] | None) -> tuple[list[Kept], Counter[str]]:
    """Return what to keep, in URL order, and how many sightings their text disproved, by reason."""
    kept: list[Kept] = []
    rejected: Counter[str] = Counter()
    for sight in sighted:
        files = [file for file in sight.files if file.sha256]
        if not files:
            rejected["unreadable"] += 1
            continue
        one = _kept(sight, files, portal)
        if isinstance(one, NotAReport):
            rejected[one.reason] += 1
        elif years is None or one.year in years:
            kept.append(one)
    return kept, rejected


def _kept(sight: Sighted, files: list[SightedFile], portal: Portal) -> Kept | NotAReport:
    texts = [_text(file.extracted) for file in files]
    keys = keys_of(files, texts)
    text = texts[keys.body]
    flags, year, agency, level = list(sight.flags), sight.year, sight.agency, sight.level
    if text is not None and text.status is Status.OK:
        verdict = classify(sight.title, sight.url, _context(sight, portal), text.text)
        if isinstance(verdict, NotAReport):
            return verdict
        if "year_unknown" in flags:
            year = verdict.year
            flags.remove("year_unknown")
        if agency is None:
            agency, level = verdict.agency, verdict.level
        flags += [flag for flag in verdict.flags if flag not in flags]
    if not year:
        return NotAReport("no_year", "neither title nor text says which year is reported on")
    flags += _disagreements(texts, keys.body)
    return Kept(
        portal=portal.code,
        agency=agency,
        level=level,
        year=year,
        title=sight.title,
        published=sight.published,
        index_number=sight.index_number,
        url=sight.url,
        key=sight.key,
        files=tuple(_file(file) for file in files),
        body=keys.body,
        flags=tuple(dict.fromkeys(flags)),
        via=sight.via,
        meta=sight.meta,
        text_key=keys.text,
        content_key=keys.content,
    )


@dataclass(frozen=True, slots=True)
class Keys:
    """What extractors make of a report: which file carries its text, the key of that text, the key of everything."""

    body: int
    text: str
    content: str


def keys_of(files: Sequence[SightedFile | KeptFile], texts: Sequence[Text | None]) -> Keys:
    """Return the keys of a report's files as they are read."""
    body = renditions.choose_body([(f.role, f.media_type, t) for f, t in zip(files, texts, strict=True)])
    text = texts[body]
    key = renditions.content_key(text.text, text.tables) if text is not None else files[body].sha256
    return Keys(body, key, content_key(key, files, texts))


def keys_now(standing: Standing) -> Keys:
    """Return the keys that a version has for the newest extractions of its files."""
    return keys_of(standing.files, [_text(one) for one in standing.extractions])


def content_key(text_key: str, files: Sequence[SightedFile | KeptFile], texts: Sequence[Text | None]) -> str:
    """Return the key that decides on a new version: the report's text, and each file by its text (else its bytes)."""
    parts = sorted(
        f"{file.media_type}:{renditions.content_key(text.text, text.tables) if text and text.text else file.sha256}"
        for file, text in zip(files, texts, strict=True)
    )
    return hashlib.sha256("\n".join([text_key, *parts]).encode()).hexdigest()


def _disagreements(texts: Sequence[Text | None], body: int) -> list[str]:
    main = texts[body]
    if main is None or not main.text:
        return []
    others = [
        text.text
        for i, text in enumerate(texts)
        if i != body and text is not None and len(text.text) > len(main.text) // 2
    ]
    return (
        ["renditions_disagree"] if any(renditions.disagreement(main.text, other) > DISAGREE for other in others) else []
    )


def _context(sight: Sighted, portal: Portal) -> Context:
    return Context(
        portal_code=portal.code,
        portal_name=portal.name,
        agency=sight.agency,
        column=sight.meta.get("column", ""),
        column_type=sight.meta.get("column_type", ""),
        content_source=sight.meta.get("content_source", ""),
        anchor=sight.via[0][1] if sight.via else "",
    )


def _text(extracted: Extracted | None) -> Text | None:
    if extracted is None:
        return None
    return Text(
        status=Status(extracted.status),
        extractor=extracted.extractor,
        version=extracted.version,
        media_type=extracted.media_type,
        text=extracted.text,
        tables=tuple(Grid(table["kind"], table["rows"]) for table in extracted.tables),
        notes=extracted.notes,
    )


def extracted(text: Text) -> Extracted:
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


def _file(file: SightedFile) -> KeptFile:
    return KeptFile(
        role=file.role,
        url=file.url,
        key=file.key,
        name=file.name,
        fetch_id=file.fetch_id,
        sha256=file.sha256,
        media_type=file.media_type,
    )
