"""The life of a visit: which cycle it belongs to, what it goes on with, how it ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, update

from storage import models
from storage.database import insert
from storage.frontier import Frontier
from storage.values import OpenedVisit

INTERRUPTED = "interrupted"


def begin(connection: Connection, run: str, portal: str, name: str, home: str) -> OpenedVisit:
    """Begin a visit, in the cycle of the portal's last one when that was cut short."""
    visit = models.Visit
    last = connection.execute(
        select(visit.__table__).where(visit.portal == portal).order_by(visit.id.desc()).limit(1)
    ).one_or_none()
    if last is not None and last.outcome not in {None, INTERRUPTED}:
        last = None
    if last is not None and last.outcome is None:
        end_killed(connection, visit.id == last.id)
    values: dict[str, Any] = {
        "run_id": run,
        "portal": portal,
        "name": name,
        "home": home,
        "cycle": last.cycle if last else 0,
        "started": datetime.now(UTC),
        "reason": "",
        "stats": {},
        "memory": last.memory if last else None,
    }
    number = insert.add_one(connection, visit, values)
    if last is None:
        connection.execute(update(visit).where(visit.id == number).values(cycle=number))
    before = _finished(connection, portal)
    return OpenedVisit(
        id=number,
        cycle=last.cycle if last else number,
        resumed=last is not None,
        memory=last.memory if last else None,
        earlier=before.memory if before else None,
        earlier_outcome=before.outcome if before else None,
    )


def end_killed(connection: Connection, which: ColumnElement[bool]) -> None:
    """Give those of these visits an end that got none from their run."""
    visit = models.Visit
    values = {"outcome": INTERRUPTED, "reason": "killed", "ended": datetime.now(UTC)}
    connection.execute(update(visit).where(which, visit.outcome.is_(None)).values(values))


def by_last_visit(connection: Connection, portals: Iterable[str]) -> list[str]:
    """Return portals in the order of their need: cut short, never visited, then those visited longest ago."""
    visit = models.Visit
    newest = select(func.max(visit.id)).group_by(visit.portal).scalar_subquery()
    query = select(visit.portal, visit.outcome, visit.id).where(visit.id.in_(newest))
    last = {row.portal: (-1 if row.outcome in {None, INTERRUPTED} else row.id) for row in connection.execute(query)}
    return sorted(portals, key=lambda portal: last.get(portal, 0))


def _finished(connection: Connection, portal: str) -> Any:
    visit = models.Visit
    ended = visit.outcome.is_not(None) & (visit.outcome != INTERRUPTED)
    query = select(visit.memory, visit.outcome).where(visit.portal == portal, ended)
    return connection.execute(query.order_by(visit.id.desc()).limit(1)).one_or_none()


def end(
    connection: Connection, number: int, frontier: Frontier, *, outcome: str, reason: str, stats: Mapping[str, Any]
) -> None:
    """Give a visit its outcome. Only an interrupted one keeps its frontier; of others its summary goes to the stats."""
    facts = dict(stats)
    if outcome != INTERRUPTED:
        facts["frontier"] = frontier.outcome()
        frontier.clear()
    values = {"outcome": outcome, "reason": reason, "stats": facts, "ended": datetime.now(UTC)}
    connection.execute(update(models.Visit).where(models.Visit.id == number).values(values))


def held(connection: Connection, portal: str) -> int:
    """Return how many documents of a portal are kept and not gone."""
    document = models.Document
    query = select(func.count()).where(document.portal == portal, document.gone_since.is_(None))
    return int(connection.execute(query).scalar_one())
