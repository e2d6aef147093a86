"""A portal's visit from its first request to its outcome: seeds, what the frontier says next, and the end.

Joins the portal's Explorer (what is worth asking) with the archive's frontier (what is still to ask).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawler import health
from crawler.downloader.second_try import SecondTry
from crawler.versions import reextract, report
from crawler.versions.reextract import slowly
from crawler.versions.report import extracted
from spiders.discovery import lessons
from spiders.items import Kind, Link
from spiders.portals.hosts import same_portal
from spiders.reports import NotAReport
from storage.errors import ArchiveLockedError, StorageError
from storage.values import FrontierEntry

if TYPE_CHECKING:
    from crawler.run_state import RunState
    from spiders.county_portals import CountyPortals
    from spiders.discovery import Explorer
    from spiders.portals import Portal
    from storage.archive import Archive
    from storage.values import PendingExtraction

REVISITED = (Kind.REPORT, Kind.FILE)  # asked again by their own calendar, whatever the lists show


DOUBTFUL = 0.9  # a link scored below this was offered in the hope of finding something; above, it promises reports


@dataclass(slots=True)
class PortalVisit:
    """The state in memory of a portal that is being visited."""

    id: int
    explorer: Explorer
    settled: bool  # the portal's last visit was complete: what it left unasked, it judged not worth asking
    in_air: set[str] = field(default_factory=set)  # keys handed out and not yet recorded
    reading: set[asyncio.Task[None]] = field(default_factory=set)  # extractions under way
    ending: asyncio.Task[None] | None = None
    requests: int = 0
    failed: int = 0
    stopped: str = ""
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
            self.run.results[portal.code] = health.Result(portal, "held", str(error))
            return False
        explorer = self.spider.explore(portal.code, state.memory or lessons(state.earlier))
        self.run.opened[portal.code] = state
        self.open[portal.code] = PortalVisit(state.id, explorer, settled=state.earlier_outcome == "complete")
        if not state.resumed:
            self.archive.enqueue(state.id, [candidate(link) for link in explorer.seeds()])
            self.archive.enqueue(state.id, self._known(portal.code))
            self.archive.commit()
        for pending in self.archive.pending_extractions(state.id):
            self._read(self.open[portal.code], pending)
        return True

    def _known(self, code: str) -> Iterable[FrontierEntry]:
        now = datetime.now(UTC)
        for known in self.archive.resources(code, REVISITED):
            if known.payload and (self.spider.revisit_all or known.next_due is None or known.next_due <= now):
                yield candidate(Link(**known.payload))

    # --- going on ---------------------------------------------------------------------------------------------------
    def next(self, code: str, now: datetime) -> FrontierEntry | None:
        """Return the portal's best entry, unless its Explorer says that enough is known."""
        visit = self.open[code]
        if not visit.stopped and not visit.in_air:
            best = self.archive.best(visit.id)
            reason = visit.explorer.stop(best, self.archive.pending(visit.id))
            if reason is not None:
                visit.stopped = reason
                self.archive.skip_rest(visit.id, reason)
        return None if visit.stopped else self.archive.next(visit.id, now)

    def worth_asking(self, code: str, links: Iterable[Link], *, unchanged: bool) -> list[FrontierEntry]:
        """Return the links to enqueue: not those known resources whose turn has not come.

        Of a page that says what it said before a finished visit, doubtful links that nobody asked then are left alone.
        """
        visit = self.open[code]
        now = datetime.now(UTC)
        links = tuple(links)
        resources = self.archive.known(code, [link.key for link in links])
        asked = []
        for link in links:
            known = resources.get(link.key)
            if known is None:
                if not unchanged or not visit.settled or link.score >= DOUBTFUL:
                    asked.append(candidate(link))
            elif self.spider.revisit_all or known.kind not in report.BY_CALENDAR or not _later(known.next_due, now):
                asked.append(candidate(link))
            else:
                visit.not_due.add(link.key)
                visit.explorer.spared(link)
        return asked

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
        decoded = report.decoded(body, pending.content_encoding)
        text = await self.run.workers.extract(decoded, pending.media_type, pending.name)
        self.archive.record_extraction(pending.sha256, extracted(text))

    def landed(self, code: str, key: str) -> None:
        """Note that an entry's unit is recorded: the portal's next choice may be made."""
        self.open[code].in_air.discard(key)
        self.on_change()

    def progress(self) -> list[tuple[str, str, str]]:
        """Return (code, name, words) for every visit under way."""
        return [
            (code, self.spider.portals[code].name, f"{visit.requests} requests, {self.archive.pending(visit.id)} to go")
            for code, visit in self.open.items()
        ]

    # --- ending -----------------------------------------------------------------------------------------------------
    def wait_or_end(self, code: str) -> datetime | None:
        """Return when the next postponed entry's time comes; with none left, begin to end the visit."""
        visit = self.open[code]
        moment = self.archive.wait_until(visit.id)
        if moment is None or visit.stopped:
            visit.ending = asyncio.ensure_future(self._end(code))
            visit.ending.add_done_callback(self.run.watch)
            return None
        return moment

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

    def _unverified(self, portal: Portal) -> Iterator[str]:
        """Yield in words which of the portal's hosts did not pass strict TLS."""
        second_try = self.run.crawler.get_downloader_middleware(SecondTry)
        for where, why in second_try.lax.items() if second_try else ():
            if same_portal(f"https://{where}/", portal):
                yield f"TLS of {where} is not as it should be: {why[:200]}"

    async def _keep(self, code: str, visit: PortalVisit) -> None:
        """Turn what was seen into what is kept, a report at a time: a large portal takes seconds, others go on.

        Batches may be committed in between. After a kill all is done again and finds done what was done.
        """
        portal = self.spider.portals[code]
        outcome, reason = visit.explorer.verdict()
        reason = "; ".join([reason, *self._unverified(portal)])
        complete = outcome == "complete"
        parts, unreadable = [], 0
        found = await reextract.sighted(self.archive, visit.id, self.run.workers, complete=complete)
        async for sight in slowly(found):
            one = report.look(sight, portal)
            if isinstance(one, NotAReport):
                visit.rejected.update([] if sight.earlier else [one.reason])
                unreadable += one.reason == report.UNREADABLE and not (sight.earlier or sight.missing)
            elif self.spider.years is None or one.year in self.spider.years:
                parts.append(one)
        if complete and unreadable:
            outcome, complete = "incomplete", False
            reason = f"{unreadable} listed reports could not be read; {reason}"
        joined = slowly(report.join(parts, code))
        changes = [self.archive.keep(visit.id, kept, complete=complete) async for kept in joined]
        if complete and self.spider.years is None:  # a harvest of some years has not looked for the others
            changes += self.archive.looked(visit.id)
        kinds = Counter(change.kind for change in changes)
        stats = {
            "requests": visit.requests,
            "failed": visit.failed,
            "stopped": visit.stopped,
            "rejected": visit.rejected,
            "not_due": len(visit.not_due),
            "changes": kinds,
        }
        self.archive.end_visit(visit.id, outcome, reason, stats)
        self.archive.commit()
        self.run.results[code] = health.Result(
            portal=portal,
            outcome=outcome,
            reason=reason,
            visit=visit.id,
            reports=self.archive.held(code),
            new=sum(change.version_added for change in changes),
            changed=sum(change.version_added and change.kind != "new" for change in changes),
            gone=kinds["gone"],
            requests=visit.requests,
            failed=visit.failed,
            rejected=visit.rejected,
        )
        del self.open[code]


def _later(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment > now


def candidate(link: Link) -> FrontierEntry:
    """Return the frontier row of a link."""
    return FrontierEntry(
        key=link.key, url=link.url, kind=link.kind, score=link.score, group=link.group, payload=asdict(link)
    )
