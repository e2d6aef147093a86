"""The end of a complete visit: which documents are missing, which of them are gone, which stand elsewhere now."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select, update

from storage import models, rows
from storage.facts import Change
from storage.presence import Cycle, GoneAfter, Presence, confirmed


class Looker:
    """Counts one look at every place of a portal."""

    def __init__(self, connection: Connection, run: str, cycle: Cycle, after: GoneAfter) -> None:
        self._connection = connection
        self._run = run
        self._cycle = cycle
        self._after = after
        self._now = datetime.now(UTC)

    def look(self) -> list[Change]:
        """Look at every document of the portal; return those that are gone now or stand elsewhere."""
        row = models.Document
        query = select(row.__table__).where(row.portal == self._cycle.portal).order_by(row.id)
        found = (self._document(document) for document in self._connection.execute(query).all())
        return [change for change in found if change is not None]

    def _document(self, document: Any) -> Change | None:
        row = models.Place
        query = select(row.__table__).where(row.document_id == document.id).order_by(row.url)
        places = [self._place(place) for place in self._connection.execute(query).all()]
        alive = [place for place, presence in places if presence is Presence.ALIVE]
        if alive:
            return self._moved(document, places, alive)
        if document.gone_since is None and all(self._confirmed(*look) for look in places):
            return self._gone(document, [place for place, _ in places])
        return None

    def _place(self, place: Any) -> tuple[dict[str, Any], Presence]:
        presence, why = self._cycle.look(place.key, place.year)
        values: dict[str, Any] = {}
        if presence is Presence.ALIVE:
            values = {"last_seen": self._now, "missing_since": None, "missing_looks": 0, "missing_why": ""}
        elif presence is Presence.MISSING and place.missing_cycle != self._cycle.cycle:
            values = {
                "missing_since": place.missing_since or self._now,
                "missing_looks": place.missing_looks + 1,
                "missing_cycle": self._cycle.cycle,
                "missing_why": why,
            }
        if values:
            row = models.Place
            mine = (row.portal == place.portal, row.key == place.key, row.year == place.year)
            self._connection.execute(update(row).where(*mine).values(values))
        return dict(place._mapping) | values, presence  # noqa: SLF001 – SQLAlchemy's public accessor

    def _confirmed(self, place: dict[str, Any], presence: Presence) -> bool:
        return presence is Presence.MISSING and confirmed(
            place["missing_since"], place["missing_looks"], self._now, self._after
        )

    def _moved(
        self, document: Any, places: list[tuple[dict[str, Any], Presence]], alive: list[dict[str, Any]]
    ) -> Change | None:
        self._update(document, {"last_seen": self._now})
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
        rows.add(self._connection, models.Event, values)
        return Change(document=document.id, version=document.version, kind=kind, events=(kind,), detail=detail)
