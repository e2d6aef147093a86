"""Making the database again, in one transaction; and checking on the way that the archive is what its rows say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO

from sqlalchemy import Connection, false, func, select, update

from storage import models
from storage.audit import manifest, timestamps
from storage.audit.journals import digest_of
from storage.errors import NoArchiveError, StorageError, as_storage_error
from storage.harvest.access import Access
from storage.journal.changes import changes
from storage.lost_database import holds_harvests, knows_runs
from storage.rebuild import payloads, sources
from storage.rebuild.exchanges import ReadWarc, read
from storage.rebuild.restore import Restorer
from storage.rebuild.sources import ArchivedRun, Say
from storage.rebuild.unsealed import Owner, UnsealedRuns
from storage.vocabulary import VisitOutcome
from storage.warc.records import SUFFIX, path_of, sha256

NUMBERED = (models.Visit, models.Fetch, models.Event, models.Extraction)  # their ids are given by the database


@dataclass(slots=True)
class Rebuilt:
    """How many rows a rebuilt database has of which table, and how many faults were passed over."""

    counts: dict[str, int] = field(default_factory=dict)
    passed_over: int = 0


def rebuild(
    database_url: str, archive_url: str, owner: Owner, *, say: Say, fault: Say, spool: str = "var/spool"
) -> Rebuilt:
    """Make the database of an archive; ``owner`` tells whose a URL is.

    ``fault`` hears what is damaged and passed over, a line each; ``say`` what else is worth knowing.

    Raises StorageError when the database has runs already, or nothing is there to make it from.
    """
    access = Access.open(database_url, archive_url, spool, rebuilding=True)
    try:
        with as_storage_error("cannot rebuild the database"):
            return _Rebuilding(access, owner, say, fault).run()
    finally:
        access.close()


class _Rebuilding:
    def __init__(self, access: Access, owner: Owner, say: Say, name: Say) -> None:
        self._access = access
        self._connection: Connection = access.connection
        self._say, self._name = say, name
        self._unsealed = UnsealedRuns(self._connection, owner)
        self._done = Rebuilt()
        self._from_exchanges: set[str] = set()  # runs of which no journal speaks

    def run(self) -> Rebuilt:
        """Make it. Nothing is committed before all is made; then what a killed run left is mended as ever."""
        access = self._access
        if knows_runs(access.engine):
            raise StorageError("this database has harvests already: rebuild writes only into a missing or empty one")
        if not holds_harvests(access.store, access.folder):
            raise NoArchiveError(f"nothing to rebuild from: {access.store.url} has neither manifests nor WARC files")
        found = sources.find(access.store, access.folder, self._fault)
        self._say(f"{len(found)} runs, {sum(bool(source.journal) for source in found.values())} with a journal")
        self._restore(found)
        self._seal(found)
        self._check()
        self._count()
        self._connection.commit()
        access.mend()
        for note in access.notes:
            self._say(note)
        return self._done

    def _fault(self, line: str) -> None:
        self._done.passed_over += 1
        self._name(line)

    def _restore(self, found: dict[str, ArchivedRun]) -> None:
        restorer = Restorer(self._connection, self._access.store)
        journalled = [source for source in found.values() if source.journal]
        for source in journalled:
            restorer.exchanges(source)
        run = models.Run
        ended = {name: end for name, end in self._connection.execute(select(run.id, run.ended))}  # noqa: C416
        for source in found.values():
            if source.run not in ended:
                self._from_warcs(source)
        self._unsealed.give_sizes()
        for source in sorted(journalled, key=lambda each: (ended[each.run], each.run)):
            restorer.proofs(source)
        restorer.prune()
        for table, number in restorer.lost.items():
            if number:
                self._fault(f"{table}: {number} rows passed over, since they go on from a journal that is lost")

    def _from_warcs(self, source: ArchivedRun) -> None:
        """Restore the exchanges of a run of which no journal speaks."""
        # of an empty file there is nothing to tell: the run was killed before its first record was written
        warcs = {name: warc for name in source.warcs if (warc := self._warc(name)) is not None and warc.size}
        number = self._unsealed.restore(source, warcs)
        self._from_exchanges.add(source.run)
        if source.why or source.facts or source.damaged:
            why = source.why or "it has no journal"
            self._fault(f"run {source.run}: only its {number} exchanges are here: {why}")
        else:
            self._say(f"run {source.run} was never sealed: its {number} exchanges are here, what they proved is not")

    def _warc(self, name: str) -> ReadWarc | None:
        file = self._open(name)
        if file is None:
            return None
        with file:
            warc = read(file, name)
        for offset in warc.damaged:
            self._fault(f"{path_of(name)}:{offset}: damaged; passed over")
        return warc

    def _open(self, name: str) -> IO[bytes] | None:
        path = self._access.folder / path_of(name)
        for place in (path, path.with_name(path.name + SUFFIX)):
            if place.exists():
                return place.open("rb")
        return self._access.store.download(path_of(name))

    def _seal(self, found: dict[str, ArchivedRun]) -> None:
        """Give the runs their manifests; what was never sealed has no end yet, so that mending seals it."""
        run, visit = models.Run, models.Visit
        for source in found.values():
            this = update(run).where(run.id == source.run)
            if source.facts:
                digest = sha256(source.manifest.encode())
                sealed = {"manifest": source.manifest, "manifest_sha256": digest, "manifest_stored": True}
                self._connection.execute(this.values(**sealed, stamped=self._stamp(source.run)))
            elif not source.damaged:
                self._connection.execute(this.values(ended=None, exit_status=None, reason=""))
        lost = update(visit).where(visit.outcome == VisitOutcome.INTERRUPTED, visit.memory.is_(None))
        self._connection.execute(lost.values(memory={}))  # without its frontier it cannot be gone on with
        written = select(run.id).where(run.ended.is_not(None), run.id.not_in(self._from_exchanges))
        for _ in changes(self._connection, list(self._connection.scalars(written))):
            pass  # only so that the next journal goes on where these ended

    def _stamp(self, run: str) -> object:
        key = manifest.stamp_key_of(run)
        token = self._access.store.get(key)
        try:
            return timestamps.read(token).at if token is not None else None
        except ValueError as error:
            self._fault(f"{key}: passed over: {error}")
            return None

    def _check(self) -> None:
        """Name WARC files that are not what the rows say; settle which blobs are here."""
        warc = models.Warc
        closed = select(warc.name, warc.sha256).where(warc.sha256.is_not(None)).order_by(warc.name)
        for name, digest in self._connection.execute(closed).all():
            file = self._open(name)
            if file is None:
                self._fault(f"{path_of(name)}: the file is missing")
                continue
            with file:
                if digest_of(file) != digest:
                    self._fault(f"{path_of(name)}: damaged: its bytes do not have the digest noted when it was closed")
        payloads.settle(self._connection, self._access.store, self._access.folder, self._fault, self._say)

    def _count(self) -> None:
        for model in (models.Run, models.Visit, models.Fetch, models.Document, models.Version, models.Event):
            number = self._connection.scalar(select(func.count()).select_from(model))
            self._done.counts[model.__tablename__] = number or 0
        if self._connection.dialect.name == "postgresql":
            for table in NUMBERED:
                last = select(func.coalesce(func.max(table.id), 0) + 1).scalar_subquery()
                sequence = func.pg_get_serial_sequence(table.__tablename__, "id")
                self._connection.execute(select(func.setval(sequence, last, false())))
