"""The blobs of a rebuilt database: each read again; what is missing is put again from the WARC record that has it."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, union, update

from storage import models
from storage.blobs import Store, key_of
from storage.database import insert
from storage.errors import StorageError
from storage.rebuild.sources import Say
from storage.warc.payloads import read_payload
from storage.warc.records import sha256

Blob, Fetch = models.Blob, models.Fetch
UNREADABLE = (StorageError, OSError, EOFError, zlib.error)


def settle(connection: Connection, store: Store, folder: Path, fault: Say, say: Say) -> None:
    """Name what is damaged, mend what is missing; give what no journal speaks of the run that fetched it."""
    here = {key.rpartition("/")[2]: size for key, size in store.names("blobs/")}
    known = set(connection.scalars(select(Blob.sha256)))
    _unknown(connection, {digest: size for digest, size in here.items() if digest not in known})
    for digest in sorted(known):
        key = key_of(digest)
        data = store.get(key) if digest in here else None
        if data is not None and sha256(data) != digest:
            fault(f"{key}: damaged: its bytes do not have this digest; passed over")
        elif data is None and _put_again(connection, store, folder, digest):
            say(f"{key}: the blob was missing, and is put again from its WARC record")
        elif data is None:
            fault(f"{key}: the blob is missing, and no WARC record has its bytes")
    connection.execute(update(Blob).values(stored=True))


def _put_again(connection: Connection, store: Store, folder: Path, digest: str) -> bool:
    try:
        data = read_payload(connection, store, folder, digest)
    except UNREADABLE:
        return False
    return data is not None and store.put(key_of(digest), data)


def _unknown(connection: Connection, sizes: dict[str, int]) -> None:
    rows: dict[str, dict[str, Any]] = {}
    fetched = union(select(Fetch.payload_sha256, Fetch.run_id), select(Fetch.rendered_sha256, Fetch.run_id))
    for digest, run in connection.execute(fetched.order_by("run_id")):
        if digest in sizes:
            rows.setdefault(digest, {"sha256": digest, "bytes": sizes[digest], "run_id": run, "stored": True})
    if rows:
        insert.add(connection, Blob, list(rows.values()))
