"""What is known of files: their fetches and extractions, and what is still to be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select, update

from storage import models
from storage.database.rows import all_of, one_of
from storage.database.types import shorten
from storage.values import READ_WELL, Extracted, FileRef, PendingExtraction, header
from storage.versions.presence import Cycle
from storage.versions.values import KeptFile, SightedFile, Standing
from storage.versions.whole_texts import whole_texts
from storage.vocabulary import FileRole, ResourceKind

READ_AT_ONCE = (ResourceKind.REPORT, ResourceKind.FILE)  # even before a sighting names them


class FetchedFile(NamedTuple):
    """A file of a version and the fetch that brought it."""

    file: models.File
    fetch: models.Fetch


def file(connection: Connection, portal: str, cycle: int, ref: FileRef) -> SightedFile:
    """Return what the archive has of a file; nothing when the server said in this cycle that it is not there."""
    fetch = models.Fetch
    this_file = (fetch.portal == portal, fetch.key == ref.key)
    last = select(fetch.missing).where(*this_file, fetch.final, fetch.cycle == cycle).order_by(fetch.id.desc())
    missing = bool(connection.scalar(last.limit(1)))
    bare = SightedFile(role=ref.role, url=ref.url, key=ref.key, name=ref.name, part=ref.part, missing=missing)
    if missing:
        return bare
    good = select(fetch.id, fetch.content_key).where(*this_file, fetch.good).order_by(fetch.id.desc()).limit(1)
    newest = connection.execute(good).one_or_none()
    if newest is None:
        return bare
    number, content_key = newest
    if content_key:  # the page said this before: the bytes that were kept then, and read then, stand for it
        same = select(fetch.id).where(*this_file, fetch.good, fetch.content_key == content_key)
        number = connection.execute(same.order_by(fetch.id).limit(1)).scalar_one()
    return _fetched(connection, bare, number)


def kept_files(connection: Connection, document: str, number: int, refs: Iterable[FileRef]) -> Iterator[SightedFile]:
    """Yield those of the files that a version has, as it has them."""
    row = models.File
    query = select(row.key, row.fetch_id).where(row.document_id == document, row.number == number)
    fetches = {key: fetch_id for key, fetch_id in connection.execute(query)}  # noqa: C416 – rows are typed tuples
    for ref in refs:
        if (fetch := fetches.get(shorten(ref.key))) is not None:
            bare = SightedFile(role=ref.role, url=ref.url, key=ref.key, name=ref.name, part=ref.part)
            yield _fetched(connection, bare, fetch)


def _fetched(connection: Connection, bare: SightedFile, number: int) -> SightedFile:
    query = select(models.Fetch.__table__).where(models.Fetch.id == number)
    row = one_of(connection, models.Fetch, query)
    assert row is not None
    digest = row.rendered_sha256 or row.payload_sha256 or ""
    encoding = None if row.rendered_sha256 else header(row.headers, "content-encoding")
    return SightedFile(
        role=bare.role,
        url=bare.url,
        key=bare.key,
        name=bare.name,
        part=bare.part,
        fetch_id=row.id,
        sha256=digest,
        media_type="text/html" if row.rendered_sha256 else row.media_type,
        content_encoding=encoding or "",
        extracted=extraction(connection, digest),
        truncated=row.truncated is not None,
    )


def extraction(connection: Connection, sha256: str) -> Extracted | None:
    """Return the newest good extraction of a payload, else the newest, else None."""
    row = models.Extraction
    query = select(row.__table__).where(row.sha256 == sha256)
    best = one_of(connection, row, query.order_by((row.status == READ_WELL).desc(), row.id.desc()).limit(1))
    return None if best is None else extracted_of(best)


def extracted_of(row: models.Extraction) -> Extracted:
    """Return an extraction from its row."""
    return Extracted(
        status=row.status,
        extractor=row.extractor,
        version=row.version,
        media_type=row.media_type,
        text=row.text,
        tables=tuple(row.tables),
        notes=tuple(row.notes),
        members=tuple((name, lines, tables) for name, lines, tables in row.members),
    )


def pending(
    connection: Connection, cycle: Cycle | None, current: Mapping[str, int], *, every: bool
) -> list[PendingExtraction]:
    """Return the payloads of reports (of one portal's cycle, or of all) that were never read.

    Also those read by an extractor older than ``current`` says, in the portal's versions too; all of them if ``every``.
    """
    fetch, extraction, sighting = models.Fetch, models.Extraction, models.SightingRow
    digest = func.coalesce(fetch.rendered_sha256, fetch.payload_sha256)
    newest = select(func.max(extraction.id).label("id")).group_by(extraction.sha256).subquery()
    last = select(extraction.sha256, extraction.extractor, extraction.version)
    last_read = last.join(newest, newest.c.id == extraction.id).subquery()
    seen = select(sighting.key).where(sighting.cycle == fetch.cycle)
    fetch_id = func.max(fetch.id)
    query = (
        select(fetch_id, last_read.c.extractor, last_read.c.version)
        .outerjoin(last_read, last_read.c.sha256 == digest)
        .where(fetch.good, digest.is_not(None), fetch.kind.in_(READ_AT_ONCE) | fetch.key.in_(seen))
        .group_by(digest, last_read.c.extractor, last_read.c.version)
        .order_by(fetch_id)
    )
    if cycle is not None:
        query = query.where(_of_cycle(cycle, with_versions=bool(current)))
    return [
        _pending(connection, number)
        for number, extractor, version in connection.execute(query)
        if every or extractor is None or version < current.get(extractor, 0)
    ]


def _of_cycle(cycle: Cycle, *, with_versions: bool) -> ColumnElement[bool]:
    """Return the condition that a fetch is of this cycle or, ``with_versions``, brought a file of the portal's."""
    fetch, file, document = models.Fetch, models.File, models.Document
    if not with_versions:
        return fetch.cycle == cycle.cycle
    kept = select(file.fetch_id).join(document, document.id == file.document_id)
    return (fetch.cycle == cycle.cycle) | fetch.id.in_(kept.where(document.portal == cycle.portal))


def _pending(connection: Connection, number: int) -> PendingExtraction:
    file = _fetched(connection, SightedFile(role=FileRole.PAGE, url="", key="", name=""), number)
    url = connection.execute(select(models.Fetch.url).where(models.Fetch.id == number)).scalar_one()
    return PendingExtraction(
        sha256=file.sha256, media_type=file.media_type, name=url, content_encoding=file.content_encoding
    )


def standing(connection: Connection, portal: str) -> Iterator[Standing]:
    """Yield the versions that are current or shown at some place of a portal, with what is read in their files."""
    version, place, document = models.Version, models.Place, models.Document
    shown = select(place.document_id).where(place.document_id == version.document_id, place.version == version.number)
    query = select(version.__table__).join(document, document.id == version.document_id)
    query = query.where(document.portal == portal, (version.number == document.version) | shown.exists())
    for row in all_of(connection, version, query.order_by(version.document_id, version.number)):
        files = _files(connection, row)
        texts = whole_texts(files, [extraction(connection, file.sha256) for file in files])
        yield Standing(
            document=row.document_id,
            version=row.number,
            body=row.body,
            content_key=row.content_key,
            text_key=row.text_key,
            files=tuple(files),
            extractions=tuple(texts),
        )


def _files(connection: Connection, version: models.Version) -> list[KeptFile]:
    """Return the files of a version in their order."""
    file = models.File
    query = select(file.__table__).where(file.document_id == version.document_id, file.number == version.number)
    return [
        KeptFile(
            role=row.role,
            url=row.url,
            key=row.key,
            name=row.name,
            fetch_id=row.fetch_id,
            sha256=row.sha256,
            media_type=row.media_type,
            part=tuple(row.part),
        )
        for row in all_of(connection, file, query.order_by(file.position))
    ]


def rekey(connection: Connection, document: str, number: int, keys: dict[str, Any]) -> None:
    """Set columns of a version that follow from what today's extractors read in its files."""
    row = models.Version
    connection.execute(update(row).where(row.document_id == document, row.number == number).values(keys))
