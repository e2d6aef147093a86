"""A portal's visit from its first request to its outcome: seeds, what the frontier says next, and the end.

Joins the portal's Explorer (what is worth asking) with the archive's frontier (what is still to ask).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawler import health, revisit
from crawler.content_encoding import decoded
from crawler.downloader.second_try import SecondTry
from crawler.harvest import measuring
from crawler.versions import reextract, report
from crawler.versions.reextract import beside, slowly
from crawler.versions.report import extracted
from spiders.discovery import lessons
from spiders.discovery.link_priors import PROMISED
from spiders.items import Kind, Link
from spiders.json_form import as_json, from_json
from spiders.portals.hosts import same_portal
from spiders.reports import NotAReport
from storage.errors import ArchiveLockedError, StorageError
from storage.values import FrontierEntry, VisitStats
from storage.vocabulary import EventKind, VisitOutcome

if TYPE_CHECKING:
    from crawler.run_state import RunState
    from crawler.versions.deduplicate import Candidate
    from spiders.county_portals import CountyPortals
    from spiders.discovery import Explorer
    from spiders.portals import Portal
    from storage.archive import Archive
    from storage.frontier import Frontier
    from storage.values import PendingExtraction, Resource

REVISITED = (Kind.REPORT, Kind.FILE)  # asked again by their own calendar, whatever the lists show
# Outcomes of visits that saw enough for a look at what is missing, place by place.
LOOKED = frozenset({VisitOutcome.COMPLETE, VisitOutcome.INCOMPLETE, VisitOutcome.NEEDS_BROWSER})
PROMISING_SCORE = 0.9  # from here a link promises reports; below, it was offered in the hope of finding something


@dataclass(slots=True)
class PortalVisit:
    """The state in memory of a portal that is being visited."""

    id: int
    frontier: Frontier
    explorer: Explorer
    settled: bool  # the portal's last visit was complete: what it left unasked, it judged not worth asking
    in_air: set[str] = field(default_factory=set)  # keys handed out and not yet recorded
    reading: set[asyncio.Task[None]] = field(default_factory=set)  # extractions under way
    ending: asyncio.Task[None] | None = None
    requests: int = 0
    failed: int = 0
    stopped: str = ""
    unreadable: int = 0  # reports that were seen, and of which nothing could be had
    not_due: set[str] = field(default_factory=set)  # keys seen in lists whose turn has not come
    rejected: Counter[str] = field(default_factory=Counter)


class Visits:
    """The visits of a run. Everything runs in the reactor's thread; only extraction is awaited."""

    def __init__(
        self,
        run: RunState,
        archive: Archive,
        spider: CountyPortals,
        on_end: Callable[[str], None],
        on_change: Callable[[], None],
    ) -> None:
        self.run, self.archive, self.spider = run, archive, spider
        self.on_end, self.on_change = on_end, on_change  # a visit has ended; the next choice may be made
        self.open: dict[str, PortalVisit] = {}

    # --- beginning --------------------------------------------------------------------------------------------------
    def begin(self, portal: Portal) -> bool:
        """Begin the visit, or go on with one that an earlier run left unfinished; False when another run is there."""
        try:
            state = self.archive.begin_visit(portal.code, portal.name, portal.home)
        except ArchiveLockedError as error:
            self.run.results[portal.code] = health.Result(portal, VisitOutcome.HELD, str(error))
            return False
        explorer = self.spider.explore(portal.code, state.memory or lessons(state.earlier))
        self.run.opened[portal.code] = state
        measuring.measure_earlier(self.archive, portal.code, state.earlier)
        settled = state.earlier_outcome == VisitOutcome.COMPLETE
        visit = PortalVisit(state.id, self.archive.frontier(state.id), explorer, settled=settled)
        self.open[portal.code] = visit
        if not state.resumed:
            visit.frontier.enqueue(candidate(link) for link in explorer.seeds())
            visit.frontier.enqueue(self._known(portal.code))
            self.archive.commit()
        for pending in self.archive.pending_extractions(state.id):
            self._read(visit, pending)
        return True

    def _known(self, code: str) -> Iterable[FrontierEntry]:
        now = datetime.now(UTC)
        for known in self.archive.resources.of_portal(code, REVISITED):
            if known.payload and (self.spider.revisit_all or not _later(known.next_due, now)):
                yield candidate(from_json(Link, known.payload))

    # --- going on ---------------------------------------------------------------------------------------------------
    def next(self, code: str) -> FrontierEntry | None:
        """Return the portal's best entry, unless its Explorer says that enough is known."""
        visit = self.open[code]
        if visit.stopped:
            return None
        reason = visit.explorer.stop(visit.frontier.best(), visit.frontier.pending(), in_air=len(visit.in_air))
        if reason is None:
            return visit.frontier.next()
        if not visit.in_air:  # else what is in the air may bring something yet
            visit.stopped = reason
            visit.explorer.leave(visit.frontier.promising(PROMISED))
            visit.frontier.skip_rest(reason)
        return None

    def worth_asking(self, code: str, links: Iterable[Link], *, unchanged: bool) -> list[FrontierEntry]:
        """Return the links to enqueue: not those known resources whose turn has not come, but for an article's pages.

        Of a page that says what it said before a finished visit, doubtful links that nobody asked then are left alone.
        """
        visit = self.open[code]
        now = datetime.now(UTC)
        links = tuple(links)
        resources = self.archive.resources.known(code, [link.key for link in links])
        entries = []
        for link in links:
            known = resources.get(link.key)
            if known is not None and not self._due(known, now) and link.context.continues is None:
                visit.not_due.add(link.key)
                visit.explorer.spared(link)
            elif known is not None or not (unchanged and visit.settled) or link.score >= PROMISING_SCORE:
                entries.append(candidate(link))
        return entries

    def _due(self, known: Resource, now: datetime) -> bool:
        """Tell whether a known resource is to be asked for when a list shows it."""
        return self.spider.revisit_all or known.kind not in revisit.BY_CALENDAR or not _later(known.next_due, now)

    def extract_later(self, code: str) -> None:
        """Start reading the files that the last unit brought, outside the reactor's thread."""
        visit = self.open[code]
        for pending in self.archive.pending_extractions(visit.id):
            self._read(visit, pending)

    def _read(self, visit: PortalVisit, pending: PendingExtraction) -> None:
        name = pending.sha256
        if all(task.get_name() != name for task in visit.reading):
            task = asyncio.ensure_future(self._extract(pending))
            task.set_name(name)
            visit.reading.add(task)
            task.add_done_callback(visit.reading.discard)
            task.add_done_callback(self.run.watch)

    async def _extract(self, pending: PendingExtraction) -> None:
        body = self.archive.payload(pending.sha256)
        if body is None:
            msg = f"the archive has lost payload {pending.sha256}"
            raise StorageError(msg)
        document = decoded(body, pending.content_encoding)
        text = await self.run.workers.extract(document, pending.media_type, pending.name)
        self.archive.record_extraction(pending.sha256, extracted(text))

    def landed(self, code: str, key: str) -> None:
        """Note that an entry's unit is recorded: the portal's next choice may be made."""
        self.open[code].in_air.discard(key)
        self.on_change()

    def progress(self) -> list[tuple[str, str, str]]:
        """Return (code, name, words) for every visit under way."""
        return [
            (code, self.spider.portals[code].name, f"{visit.requests} requests, {visit.frontier.pending()} to go")
            for code, visit in self.open.items()
        ]

    # --- ending -----------------------------------------------------------------------------------------------------
    def begin_to_end(self, code: str) -> None:
        """End a visit that has nothing left to ask, as soon as what it brought is read."""
        visit = self.open[code]
        visit.ending = asyncio.ensure_future(self._end(code))
        visit.ending.add_done_callback(self.run.watch)

    async def _end(self, code: str) -> None:
        visit = self.open[code]
        while visit.reading:
            await asyncio.wait(visit.reading)
        if self.run.failure is None:
            await reextract.renew(self.archive, visit.id, self.run.workers)
        if self.run.failure is None:
            await self._keep(code, visit)
            self.on_end(code)

    async def stop(self) -> None:
        """Let go of what goes on beside requests: what is being read stays pending, the next run ends the visits."""
        tasks = {task for visit in self.open.values() for task in (*visit.reading, visit.ending) if task is not None}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)  # ``watch`` tells of each

    def _imperfect_tls(self, portal: Portal) -> tuple[str, str]:
        """Return in words whose TLS is not as it should be, and whose certificate is at fault."""
        second_try = self.run.crawler.get_downloader_middleware(SecondTry)
        if second_try is None:
            return "", ""
        lax = _in_words("TLS of {} is not as it should be", second_try.lax, portal)
        return lax, _in_words("the certificate of {} does not verify", second_try.unverified, portal)

    async def _keep(self, code: str, visit: PortalVisit) -> None:
        """Turn what was seen into what is kept, a report at a time: a large portal takes seconds, others go on.

        Batches may be committed in between. After a kill all is done again and finds done what was done.
        """
        verdict, reason = visit.explorer.verdict()
        outcome = VisitOutcome(verdict)
        self.archive.proven(visit.id, visit.explorer.proven_lists())
        candidates = await self._candidates(code, visit, complete=outcome is VisitOutcome.COMPLETE)
        if outcome is VisitOutcome.COMPLETE and visit.unreadable:
            outcome, reason = (
                VisitOutcome.INCOMPLETE,
                f"{visit.unreadable} listed reports could not be read, or tell no year; {reason}",
            )
        complete = outcome is VisitOutcome.COMPLETE
        lax, unverified = self._imperfect_tls(self.spider.portals[code])
        reason = "; ".join(filter(None, (reason, lax)))
        self.archive.judged(visit.id, ((one.sight.key, one.year) for one in candidates if not one.sight.earlier))
        drafts = beside(report.join(candidates, code))
        changes = [self.archive.keep(visit.id, draft, complete=complete) async for draft in drafts]
        if outcome in LOOKED and self.spider.years is None:  # a harvest of some years has not looked for the others
            changes += self.archive.looked(visit.id, complete=complete)
        kinds = Counter(change.kind for change in changes)
        stats = VisitStats(
            requests=visit.requests,
            failed=visit.failed,
            stopped=visit.stopped,
            rejected=visit.rejected,
            not_due=len(visit.not_due),
            changes={str(kind): number for kind, number in kinds.items()},
        )
        self.archive.end_visit(visit.id, outcome, reason, stats)
        if self.spider.years is None:  # numbers of some years are no measure of the others
            self._measure(code, visit, outcome, reason, unverified)
        self.archive.commit()
        self.run.results[code] = health.Result(
            portal=self.spider.portals[code],
            outcome=outcome,
            reason=reason,
            visit=visit.id,
            reports=self.archive.visits.held(code),
            new=sum(change.version_added for change in changes),
            changed=sum(change.version_added and change.kind != EventKind.NEW for change in changes),
            gone=kinds[EventKind.GONE],
            requests=visit.requests,
            failed=visit.failed,
            rejected=visit.rejected,
        )
        del self.open[code]

    def _measure(self, code: str, visit: PortalVisit, outcome: VisitOutcome, reason: str, tls: str) -> None:
        opened, state = self.run.opened[code], visit.explorer.state
        ended = measuring.VisitEnd(outcome, reason, tls, visit.requests)
        measuring.measure(self.archive, opened, code, self.run.run_id, state=state, ended=ended)

    async def _candidates(self, code: str, visit: PortalVisit, *, complete: bool) -> list[Candidate]:
        """Return what was seen and is a report of a wanted year, now that its text is known; count the rest."""
        portal, years = self.spider.portals[code], self.spider.years
        candidates = []
        sights = await reextract.sighted(self.archive, visit.id, self.run.workers, complete=complete)
        async for sight in slowly(sights):
            judged = await asyncio.to_thread(report.look, sight, portal)
            if isinstance(judged, NotAReport):
                visit.rejected.update([] if sight.earlier else [judged.reason])
                visit.unreadable += judged.reason in report.LOST and not (sight.earlier or sight.missing)
            elif years is None or judged.year in years:
                candidates.append(judged)
        return candidates


def _later(moment: datetime | None, now: datetime) -> bool:
    """Tell whether a turn is to come; one beyond any interval was set by a wrong clock and counts for nothing."""
    return moment is not None and now < moment <= now + revisit.MAX_INTERVAL


def candidate(link: Link) -> FrontierEntry:
    """Return the frontier row of a link."""
    return FrontierEntry(
        key=link.key, url=link.url, kind=link.kind, score=link.score, group=link.group, payload=as_json(link)
    )


def _in_words(words: str, hosts: Mapping[str, str], portal: Portal) -> str:
    own = {where: why for where, why in hosts.items() if same_portal(f"https://{where}/", portal)}
    return "; ".join(f"{words.format(where)}: {why[:200]}" for where, why in own.items())
