"""The archive's only writer. Plain, synchronous, one per process, used from one thread.

What ``record`` takes is appended to the WARC at once and enters the database in one transaction per batch
(at most a second, 200 units or 64 MB). A commit is: WARC to the disk, rows to the database, then blobs to the store.
A kill between any two steps leaves nothing that ``recovery`` cannot finish or cut.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update

from storage import facts, models
from storage.database.access import Access
from storage.frontier import Frontier
from storage.harvest import resources, visits
from storage.harvest.recording import Recorder
from storage.harvest.session import Session, fatal, fatal_steps
from storage.values import (
    Change,
    Extracted,
    FrontierEntry,
    OpenedVisit,
    PendingExtraction,
    ReportDraft,
    Resource,
    SightingRecord,
    Standing,
    Stored,
    Unit,
)
from storage.versions import known_files, sightings
from storage.versions.disappearances import Disappearances
from storage.versions.keep import VersionKeeper
from storage.versions.presence import Cycle, GoneAfter
from storage.warc import records


@dataclass(slots=True)
class _OpenVisit:
    portal: str
    cycle: int
    frontier: Frontier
    recorder: Recorder
    keeper: VersionKeeper | None = None


class Archive(Session):
    """See the module. Get one by ``open``; end it by ``close``."""

    def __init__(self, access: Access, software: str, seconds: float, warc_max_bytes: int, gone: GoneAfter) -> None:
        super().__init__(access, software, seconds, warc_max_bytes, gone)
        self._visits: dict[int, _OpenVisit] = {}

    # --- runs and visits --------------------------------------------------------------------------------------------
    @fatal
    def by_last_visit(self, portals: Iterable[str]) -> list[str]:
        """Return portals in the order of their need: cut short, never visited, then those visited longest ago."""
        return visits.by_last_visit(self._access.connection, portals)

    @fatal
    def begin_visit(self, portal: str, name: str, home: str) -> OpenedVisit:
        """Begin a visit of a portal, or go on with one that was cut short.

        Raises ArchiveLockedError when another harvest visits it (PostgreSQL); the archive stays usable then.
        """
        self._access.claim_portal(portal)
        connection = self._access.connection
        state = visits.begin(connection, self._run, portal, name, home)
        who = {"run_id": self._run, "visit_id": state.id, "portal": portal, "cycle": state.cycle}
        self._visits[state.id] = _OpenVisit(
            portal, state.cycle, Frontier(connection, state.cycle), Recorder(self._batch, who)
        )
        self.commit()
        return state

    @fatal
    def end_visit(self, visit: int, outcome: str, reason: str, stats: Mapping[str, Any]) -> None:
        """Give a visit its outcome: complete, incomplete, blocked, unreachable, needs_browser or interrupted."""
        mine = self._visits.pop(visit)
        visits.end(self._access.connection, visit, mine.frontier, outcome=outcome, reason=reason, stats=stats)
        self.commit()
        self._access.free_portal(mine.portal)

    @fatal
    def held(self, portal: str) -> int:
        """Return how many documents of a portal are kept and not gone."""
        return visits.held(self._access.connection, portal)

    # --- the frontier -----------------------------------------------------------------------------------------------
    @fatal
    def enqueue(self, visit: int, candidates: Iterable[FrontierEntry]) -> int:
        """Add candidates to the frontier; return how many were new. A known key only keeps its higher score."""
        return self._visits[visit].frontier.enqueue(candidates)

    @fatal
    def next(self, visit: int, now: datetime) -> FrontierEntry | None:
        """Hand out the best entry whose time has come and that this process does not have already."""
        return self._visits[visit].frontier.next(now)

    @fatal
    def wait_until(self, visit: int) -> datetime | None:
        """Return when the first postponed entry's time comes, or None."""
        return self._visits[visit].frontier.wait_until()

    @fatal
    def pending(self, visit: int) -> int:
        """Return how many entries are still to do, those handed out included."""
        return self._visits[visit].frontier.pending()

    @fatal
    def best(self, visit: int) -> float | None:
        """Return the best effective priority among the entries not handed out, or None."""
        return self._visits[visit].frontier.best()

    @fatal
    def rescore(self, visit: int, factors: Mapping[str, float]) -> None:
        """Multiply the scores of whole groups, now and for entries still to come."""
        self._visits[visit].frontier.rescore(factors)

    @fatal
    def postpone(self, visit: int, key: str, until: datetime) -> int:
        """Put an entry back until then; return how often it has been tried."""
        return self._visits[visit].frontier.postpone(key, until)

    @fatal
    def skip_rest(self, visit: int, reason: str) -> int:
        """Mark all that is left as skipped, and why; return how many."""
        return self._visits[visit].frontier.skip_rest(reason)

    # --- recording --------------------------------------------------------------------------------------------------
    @fatal
    def record(self, unit: Unit) -> tuple[int, ...]:
        """Record one answered entry whole: exchanges, links, sightings, list page, memory. Return the fetch ids.

        It is committed with its batch: see ``commit_if_due``. Raises LookupError for a key that is not waiting.
        """
        visit = self._visits[unit.visit]
        if unit.key is not None:
            visit.frontier.finish(unit.key, unit.state, unit.reason)
        ids = visit.recorder.exchanges(unit)
        visit.recorder.seen(unit)
        visit.frontier.enqueue(unit.links)
        if unit.memory is not None:
            self._batch.memories[unit.visit] = unit.memory
        if unit.extracted is not None and unit.exchanges:
            last = unit.exchanges[-1]
            body = last.body if last.rendered is None else last.rendered
            self.record_extraction(records.sha256(body), unit.extracted)
        self._batch.count()
        return ids

    # --- what is known ----------------------------------------------------------------------------------------------
    @fatal
    def resource(self, portal: str, key: str) -> Resource | None:
        """Return what is known of a key, or None."""
        return resources.one(self._access.connection, portal, key)

    @fatal
    def known(self, portal: str, keys: Collection[str]) -> dict[str, Resource]:
        """Return key → what is known of it, for those of ``keys`` that are known: one question for a page of links."""
        return resources.some(self._access.connection, portal, keys)

    @fatal
    def resources(self, portal: str, kinds: Collection[str] | None = None) -> Iterable[Resource]:
        """Return what is known of a portal's keys (of these kinds), in key order."""
        return resources.several(self._access.connection, portal, kinds)

    @fatal
    def schedule(self, portal: str, key: str, next_due: datetime) -> None:
        """Set when a resource's turn comes again."""
        resources.schedule(self._access.connection, portal, key, next_due)

    @fatal
    def stored(self, portal: str, key: str) -> Stored | None:
        """Return the last good answer of a key with its body, or None."""
        answer = resources.answer(self._access.connection, portal, key)
        if answer is None:
            return None
        known, headers, digest = answer
        body = self.payload(digest) if digest else b""
        if body is None:
            return None
        return Stored(
            url=known.url,
            status=known.status or 0,
            headers=headers,
            body=body,
            etag=known.etag,
            last_modified=known.last_modified,
        )

    # --- extraction -------------------------------------------------------------------------------------------------
    @fatal
    def pending_extractions(
        self, visit: int | None = None, current: Mapping[str, int] | None = None, *, every: bool = False
    ) -> list[PendingExtraction]:
        """Return the payloads (of a visit's cycle, or all) that are still to be read.

        ``current``: extractor → version; what an older version read is pending again, also in the versions that stand
        on the visit's portal. ``every``: all, read or not.
        """
        cycle = None if visit is None else self._visits[visit].cycle
        waiting = {sha256 for sha256, _, _ in self._batch.extractions}
        portal = None if visit is None else self._visits[visit].portal
        found = known_files.pending(self._access.connection, (portal, cycle), current or {}, every=every)
        return [pending for pending in found if pending.sha256 not in waiting]

    @fatal
    def record_extraction(self, sha256: str, extracted: Extracted) -> None:
        """Keep what was read in a payload. One result per extractor and version; the first stays."""
        self._batch.extractions.setdefault((sha256, extracted.extractor, extracted.version), extracted)

    # --- facts ------------------------------------------------------------------------------------------------------
    @fatal
    def count_unmapped(self, mapper: int) -> int:
        """Return how many good extractions this version of the mapper has not read."""
        return facts.count_unmapped(self._access.connection, mapper)

    @fatal
    def unmapped(self, mapper: int, *, after: int = 0) -> list[facts.UnmappedExtraction]:
        """Return some good extractions that this version of the mapper has not read, in the order of their ids."""
        return facts.unmapped(self._access.connection, mapper, after=after)

    @fatal
    def keep_facts(self, mapper: int, found: Mapping[int, Sequence[Mapping[str, Any]]]) -> None:
        """Keep and commit the facts of some extractions; what other versions of the mapper found stays."""
        facts.keep(self._access.connection, mapper, found)
        self.commit()

    # --- keeping ----------------------------------------------------------------------------------------------------
    @fatal_steps
    def sighted(self, visit: int, *, complete: bool) -> Iterator[SightingRecord]:
        """Yield the reports seen in the visit's cycle in URL order, with all that is known of their files.

        ``complete``: every list was read to its end, so that what was not seen is missing. Earlier sightings
        are among them when a file of theirs was fetched again in this cycle; and, marked as ``earlier``, when another
        place of the same body and year was seen.
        """
        self.commit()
        yield from sightings.sighted(self._access.connection, self._cycle(self._visits[visit], complete=complete))

    @fatal
    def keep(self, visit: int, kept: ReportDraft, *, complete: bool = True) -> Change:
        """Find or make the document of a report. Call it in URL order, with the same ``complete`` for a whole visit.

        ``complete``: every list was read to its end, so that what was not seen is missing.
        """
        mine = self._visits[visit]
        if mine.keeper is None:
            mine.keeper = VersionKeeper(self._access.connection, self._run, self._cycle(mine, complete=complete))
        return mine.keeper.keep(kept)

    @fatal_steps
    def standing(self, visit: int) -> Iterator[Standing]:
        """Yield the versions that stand on the visit's portal, with the newest extraction of each file.

        Extractors get better: what they read now must be compared with what they would read in the old bytes. So
        extract what ``pending_extractions(visit, current)`` returns, and ``rekey`` versions whose keys come out new,
        before the first ``keep``.
        """
        self.commit()
        yield from known_files.standing(self._access.connection, self._visits[visit].portal)

    @fatal
    def rekey(self, document: str, version: int, *, content_key: str, text_key: str, body: int) -> None:
        """Set the keys (and the choice of the body) that a version has for today's extractors."""
        values = {"content_key": content_key, "text_key": text_key, "body": body}
        row = models.Version
        mine = (row.document_id == document, row.number == version)
        self._access.connection.execute(update(row).where(*mine).values(values))

    @fatal
    def looked(self, visit: int) -> list[Change]:
        """End a complete visit: count the look at what is missing; return what is gone or stands elsewhere now."""
        mine = self._visits[visit]
        cycle = self._cycle(mine, complete=True)
        return Disappearances(self._access.connection, self._run, cycle, self._gone).look()

    def _cycle(self, visit: _OpenVisit, *, complete: bool) -> Cycle:
        return Cycle(self._access.connection, visit.portal, visit.cycle, complete=complete)
