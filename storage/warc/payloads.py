"""Finding a payload again: the WARC record that holds it, in the growing file, the closed one, or the object store."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, select

from storage import models
from storage.blobs import Store
from storage.errors import StorageError
from storage.vocabulary import RecordType
from storage.warc.records import SUFFIX, path_of, payload_of


class RecordPlace(NamedTuple):
    """Where a WARC record lies."""

    warc: str | None
    offset: int | None
    record_id: str | None


def folder_of(store: Store, archive_url: str, spool: str) -> Path:
    """Return where WARC files grow: the archive's own directory, or a part of the spool for an object store."""
    return store.root or Path(spool) / hashlib.sha256(archive_url.encode()).hexdigest()[:16]


def read_payload(connection: Connection, store: Store, folder: Path, sha256: str) -> bytes | None:
    """Return a payload from the WARC record that holds it, or None. Raises StorageError when the record is damaged."""
    fetch = models.Fetch
    direct = select(fetch.warc, fetch.offset, fetch.length)
    direct = direct.where(fetch.payload_sha256 == sha256, fetch.record_type == RecordType.RESPONSE).limit(1)
    drawn = (
        select(fetch.warc, fetch.rendered_offset, fetch.rendered_length).where(fetch.rendered_sha256 == sha256).limit(1)
    )
    row = connection.execute(direct).one_or_none() or connection.execute(drawn).one_or_none()
    if row is None or row[0] is None:
        return None
    member = read_member(store, folder, row[0], int(row[1] or 0), int(row[2] or 0))
    if member is None:
        return None
    data = payload_of(member)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise StorageError(f"the record at {row[0]}:{row[1]} is damaged; run scrapy fixity")
    return data


def read_member(store: Store, folder: Path, name: str, offset: int, length: int) -> bytes | None:
    """Return one record's gzip member from the growing file, the closed file, or the object store."""
    path = folder / path_of(name)
    for place in (path.with_name(path.name + SUFFIX), path):
        try:
            with place.open("rb") as file:
                file.seek(offset)
                return file.read(length)
        except FileNotFoundError:
            continue
    return store.get(path_of(name), offset, length) if store.root is None else None
