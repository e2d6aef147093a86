"""The end of a complete visit: which documents are missing, which of them are gone, which stand elsewhere now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from storage import models
from storage.database import insert
from storage.values import Change
from storage.versions.presence import Cycle, GoneAfter, Presence, confirmed

MET = ("last_seen", "missing_since", "missing_looks", "missing_cycle", "missing_why")


class Disappearances:
    """Counts one look at every place of a portal."""

    def __init__(self, connection: Connection, run: str, cycle: Cycle, after: GoneAfter) -> None:
        self._connection = connection
        self._run = run
        self._cycle = cycle
        self._after = after
        self._now = datetime.now(UTC)
        self._met: list[dict[str, Any]] = []  # places, as this look left them
        self._stand: list[dict[str, Any]] = []  # documents that stand somewhere

    def look(self) -> list[Change]:
        """Look at every document of the portal; return those that are gone now or stand elsewhere."""
        row, mine = models.Document, models.Place.portal == self._cycle.portal
        places: defaultdict[str, list[Any]] = defaultdict(list)
        for place in self._connection.execute(select(models.Place.__table__).where(mine).order_by(models.Place.url)):
            places[place.document_id].append(place)
        query = select(row.__table__).where(row.portal == self._cycle.portal).order_by(row.id)
        found = [self._document(document, places[document.id]) for document in self._connection.execute(query).all()]
        self._write(models.Place, ("portal", "key", "year"), self._met)
        self._write(row, ("id",), self._stand)
        return [change for change in found if change is not None]

    def _document(self, document: Any, found: list[Any]) -> Change | None:
        places = [self._place(place) for place in found]
        alive = [place for place, presence in places if presence is Presence.ALIVE]
        if alive:
            self._stand.append({"of_id": document.id, "last_seen": self._now})
            return self._moved(document, places, alive)
        if document.gone_since is None and all(self._confirmed(*look) for look in places):
            return self._gone(document, [place for place, _ in places])
        return None

    def _place(self, place: Any) -> tuple[dict[str, Any], Presence]:
        presence, why = self._cycle.presence_of(place.key, place.year)
        facts = dict(place._mapping)  # noqa: SLF001 – SQLAlchemy's public accessor
        if presence is Presence.ALIVE:
            facts |= {"last_seen": self._now, "missing_since": None, "missing_looks": 0, "missing_why": ""}
        elif presence is Presence.MISSING and place.missing_cycle != self._cycle.cycle:
            facts |= {
                "missing_since": place.missing_since or self._now,
                "missing_looks": place.missing_looks + 1,
                "missing_cycle": self._cycle.cycle,
                "missing_why": why,
            }
        else:
            return facts, presence
        of = {f"of_{name}": facts[name] for name in ("portal", "key", "year")}
        self._met.append(of | {name: facts[name] for name in MET})
        return facts, presence

    def _write(
        self, row: type[models.Place | models.Document], keys: Iterable[str], values: list[dict[str, Any]]
    ) -> None:
        """Update many rows at once."""
        if values:
            mine = (getattr(row, key) == bindparam(f"of_{key}") for key in keys)
            self._connection.execute(update(row).where(*mine), values)

    def _confirmed(self, place: dict[str, Any], presence: Presence) -> bool:
        return presence is Presence.MISSING and confirmed(
            place["missing_since"], place["missing_looks"], self._now, self._after
        )

    def _moved(
        self, document: Any, places: list[tuple[dict[str, Any], Presence]], alive: list[dict[str, Any]]
    ) -> Change | None:
        home = next((presence for place, presence in places if place["key"] == document.key), Presence.UNKNOWN)
        same = [place for place in alive if place["version"] == document.version]
        if home is not Presence.MISSING or not same:
            return None
        detail = {"from": document.url, "to": same[0]["url"]}
        self._update(document, {"key": same[0]["key"], "url": same[0]["url"]})
        return self._event(document, "moved", detail)

    def _gone(self, document: Any, places: list[dict[str, Any]]) -> Change:
        since = max(place["missing_since"] for place in places)
        self._update(document, {"gone_since": since})
        return self._event(document, "gone", {"why": {place["url"]: place["missing_why"] for place in places}})

    def _update(self, document: Any, values: dict[str, Any]) -> None:
        row = models.Document
        self._connection.execute(update(row).where(row.id == document.id).values(values))

    def _event(self, document: Any, kind: str, detail: dict[str, Any]) -> Change:
        row = {"document_id": document.id, "version": document.version, "run_id": self._run, "at": self._now}
        values = {**row, "kind": kind, "detail": detail}
        insert.add(self._connection, models.Event, values)
        return Change(document=document.id, version=document.version, kind=kind, events=(kind,), detail=detail)
