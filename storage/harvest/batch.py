"""The open transaction of an archive, and what has to happen around its commit, in which order."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.exc import SQLAlchemyError

from storage import models
from storage.audit.manifest import extraction_digest
from storage.blobs import Store, key_of
from storage.database import insert
from storage.errors import as_storage_error
from storage.harvest import recovery
from storage.values import Extracted
from storage.warc.payloads import read_payload
from storage.warc.records import WarcWriter

MAX_UNITS = 200
MAX_BLOB_BYTES = 64 << 20
KNOWN_BLOBS = select(models.Blob.sha256).where(models.Blob.sha256.in_(bindparam("keys", expanding=True)))


class Batch:
    """Rows go into the transaction at once; rows that several harvests share wait for the commit.

    Shared rows (blobs, extractions) are inserted in one order by everybody, so that harvests side by side on
    PostgreSQL wait for each other for a moment and never in a circle.
    """

    def __init__(self, connection: Connection, store: Store, folder: Path, seconds: float) -> None:
        self.connection = connection
        self.store = store
        self.folder = folder
        self.writer: WarcWriter | None = None
        self.run: str | None = None
        self.blobs: dict[str, bytes] = {}
        self.extractions: dict[tuple[str, str, int], Extracted] = {}
        self.memories: dict[int, dict[str, Any]] = {}
        self._seconds = seconds
        self._units = 0
        self._since = time.monotonic()
        self._placed: list[str] = []  # blobs put since the last commit
        self._noted = ""  # the WARC file that has its row
        self._committed = 0  # bytes of the growing WARC

    def count(self) -> None:
        """Count a unit."""
        self._units += 1

    @property
    def due(self) -> bool:
        """Whether the batch is large or old enough."""
        late = time.monotonic() - self._since >= self._seconds
        return self._units >= MAX_UNITS or late or sum(map(len, self.blobs.values())) >= MAX_BLOB_BYTES

    def commit(self) -> None:
        """WARC to the disk, rows to the database, blobs to the store."""
        if self.writer is not None and self.writer.size != self._committed:
            self.writer.sync()
        with as_storage_error("cannot write to the database"):
            self._note_warc()
            new = self._insert_blobs()
            self._insert_extractions()
            self._update_memories()
            self.connection.commit()
        self._put(new)
        self._units, self._since = 0, time.monotonic()
        if self.writer is not None and self.writer.full:
            self.end_warc()

    def _note_warc(self) -> None:
        writer = self.writer
        if writer is None or writer.size == self._committed or not writer.name:
            return
        row = models.Warc
        statement = update(row).where(row.name == writer.name)
        self.connection.execute(statement.values(bytes=writer.size, records=writer.records))
        self._committed = writer.size

    def note_file(self, name: str) -> None:
        """Insert the row of a WARC file; rows of fetches refer to it."""
        if name == self._noted:
            return
        self._noted = name
        row = {"name": name, "run_id": self.run, "bytes": 0, "records": 0, "sha256": None}
        insert.add(self.connection, models.Warc, row)

    def _insert_blobs(self) -> list[str]:
        blob = models.Blob
        if self._placed:
            statement = update(blob).where(blob.sha256.in_(self._placed))
            self.connection.execute(statement.values(stored=True))
        if not self.blobs:
            return []
        known = set(self.connection.scalars(KNOWN_BLOBS, {"keys": list(self.blobs)}))
        new = sorted(set(self.blobs) - known)
        facts = [
            {"sha256": sha256, "bytes": len(self.blobs[sha256]), "run_id": self.run, "stored": False} for sha256 in new
        ]
        if facts:
            insert.add_missing(self.connection, blob, facts)
        return new

    def _insert_extractions(self) -> None:
        rows = [
            {
                "sha256": sha256,
                "extractor": extracted.extractor,
                "version": extracted.version,
                "status": extracted.status,
                "media_type": extracted.media_type,
                "text": extracted.text,
                "tables": list(extracted.tables),
                "notes": list(extracted.notes),
                "members": list(map(list, extracted.members)),
                "created": datetime.now(UTC),
                "run_id": self.run,
                "digest": extraction_digest(sha256, extracted),
            }
            for (sha256, _, _), extracted in sorted(self.extractions.items())
        ]
        if rows:
            insert.add_missing(self.connection, models.Extraction, rows)
        self.extractions.clear()

    def _update_memories(self) -> None:
        visit = models.Visit
        for number, memory in self.memories.items():
            self.connection.execute(update(visit).where(visit.id == number).values(memory=memory))
        self.memories.clear()

    def _put(self, new: list[str]) -> None:
        self._placed.clear()
        for sha256 in new:
            self.store.put(key_of(sha256), self.blobs[sha256])
            self._placed.append(sha256)
        self.blobs.clear()

    def end_warc(self) -> None:
        """Close the growing WARC file, settle it in the archive and note its digest. Everything must be committed."""
        closed = self.writer.close() if self.writer else None
        if closed:
            with as_storage_error("cannot write to the database"):
                recovery.settle(self.connection, self.store, self.folder, *closed)
            self._committed = 0
            self.commit()

    def abandon(self) -> None:
        """Take back what is not committed; a database that is lost takes it back by itself."""
        self.blobs.clear()
        with suppress(SQLAlchemyError):
            self.connection.rollback()

    def payload(self, sha256: str) -> bytes | None:
        """Return a payload's bytes from memory, the blob store, or the WARC record that holds it."""
        if sha256 in self.blobs:
            return self.blobs[sha256]
        data = self.store.get(key_of(sha256))
        if data is not None:
            return data
        if self.writer is not None:
            self.writer.flush()
        return read_payload(self.connection, self.store, self.folder, sha256)
