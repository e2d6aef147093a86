"""The findings of health from the look that opened them to the one that closed them, and who was told of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select, update

from storage import models
from storage.database import insert
from storage.database.rows import all_of
from storage.guard import Guard, fatal
from storage.health.values import FindingRecord, Found

_FOUND = tuple(one.name for one in fields(Found))


class Findings:
    """The findings of an archive, for the run that judges."""

    def __init__(self, connection: Connection, guard: Guard) -> None:
        self._connection = connection
        self._guard = guard

    @fatal
    def standing(self, portals: Collection[str] | None = None) -> list[FindingRecord]:
        """Return the findings that are open; ``portals``: only theirs and those on the run."""
        return standing(self._connection, portals)

    @fatal
    def closed_since(self, since: datetime) -> list[FindingRecord]:
        """Return the findings that were closed since then, oldest first."""
        row = models.HealthFinding
        return _records(self._connection, select(row.__table__).where(row.closed >= since))

    @fatal
    def accepted(self) -> list[FindingRecord]:
        """Return the findings that a person has accepted as the new state of things."""
        return accepted(self._connection)

    @fatal
    def open(self, found: Found, since: datetime, times: int) -> FindingRecord:
        """Open a finding."""
        state = {"since": since, "last_seen": since, "quiet": 0, "times": times, "closed": None, "closed_why": ""}
        number = insert.add_one(self._connection, models.HealthFinding, {**_columns(found), **state})
        return FindingRecord(id=number, found=found, since=since, last_seen=since, times=times)

    @fatal
    def keep(self, record: FindingRecord) -> None:
        """Write down what has become of a finding."""
        row = models.HealthFinding
        state = {"last_seen": record.last_seen, "quiet": record.quiet, "closed": record.closed}
        values = {**_columns(record.found), **state, "closed_why": record.closed_why}
        self._connection.execute(update(row).where(row.id == record.id).values(values))

    @fatal
    def told(self, target: str) -> set[tuple[int, str]]:
        """Return the (finding, change) that a target was told."""
        row = models.AlertSent
        rows = self._connection.execute(select(row.finding_id, row.change).where(row.target == target))
        return {(finding, change) for finding, change in rows}

    @fatal
    def tell(self, changes: Iterable[tuple[int, str]], target: str, at: datetime) -> None:
        """Note that a target was told."""
        rows = [{"finding_id": number, "change": change, "target": target, "sent": at} for number, change in changes]
        if rows:
            insert.add_missing(self._connection, models.AlertSent, rows)


def standing(connection: Connection, portals: Collection[str] | None = None) -> list[FindingRecord]:
    """Return the findings that are open, by portal and age; ``portals``: only theirs and those on the run."""
    row = models.HealthFinding
    query = select(row.__table__).where(row.closed.is_(None))
    if portals is not None:
        query = query.where(or_(row.portal.in_(portals), row.portal == ""))
    return _records(connection, query.order_by(row.portal, row.id))


def accepted(connection: Connection) -> list[FindingRecord]:
    """Return the findings that a person has accepted as the new state of things."""
    row = models.HealthFinding
    return _records(connection, select(row.__table__).where(row.closed_why == "accepted"))


def last_of(connection: Connection, portal: str, most: int) -> list[FindingRecord]:
    """Return the last findings on a portal, open ones first, then the newest."""
    row = models.HealthFinding
    query = select(row.__table__).where(row.portal == portal)
    return _records(connection, query.order_by(row.closed.is_not(None), row.id.desc()).limit(most))


def _records(connection: Connection, query: Any) -> list[FindingRecord]:
    return [_record(row) for row in all_of(connection, models.HealthFinding, query)]


def _record(row: models.HealthFinding) -> FindingRecord:
    return FindingRecord(
        id=row.id,
        found=Found(**{name: getattr(row, name) for name in _FOUND}),
        since=row.since,
        last_seen=row.last_seen,
        quiet=row.quiet,
        times=row.times,
        closed=row.closed,
        closed_why=row.closed_why,
    )


def _columns(found: Found) -> dict[str, Any]:
    return {name: getattr(found, name) for name in _FOUND}
