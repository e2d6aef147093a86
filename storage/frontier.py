"""The URLs that one visit's cycle still has to ask for: a table, so that a kill loses nothing.

What was handed out and not yet recorded is still ``todo`` in the table; after a crash it is asked for again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, or_, select, update

from storage import models
from storage.database import insert
from storage.database.types import shorten
from storage.values import FrontierEntry

CHUNK = 400  # keys in one statement
TABLE: Any = models.FrontierRow.__table__
ROW = TABLE.c
FACTOR: Any = models.Factor.__table__
MINE = ROW.cycle == bindparam("mine")
THIS = MINE & (ROW.key == bindparam("this"))
TODO = MINE & (ROW.state == "todo")
BEST_FIRST = (ROW.priority.desc(), ROW.seq)

KNOWN = select(ROW.key, ROW.score).where(MINE, ROW.key.in_(bindparam("keys", expanding=True)))
READY = (
    select(ROW.key, ROW.url, ROW.kind, ROW.score, ROW.group, ROW.payload)
    .where(TODO, or_(ROW.next_at.is_(None), ROW.next_at <= bindparam("now", type_=ROW.next_at.type)))
    .order_by(*BEST_FIRST)
    .limit(bindparam("most"))
)
BEST = select(ROW.key, ROW.priority).where(TODO).order_by(*BEST_FIRST).limit(bindparam("most"))
POSTPONED = (
    select(ROW.key, ROW.next_at).where(TODO, ROW.next_at.is_not(None)).order_by(ROW.next_at).limit(bindparam("most"))
)
COUNT = select(func.count()).select_from(TABLE).where(TODO)
FINISH = (
    update(TABLE)
    .where(THIS, ROW.state.in_(("todo", "skipped")))
    .values(state=bindparam("ends"), reason=bindparam("because"))
)
POSTPONE = update(TABLE).where(THIS).values(next_at=bindparam("until"), tries=ROW.tries + 1).returning(ROW.tries)
SKIP = update(TABLE).where(TODO).values(state="skipped", reason=bindparam("because"))
REGROUP = update(TABLE).where(TODO, ROW.group == bindparam("which")).values(priority=ROW.score * bindparam("factor"))
OUTCOME = (
    select(ROW.state, ROW.reason, func.count().label("number"))
    .where(MINE)
    .group_by(ROW.state, ROW.reason)
    .order_by(ROW.state, ROW.reason)
)


class Frontier:
    """The frontier of one cycle, as one process works on it."""

    def __init__(self, connection: Connection, cycle: int) -> None:
        """Go on where the table stands."""
        self._connection = connection
        self._cycle = cycle
        self._out: set[str] = set()
        factors = self._run(select(FACTOR.c.group, FACTOR.c.factor).where(FACTOR.c.cycle == bindparam("mine")))
        self._factors: dict[str, float] = {row.group: row.factor for row in factors}
        self._seq: int = self._run(select(func.coalesce(func.max(ROW.seq), 0)).where(MINE)).scalar_one()

    def _run(self, statement: Any, **values: Any) -> Any:
        return self._connection.execute(statement, {"mine": self._cycle, **values})

    def enqueue(self, candidates: Iterable[FrontierEntry]) -> int:
        """Add what is new; of a key known before, the better offer is kept. Return the number of new ones."""
        best: dict[str, FrontierEntry] = {}
        for candidate in candidates:
            key = shorten(candidate.key)
            if key not in best or candidate.score > best[key].score:
                best[key] = candidate
        keys = list(best)
        return sum(
            self._enqueue({key: best[key] for key in keys[start : start + CHUNK]})
            for start in range(0, len(keys), CHUNK)
        )

    def _enqueue(self, chunk: dict[str, FrontierEntry]) -> int:
        known = {row.key: row.score for row in self._run(KNOWN, keys=list(chunk))}
        for key, score in known.items():
            if chunk[key].score > score:
                self._raise(key, chunk[key])
        new = [self._row(key, candidate) for key, candidate in chunk.items() if key not in known]
        if new:
            insert.add(self._connection, models.FrontierRow, new)
        return len(new)

    def _raise(self, key: str, candidate: FrontierEntry) -> None:
        # what promises more also knows more: its group learns from it, its payload names the agency
        values = {
            "score": candidate.score,
            "priority": candidate.score * self._factor(candidate.group),
            "group": candidate.group,
            "kind": candidate.kind,
            "payload": candidate.payload,
        }
        self._run(update(TABLE).where(THIS, ROW.state == "todo").values(values), this=key)

    def _factor(self, group: str) -> float:
        return self._factors.get(shorten(group), 1.0)

    def _row(self, key: str, candidate: FrontierEntry) -> dict[str, Any]:
        self._seq += 1
        return {
            "cycle": self._cycle,
            "key": key,
            "seq": self._seq,
            "url": candidate.url,
            "kind": candidate.kind,
            "group": candidate.group,
            "score": candidate.score,
            "priority": candidate.score * self._factor(candidate.group),
            "payload": candidate.payload,
            "state": "todo",
            "reason": "",
            "tries": 0,
            "next_at": None,
        }

    def next(self, now: datetime) -> FrontierEntry | None:
        """Hand out the best row whose time has come and that is not out already."""
        for row in self._run(READY, now=now, most=len(self._out) + 1).all():
            if row.key not in self._out:
                self._out.add(row.key)
                return FrontierEntry(
                    key=row.key,
                    url=row.url,
                    kind=row.kind,
                    score=row.score,
                    group=row.group,
                    payload=row.payload,
                )
        return None

    def best(self) -> float | None:
        """Return the best effective priority that is not out, whenever its time comes."""
        found = self._run(BEST, most=len(self._out) + 1).all()
        return next((row.priority for row in found if row.key not in self._out), None)

    def pending(self) -> int:
        """Return the number of rows still to do, those that are out included."""
        return int(self._run(COUNT).scalar_one())

    def wait_until(self) -> datetime | None:
        """Return when the first postponed row's time comes; None when none is postponed."""
        found = self._run(POSTPONED, most=len(self._out) + 1).all()
        return next((row.next_at for row in found if row.key not in self._out), None)

    def rescore(self, factors: Mapping[str, float]) -> None:
        """Weigh whole groups of links by what they proved to be worth; also those still to come."""
        for group, factor in factors.items():
            if self._factor(group) != factor:
                self._factors[shorten(group)] = factor
                insert.put(self._connection, models.Factor, {"cycle": self._cycle, "group": group, "factor": factor})
                self._run(REGROUP, which=group, factor=factor)

    def postpone(self, key: str, until: datetime) -> int:
        """Put a row back until then; return how often it has been tried."""
        tries = int(self._run(POSTPONE, this=key, until=until).scalar_one())
        self._out.discard(shorten(key))
        return tries

    def finish(self, key: str, state: str, reason: str) -> None:
        """Mark a row as answered. Raises LookupError when there is none, or when it was answered before."""
        done = self._run(FINISH, this=key, ends=state, because=reason)
        self._out.discard(shorten(key))
        if not done.rowcount:
            raise LookupError(f"not waiting in the frontier: {key}")

    def skip_rest(self, reason: str) -> int:
        """Mark what is left as skipped; return how many."""
        return int(self._run(SKIP, because=reason).rowcount)

    def outcome(self) -> dict[str, dict[str, int]]:
        """Return state → reason → number of rows."""
        found: dict[str, dict[str, int]] = {}
        for row in self._run(OUTCOME):
            found.setdefault(row.state, {})[row.reason] = row.number
        return found

    def clear(self) -> None:
        """Forget the cycle's working state."""
        self._run(delete(TABLE).where(MINE))
        self._run(delete(FACTOR).where(FACTOR.c.cycle == bindparam("mine")))
