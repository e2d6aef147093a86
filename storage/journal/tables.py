"""Which rows a journal has: those that a run adds and nobody changes, and those of a portal that its visits change."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from storage import models
from storage.models import Base

Run, Visit, Version, File, Document = models.Run, models.Visit, models.Version, models.File, models.Document
NOT_OF_A_JOURNAL = {"manifest", "manifest_sha256", "manifest_stored", "stamped"}


def columns(model: type[Base]) -> list[str]:
    """Return the names of the columns that a journal has of a table.

    A manifest and its stamp lie in the archive beside it.
    """
    return [column.name for column in model.__table__.c if column.name not in NOT_OF_A_JOURNAL]


@dataclass(frozen=True, slots=True)
class Shared:
    """Rows of a portal that its visits change, or write again for each cycle (``copied``)."""

    model: type[Base]
    key: tuple[str, ...]  # names a row within its portal
    moving: tuple[str, ...] = ()  # columns that a look sets which finds nothing new
    copied: bool = False

    @property
    def name(self) -> str:
        """The table's name."""
        return str(self.model.__tablename__)

    def rows(self, portal: str, cycles: Collection[int]) -> Select[Any]:
        """Return the query for a portal's rows; of a table with a row for each cycle, those of these cycles."""
        table = self.model.__table__
        query = select(*(table.c[name] for name in columns(self.model)))
        if self.copied:
            query = query.where(table.c.cycle.in_(cycles)).order_by(table.c.cycle)
        elif "portal" in table.c:
            query = query.where(table.c.portal == portal)
        else:
            query = query.join(Document, Document.id == table.c.document_id).where(Document.portal == portal)
        return query.order_by(*(table.c[name] for name in self.key))


def added(model: type[Base], runs: Collection[str]) -> Select[Any]:
    """Return the query for the rows of a table that some runs added."""
    table = model.__table__
    query = select(*(table.c[name] for name in columns(model)))
    if model is File:
        of_version = (Version.document_id == File.document_id) & (Version.number == File.number)
        query = query.join(Version, of_version).where(Version.run_id.in_(runs))
    else:
        query = query.where(table.c["id" if model is Run else "run_id"].in_(runs))
    return query.order_by(*table.primary_key)


# What refers to nothing, or to one of these before it. They are read from all journals before the others from any.
EXCHANGED: tuple[type[Base], ...] = (Run, models.Warc, Visit, models.Fetch, models.Blob, models.Extraction)
DOCUMENTS = (
    Shared(Document, ("id",), ("last_seen", "last_cycle")),
    Shared(Version, ("document_id", "number"), ("last_seen",)),
)
OF_DOCUMENTS: tuple[type[Base], ...] = (File, models.Event)
OF_PORTALS = (
    Shared(models.Place, ("key", "year"), ("last_seen",)),
    Shared(models.Discovery, ("document_id", "edge")),
    Shared(models.ResourceRow, ("key",), ("fetched_at", "status", "unchanged_looks", "next_due", "fetch_id")),
    Shared(models.ListPageRow, ("column", "page"), ("cycle",), copied=True),
    Shared(models.SightingRow, ("key", "year"), ("cycle",), copied=True),
    Shared(models.Rejection, ("url", "reason"), ("cycle",), copied=True),
)
SHARED = {shared.name: shared for shared in (*DOCUMENTS, *OF_PORTALS)}
MODELS = {model.__tablename__: model for model in (*EXCHANGED, *OF_DOCUMENTS)} | {
    name: shared.model for name, shared in SHARED.items()
}
