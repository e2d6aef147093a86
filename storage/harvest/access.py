"""Opening an archive for writing: engine, lock, schema, store, and the mending of what a killed run left."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, select, text

from storage import models
from storage.blobs import Store
from storage.database import engines
from storage.errors import ArchiveLockedError, LostDatabaseError, StorageError, as_storage_error
from storage.harvest import recovery
from storage.warc.payloads import folder_of

RUNS, PORTALS = 0x6E01, 0x6E02  # the two spaces of PostgreSQL's advisory locks that we use


ADVICE = "make it again with `scrapy rebuild`, or correct DATABASE_URL or ARCHIVE_URL"


def holds_harvests(store: Store, folder: Path) -> bool:
    """Tell whether some run left its manifest or a WARC file in an archive, or where its WARC files grow."""
    if any(folder.glob("warc/*/*.warc.gz*")):
        return True
    return any(True for prefix in ("manifests/", "warc/") for _ in store.names(prefix))


def knows_runs(engine: Engine) -> bool:
    """Tell whether a database is there and has a run; it is not made by asking."""
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        return False
    with engines.connect(engine) as connection, as_storage_error("cannot read the database"):
        run = select(models.Run.id).limit(1)
        return inspect(connection).has_table(models.Run.__tablename__) and connection.scalar(run) is not None


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
    _file: engines.FileLock | None = None
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
            lock = engines.FileLock(Path(f"{engine.url.database}.lock"))
        try:
            store = Store(archive_url, write=True)
            folder = folder_of(store, archive_url, spool)
            if not rebuilding and holds_harvests(store, folder) and not knows_runs(engine):
                where = engine.url.render_as_string(hide_password=True)
                raise LostDatabaseError(f"the archive {store.url} holds harvests, and {where} knows of none: {ADVICE}")
            connection = engines.connect(engine)
            engines.migrate(connection)
            access = cls(engine, connection, store, folder, _file=lock)
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
            self.notes = recovery.mend(self.connection, self.store, self.folder, self.dead)

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
