"""The archive's only writer. Plain, synchronous, one per process, used from one thread.

What ``record`` takes is appended to the WARC at once and enters the database in one transaction per batch
(at most a second, 200 units or 64 MB). A commit is: WARC to the disk, rows to the database, then blobs to the store.
A kill between any two steps leaves nothing that ``recovery`` cannot finish or cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from storage.database.types import shorten
from storage.facts import FactStore
from storage.frontier import Frontier
from storage.guard import fatal, fatal_steps
from storage.harvest import visits
from storage.harvest.access import Access
from storage.harvest.recording import Recorder, VisitFacts
from storage.harvest.resources import Answer, Resources
from storage.harvest.session import Session
from storage.health.findings import Findings
from storage.health.measurements import Measurements
from storage.values import Extracted, OpenedVisit, PendingExtraction, Stored, Unit, VisitStats
from storage.versions import known_files, sightings
from storage.versions.disappearances import Disappearances
from storage.versions.keep import VersionKeeper
from storage.versions.presence import Cycle, GoneAfter
from storage.versions.values import Change, ReportDraft, SightingRecord, Standing
from storage.vocabulary import VisitOutcome
from storage.warc import records


@dataclass(slots=True)
class _OpenVisit:
    portal: str
    cycle: int
    frontier: Frontier
    recorder: Recorder
    keeper: VersionKeeper | None = None
    proven: frozenset[str] = frozenset()  # keys of the lists that were read to their end
    judged: frozenset[tuple[str, int]] = frozenset()  # places at which reports were seen, by the year of their text


class Archive(Session):
    """See the module. Get one by ``open``; end it by ``close``.

    Its parts (``frontier``, ``visits``, ``resources``, ``facts``, ``measurements``, ``findings``) share its connection,
    its transaction and its end.
    """

    def __init__(self, access: Access, software: str, seconds: float, warc_max_bytes: int, gone: GoneAfter) -> None:
        super().__init__(access, software, seconds, warc_max_bytes, gone)
        self.visits = visits.VisitHistory(access.connection, self._guard)
        self.resources = Resources(access.connection, self._guard)
        self.facts = FactStore(access.connection, self._guard)
        self.measurements = Measurements(access.connection, self._guard)
        self.findings = Findings(access.connection, self._guard)
        self._open_visits: dict[int, _OpenVisit] = {}

    # --- visits -----------------------------------------------------------------------------------------------------
    @fatal
    def begin_visit(self, portal: str, name: str, home: str) -> OpenedVisit:
        """Begin a visit of a portal, or go on with one that was cut short.

        Raises ArchiveLockedError when another harvest visits it (PostgreSQL); the archive stays usable then.
        """
        self._access.claim_portal(portal)
        connection = self._access.connection
        opened = visits.begin(connection, self._run, portal, name, home)
        facts = VisitFacts(run_id=self._run, visit_id=opened.id, portal=portal, cycle=opened.cycle)
        frontier = Frontier(connection, opened.cycle, self._guard)
        self._open_visits[opened.id] = _OpenVisit(portal, opened.cycle, frontier, Recorder(self._batch, facts))
        self.commit()
        return opened

    @fatal
    def end_visit(self, visit: int, outcome: VisitOutcome, reason: str, stats: VisitStats | None = None) -> None:
        """Give a visit its outcome; of one that came to its end, ``stats`` has the counts."""
        ended = self._open_visits.pop(visit)
        visits.end(self._access.connection, visit, ended.frontier, outcome=outcome, reason=reason, stats=stats)
        self.commit()
        self._access.free_portal(ended.portal)

    def frontier(self, visit: int) -> Frontier:
        """Return the frontier of an open visit."""
        return self._open_visits[visit].frontier

    # --- recording --------------------------------------------------------------------------------------------------
    @fatal
    def record(self, unit: Unit) -> tuple[int, ...]:
        """Record one answered entry whole: exchanges, links, sightings, list page, memory. Return the fetch ids.

        It is committed with its batch: see ``commit_if_due``. Raises LookupError for a key that is not waiting.
        """
        visit = self._open_visits[unit.visit]
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
    def stored(self, portal: str, key: str) -> Stored | None:
        """Return the last good answer of a key with its body, or None."""
        return self._with_body(self.resources.answer(portal, key))

    @fatal
    def answered(self, portal: str, url: str, since: datetime) -> Stored | None:
        """Return the newest answer below 500 that a robots.txt gave since then, or None."""
        return self._with_body(self.resources.answered(portal, url, since))

    def _with_body(self, answer: Answer | None) -> Stored | None:
        if answer is None:
            return None
        body = self.payload(answer.payload_sha256) if answer.payload_sha256 else b""
        if body is None:
            return None
        return Stored(
            url=answer.url,
            status=answer.status or 0,
            headers=answer.headers,
            body=body,
            etag=answer.etag,
            last_modified=answer.last_modified,
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
        cycle = None if visit is None else self._cycle(visit, complete=False)
        recorded = {sha256 for sha256, _, _ in self._batch.extractions}
        pending_payloads = known_files.pending(self._access.connection, cycle, current or {}, every=every)
        return [pending for pending in pending_payloads if pending.sha256 not in recorded]

    @fatal
    def record_extraction(self, sha256: str, extracted: Extracted) -> None:
        """Keep what was read in a payload. One result per extractor and version; the first stays."""
        self._batch.extractions.setdefault((sha256, extracted.extractor, extracted.version), extracted)

    # --- keeping ----------------------------------------------------------------------------------------------------
    @fatal_steps
    def sighted(self, visit: int, *, complete: bool) -> Iterator[SightingRecord]:
        """Yield the reports seen in the visit's cycle in URL order, with all that is known of their files.

        ``complete``: every list was read to its end, so that what was not seen is missing. Earlier sightings
        are among them when a file of theirs was fetched again in this cycle; and, marked as ``earlier``, when another
        place of the same body and year was seen.
        """
        self.commit()
        yield from sightings.sighted(self._access.connection, self._cycle(visit, complete=complete))

    def proven(self, visit: int, lists: Iterable[str]) -> None:
        """Note, before ``sighted``, the lists (keys of their first pages) that were read to their end."""
        self._open_visits[visit].proven = frozenset(map(shorten, lists))

    def judged(self, visit: int, places: Iterable[tuple[str, int]]) -> None:
        """Note, before the first ``keep``, the (key, year) of each report seen, now that its text has told the year."""
        self._open_visits[visit].judged = frozenset((shorten(key), year) for key, year in places)

    @fatal
    def keep(self, visit: int, draft: ReportDraft, *, complete: bool = True) -> Change:
        """Find or make the document of a report. Call it in URL order, with the same ``complete`` for a whole visit.

        ``complete``: every list was read to its end, so that what was not seen is missing.
        """
        open_visit = self._open_visits[visit]
        if open_visit.keeper is None:
            cycle = self._cycle(visit, complete=complete)
            open_visit.keeper = VersionKeeper(self._access.connection, self._run, cycle)
        return open_visit.keeper.keep(draft)

    @fatal_steps
    def standing(self, visit: int) -> Iterator[Standing]:
        """Yield the versions that stand on the visit's portal, with the newest extraction of each file.

        Extractors get better: what they read now must be compared with what they would read in the old bytes. So
        extract what ``pending_extractions(visit, current)`` returns, and ``rekey`` versions whose keys come out new,
        before the first ``keep``.
        """
        self.commit()
        yield from known_files.standing(self._access.connection, self._open_visits[visit].portal)

    @fatal
    def rekey(self, document: str, version: int, *, content_key: str, text_key: str, body: int) -> None:
        """Set the keys (and the choice of the body) that a version has for today's extractors."""
        keys = {"content_key": content_key, "text_key": text_key, "body": body}
        known_files.rekey(self._access.connection, document, version, keys)

    @fatal
    def looked(self, visit: int, *, complete: bool = True) -> list[Change]:
        """End a visit: count the look at what is missing; return what is gone or stands elsewhere now.

        Of one that is not ``complete``, only what the server itself denies, or what lists that are ``proven`` dropped.
        """
        cycle = self._cycle(visit, complete=complete)
        return Disappearances(self._access.connection, self._run, cycle, self._gone).look()

    def _cycle(self, visit: int, *, complete: bool) -> Cycle:
        open_visit = self._open_visits[visit]
        return Cycle(
            self._access.connection,
            open_visit.portal,
            open_visit.cycle,
            complete=complete,
            proven=open_visit.proven,
            judged=open_visit.judged,
        )
