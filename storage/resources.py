"""What is known of a portal's keys from earlier answers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from storage import models
from storage.facts import Resource

Row = models.Resource


def _resource(row: Any) -> Resource:
    return Resource(
        key=row.key,
        url=row.url,
        kind=row.kind,
        fetched_at=row.fetched_at,
        status=row.status,
        etag=row.etag,
        last_modified=row.last_modified,
        payload_sha256=row.payload_sha256,
        content_key=row.content_key,
        changed_at=row.changed_at,
        unchanged_looks=row.unchanged_looks,
        next_due=row.next_due,
        payload=row.payload,
    )


def one(connection: Connection, portal: str, key: str) -> Resource | None:
    """Return what is known of a key."""
    query = select(Row.__table__).where(Row.portal == portal, Row.key == key)
    row = connection.execute(query).one_or_none()
    return _resource(row) if row else None


def several(connection: Connection, portal: str, kinds: Collection[str] | None) -> list[Resource]:
    """Return what is known of a portal's keys, in key order."""
    query = select(Row.__table__).where(Row.portal == portal).order_by(Row.key)
    if kinds is not None:
        query = query.where(Row.kind.in_(kinds))
    return [_resource(row) for row in connection.execute(query).all()]


def schedule(connection: Connection, portal: str, key: str, next_due: datetime) -> None:
    """Set when its turn comes again."""
    connection.execute(update(Row).where(Row.portal == portal, Row.key == key).values(next_due=next_due))


def answer(connection: Connection, portal: str, key: str) -> tuple[Any, tuple[tuple[str, str], ...], str | None] | None:
    """Return (status, url and validators; headers; payload digest) of a key's last good answer."""
    fetch = models.Fetch
    query = select(fetch.url, fetch.status, fetch.headers, fetch.payload_sha256, Row.etag, Row.last_modified)
    query = query.join(Row, Row.fetch_id == fetch.id).where(Row.portal == portal, Row.key == key)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return row, tuple((name, value) for name, value in row.headers), row.payload_sha256
