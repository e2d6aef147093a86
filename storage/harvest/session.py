"""An archive that is open for writing: its run, its open batch, and the failure that ends it all.

After a StorageError the batch is taken back and every further call raises it again: nothing half-written remains.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Self

from storage.audit import manifest
from storage.errors import StorageError
from storage.guard import Guard, fatal
from storage.harvest import runs
from storage.harvest.access import Access
from storage.harvest.batch import Batch
from storage.versions.presence import GoneAfter
from storage.warc import records


class Session:
    """Opening, runs, commits. ``Archive`` adds what a harvest says and asks."""

    def __init__(self, access: Access, software: str, seconds: float, warc_max_bytes: int, gone: GoneAfter) -> None:
        self._access = access
        self._batch = Batch(access.connection, access.store, access.folder, seconds)
        self._software = software
        self._limit = warc_max_bytes
        self._gone = gone
        self._guard = Guard(self._batch.abandon)

    @classmethod
    def open(
        cls,
        database_url: str,
        archive_url: str,
        *,
        software: str,
        batch_seconds: float = 1.0,
        warc_max_bytes: int = 1_000_000_000,
        gone_after_looks: int = 2,
        gone_after_days: float = 7,
        spool: str = "var/spool",
    ) -> Self:
        """Open or create an archive, and mend what a killed run left.

        Raises ArchiveLockedError when another run holds it, StorageError when it cannot be read and written.
        ``spool``: where WARC files grow before they go to an object store.
        """
        access = Access.open(database_url, archive_url, spool)
        return cls(access, software, batch_seconds, warc_max_bytes, GoneAfter(gone_after_looks, gone_after_days))

    def close(self) -> None:
        """Let go of the archive. What was recorded after the last commit is taken back: ``end_run`` commits."""
        if self._guard.failure is None:
            self._guard.failure = StorageError("the archive is closed")
        if self._batch.writer is not None:
            self._batch.writer.abandon()
        self._access.close()

    @fatal
    def begin_run(self, *, arguments: dict[str, str], user_agent: str, contact: str) -> str:
        """Begin a run and return its id, which sorts by time: 20261121T070400Z-3f9a."""
        run = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
        self._access.claim_run(run)
        facts = {"software": self._software, "user_agent": user_agent, "contact": contact, "arguments": arguments}
        runs.begin(self._access.connection, run, facts, self._access.notes)
        self._batch.run = run
        info = records.about(run, self._software, user_agent, contact)
        self._batch.writer = records.WarcWriter(self._access.folder, run, info, limit=self._limit)
        self.commit()
        return run

    @fatal
    def end_run(self, exit_status: int, reason: str) -> str:
        """Commit everything, close the WARC file, give the run its end; return its manifest's SHA-256."""
        self.commit()
        self._batch.end_warc()
        connection = self._access.connection
        runs.end(connection, self._run, exit_status, reason)
        digest = manifest.seal(connection, self._access.store, self._run)
        self.commit()
        manifest.store_all(connection, self._access.store)
        self.commit()
        return digest

    @fatal
    def keep_timestamp(self, token: bytes, at: datetime) -> None:
        """Keep an authority's RFC 3161 token for the ended run's manifest (see storage.audit.timestamps)."""
        self._access.store.put(manifest.stamp_key_of(self._run), token)
        runs.stamped(self._access.connection, self._run, at)
        self.commit()

    @fatal
    def note(self, words: str) -> None:
        """Add a note to the run: what did not go as it should, and what was done."""
        runs.note(self._access.connection, self._run, words)
        self.commit()

    @property
    def _run(self) -> str:
        assert self._batch.run is not None, "begin_run comes first"
        return self._batch.run

    @fatal
    def commit(self) -> None:
        """Commit everything recorded so far."""
        self._batch.commit()

    @fatal
    def commit_if_due(self) -> None:
        """Commit when the batch is large or old enough. Call it after each ``record`` and now and then when idle."""
        if self._batch.due:
            self._batch.commit()

    @fatal
    def payload(self, sha256: str) -> bytes | None:
        """Return a payload's bytes as received, or None when the archive has none with this digest."""
        return self._batch.payload(sha256)
