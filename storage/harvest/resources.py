"""What is known of a portal's keys from earlier answers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from storage import models
from storage.database.types import shorten
from storage.values import Resource

TABLE: Any = models.ResourceRow.__table__
Row = TABLE.c
THIS = (Row.portal == bindparam("of")) & (Row.key == bindparam("this"))
ONE = select(TABLE).where(THIS)
SOME = select(TABLE).where(Row.portal == bindparam("of"), Row.key.in_(bindparam("keys", expanding=True)))
ROBOTS = "robots"  # the kind of answers that belong to no key
SCHEDULE = update(TABLE).where(THIS).values(next_due=bindparam("due"))


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
    row = connection.execute(ONE, {"of": portal, "this": key}).one_or_none()
    return _resource(row) if row else None


def some(connection: Connection, portal: str, keys: Collection[str]) -> dict[str, Resource]:
    """Return key → what is known of it, for those of ``keys`` that are known."""
    wanted = {shorten(key): key for key in keys}
    found = connection.execute(SOME, {"of": portal, "keys": list(wanted)}).all()
    return {wanted[row.key]: _resource(row) for row in found}


def several(connection: Connection, portal: str, kinds: Collection[str] | None) -> list[Resource]:
    """Return what is known of a portal's keys, in key order."""
    query = select(TABLE).where(Row.portal == portal).order_by(Row.key)
    if kinds is not None:
        query = query.where(Row.kind.in_(kinds))
    return [_resource(row) for row in connection.execute(query).all()]


def schedule(connection: Connection, portal: str, key: str, next_due: datetime) -> None:
    """Set when its turn comes again."""
    connection.execute(SCHEDULE, {"of": portal, "this": key, "due": next_due})


def answered(connection: Connection, portal: str, url: str, since: datetime) -> Any:
    """Return the newest answer below 500 that an address gave since then: url, status, headers, payload digest."""
    fetch = models.Fetch
    query = select(fetch.url, fetch.status, fetch.headers, fetch.payload_sha256)
    query = query.where(fetch.portal == portal, fetch.kind == ROBOTS, fetch.key.is_(None), fetch.url == url)
    query = query.where(fetch.started >= since, fetch.status < 500)  # noqa: PLR2004 - server errors
    return connection.execute(query.order_by(fetch.id.desc()).limit(1)).one_or_none()


def answer(connection: Connection, portal: str, key: str) -> tuple[Any, tuple[tuple[str, str], ...], str | None] | None:
    """Return (status, url and validators; headers; payload digest) of a key's last good answer."""
    fetch = models.Fetch
    query = select(fetch.url, fetch.status, fetch.headers, fetch.payload_sha256, Row.etag, Row.last_modified)
    query = query.select_from(fetch).join(TABLE, Row.fetch_id == fetch.id).where(Row.portal == portal, Row.key == key)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return row, tuple((name, value) for name, value in row.headers), row.payload_sha256
