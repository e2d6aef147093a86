"""Opening an archive for writing: engine, lock, schema, store, and the mending of what a killed run left."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from storage.blobs import Store
from storage.database import engines
from storage.database.file_lock import FileLock, lock_of
from storage.errors import ArchiveLockedError, StorageError, as_storage_error
from storage.harvest import recovery
from storage.lost_database import refuse_second_database
from storage.warc.payloads import folder_of

RUNS, PORTALS = 0x6E01, 0x6E02  # the two spaces of PostgreSQL's advisory locks that we use


@dataclass(slots=True)
class Access:
    """An archive that is open for writing, and the locks that keep others from it.

    SQLite: one run at a time, by a lock on a file beside the database. PostgreSQL: several, by an advisory lock per
    run (is it alive?) and per portal (does another one visit it?), on a connection that is kept for nothing else.
    """

    engine: Engine
    connection: Connection
    store: Store
    folder: Path  # where WARC files grow: the archive's directory, or the spool of an object store
    notes: list[str] = field(default_factory=list)
    _file: FileLock | None = None
    _locks: Connection | None = None

    @classmethod
    def open(cls, database_url: str, archive_url: str, spool: str, *, rebuilding: bool = False) -> Access:
        """Open, lock, migrate, mend. Raises ArchiveLockedError or StorageError, and then holds nothing.

        ``rebuilding``: the database is to be made from the archive; nothing is mended, since no row says yet what is
        whole. Else an archive that holds harvests of which the database knows nothing is refused: a new database
        beside it would begin everything anew.
        """
        engine = engines.engine(database_url, write=True)
        lock = None
        if engine.dialect.name == "sqlite":
            lock = FileLock(lock_of(engine))
        try:
            store = Store(archive_url, write=True)
            folder = folder_of(store, archive_url, spool)
            if not rebuilding:
                refuse_second_database(engine, store, folder)
            connection = engines.connect(engine)
            upgraded = engines.migrate(connection)
            access = cls(engine, connection, store, folder, notes=[*filter(None, [upgraded])], _file=lock)
            if lock is None:
                access._locks = engines.connect(engine).execution_options(isolation_level="AUTOCOMMIT")
            if not rebuilding:
                access.mend()
        except StorageError:
            if lock:
                lock.release()
            engine.dispose()
            raise
        return access

    def mend(self) -> None:
        """Mend what a killed run left; ``notes`` say what was done."""
        with as_storage_error("cannot mend the archive"):
            self.notes += recovery.mend(self.connection, self.store, self.folder, self.dead)

    def dead(self, run: str) -> bool:
        """Whether no process works on that run. On SQLite we hold the only lock, so nobody does."""
        if self._locks is None:
            return True
        if self._try(RUNS, run):
            self._unlock(RUNS, run)
            return True
        return False

    def claim_run(self, run: str) -> None:
        """Let others see that this run is alive."""
        if self._locks is not None:
            self._try(RUNS, run)

    def claim_portal(self, portal: str) -> None:
        """Keep other harvests from this portal until it is freed. Raises ArchiveLockedError."""
        if self._locks is not None and not self._try(PORTALS, portal):
            raise ArchiveLockedError(f"another run is visiting {portal}")

    def free_portal(self, portal: str) -> None:
        """Let others visit it."""
        if self._locks is not None:
            self._unlock(PORTALS, portal)

    def _try(self, space: int, name: str) -> bool:
        return bool(self._call("pg_try_advisory_lock", space, name))

    def _unlock(self, space: int, name: str) -> None:
        self._call("pg_advisory_unlock", space, name)

    def _call(self, function: str, space: int, name: str) -> object:
        assert self._locks is not None
        number = zlib.crc32(name.encode()) - (1 << 31)
        with as_storage_error("cannot lock in the database"):
            return self._locks.execute(
                text(f"SELECT {function}(:space, :number)"), {"space": space, "number": number}
            ).scalar()

    def close(self) -> None:
        """Let go of everything; what was not committed is taken back."""
        for connection in (self.connection, self._locks):
            if connection is not None:
                connection.close()
        self.engine.dispose()
        if self._file is not None:
            self._file.release()
