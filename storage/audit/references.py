"""Whether the rows of the database refer to what is there, and say what the rows they refer to say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, func, select

from storage import models
from storage.audit.manifest import extraction_digest
from storage.queries import ArchiveReader
from storage.versions.known_files import extracted_of
from storage.vocabulary import RecordType

ROWS_IN_MEMORY = 500

Run, Visit, Fetch, Blob, Resource = models.Run, models.Visit, models.Fetch, models.Blob, models.ResourceRow
Document, Version, File, Place, Extraction = (
    models.Document,
    models.Version,
    models.File,
    models.Place,
    models.Extraction,
)


def faults(reader: ArchiveReader) -> Iterator[str]:
    """Yield one line per row that is not what other rows say."""
    for words, query in _contradictions():
        for row in reader.rows(query):
            yield f"{' '.join(str(value) for value in row)}: {words}"
    yield from _bodies(reader)
    yield from _extractions(reader)


def _contradictions() -> Iterator[tuple[str, Select[*tuple[Any, ...]]]]:
    """Yield what is wrong, in words, and the query that finds it."""
    digest = func.coalesce(Fetch.rendered_sha256, Fetch.payload_sha256)
    yield (
        "the file of this document and version has another digest than its fetch",
        select(File.document_id, File.number, File.position)
        .join(Fetch, Fetch.id == File.fetch_id)
        .where(File.sha256 != digest),
    )
    first = select(Fetch.payload_sha256).where(
        Fetch.record_type == RecordType.RESPONSE, Fetch.payload_sha256.is_not(None)
    )
    yield (
        "fetch: a revisit of a payload that no response record holds",
        select(Fetch.id).where(Fetch.record_type == RecordType.REVISIT, Fetch.payload_sha256.not_in(first)),
    )
    drawn = select(Fetch.rendered_sha256).where(Fetch.rendered_sha256.is_not(None))
    fetched = select(Fetch.payload_sha256).where(Fetch.payload_sha256.is_not(None))
    yield (
        "blob: nothing that was fetched has this digest",
        select(Blob.sha256).where(Blob.sha256.not_in(fetched), Blob.sha256.not_in(drawn)),
    )
    yield (
        "extraction of a payload that was never fetched",
        select(Extraction.sha256).where(Extraction.sha256.not_in(fetched), Extraction.sha256.not_in(drawn)),
    )
    shown = select(Version.number).where(Version.document_id == Document.id, Version.number == Document.version)
    yield ("document: its current version is missing", select(Document.id).where(~shown.exists()))
    stood = select(Version.number).where(Version.document_id == Place.document_id, Version.number == Place.version)
    yield ("place: the version it shows is missing", select(Place.portal, Place.key).where(~stood.exists()))
    home = select(Place.key).where(Place.document_id == Document.id, Place.key == Document.key)
    yield ("document: it stands at no place", select(Document.id).where(~home.exists()))
    yield (
        "fetch: it belongs to another run, portal or cycle than its visit",
        select(Fetch.id)
        .join(Visit, Visit.id == Fetch.visit_id)
        .where((Fetch.run_id != Visit.run_id) | (Fetch.portal != Visit.portal) | (Fetch.cycle != Visit.cycle)),
    )
    yield (
        "resource: its last good fetch is of another key or portal",
        select(Resource.portal, Resource.key)
        .join(Fetch, Fetch.id == Resource.fetch_id)
        .where((Fetch.portal != Resource.portal) | (Fetch.key != Resource.key) | ~Fetch.good),
    )


def _bodies(reader: ArchiveReader) -> Iterator[str]:
    files = func.count(File.position).label("files")
    query = (
        select(Version.document_id, Version.number, Version.body, files)
        .outerjoin(File, (File.document_id == Version.document_id) & (File.number == Version.number))
        .group_by(Version.document_id, Version.number, Version.body)
        .having(files <= Version.body)
    )
    for document, number, body, count in reader.rows(query):
        yield f"{document} {number}: its body is file {body} of {count}"


def _extractions(reader: ArchiveReader) -> Iterator[str]:
    last = 0
    query = select(Extraction.__table__).order_by(Extraction.id).limit(ROWS_IN_MEMORY)
    while rows := reader.values(Extraction, query.where(Extraction.id > last)):
        for row in rows:
            if extraction_digest(row.sha256, extracted_of(row)) != row.digest:
                yield f"extraction of {row.sha256} by {row.extractor} {row.version}: not what was read"
        last = rows[-1].id
