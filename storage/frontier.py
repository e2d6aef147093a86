"""The URLs that one visit's cycle still has to ask for: a table, so that a kill loses nothing.

What was handed out and not yet recorded is still ``todo`` in the table; after a crash it is asked for again. When the
visit ends, the best of what was not read stays, so that a person can be told of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from sqlalchemy import Connection, CursorResult, Executable, Table, bindparam, delete, func, select, update

from storage import models
from storage.database import insert
from storage.database.types import shorten
from storage.guard import Guard, fatal
from storage.values import FrontierEntry
from storage.vocabulary import FrontierState

KEYS_PER_STATEMENT = 400
MAX_LEFT = 500  # entries that were not read, kept of a portal's last visit: enough for a person to look at
TABLE = cast("Table", models.FrontierRow.__table__)
ROW = TABLE.c
FACTOR = cast("Table", models.Factor.__table__)
THIS_CYCLE = ROW.cycle == bindparam("this_cycle")
THIS_KEY = THIS_CYCLE & (ROW.key == bindparam("this_key"))
TODO = THIS_CYCLE & (ROW.state == FrontierState.TODO)
BEST_FIRST = (ROW.priority.desc(), ROW.seq)

KNOWN = select(ROW.key, ROW.score).where(THIS_CYCLE, ROW.key.in_(bindparam("keys", expanding=True)))
READY = (
    select(ROW.key, ROW.url, ROW.kind, ROW.score, ROW.group, ROW.payload)
    .where(TODO)
    .order_by(*BEST_FIRST)
    .limit(bindparam("limit"))
)
BEST = select(ROW.key, ROW.priority).where(TODO).order_by(*BEST_FIRST).limit(bindparam("limit"))
COUNT = select(func.count()).select_from(TABLE).where(TODO)
PROMISING = COUNT.where(ROW.score >= bindparam("least"), ROW.priority > 0)  # 0: closed, nothing more is to be had
FINISH = (
    update(TABLE)
    .where(THIS_KEY, ROW.state.in_((FrontierState.TODO, FrontierState.SKIPPED)))
    .values(state=bindparam("new_state"), reason=bindparam("new_reason"))
)
SKIP = update(TABLE).where(TODO).values(state=FrontierState.SKIPPED, reason=bindparam("new_reason"))
LEFT = (
    select(ROW.key)
    .where(THIS_CYCLE, ROW.state != FrontierState.DONE, (ROW.state != FrontierState.SKIPPED) | (ROW.priority > 0))
    .order_by(ROW.score.desc(), ROW.seq)
    .limit(MAX_LEFT)
    .correlate(None)
)
FORGET = delete(TABLE).where(THIS_CYCLE, ROW.key.not_in(LEFT))
REGROUP = (
    update(TABLE).where(TODO, ROW.group == bindparam("this_group")).values(priority=ROW.score * bindparam("factor"))
)
OUTCOME = (
    select(ROW.state, ROW.reason, func.count().label("number"))
    .where(THIS_CYCLE)
    .group_by(ROW.state, ROW.reason)
    .order_by(ROW.state, ROW.reason)
)


class Frontier:
    """The frontier of one cycle, as one process works on it."""

    def __init__(self, connection: Connection, cycle: int, guard: Guard) -> None:
        """Go on where the table stands."""
        self._connection = connection
        self._cycle = cycle
        self._guard = guard
        self._out: set[str] = set()  # keys handed out and not recorded yet
        factors = self._run(select(FACTOR.c.group, FACTOR.c.factor).where(FACTOR.c.cycle == bindparam("this_cycle")))
        self._factors: dict[str, float] = {row.group: row.factor for row in factors}
        self._seq = int(self._run(select(func.coalesce(func.max(ROW.seq), 0)).where(THIS_CYCLE)).scalar_one())

    def _run(self, statement: Executable, **values: Any) -> CursorResult[Any]:
        return self._connection.execute(statement, {"this_cycle": self._cycle, **values})

    @fatal
    def enqueue(self, entries: Iterable[FrontierEntry]) -> int:
        """Add what is new; of a key known before, the better offer is kept. Return the number of new ones."""
        best: dict[str, FrontierEntry] = {}
        for entry in entries:
            key = shorten(entry.key)
            if key not in best or entry.score > best[key].score:
                best[key] = entry
        keys = list(best)
        return sum(
            self._enqueue({key: best[key] for key in keys[start : start + KEYS_PER_STATEMENT]})
            for start in range(0, len(keys), KEYS_PER_STATEMENT)
        )

    def _enqueue(self, chunk: dict[str, FrontierEntry]) -> int:
        known = {row.key: row.score for row in self._run(KNOWN, keys=list(chunk))}
        for key, score in known.items():
            if chunk[key].score > score:
                self._raise(key, chunk[key])
        new = [self._row(key, entry) for key, entry in chunk.items() if key not in known]
        if new:
            insert.add(self._connection, models.FrontierRow, new)
        return len(new)

    def _raise(self, key: str, entry: FrontierEntry) -> None:
        # what promises more also knows more: its group learns from it, its payload names the agency
        values = {
            "score": entry.score,
            "priority": entry.score * self._factor(entry.group),
            "group": entry.group,
            "kind": entry.kind,
            "payload": entry.payload,
        }
        self._run(update(TABLE).where(THIS_KEY, ROW.state == FrontierState.TODO).values(values), this_key=key)

    def _factor(self, group: str) -> float:
        return self._factors.get(shorten(group), 1.0)

    def _row(self, key: str, entry: FrontierEntry) -> dict[str, Any]:
        self._seq += 1
        return {
            "cycle": self._cycle,
            "key": key,
            "seq": self._seq,
            "url": entry.url,
            "kind": entry.kind,
            "group": entry.group,
            "score": entry.score,
            "priority": entry.score * self._factor(entry.group),
            "payload": entry.payload,
            "state": FrontierState.TODO,
            "reason": "",
        }

    @fatal
    def next(self) -> FrontierEntry | None:
        """Hand out the best row that is not out already, or None."""
        for row in self._run(READY, limit=len(self._out) + 1).all():
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

    @fatal
    def best(self) -> float | None:
        """Return the best effective priority that is not out, or None."""
        rows = self._run(BEST, limit=len(self._out) + 1).all()
        return next((row.priority for row in rows if row.key not in self._out), None)

    @fatal
    def pending(self) -> int:
        """Return the number of rows still to do, those that are out included."""
        return int(self._run(COUNT).scalar_one())

    @fatal
    def promising(self, score: float) -> int:
        """Return the number of rows still to do that promised at least this, whatever experience made of it."""
        return int(self._run(PROMISING, least=score).scalar_one())

    @fatal
    def rescore(self, factors: Mapping[str, float]) -> None:
        """Weigh whole groups of links by what they proved to be worth; also those still to come."""
        for group, factor in factors.items():
            if self._factor(group) != factor:
                self._factors[shorten(group)] = factor
                insert.put(self._connection, models.Factor, {"cycle": self._cycle, "group": group, "factor": factor})
                self._run(REGROUP, this_group=group, factor=factor)

    @fatal
    def finish(self, key: str, state: FrontierState, reason: str) -> None:
        """Mark a row as answered. Raises LookupError when there is none, or when it was answered before."""
        finished = self._run(FINISH, this_key=key, new_state=state, new_reason=reason)
        self._out.discard(shorten(key))
        if not finished.rowcount:
            raise LookupError(f"not waiting in the frontier: {key}")

    @fatal
    def skip_rest(self, reason: str) -> int:
        """Mark what is left as skipped, and why; return how many."""
        return self._run(SKIP, new_reason=reason).rowcount

    @fatal
    def outcome(self) -> dict[str, dict[str, int]]:
        """Return state → reason → number of rows."""
        numbers: dict[str, dict[str, int]] = {}
        for row in self._run(OUTCOME):
            numbers.setdefault(row.state, {})[row.reason] = row.number
        return numbers

    @fatal
    def retire(self) -> None:
        """Forget the working state of a cycle that came to its end, but for the best entries that were not read."""
        self._run(FORGET)
        self._run(delete(FACTOR).where(FACTOR.c.cycle == bindparam("this_cycle")))

    @fatal
    def forget(self, cycles: Iterable[int]) -> None:
        """Forget what earlier cycles of the same portal had left."""
        for table in (TABLE, FACTOR):
            self._connection.execute(delete(table).where(table.c.cycle.in_(list(cycles))))
