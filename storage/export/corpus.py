"""The corpus as records of the contract's schema 1."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from storage import models
from storage.queries import ArchiveReader, Selected
from storage.values import Extracted
from storage.versions.documents import SAME_BODY
from storage.versions.known_files import FetchedFile
from storage.vocabulary import RecordType
from storage.warc.payloads import RecordPlace, place_in


def records(reader: ArchiveReader, selected: Selected) -> Iterator[dict[str, Any]]:
    """Yield one record per wanted version, by portal, year and id: the contract's, less ``facts`` and what follows."""
    names, software = reader.names(), reader.software()
    for documents in reader.documents(selected):
        by_id = {document.id: document for document in documents}
        files, discovered = reader.files(by_id), reader.discovered(by_id)
        for version in reader.versions(documents, selected):
            document = by_id[version.document_id]
            record = _record(document, version, _files(reader, files[document.id, version.number]))
            record["portal"] = {"code": document.portal, "name": names[document.portal]}
            record["provenance"] = {
                "run": version.run_id,
                "software": software[version.run_id],
                "discovered_via": discovered.get(document.id, []),
            }
            yield record


def _record(document: models.Document, version: models.Version, files: list[dict[str, Any]]) -> dict[str, Any]:
    current = version.number == document.version
    flags = [*version.flags, SAME_BODY] if document.sibling else version.flags
    return {
        "schema": 1,
        "id": document.id,
        "version": version.number,
        "is_current": current,
        "first_seen": stamp(version.first_seen),
        "last_seen": stamp(document.last_seen if current else version.last_seen),
        "gone_since": stamp(document.gone_since) if document.gone_since else None,
        "portal": {},
        "agency": document.agency,
        "level": document.level,
        "year": document.year,
        "title": version.title,
        "published": version.published,
        "index_number": version.index_number,
        "url": document.url if current else version.url,
        "body": version.body,
        "text": files[version.body]["text"],
        "tables": files[version.body]["tables"],
        "files": files,
        "flags": list(dict.fromkeys(flags)),
    }


def _files(reader: ArchiveReader, files: list[FetchedFile]) -> list[dict[str, Any]]:
    texts = reader.texts(files)
    return [_file(fetched, _place_of(reader, fetched), text) for fetched, text in zip(files, texts, strict=True)]


def _drawn(fetched: FetchedFile) -> bool:
    """Tell whether the file is the page as a browser drew it."""
    return fetched.fetch.rendered_sha256 == fetched.file.sha256


def _place_of(reader: ArchiveReader, fetched: FetchedFile) -> RecordPlace:
    """Return where the WARC record lies that holds the bytes: a revisit record has none, its original does."""
    file, fetch = fetched
    revisited = fetch.record_type == RecordType.REVISIT and not _drawn(fetched)
    holder = reader.holder(file.sha256) if revisited else None
    return holder or place_in(fetch, file.sha256)


def _file(fetched: FetchedFile, place: RecordPlace, extracted: Extracted | None) -> dict[str, Any]:
    file, fetch = fetched
    headers: dict[str, str] = {}
    for name, value in fetch.headers:
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return {
        "role": file.role,
        "part": file.part[0] if file.part else "",
        "url": file.url,
        "name": file.name,
        "media_type": file.media_type,
        "bytes": fetch.rendered_bytes if _drawn(fetched) else fetch.payload_bytes,
        "sha256": file.sha256,
        "fetched_at": stamp(fetch.started),
        "status": fetch.status,
        "headers": headers,
        "warc": {"file": place.warc, "offset": place.offset, "record_id": (place.record_id or "").strip("<>")},
        "tls": fetch.tls,
        "extraction": _extraction(extracted),
        "text": extracted.text if extracted else "",
        "tables": list(extracted.tables) if extracted else [],
    }


def _extraction(extracted: Extracted | None) -> dict[str, Any]:
    if extracted is None:
        return {"status": "pending", "extractor": None, "version": None, "notes": []}
    return {
        "status": extracted.status,
        "extractor": extracted.extractor,
        "version": extracted.version,
        "notes": list(extracted.notes),
    }


def stamp(moment: datetime) -> str:
    """Return a moment as the contract writes it: 2026-01-30T02:11:09Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
