"""The URLs that one visit's cycle still has to ask for: a table, so that a kill loses nothing.

What was handed out and not yet recorded is still ``todo`` in the table; after a crash it is asked for again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, or_, select, update

from storage.columns import shorten
from storage.database import insert
from storage.facts import Candidate
from storage.models import Factor
from storage.models import Frontier as Row

CHUNK = 400  # keys in one statement


class Frontier:
    """The frontier of one cycle, as one process works on it."""

    def __init__(self, connection: Connection, cycle: int) -> None:
        """Go on where the table stands."""
        self._connection = connection
        self._cycle = cycle
        self._out: set[str] = set()
        rows = connection.execute(select(Factor.group, Factor.factor).where(Factor.cycle == cycle))
        self._factors: dict[str, float] = {row.group: row.factor for row in rows}
        self._seq: int = connection.execute(
            select(func.coalesce(func.max(Row.seq), 0)).where(self._mine())
        ).scalar_one()

    def _mine(self, *keys: str) -> ColumnElement[bool]:
        mine = Row.cycle == self._cycle
        return mine & Row.key.in_(keys) if keys else mine

    def _todo(self) -> ColumnElement[bool]:
        return (Row.cycle == self._cycle) & (Row.state == "todo")

    def enqueue(self, candidates: Iterable[Candidate]) -> int:
        """Add what is new; of a key known before, only the higher score is kept. Return the number of new ones."""
        best: dict[str, Candidate] = {}
        for candidate in candidates:
            key = shorten(candidate.key)
            if key not in best or candidate.score > best[key].score:
                best[key] = candidate
        keys = list(best)
        new = 0
        for start in range(0, len(keys), CHUNK):
            new += self._enqueue({key: best[key] for key in keys[start : start + CHUNK]})
        return new

    def _enqueue(self, chunk: dict[str, Candidate]) -> int:
        rows = self._connection.execute(select(Row.key, Row.score).where(self._mine(*chunk)))
        known = {row.key: row.score for row in rows}
        for key, score in known.items():
            if chunk[key].score > score:
                self._raise(key, chunk[key].score)
        new = [self._row(key, candidate) for key, candidate in chunk.items() if key not in known]
        if new:
            self._connection.execute(insert(self._connection, Row), new)
        return len(new)

    def _raise(self, key: str, score: float) -> None:
        row = self._connection.execute(select(Row.group).where(self._mine(key))).one()
        values = {"score": score, "priority": score * self._factor(row.group)}
        self._connection.execute(update(Row).where(self._mine(key)).values(values))

    def _factor(self, group: str) -> float:
        return self._factors.get(shorten(group), 1.0)

    def _row(self, key: str, candidate: Candidate) -> dict[str, object]:
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

    def next(self, now: datetime) -> Candidate | None:
        """Hand out the best row whose time has come and that is not out already."""
        ready = or_(Row.next_at.is_(None), Row.next_at <= now)
        query = select(Row.key, Row.url, Row.kind, Row.score, Row.group, Row.payload).where(self._todo(), ready)
        rows = self._connection.execute(query.order_by(Row.priority.desc(), Row.seq).limit(len(self._out) + 1))
        for row in rows.all():
            if row.key not in self._out:
                self._out.add(row.key)
                return Candidate(
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
        query = select(Row.key, Row.priority).where(self._todo()).order_by(Row.priority.desc(), Row.seq)
        rows = self._connection.execute(query.limit(len(self._out) + 1)).all()
        return next((row.priority for row in rows if row.key not in self._out), None)

    def pending(self) -> int:
        """Return the number of rows still to do, those that are out included."""
        return self._connection.execute(select(func.count()).where(self._todo())).scalar_one()

    def wait_until(self) -> datetime | None:
        """Return when the first postponed row's time comes; None when none is postponed."""
        query = select(Row.key, Row.next_at).where(self._todo(), Row.next_at.is_not(None)).order_by(Row.next_at)
        rows = self._connection.execute(query.limit(len(self._out) + 1)).all()
        return next((row.next_at for row in rows if row.key not in self._out), None)

    def rescore(self, factors: Mapping[str, float]) -> None:
        """Weigh whole groups of links by what they proved to be worth; also those still to come."""
        for group, factor in factors.items():
            if self._factor(group) == factor:
                continue
            self._factors[shorten(group)] = factor
            row = insert(self._connection, Factor).values(cycle=self._cycle, group=group, factor=factor)
            row = row.on_conflict_do_update(index_elements=["cycle", "group"], set_={"factor": factor})
            self._connection.execute(row)
            mine = self._todo() & (Row.group == group)
            self._connection.execute(update(Row).where(mine).values(priority=Row.score * factor))

    def postpone(self, key: str, until: datetime) -> int:
        """Put a row back until then; return how often it has been tried."""
        change = update(Row).where(self._mine(key)).values(next_at=until, tries=Row.tries + 1).returning(Row.tries)
        tries = self._connection.execute(change).scalar_one()
        self._out.discard(shorten(key))
        return tries

    def finish(self, key: str, state: str, reason: str) -> None:
        """Mark a row as answered. Raises LookupError when there is none, or when it was answered before."""
        change = update(Row).where(self._mine(key), Row.state.in_(("todo", "skipped")))
        done = self._connection.execute(change.values(state=state, reason=reason).returning(Row.key)).all()
        self._out.discard(shorten(key))
        if not done:
            raise LookupError(f"not waiting in the frontier: {key}")

    def skip_rest(self, reason: str) -> int:
        """Mark what is left as skipped; return how many."""
        change = update(Row).where(self._todo()).values(state="skipped", reason=reason).returning(Row.key)
        return len(self._connection.execute(change).all())

    def outcome(self) -> dict[str, dict[str, int]]:
        """Return state → reason → number of rows."""
        query = select(Row.state, Row.reason, func.count()).where(self._mine()).group_by(Row.state, Row.reason)
        found: dict[str, dict[str, int]] = {}
        for state, reason, number in self._connection.execute(query.order_by(Row.state, Row.reason)):
            found.setdefault(state, {})[reason] = number
        return found

    def clear(self) -> None:
        """Forget the cycle's working state."""
        self._connection.execute(delete(Row).where(self._mine()))
        self._connection.execute(delete(Factor).where(Factor.cycle == self._cycle))
