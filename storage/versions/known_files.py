"""What is known of files: their fetches and extractions, and what is still to be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from storage import models
from storage.database.types import shorten
from storage.values import Extracted, FileRef, KeptFile, PendingExtraction, SightedFile, Standing

GOOD = "ok"
READ = ("report", "file")  # kinds of answers that are read even before a sighting names them


def file(connection: Connection, portal: str, cycle: int, ref: FileRef) -> SightedFile:
    """Return what the archive has of a file; nothing when the server said in this cycle that it is not there."""
    fetch = models.Fetch
    mine = (fetch.portal == portal, fetch.key == ref.key)
    last = select(fetch.missing).where(*mine, fetch.final, fetch.cycle == cycle).order_by(fetch.id.desc())
    missing = bool(connection.scalar(last.limit(1)))
    bare = SightedFile(role=ref.role, url=ref.url, key=ref.key, name=ref.name, missing=missing)
    if missing:
        return bare
    good = select(fetch.id, fetch.content_key).where(*mine, fetch.good).order_by(fetch.id.desc()).limit(1)
    newest = connection.execute(good).one_or_none()
    if newest is None:
        return bare
    number = newest.id
    if newest.content_key:  # the page said this before: the bytes that were kept then, and read then, stand for it
        same = select(fetch.id).where(*mine, fetch.good, fetch.content_key == newest.content_key)
        number = connection.execute(same.order_by(fetch.id).limit(1)).scalar_one()
    return _fetched(connection, bare, number)


def kept_files(connection: Connection, document: str, number: int, refs: Iterable[FileRef]) -> Iterator[SightedFile]:
    """Yield those of the files that a version has, as it has them."""
    row = models.File
    query = select(row.key, row.fetch_id).where(row.document_id == document, row.number == number)
    fetches = {found.key: found.fetch_id for found in connection.execute(query)}
    for ref in refs:
        if (fetch := fetches.get(shorten(ref.key))) is not None:
            yield _fetched(connection, SightedFile(role=ref.role, url=ref.url, key=ref.key, name=ref.name), fetch)


def _fetched(connection: Connection, bare: SightedFile, number: int) -> SightedFile:
    row = connection.execute(select(models.Fetch.__table__).where(models.Fetch.id == number)).one()
    digest = row.rendered_sha256 or row.payload_sha256 or ""
    encoding = "" if row.rendered_sha256 else _encoding(row.headers)
    return SightedFile(
        role=bare.role,
        url=bare.url,
        key=bare.key,
        name=bare.name,
        fetch_id=row.id,
        sha256=digest,
        media_type="text/html" if row.rendered_sha256 else row.media_type,
        content_encoding=encoding,
        extracted=extraction(connection, digest),
        truncated=row.truncated is not None,
    )


def _encoding(headers: Iterable[Sequence[str]]) -> str:
    return next((value for name, value in headers if name.lower() == "content-encoding"), "")


def extraction(connection: Connection, sha256: str) -> Extracted | None:
    """Return the newest good extraction of a payload, else the newest, else None."""
    row = models.Extraction
    query = select(row.__table__).where(row.sha256 == sha256)
    found = connection.execute(query.order_by((row.status == GOOD).desc(), row.id.desc()).limit(1)).one_or_none()
    return extracted_of(found) if found is not None else None


def extracted_of(found: Any) -> Extracted:
    """Return an extraction from its row."""
    return Extracted(
        status=found.status,
        extractor=found.extractor,
        version=found.version,
        media_type=found.media_type,
        text=found.text,
        tables=tuple(found.tables),
        notes=tuple(found.notes),
    )


def pending(
    connection: Connection, where: tuple[str | None, int | None], current: Mapping[str, int], *, every: bool
) -> list[PendingExtraction]:
    """Return the payloads of reports (of one portal's cycle, or of all) that were never read.

    Also those read by an extractor older than ``current`` says, in the portal's versions too; all of them if ``every``.
    """
    fetch, row, sighting, file = models.Fetch, models.Extraction, models.SightingRow, models.File
    portal, cycle = where
    digest = func.coalesce(fetch.rendered_sha256, fetch.payload_sha256)
    newest = select(func.max(row.id).label("id")).group_by(row.sha256).subquery()
    last = select(row.sha256, row.extractor, row.version).join(newest, newest.c.id == row.id).subquery()
    seen = select(sighting.key).where(sighting.cycle == fetch.cycle)
    query = (
        select(digest.label("sha256"), func.max(fetch.id).label("fetch_id"), last.c.extractor, last.c.version)
        .outerjoin(last, last.c.sha256 == digest)
        .where(fetch.good, digest.is_not(None), fetch.kind.in_(READ) | fetch.key.in_(seen))
        .group_by(digest, last.c.extractor, last.c.version)
    )
    if cycle is not None:
        mine = fetch.cycle == cycle
        if current:
            kept = select(file.fetch_id).join(models.Document, models.Document.id == file.document_id)
            mine |= fetch.id.in_(kept.where(models.Document.portal == portal))
        query = query.where(mine)
    rows = [
        found
        for found in connection.execute(query.order_by("fetch_id"))
        if every or found.extractor is None or found.version < current.get(found.extractor, 0)
    ]
    return [_pending(connection, found.fetch_id) for found in rows]


def standing(connection: Connection, portal: str) -> Iterator[Standing]:
    """Yield the versions that are current or shown at some place of a portal, with what is read in their files."""
    version, place, document, file = models.Version, models.Place, models.Document, models.File
    shown = select(place.document_id).where(place.document_id == version.document_id, place.version == version.number)
    query = select(version.__table__).join(document, document.id == version.document_id)
    query = query.where(document.portal == portal, (version.number == document.version) | shown.exists())
    for row in connection.execute(query.order_by(version.document_id, version.number)).all():
        mine = (file.document_id == row.document_id, file.number == row.number)
        files = connection.execute(select(file.__table__).where(*mine).order_by(file.position)).all()
        yield Standing(
            document=row.document_id,
            version=row.number,
            body=row.body,
            content_key=row.content_key,
            text_key=row.text_key,
            files=tuple(
                KeptFile(
                    role=one.role,
                    url=one.url,
                    key=one.key,
                    name=one.name,
                    fetch_id=one.fetch_id,
                    sha256=one.sha256,
                    media_type=one.media_type,
                )
                for one in files
            ),
            extractions=tuple(extraction(connection, one.sha256) for one in files),
        )


def _pending(connection: Connection, number: int) -> PendingExtraction:
    file = _fetched(connection, SightedFile(role="", url="", key="", name=""), number)
    url = connection.execute(select(models.Fetch.url).where(models.Fetch.id == number)).scalar_one()
    return PendingExtraction(
        sha256=file.sha256, media_type=file.media_type, name=url, content_encoding=file.content_encoding
    )
