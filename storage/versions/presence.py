"""Whether a report still stands at a place, as far as one cycle can tell; and when missing becomes gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property

from sqlalchemy import Connection, func, select

from storage import models
from storage.database.types import shorten
from storage.values import page_key
from storage.vocabulary import VisitOutcome

MAX_CYCLES = 40  # before this one whose lists are remembered: more nights than the days after which something is gone
ANSWERED = (301, 304, 308)  # moved for good, not modified: the server is well and told us what it knows


class Presence(StrEnum):
    """What a cycle says of a place."""

    ALIVE = "alive"  # seen, or still in its list
    MISSING = "missing"  # the server says so, or its list does not name it any more
    UNKNOWN = "unknown"  # not looked at, blocked, timed out


class PresenceReason(StrEnum):
    """Why a cycle says so."""

    SEEN = "seen"
    NOT_FOUND = "not_found"  # the server says so
    REPLACED = "replaced"  # the page is there and says something else
    DROPPED = "dropped"  # its list, read to its end, does not name it any more
    FAILED = "failed"  # it was asked for and gave no answer
    INCOMPLETE = "incomplete"  # not every list was read to its end
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class GoneAfter:
    """How much evidence makes a document gone: so many looks over at least so many days."""

    looks: int = 2
    days: float = 7


class Cycle:
    """What one cycle of a portal saw, read once; ``complete`` and ``proven`` are the visit's own judgement of it.

    ``complete``: every list was read to its end; ``proven``: the lists (keys) that surely were, whatever the others.
    ``judged``: the places of what was sighted, by the year that the text told; the link may have told another.
    """

    def __init__(
        self,
        connection: Connection,
        portal: str,
        cycle: int,
        *,
        complete: bool,
        proven: AbstractSet[str] = frozenset(),
        judged: AbstractSet[tuple[str, int]] = frozenset(),
    ) -> None:
        self._connection = connection
        self.portal = portal
        self.cycle = cycle
        self.complete = complete
        self._proven, self._judged = proven, judged

    @cached_property
    def _sighted(self) -> set[tuple[str, int]]:
        row = models.SightingRow
        query = select(row.key, row.year).where(row.cycle == self.cycle)
        return {(key, year) for key, year in self._connection.execute(query)} | self._judged

    def _entries(self, cycle: int) -> set[str]:
        lists = self._connection.scalars(select(models.ListPageRow.entries).where(models.ListPageRow.cycle == cycle))
        return {shorten(key) for entries in lists for key in entries}

    @cached_property
    def _listed(self) -> set[str]:
        return self._entries(self.cycle)

    @cached_property
    def _listed_before(self) -> set[str]:
        """Keys in the lists of the last complete visit before this cycle."""
        visit = models.Visit
        query = select(func.max(visit.cycle)).where(
            visit.portal == self.portal, visit.cycle < self.cycle, visit.outcome == VisitOutcome.COMPLETE
        )
        last = self._connection.scalar(query)
        return set() if last is None else self._entries(last)

    @cached_property
    def _dropped(self) -> set[str]:
        """Keys that only lists read to their end named of late, and that no list names any more."""
        visit, row = models.Visit, models.ListPageRow
        cycles = select(visit.cycle).where(visit.portal == self.portal, visit.cycle < self.cycle)
        latest = cycles.order_by(visit.cycle.desc()).limit(MAX_CYCLES).correlate(None)
        named: defaultdict[bool, set[str]] = defaultdict(set)  # by lists that were read to their end now, and by others
        for column, entries in self._connection.execute(select(row.column, row.entries).where(row.cycle.in_(latest))):
            named[column in self._proven].update(map(shorten, entries))
        return named[True] - named[False] - self._listed

    @cached_property
    def _answers(self) -> dict[str, tuple[bool, bool]]:
        """Key → (missing, answered) of the last answer in this cycle."""
        fetch = models.Fetch
        query = select(fetch.key, fetch.missing, fetch.good, fetch.status)
        query = query.where(fetch.portal == self.portal, fetch.cycle == self.cycle, fetch.final, fetch.key.is_not(None))
        rows = self._connection.execute(query.order_by(fetch.id))
        return {key: (missing, good or status in ANSWERED) for key, missing, good, status in rows if key is not None}

    @cached_property
    def _dropped_before(self) -> set[tuple[str, int]]:
        """Places that had already left their lists at an earlier look."""
        row = models.Place
        gone = (
            row.portal == self.portal,
            row.missing_looks > 0,
            row.missing_why.in_((PresenceReason.DROPPED, PresenceReason.REPLACED)),
        )
        return {(key, year) for key, year in self._connection.execute(select(row.key, row.year).where(*gone))}

    def presence_of(self, key: str, year: int) -> tuple[Presence, PresenceReason]:
        """Return whether the report stood at ``key`` in this cycle, and why we say so."""
        page = page_key(key)
        missing, answered = self._answers.get(page, (False, None))
        if missing:
            return Presence.MISSING, PresenceReason.NOT_FOUND
        if (key, year) in self._sighted or (answered is None and page in self._listed):
            return Presence.ALIVE, PresenceReason.SEEN
        if answered is False:
            return Presence.UNKNOWN, PresenceReason.FAILED
        return self._of_unseen(page, key, year, answered=bool(answered))

    def _of_unseen(self, page: str, key: str, year: int, *, answered: bool) -> tuple[Presence, PresenceReason]:
        """Return what the lists say of a place that showed no report."""
        if not self.complete and not answered and page in self._dropped:
            return Presence.MISSING, PresenceReason.DROPPED
        if not self.complete:
            return Presence.UNKNOWN, PresenceReason.INCOMPLETE
        if answered:
            return Presence.MISSING, PresenceReason.REPLACED
        if page in self._listed_before or (key, year) in self._dropped_before:
            return Presence.MISSING, PresenceReason.DROPPED
        return Presence.UNKNOWN, PresenceReason.NOT_ASKED


def confirmed(since: datetime | None, looks: int, now: datetime, after: GoneAfter) -> bool:
    """Whether a place has been missing often and long enough."""
    return since is not None and looks >= after.looks and now - since >= timedelta(days=after.days)
