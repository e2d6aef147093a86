"""What visits left behind for a person to look at: what was not read, the answers at an address; who visits now."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, or_, select

from storage import models
from storage.database.file_lock import LockHolder, holder_of, lock_of
from storage.queries import ArchiveReader
from storage.vocabulary import FrontierState

VARIANT = "#"  # parts a key from what tells one request to an address from another: a form posted, a browser's look


def running(reader: ArchiveReader) -> LockHolder | None:
    """Return the process of this machine that harvests into an archive in SQLite; None when none does, or elsewhere."""
    engine = reader.connection.engine
    return holder_of(lock_of(engine)) if engine.dialect.name == "sqlite" else None


def unread(reader: ArchiveReader, cycle: int) -> list[models.FrontierRow]:
    """Return the entries of a cycle that were not read, what promises most first; of one that ended, the best."""
    row = models.FrontierRow
    open_yet = (row.state != FrontierState.SKIPPED) | (row.priority > 0)  # else its group had nothing more to give
    query = select(row.__table__).where(row.cycle == cycle, row.state != FrontierState.DONE, open_yet)
    return reader.values(row, query.order_by(row.score.desc(), row.seq))


def resources(reader: ArchiveReader, portal: str) -> list[models.ResourceRow]:
    """Return all that is known of a portal's addresses, by key."""
    row = models.ResourceRow
    return reader.values(row, select(row.__table__).where(row.portal == portal).order_by(row.key))


def ways(reader: ArchiveReader, portal: str, without: Collection[str]) -> list[dict[str, Any]]:
    """Return the links to a portal's pages as the frontier had them, but for those of some kinds, by key."""
    row = models.ResourceRow
    query = select(row.payload).where(row.portal == portal, row.kind.not_in(without)).order_by(row.key)
    return [payload for (payload,) in reader.rows(query) if payload]


def asked_at(reader: ArchiveReader, key: str) -> list[models.ResourceRow]:
    """Return the resources at an address, by key: asked for plainly, by posting a form, with a browser."""
    row = models.ResourceRow
    variant = func.substr(row.key, 1, len(key) + 1) == key + VARIANT
    query = select(row.__table__).where(or_(row.key == key, variant))
    return reader.values(row, query.order_by(row.key, row.portal))


def last_answer(reader: ArchiveReader, resource: models.ResourceRow) -> models.Fetch | None:
    """Return the newest answer of a resource that came with a body, good or not; None when there was none."""
    fetch = models.Fetch
    query = select(fetch.__table__).where(fetch.portal == resource.portal, fetch.key == resource.key, fetch.final)
    with_body = query.where(fetch.payload_sha256.is_not(None)).order_by(fetch.id.desc()).limit(1)
    return next(iter(reader.values(fetch, with_body)), None)


def beside(reader: ArchiveReader, answer: models.Fetch) -> list[models.Fetch]:
    """Return what a browser asked for on the way to an answer, in order: the scripts of its page and what they call."""
    fetch = models.Fetch
    query = select(fetch.__table__).where(fetch.visit_id == answer.visit_id, fetch.key == answer.key)
    query = query.where(~fetch.final, fetch.id < answer.id, fetch.payload_sha256.is_not(None))
    return reader.values(fetch, query.order_by(fetch.id))
