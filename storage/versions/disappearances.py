"""The end of a visit: which documents are missing, which of them are gone, which stand elsewhere now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from storage import models
from storage.database import insert
from storage.database.rows import all_of
from storage.versions.presence import Cycle, GoneAfter, Presence, PresenceReason, confirmed
from storage.versions.values import Change
from storage.vocabulary import EventKind

COUNTED = ("last_seen", "missing_since", "missing_looks", "missing_cycle", "missing_why")  # columns that a look sets


@dataclass(frozen=True, slots=True)
class _Look:
    """A place as this look found it. ``since`` and ``looks``: how long, and how often, it has been missing by now."""

    place: models.Place
    presence: Presence
    evidence: PresenceReason
    since: datetime | None
    looks: int


class Disappearances:
    """Counts one look at every place of a portal."""

    def __init__(self, connection: Connection, run: str, cycle: Cycle, after: GoneAfter) -> None:
        self._connection = connection
        self._run = run
        self._cycle = cycle
        self._after = after
        self._now = datetime.now(UTC)
        self._counted: list[dict[str, Any]] = []  # places, as this look left them
        self._alive: list[dict[str, Any]] = []  # documents that stand somewhere

    def look(self) -> list[Change]:
        """Look at every document of the portal; return those that are gone now or stand elsewhere."""
        row, place = models.Document, models.Place
        places: defaultdict[str, list[models.Place]] = defaultdict(list)
        query = select(place.__table__).where(place.portal == self._cycle.portal).order_by(place.url)
        for place_row in all_of(self._connection, place, query):
            places[place_row.document_id].append(place_row)
        query = select(row.__table__).where(row.portal == self._cycle.portal).order_by(row.id)
        documents = all_of(self._connection, row, query)
        changes = [self._document(document, places[document.id]) for document in documents]
        self._write(place, ("portal", "key", "year"), self._counted)
        self._write(row, ("id",), self._alive)
        return [change for change in changes if change is not None]

    def _document(self, document: models.Document, places: list[models.Place]) -> Change | None:
        looks = [self._place(place) for place in places]
        if any(look.presence is Presence.ALIVE for look in looks):
            self._alive.append({"of_id": document.id, "last_seen": self._now})
            return self._moved(document, looks)
        if document.gone_since is None and all(self._confirmed(look) for look in looks):
            return self._gone(document, looks)
        return None

    def _place(self, place: models.Place) -> _Look:
        """Look at a place and count the look, once in a cycle."""
        presence, evidence = self._cycle.presence_of(place.key, place.year)
        if presence is Presence.ALIVE:
            self._count(place, last_seen=self._now, missing_since=None, missing_looks=0, missing_why="")
            return _Look(place, presence, evidence, None, 0)
        since, looks, why = place.missing_since, place.missing_looks, place.missing_why
        if presence is Presence.MISSING and place.missing_cycle != self._cycle.cycle:
            since, looks, why = since or self._now, looks + 1, evidence
            cycle = self._cycle.cycle
            self._count(place, missing_since=since, missing_looks=looks, missing_cycle=cycle, missing_why=why)
        return _Look(place, presence, PresenceReason(why) if why else evidence, since, looks)

    def _count(self, place: models.Place, **counted: Any) -> None:
        """Note what a look changes at a place."""
        before = {name: getattr(place, name) for name in COUNTED}
        this = {"of_portal": place.portal, "of_key": place.key, "of_year": place.year}
        self._counted.append(this | before | counted)

    def _write(
        self, row: type[models.Place | models.Document], keys: Iterable[str], values: list[dict[str, Any]]
    ) -> None:
        """Update many rows at once."""
        if values:
            these = (getattr(row, key) == bindparam(f"of_{key}") for key in keys)
            self._connection.execute(update(row).where(*these), values)

    def _confirmed(self, look: _Look) -> bool:
        return look.presence is Presence.MISSING and confirmed(look.since, look.looks, self._now, self._after)

    def _moved(self, document: models.Document, looks: list[_Look]) -> Change | None:
        """Move a document whose own place is missing to the first other one that shows its current version."""
        home = next((look.presence for look in looks if look.place.key == document.key), Presence.UNKNOWN)
        others = [look.place for look in looks if look.presence is Presence.ALIVE]
        current = next((place for place in others if place.version == document.version), None)
        if home is not Presence.MISSING or current is None:
            return None
        self._update(document, {"key": current.key, "url": current.url})
        return self._event(document, EventKind.MOVED, {"from": document.url, "to": current.url})

    def _gone(self, document: models.Document, looks: list[_Look]) -> Change:
        since = max(look.since for look in looks if look.since is not None)
        self._update(document, {"gone_since": since})
        return self._event(document, EventKind.GONE, {"why": {look.place.url: look.evidence for look in looks}})

    def _update(self, document: models.Document, values: dict[str, Any]) -> None:
        row = models.Document
        self._connection.execute(update(row).where(row.id == document.id).values(values))

    def _event(self, document: models.Document, kind: EventKind, detail: dict[str, Any]) -> Change:
        row = {"document_id": document.id, "version": document.version, "run_id": self._run, "at": self._now}
        values = {**row, "kind": kind, "detail": detail}
        insert.add(self._connection, models.Event, values)
        return Change(document=document.id, version=document.version, kind=kind, events=(kind,), detail=detail)
