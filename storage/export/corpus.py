"""The corpus as records of the contract's schema 1."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row

from storage.queries import ArchiveReader, Selected
from storage.values import Extracted
from storage.versions.documents import SAME_BODY


def records(reader: ArchiveReader, selected: Selected) -> Iterator[dict[str, Any]]:
    """Yield one record per wanted version, by portal, year and id: the contract's, less ``facts`` and what follows."""
    names = reader.names()
    for documents in reader.documents(selected):
        ids = [document.id for document in documents]
        by_id = {document.id: document for document in documents}
        files, found = reader.files(ids), reader.discovered(ids)
        for version in reader.versions(documents, selected):
            document = by_id[version.document_id]
            parts = _files(reader, files[document.id, version.number])
            yield _record(document, version, names[document.portal], parts, found.get(document.id, []))


def _record(
    document: Row[Any], version: Row[Any], name: str, files: list[dict[str, Any]], found: list[dict[str, str]]
) -> dict[str, Any]:
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
        "portal": {"code": document.portal, "name": name},
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
        "provenance": {"run": version.run_id, "software": version.software, "discovered_via": found},
    }


def _files(reader: ArchiveReader, rows: list[Row[Any]]) -> list[dict[str, Any]]:
    texts = reader.extractions(row.sha256 for row in rows)
    return [_file(row, _record_of(reader, row), texts.get(row.sha256)) for row in rows]


def _record_of(reader: ArchiveReader, row: Row[Any]) -> dict[str, Any]:
    """Return the WARC record that holds the bytes: a revisit record has none, its original does."""
    file, offset, record_id = row.warc, row.offset, row.record_id
    if row.rendered_sha256 == row.sha256:
        offset, record_id = row.rendered_offset, row.rendered_record_id
    elif row.record_type == "revisit" and (holder := reader.holder(row.sha256)):
        file, offset, record_id = holder.warc, holder.offset, holder.record_id
    return {"file": file, "offset": offset, "record_id": record_id.strip("<>")}


def _file(row: Row[Any], warc: dict[str, Any], extracted: Extracted | None) -> dict[str, Any]:
    headers: dict[str, str] = {}
    for name, value in row.headers:
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return {
        "role": row.role,
        "url": row.url,
        "name": row.name,
        "media_type": row.media_type,
        "bytes": row.payload_bytes if row.rendered_sha256 != row.sha256 else row.rendered_bytes,
        "sha256": row.sha256,
        "fetched_at": stamp(row.started),
        "status": row.status,
        "headers": headers,
        "warc": warc,
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
