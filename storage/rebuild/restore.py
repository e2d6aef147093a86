"""From journals into the tables: first what was exchanged in every run, then what it proves, run after run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, func, or_, select, tuple_, update

from storage import models
from storage.blobs import Store
from storage.database import insert
from storage.journal import reading, tables
from storage.journal.reading import Looks, Rows
from storage.models import Base
from storage.rebuild.sources import ArchivedRun

EXCHANGED = {model.__tablename__ for model in tables.EXCHANGED}
File, Fetch, Document = models.File, models.Fetch, models.Document


class Restorer:
    """Writes rows of journals; counts those that refer to what is lost, and so cannot be had again."""

    def __init__(self, connection: Connection, store: Store) -> None:
        self._connection = connection
        self._store = store
        self._documents: set[str] = set()
        self.lost: Counter[str] = Counter()  # table → rows

    def exchanges(self, source: ArchivedRun) -> None:
        """Restore what a run exchanged and read: rows that refer to nothing but each other."""
        for part in self._parts(source):
            if isinstance(part, Rows) and part.table in EXCHANGED:
                insert.add_missing(self._connection, tables.MODELS[part.table], part.rows)

    def proofs(self, source: ArchivedRun) -> None:
        """Restore what a run changed of its portals, after what the runs before it changed."""
        for part in self._parts(source):
            if isinstance(part, Looks):
                self._look(part)
            elif part.table not in EXCHANGED:
                self._put(tables.MODELS[part.table], part)

    def prune(self) -> None:
        """Take out the versions whose files are lost; a document falls back to its last one, or goes without one."""
        version, place = models.Version, models.Place
        of_version = (File.document_id == version.document_id) & (File.number == version.number)
        query = select(version.document_id, version.number).outerjoin(File, of_version)
        query = query.group_by(version.document_id, version.number, version.body)
        for document, number in self._connection.execute(query.having(func.count(File.position) <= version.body)).all():
            self._delete(File, (File.document_id == document) & (File.number == number))
            self._delete(version, (version.document_id == document) & (version.number == number))
        current = (version.document_id == Document.id) & (version.number == Document.version)
        homeless = select(Document.id).where(~select(version.number).where(current).exists())
        for document in self._connection.scalars(homeless).all():
            if self._fall_back(document):
                continue
            for model in (place, models.Event, models.Discovery, File, version):
                self._delete(model, model.document_id == document)
            self._delete(Document, Document.id == document)
        stood = (version.document_id == place.document_id) & (version.number == place.version)
        self._delete(place, ~select(version.number).where(stood).exists())

    def _fall_back(self, document: str) -> bool:
        """Let a document show the last version that it has; False when it has none."""
        version = models.Version
        last = self._connection.scalar(select(func.max(version.number)).where(version.document_id == document))
        if last is not None:
            self._connection.execute(update(Document).where(Document.id == document).values(version=last))
            self.lost[version.__tablename__] += 1
        return last is not None

    def _delete(self, model: type[Base], which: ColumnElement[bool]) -> None:
        self.lost[model.__tablename__] += self._connection.execute(delete(model).where(which)).rowcount

    def _parts(self, source: ArchivedRun) -> Iterable[Rows | Looks]:
        file = self._store.download(source.journal)
        assert file is not None, "it was read to its end just now"
        with file:
            yield from reading.read(file)

    def _put(self, model: type[Base], part: Rows) -> None:
        if model is Document:
            self._documents.update(row["id"] for row in part.rows)
        rows = part.rows
        if "document_id" in model.__table__.c:
            rows = [row for row in rows if row["document_id"] in self._documents]
        if "fetch_id" in model.__table__.c:
            rows = self._with_fetch(model, rows)
        self.lost[part.table] += len(part.rows) - len(rows)
        if rows:
            insert.put_all(self._connection, model, rows)

    def _with_fetch(self, model: type[Base], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the rows whose exchange is here; a file has another one that brought the same bytes instead."""
        wanted = {row["fetch_id"] for row in rows}
        here = set(self._connection.scalars(select(Fetch.id).where(Fetch.id.in_(wanted))))
        kept = []
        for row in rows:
            if row["fetch_id"] not in here:
                other = self._same_bytes(row["sha256"]) if model is File else None
                if other is None and model is File:
                    continue
                row["fetch_id"] = other
            kept.append(row)
        return kept

    def _same_bytes(self, sha256: str) -> int | None:
        query = select(func.min(Fetch.id))
        return self._connection.scalar(
            query.where(or_(Fetch.payload_sha256 == sha256, Fetch.rendered_sha256 == sha256))
        )

    def _look(self, looks: Looks) -> None:
        shared = tables.SHARED[looks.table]
        if "fetch_id" in looks.now and not self._is_here(looks.now["fetch_id"]):
            looks.now["fetch_id"] = None
        for start in range(0, len(looks.keys), reading.ROWS_IN_MEMORY):
            keys = looks.keys[start : start + reading.ROWS_IN_MEMORY]
            done = self._copy(shared, looks, keys) if shared.copied else self._touch(shared, looks, keys)
            self.lost[looks.table] += len(keys) - done

    def _is_here(self, fetch: int | None) -> bool:
        return self._connection.scalar(select(Fetch.id).where(Fetch.id == fetch)) is not None

    def _touch(self, shared: tables.Shared, looks: Looks, keys: list[dict[str, Any]]) -> int:
        table = shared.model.__table__
        this = [table.c[name] == bindparam(f"of_{name}") for name in shared.key]
        if "portal" in table.c and "portal" not in shared.key:
            this.append(table.c.portal == looks.portal)
        known = self._there(shared, looks, keys)
        these = [{f"of_{name}": key[name] for name in shared.key} for key in keys if tuple(key.values()) in known]
        if these:
            statement = update(shared.model).where(and_(*this)).values(looks.now)
            self._connection.execute(statement, these)
        return len(these)

    def _copy(self, shared: tables.Shared, looks: Looks, keys: list[dict[str, Any]]) -> int:
        """Write rows of an earlier cycle again for this one."""
        table = shared.model.__table__
        query = select(table).where(table.c.cycle == looks.before["cycle"], _any_of(shared, keys))
        rows = [{**row, **looks.now} for row in self._connection.execute(query).mappings()]
        if rows:
            insert.put_all(self._connection, shared.model, rows)
        return len(rows)

    def _there(self, shared: tables.Shared, looks: Looks, keys: list[dict[str, Any]]) -> set[tuple[Any, ...]]:
        table = shared.model.__table__
        query = select(*(table.c[name] for name in shared.key)).where(_any_of(shared, keys))
        if "portal" in table.c:
            query = query.where(table.c.portal == looks.portal)
        return {tuple(row) for row in self._connection.execute(query)}


def _any_of(shared: tables.Shared, keys: list[dict[str, Any]]) -> Any:
    table = shared.model.__table__
    return tuple_(*(table.c[name] for name in shared.key)).in_([tuple(key.values()) for key in keys])
