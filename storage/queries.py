"""The archive's only reader: one consistent snapshot for export, status, coverage, diff and fixity. Never writes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Any, Self, TypeVarTuple

from sqlalchemy import (
    CompoundSelect,
    Connection,
    Engine,
    Row,
    Select,
    String,
    and_,
    cast,
    func,
    or_,
    select,
)

from storage import facts, models
from storage.blobs import Store, key_of
from storage.database import engines
from storage.database.rows import M, all_of, value_of
from storage.errors import StorageError, as_storage_error
from storage.lost_database import engine_to_read
from storage.values import READ_WELL, Extracted
from storage.versions import known_files
from storage.versions.known_files import FetchedFile
from storage.versions.whole_texts import whole_texts
from storage.vocabulary import EventKind, ResourceKind, VisitOutcome
from storage.warc.payloads import RecordPlace, folder_of, place_of, read_payload
from storage.warc.records import SUFFIX, path_of

Ts = TypeVarTuple("Ts")
DOCUMENTS_IN_MEMORY = 100


@dataclass(frozen=True, slots=True)
class Selected:
    """Which versions are wanted: portals by code, years, ``since`` a moment, all versions or the current ones.

    ``without``: documents that are not.
    """

    portals: Collection[str] | None = None
    years: Collection[int] | None = None
    since: datetime | None = None
    all_versions: bool = False
    without: Collection[str] = ()


class ArchiveReader:
    """A snapshot of an archive. Close it, or use it in a ``with``."""

    def __init__(self, engine: Engine, connection: Connection, archive_url: str, spool: str) -> None:
        self._engine = engine
        self.connection = connection
        self._archive_url = archive_url
        self._spool = spool
        self._store: Store | None = None

    @classmethod
    def open(cls, database_url: str, archive_url: str, *, spool: str = "var/spool") -> Self:
        """Open an archive for reading, also while a harvest writes. Raises StorageError when there is none."""
        engine = engine_to_read(database_url, archive_url)
        if engine.dialect.name == "postgresql":
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        reader = cls(engine, engines.connect(engine), archive_url, spool)
        try:
            with as_storage_error("cannot read the database"):
                engines.check(reader.connection)
        except StorageError:
            reader.close()
            raise
        return reader

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of it."""
        self.connection.close()
        self._engine.dispose()

    @property
    def store(self) -> Store:
        """The blobs and WARC files."""
        if self._store is None:
            self._store = Store(self._archive_url)
        return self._store

    def rows(self, query: Select[*Ts]) -> Sequence[Row[*Ts]]:
        """Return all rows of a query. Raises StorageError when the database fails."""
        with as_storage_error("cannot read the database"):
            return self.connection.execute(query).all()

    def values(self, model: type[M], query: Select[Any]) -> list[M]:
        """Return the rows of a query that begins with ``select(model.__table__)``, as values of the model."""
        with as_storage_error("cannot read the database"):
            return all_of(self.connection, model, query)

    # --- documents --------------------------------------------------------------------------------------------------
    def documents(self, selected: Selected) -> Iterator[list[models.Document]]:
        """Yield document rows in id order (portal, then year), a hundred at a time."""
        document = models.Document
        query = select(document.__table__).order_by(document.id).limit(DOCUMENTS_IN_MEMORY)
        if selected.portals is not None:
            query = query.where(document.portal.in_(selected.portals))
        if selected.years is not None:
            query = query.where(document.year.in_(selected.years))
        if selected.since is not None:
            query = query.where(document.id.in_(_changed_since(selected.since)))
        last = ""
        while chunk := self.values(document, query.where(document.id > last)):
            if wanted := [row for row in chunk if row.id not in selected.without]:
                yield wanted
            last = chunk[-1].id

    def versions(self, documents: Iterable[models.Document], selected: Selected) -> list[models.Version]:
        """Return the wanted versions of these documents, in order."""
        version, document = models.Version, models.Document
        query = select(version.__table__).join(document, document.id == version.document_id)
        query = query.where(version.document_id.in_([row.id for row in documents]))
        current = version.number == document.version
        if not selected.all_versions:
            query = query.where(current)
        if selected.since is not None:
            gone = and_(current, document.id.in_(_gone_since(selected.since)))
            query = query.where(or_(version.first_seen >= selected.since, gone))
        return self.values(version, query.order_by(version.document_id, version.number))

    def software(self) -> dict[str, str]:
        """Return run → the software that harvested."""
        return {run: software for run, software in self.rows(select(models.Run.id, models.Run.software))}  # noqa: C416

    def files(self, documents: Iterable[str]) -> dict[tuple[str, int], list[FetchedFile]]:
        """Return (document, version) → its files in order, each with its fetch."""
        file, fetch = models.File, models.Fetch
        width = len(file.__table__.c)
        query = select(*file.__table__.c, *fetch.__table__.c)
        query = query.join(fetch, fetch.id == file.fetch_id).where(file.document_id.in_(list(documents)))
        files: dict[tuple[str, int], list[FetchedFile]] = {}
        for row in self.rows(query.order_by(file.document_id, file.number, file.position)):
            fetched = FetchedFile(value_of(file, row[:width]), value_of(fetch, row[width:]))
            files.setdefault((fetched.file.document_id, fetched.file.number), []).append(fetched)
        return files

    def extractions(self, digests: Iterable[str]) -> dict[str, Extracted]:
        """Return payload → its newest good extraction, else its newest."""
        row = models.Extraction
        query = select(row.sha256, row.status == READ_WELL, row.id).where(row.sha256.in_(set(digests)))
        best: dict[str, tuple[bool, int]] = {}
        for sha256, is_good, number in self.rows(query):
            best[sha256] = max((bool(is_good), number), best.get(sha256, (False, 0)))
        chosen = select(row.__table__).where(row.id.in_([number for _, number in best.values()]))
        return {found.sha256: known_files.extracted_of(found) for found in self.values(row, chosen)}

    def texts(self, files: Sequence[FetchedFile]) -> list[Extracted | None]:
        """Return what each of a version's files says."""
        read = self.extractions(fetched.file.sha256 for fetched in files)
        rows = [fetched.file for fetched in files]
        return whole_texts(rows, [read.get(row.sha256) for row in rows])

    def facts(
        self, mapper: int, extractions: Collection[tuple[str, str, int]]
    ) -> dict[tuple[str, str, int], list[dict[str, Any]]]:
        """Return (payload, extractor, its version) → the facts that this version of the mapper found in it."""
        with as_storage_error("cannot read the database"):
            return dict(facts.kept(self.connection, mapper, extractions))

    def holder(self, sha256: str) -> RecordPlace | None:
        """Return where the first record lies that holds a payload, or None."""
        with as_storage_error("cannot read the database"):
            return place_of(self.connection, sha256)

    def discovered(self, documents: Iterable[str]) -> dict[str, list[dict[str, str]]]:
        """Return document → the links that led to it, sorted."""
        row = models.Discovery
        query = select(row.__table__).where(row.document_id.in_(list(documents)))
        links: dict[str, list[dict[str, str]]] = {}
        for edge in self.values(row, query.order_by(row.document_id, row.url, row.anchor)):
            links.setdefault(edge.document_id, []).append({"url": edge.url, "anchor": edge.anchor})
        return links

    def reading(self, document: str, number: int | None = None) -> tuple[int, models.Version, Extracted | None]:
        """Return a version's number (None: the current one), its row, and what is read in its body.

        Raises LookupError, in words, when there is no such document or version.
        """
        row = models.Version
        query = select(row.__table__).where(row.document_id == document).order_by(row.number)
        versions = {version.number: version for version in self.values(row, query)}
        if not versions:
            raise LookupError(f"no document {document}")
        chosen = max(versions) if number is None else number
        if chosen not in versions:
            raise LookupError(f"{document} has no version {chosen}; it has {', '.join(map(str, versions))}")
        files = self.files([document])[document, chosen]
        version = versions[chosen]
        return chosen, version, self.texts(files)[version.body]

    # --- runs and portals -------------------------------------------------------------------------------------------
    def moment(self, since: str) -> datetime:
        """Return the start of a run, or an ISO date or time (UTC when it names no zone). Raises LookupError."""
        rows = self.rows(select(models.Run.started).where(models.Run.id == since))
        if rows:
            return rows[0][0]
        try:
            moment = datetime.fromisoformat(since)
        except ValueError as error:
            raise LookupError(f"--since {since}: neither a run of this archive nor an ISO date") from error
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    def names(self) -> dict[str, str]:
        """Return portal code → name, as of its last visit."""
        visit = models.Visit
        last = select(func.max(visit.id)).group_by(visit.portal)
        rows = self.rows(select(visit.portal, visit.name).where(visit.id.in_(last)))
        return {portal: name for portal, name in rows}  # noqa: C416 – rows are typed tuples

    def runs(self) -> list[models.Run]:
        """Return every run, oldest first."""
        return self.values(models.Run, select(models.Run.__table__).order_by(models.Run.id))

    def visits(self, portals: Collection[str] | None = None, *, run: str | None = None) -> list[models.Visit]:
        """Return each portal's last visit (of one run), in portal order."""
        visit = models.Visit
        last = select(func.max(visit.id)).group_by(visit.portal)
        if run is not None:
            last = last.where(visit.run_id == run)
        query = select(visit.__table__).where(visit.id.in_(last)).order_by(visit.portal)
        return self.values(visit, query if portals is None else query.where(visit.portal.in_(portals)))

    def counts(self, portals: Collection[str] | None = None) -> dict[str, tuple[int, int]]:
        """Return portal → (documents that stand, documents that are gone)."""
        document = models.Document
        gone = func.count(document.gone_since)
        query = select(document.portal, func.count() - gone, gone)
        query = query.group_by(document.portal)
        if portals is not None:
            query = query.where(document.portal.in_(portals))
        return {portal: (held, gone) for portal, held, gone in self.rows(query)}

    def before(self, visit: models.Visit) -> datetime | None:
        """Return when the portal's last finished visit before this one ended, or None."""
        row = models.Visit
        earlier = (row.portal == visit.portal, row.cycle < visit.cycle, row.outcome != VisitOutcome.INTERRUPTED)
        query = select(row.ended).where(*earlier).order_by(row.id.desc()).limit(1)
        return next((ended for (ended,) in self.rows(query)), None)

    def turns(self, portal: str, now: datetime) -> tuple[int, int, datetime | None]:
        """Return how many reports and files of a portal are known, how many are due, when the next turn comes."""
        row = models.ResourceRow
        query = select(row.next_due).where(row.portal == portal, row.kind.in_((ResourceKind.REPORT, ResourceKind.FILE)))
        turns = [next_due for (next_due,) in self.rows(query)]
        later = [turn for turn in turns if turn is not None and turn > now]
        return len(turns), len(turns) - len(later), min(later, default=None)

    def unanswered(self, cycle: int) -> Sequence[tuple[str, str]]:
        """Return (url, why) of the entries of a cycle that got no usable answer."""
        row = models.Fetch
        query = select(row.url, func.coalesce(row.error, cast(row.status, String)))
        failed = row.error.is_not(None) | (row.status >= 400)  # noqa: PLR2004 – HTTP errors
        bad = failed | (row.kind == ResourceKind.BLOCKED)
        return self.rows(query.where(row.cycle == cycle, row.key.is_not(None), row.final, bad).order_by(row.id))

    def lists(self, cycle: int) -> list[models.ListPageRow]:
        """Return the pages of lists that a cycle saw, by column and page."""
        row = models.ListPageRow
        return self.values(row, select(row.__table__).where(row.cycle == cycle).order_by(row.column, row.page))

    def rejections(self, cycle: int) -> list[models.Rejection]:
        """Return what looked like a report in a cycle and is none, by address and reason."""
        row = models.Rejection
        return self.values(row, select(row.__table__).where(row.cycle == cycle).order_by(row.url, row.reason))

    def warc(self, name: str) -> IO[bytes] | None:
        """Return an open WARC file, closed or still growing, or None when it is nowhere."""
        path = folder_of(self.store, self._archive_url, self._spool) / path_of(name)
        for place in (path, path.with_name(path.name + SUFFIX)):
            with as_storage_error(f"cannot read {place}"):
                if place.exists():
                    return place.open("rb")
        return self.store.download(path_of(name))

    def payload(self, sha256: str) -> bytes | None:
        """Return a payload's bytes from the blob store, else from its WARC record, else None."""
        data = self.store.get(key_of(sha256))
        if data is not None:
            return data
        folder = folder_of(self.store, self._archive_url, self._spool)
        with as_storage_error("cannot read the database"):
            return read_payload(self.connection, self.store, folder, sha256)


def _gone_since(since: datetime) -> Select[Any]:
    event = models.Event
    return select(event.document_id).where(event.kind == EventKind.GONE, event.at >= since)


def _changed_since(since: datetime) -> CompoundSelect[Any]:
    version = models.Version
    new = select(version.document_id).where(version.first_seen >= since)
    return new.union(_gone_since(since))
