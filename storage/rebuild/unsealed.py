"""Runs of which no journal speaks: killed before they were sealed, or of older software. Their exchanges are all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select, update
from sqlalchemy.orm import aliased

from storage import models
from storage.database import insert
from storage.rebuild.exchanges import ReadWarc
from storage.rebuild.sources import ArchivedRun
from storage.vocabulary import VisitOutcome

REASON = "made again from its exchanges alone"
ROWS_IN_MEMORY = 500


class PortalFacts(NamedTuple):
    """Whose a URL is."""

    code: str
    name: str
    home: str


UNKNOWN = PortalFacts("unknown", "", "")
Owner = Callable[[str], PortalFacts | None]


class UnsealedRuns:
    """Writes the rows that WARC files prove. Their ids follow all others."""

    def __init__(self, connection: Connection, owner: Owner) -> None:
        self._connection = connection
        self._owner = owner

    def restore(self, source: ArchivedRun, warcs: dict[str, ReadWarc]) -> int:
        """Write a run's rows; return how many exchanges there are."""
        insert.add(self._connection, models.Run, _run(source, warcs.values()))
        attested = {facts["file"]: facts for facts in source.facts.get("warcs", [])}
        for name in sorted({*attested, *warcs}):
            insert.add(self._connection, models.Warc, _warc(source.run, name, attested.get(name), warcs.get(name)))
        fetches = [fetch for _, warc in sorted(warcs.items()) for fetch in warc.fetches]
        visits: dict[str, int] = {}
        number = self._last(models.Fetch.id)
        for fetch in fetches:
            portal = self._owner(fetch["url"]) or UNKNOWN
            if portal.code not in visits:
                visits[portal.code] = self._visit(source, portal, fetch["started"])
            visit, number = visits[portal.code], number + 1
            fetch |= {"id": number, "run_id": source.run, "visit_id": visit, "cycle": visit, "portal": portal.code}
        for start in range(0, len(fetches), ROWS_IN_MEMORY):
            insert.add(self._connection, models.Fetch, fetches[start : start + ROWS_IN_MEMORY])
        return len(fetches)

    def give_sizes(self) -> None:
        """Give revisits the size of the payload that they do not repeat. Call it when all exchanges are written."""
        fetch, same = models.Fetch, aliased(models.Fetch)
        size = select(func.max(same.payload_bytes)).where(same.payload_sha256 == fetch.payload_sha256)
        without = (fetch.payload_sha256.is_not(None), fetch.payload_bytes == 0)
        self._connection.execute(update(fetch).where(*without).values(payload_bytes=size.scalar_subquery()))

    def _visit(self, source: ArchivedRun, portal: PortalFacts, started: datetime) -> int:
        number = self._last(models.Visit.id) + 1
        ended = datetime.fromisoformat(source.ended) if source.ended else None
        row = {
            "id": number,
            "run_id": source.run,
            "portal": portal.code,
            "name": portal.name,
            "home": portal.home,
            "cycle": number,
            "started": started,
            "ended": ended,
            "outcome": VisitOutcome.INTERRUPTED if ended else None,
            "reason": REASON if ended else "",
            "stats": {},
            "memory": {},  # its frontier is lost: the next visit begins anew
        }
        insert.add(self._connection, models.Visit, row)
        return number

    def _last(self, column: Any) -> int:
        return self._connection.scalar(select(func.max(column))) or 0


def _run(source: ArchivedRun, warcs: Iterable[ReadWarc]) -> dict[str, Any]:
    """Return a run's row from its manifest, else from the first record of its WARC files."""
    info = next((warc.info for warc in warcs if warc.info), {})
    row: dict[str, Any] = {
        "id": source.run,
        "started": datetime.strptime(source.run.partition("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC),
        "ended": None,
        "exit_status": None,
        "reason": "",
        "software": info.get("software", ""),
        "user_agent": info.get("http-header-user-agent", ""),
        "contact": info.get("operator", ""),
        "arguments": {},
        "notes": [REASON],
        "manifest_stored": False,
    }
    said = {name: source.facts[name] for name in row if name in source.facts}
    moments = {name: datetime.fromisoformat(said[name]) for name in ("started", "ended") if said.get(name)}
    return row | said | moments


def _warc(run: str, name: str, attested: dict[str, Any] | None, found: ReadWarc | None) -> dict[str, Any]:
    row = {"name": name, "run_id": run}
    if attested:
        return row | {part: attested[part] for part in ("bytes", "records", "sha256")}
    assert found is not None
    return row | {"bytes": found.size, "records": found.records, "sha256": None}
