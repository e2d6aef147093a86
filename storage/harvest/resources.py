"""What is known of a portal's keys from earlier answers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, Table, bindparam, select, update

from storage import models
from storage.database.rows import all_of, value_of
from storage.database.types import shorten
from storage.guard import Guard, fatal
from storage.values import Resource
from storage.vocabulary import ResourceKind

TABLE = cast("Table", models.ResourceRow.__table__)
THIS_KEY = (TABLE.c.portal == bindparam("this_portal")) & (TABLE.c.key == bindparam("this_key"))
ONE = select(TABLE).where(THIS_KEY)
SOME = select(TABLE).where(
    TABLE.c.portal == bindparam("this_portal"), TABLE.c.key.in_(bindparam("keys", expanding=True))
)
MIN_SERVER_ERROR = 500  # HTTP status
SCHEDULE = update(TABLE).where(THIS_KEY).values(next_due=bindparam("due"))


@dataclass(frozen=True, slots=True)
class Answer:
    """A key's last good answer: its exchange, the validators it gave, the digest of its payload."""

    url: str
    status: int | None
    headers: tuple[tuple[str, str], ...]
    payload_sha256: str | None
    etag: str | None
    last_modified: str | None


class Resources:
    """The known resources of all portals."""

    def __init__(self, connection: Connection, guard: Guard) -> None:
        self._connection = connection
        self._guard = guard

    @fatal
    def get(self, portal: str, key: str) -> Resource | None:
        """Return what is known of a key, or None."""
        row = self._connection.execute(ONE, {"this_portal": portal, "this_key": key}).one_or_none()
        return None if row is None else _resource(value_of(models.ResourceRow, row))

    @fatal
    def known(self, portal: str, keys: Collection[str]) -> dict[str, Resource]:
        """Return key → what is known of it, for those of ``keys`` that are known: one question for a page of links."""
        wanted = {shorten(key): key for key in keys}
        rows_found = self._connection.execute(SOME, {"this_portal": portal, "keys": list(wanted)}).all()
        rows = [value_of(models.ResourceRow, row) for row in rows_found]
        return {wanted[row.key]: _resource(row) for row in rows}

    @fatal
    def of_portal(self, portal: str, kinds: Collection[str]) -> list[Resource]:
        """Return what is known of a portal's keys of these kinds, in key order."""
        query = select(TABLE).where(TABLE.c.portal == portal, TABLE.c.kind.in_(kinds)).order_by(TABLE.c.key)
        return [_resource(row) for row in all_of(self._connection, models.ResourceRow, query)]

    @fatal
    def schedule(self, portal: str, key: str, next_due: datetime) -> None:
        """Set when a resource's turn comes again."""
        self._connection.execute(SCHEDULE, {"this_portal": portal, "this_key": key, "due": next_due})

    @fatal
    def answer(self, portal: str, key: str) -> Answer | None:
        """Return a key's last good answer, or None."""
        fetch, resource = models.Fetch, models.ResourceRow
        query = (
            select(fetch.url, fetch.status, fetch.headers, fetch.payload_sha256, resource.etag, resource.last_modified)
            .join(resource, resource.fetch_id == fetch.id)
            .where(resource.portal == portal, resource.key == key)
        )
        row = self._connection.execute(query).one_or_none()
        if row is None:
            return None
        url, status, headers, digest, etag, last_modified = row
        return Answer(url, status, tuple((name, value) for name, value in headers), digest, etag, last_modified)

    @fatal
    def answered(self, portal: str, url: str, since: datetime) -> Answer | None:
        """Return the newest answer below 500 that an address of no key (robots.txt) gave since then, or None."""
        fetch = models.Fetch
        query = select(fetch.url, fetch.status, fetch.headers, fetch.payload_sha256)
        query = query.where(fetch.portal == portal, fetch.kind == ResourceKind.ROBOTS, fetch.key.is_(None))
        query = query.where(fetch.url == url, fetch.started >= since, fetch.status < MIN_SERVER_ERROR)
        row = self._connection.execute(query.order_by(fetch.id.desc()).limit(1)).one_or_none()
        if row is None:
            return None
        headers = tuple((name, value) for name, value in row.headers)
        return Answer(row.url, row.status, headers, row.payload_sha256, etag=None, last_modified=None)


def _resource(row: models.ResourceRow) -> Resource:
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
