"""Finding a payload again: the WARC record that holds it, in the growing file, the closed one, or the object store."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple, cast

from sqlalchemy import BindParameter, Connection, Table, bindparam, select

from storage import models
from storage.blobs import Store
from storage.database.rows import one_of
from storage.errors import StorageError
from storage.vocabulary import RecordType
from storage.warc.records import SUFFIX, path_of, payload_of

_FETCH = cast("Table", models.Fetch.__table__)
_PAYLOAD: BindParameter[str] = bindparam("payload")
_ORIGINAL = (
    select(_FETCH)
    .where(_FETCH.c.payload_sha256 == _PAYLOAD, _FETCH.c.record_type == RecordType.RESPONSE)
    .order_by(_FETCH.c.id)
    .limit(1)
)
_DRAWN = select(_FETCH).where(_FETCH.c.rendered_sha256 == _PAYLOAD).order_by(_FETCH.c.id).limit(1)


class RecordPlace(NamedTuple):
    """Where the WARC record lies that holds a payload."""

    warc: str | None
    offset: int | None
    length: int | None
    record_id: str | None


def original(connection: Connection, sha256: str) -> models.Fetch | None:
    """Return the first exchange whose response record holds a payload: the one that revisit records refer to."""
    return one_of(connection, models.Fetch, _ORIGINAL.params(payload=sha256))


def place_in(fetch: models.Fetch, sha256: str) -> RecordPlace:
    """Return where a payload lies among an exchange's records: it is the page as drawn, or the answer."""
    if fetch.rendered_sha256 == sha256:
        return RecordPlace(fetch.warc, fetch.rendered_offset, fetch.rendered_length, fetch.rendered_record_id)
    return RecordPlace(fetch.warc, fetch.offset, fetch.length, fetch.record_id)


def place_of(connection: Connection, sha256: str) -> RecordPlace | None:
    """Return where the first record lies that holds a payload, of an answer or of a page as drawn; None without one."""
    fetch = original(connection, sha256) or one_of(connection, models.Fetch, _DRAWN.params(payload=sha256))
    return None if fetch is None else place_in(fetch, sha256)


def folder_of(store: Store, archive_url: str, spool: str) -> Path:
    """Return where WARC files grow: the archive's own directory, or a part of the spool for an object store."""
    return store.root or Path(spool) / hashlib.sha256(archive_url.encode()).hexdigest()[:16]


def read_payload(connection: Connection, store: Store, folder: Path, sha256: str) -> bytes | None:
    """Return a payload from the WARC record that holds it, or None. Raises StorageError when the record is damaged."""
    place = place_of(connection, sha256)
    if place is None or place.warc is None:
        return None
    member = read_member(store, folder, place.warc, place.offset or 0, place.length or 0)
    if member is None:
        return None
    data = payload_of(member)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise StorageError(f"the record at {place.warc}:{place.offset} is damaged; run scrapy fixity")
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
