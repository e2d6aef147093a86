"""The life of a visit: which cycle it belongs to, what it goes on with, how it ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, update
from sqlalchemy.orm import aliased

from storage import models
from storage.database import insert
from storage.database.rows import one_of
from storage.frontier import Frontier
from storage.guard import Guard, fatal
from storage.values import OpenedVisit, VisitStats
from storage.vocabulary import VisitOutcome


class VisitHistory:
    """The visits of all portals until now."""

    def __init__(self, connection: Connection, guard: Guard) -> None:
        self._connection = connection
        self._guard = guard

    @fatal
    def by_last_visit(self, portals: Iterable[str]) -> list[str]:
        """Return portals in the order of their need: cut short, never visited, then those visited longest ago."""
        visit = models.Visit
        newest = select(func.max(visit.id)).group_by(visit.portal).scalar_subquery()
        query = select(visit.portal, visit.outcome, visit.id).where(visit.id.in_(newest))
        last = {portal: -1 if _cut_short(outcome) else id_ for portal, outcome, id_ in self._connection.execute(query)}
        return sorted(portals, key=lambda portal: last.get(portal, 0))

    @fatal
    def held(self, portal: str) -> int:
        """Return how many documents of a portal are kept and not gone."""
        document = models.Document
        query = select(func.count()).where(document.portal == portal, document.gone_since.is_(None))
        return self._connection.execute(query).scalar_one()


def _cut_short(outcome: VisitOutcome | None) -> bool:
    return outcome in {None, VisitOutcome.INTERRUPTED}


def _left_something(connection: Connection, visit: models.Visit) -> bool:
    """Tell whether a visit that was cut short can be gone on with: a new version forgets what it cannot read."""
    if visit.memory is None:
        return True
    row = models.FrontierRow
    return connection.scalar(select(row.key).where(row.cycle == visit.cycle).limit(1)) is not None


def begin(connection: Connection, run: str, portal: str, name: str, home: str) -> OpenedVisit:
    """Begin a visit, in the cycle of the portal's last one when that was cut short."""
    visit = models.Visit
    query = select(visit.__table__).where(visit.portal == portal).order_by(visit.id.desc()).limit(1)
    last = one_of(connection, visit, query)
    if last is not None and last.outcome is None:
        end_killed(connection, visit.id == last.id)
    if last is not None and not (_cut_short(last.outcome) and _left_something(connection, last)):
        last = None
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
    memory, outcome = _last_finished(connection, portal)
    return OpenedVisit(
        id=number,
        cycle=last.cycle if last else number,
        resumed=last is not None,
        memory=last.memory if last else None,
        earlier=memory,
        earlier_outcome=outcome,
    )


def end_killed(connection: Connection, which: ColumnElement[bool]) -> None:
    """Give those of these visits an end that got none from their run."""
    visit = models.Visit
    values = {"outcome": VisitOutcome.INTERRUPTED, "reason": "killed", "ended": datetime.now(UTC)}
    connection.execute(update(visit).where(which, visit.outcome.is_(None)).values(values))


def _last_finished(connection: Connection, portal: str) -> tuple[dict[str, Any] | None, VisitOutcome | None]:
    """Return memory and outcome of the portal's last visit that came to its end."""
    visit = models.Visit
    ended = visit.outcome.is_not(None) & (visit.outcome != VisitOutcome.INTERRUPTED)
    query = select(visit.memory, visit.outcome).where(visit.portal == portal, ended)
    row = connection.execute(query.order_by(visit.id.desc()).limit(1)).one_or_none()
    return (None, None) if row is None else (row[0], row[1])


def end(
    connection: Connection,
    number: int,
    frontier: Frontier,
    *,
    outcome: VisitOutcome,
    reason: str,
    stats: VisitStats | None,
) -> None:
    """Give a visit its outcome. An interrupted one keeps its frontier; of others the summary goes to the stats.

    What they did not read stays until the portal's next visit has ended.
    """
    facts = stats.as_json() if stats else {}
    if outcome != VisitOutcome.INTERRUPTED:
        facts["frontier"] = frontier.outcome()
        frontier.retire()
        frontier.forget(_earlier_cycles(connection, number))
    values = {"outcome": outcome, "reason": reason, "stats": facts, "ended": datetime.now(UTC)}
    connection.execute(update(models.Visit).where(models.Visit.id == number).values(values))


def _earlier_cycles(connection: Connection, number: int) -> list[int]:
    """Return the cycles of a visit's portal before its own that have left entries in the frontier."""
    this, earlier, left = aliased(models.Visit), models.Visit, models.FrontierRow
    query = select(earlier.cycle).join(this, this.portal == earlier.portal)
    query = query.where(this.id == number, earlier.cycle < this.cycle)
    query = query.where(select(left.key).where(left.cycle == earlier.cycle).exists())
    return list(connection.scalars(query.distinct()))
