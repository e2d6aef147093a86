"""The life of a run: the archive is opened and closed, the visits get their outcome, the run its exit status."""

from __future__ import annotations

import asyncio
import logging
from contextlib import closing, nullcontext
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from scrapy import signals

from crawler import SOFTWARE, health
from crawler.harvest import alerts, checkup, metrics, timestamping
from crawler.harvest.page_readers import PageReaders
from crawler.harvest.stalls import Stalls
from crawler.health.report import HealthReport
from crawler.run_state import RunState
from crawler.speaking import clean_logs
from storage.archive import Archive
from storage.errors import StorageError
from storage.vocabulary import VisitOutcome

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.harvest.visits import Visits
    from spiders.county_portals import CountyPortals

logger = logging.getLogger(__name__)

COMMIT_SECONDS = 1.0  # how often a batch that grows no more is looked at


class RunRecorder:
    """Opens the archive for a run and closes both; what the parts of the run share meanwhile is ``state``."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.visits: Visits | None = None  # the scheduler begins them once the archive is open
        self.ending: health.Ending | None = None
        self.stamped = ""  # what the time-stamping authority said, in words
        self.found: HealthReport | None = None  # what health found, once it has looked
        self.untold: list[str] = []  # who could not be told of it, and why
        self.begun = datetime.now(UTC)
        self.page_readers = PageReaders()
        self.stalls = Stalls()
        self._committing: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it and listen for the spider's life."""
        clean_logs()
        self = cls(crawler)
        crawler.signals.connect(self.spider_opened, signals.spider_opened)
        crawler.signals.connect(self.spider_closed, signals.spider_closed)
        return self

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """Return the recorder of a crawl."""
        recorder = crawler.get_extension(cls)
        assert recorder is not None
        return recorder

    @property
    def state(self) -> RunState:
        """What the parts of the run share."""
        return RunState.of(self.crawler)

    def open(self, spider: CountyPortals) -> Archive | None:
        """Open the archive and begin the run; None when that failed: then nothing is asked and the run ends at once."""
        settings, state = self.crawler.settings, self.state
        try:
            state.archive = Archive.open(
                settings["DATABASE_URL"],
                settings["ARCHIVE_URL"],
                software=SOFTWARE,
                warc_max_bytes=settings.getint("WARC_MAX_BYTES"),
                gone_after_looks=settings.getint("GONE_AFTER_LOOKS"),
                gone_after_days=settings.getfloat("GONE_AFTER_DAYS"),
            )
            state.run_id = state.archive.begin_run(
                arguments=spider.arguments, user_agent=settings["USER_AGENT"], contact=settings["CONTACT"]
            )
        except StorageError as error:
            state.blame(error)
        except Exception as error:
            state.blame(error)
            raise
        return state.archive if state.failure is None else None

    async def spider_opened(self, spider: CountyPortals) -> None:
        """Start the readers of pages and documents before the first answer can need them."""
        spider.apart = self.page_readers
        self.stalls.start(self.state.watch)
        if self.state.failure is None:
            await self.state.workers.start()
            logger.info("Documents are read in a cage of %s", self.state.workers.cage)
            self._committing = asyncio.ensure_future(self._commit())
            self._committing.add_done_callback(self.state.watch)

    async def _commit(self) -> None:
        # a batch must not wait for an answer that may be minutes away
        state = self.state
        while state.failure is None and state.archive is not None:
            await asyncio.sleep(COMMIT_SECONDS)
            state.archive.commit_if_due()

    async def spider_closed(self, spider: CountyPortals, reason: str) -> None:
        """Give every unfinished visit its outcome, the run its exit status, and let go of the archive."""
        state = self.state
        try:
            with closing(state.archive) if state.archive is not None else nullcontext():
                await self._close(spider, reason)
        except StorageError as error:
            state.blame(error)
        except Exception as error:
            state.blame(error)
            raise  # Scrapy tells of it
        finally:
            self.ending = health.ending(state.results, reason, state.failure, self.found)
            self._measure(self.ending)

    def _measure(self, ending: health.Ending) -> None:
        """Write METRICS_FILE; a run that never began leaves the last one's."""
        state = self.state
        if state.run_id:
            path = self.crawler.settings["METRICS_FILE"]
            fault = metrics.write(
                path, run=state.run_id, begun=self.begun, end=ending, results=state.results, found=self.found
            )
            self.untold += [fault] if fault else []

    async def _close(self, spider: CountyPortals, reason: str) -> None:
        """Stop what goes on beside requests; unless the run failed, end it."""
        state = self.state
        if self.visits is not None:
            await self.visits.stop()
        self.page_readers.close()
        self.stalls.stop()
        await state.workers.close()
        if self._committing is not None:
            self._committing.cancel()
        self._interrupt(spider, reason)
        if state.archive is not None and state.failure is None:
            await self._end(state.archive, reason)

    def _interrupt(self, spider: CountyPortals, reason: str) -> None:
        """Give the portals that came to no end their result."""
        state = self.state
        for code, portal in spider.portals.items():
            if state.run_id and code not in state.results:
                begun = state.opened.get(code)
                state.results[code] = health.Result(portal, VisitOutcome.INTERRUPTED, reason, begun.id if begun else 0)

    async def _end(self, archive: Archive, reason: str) -> None:
        """End the visits that were cut short, judge all, end the run; have its manifest stamped."""
        for code, visit in self.state.opened.items():
            if self.state.results[code].outcome == VisitOutcome.INTERRUPTED:
                archive.end_visit(visit.id, VisitOutcome.INTERRUPTED, reason)
        self.found = await checkup.look(self.crawler, archive, self.state)
        ending = health.ending(self.state.results, reason, None, self.found)
        digest = archive.end_run(ending.status, ending.reason)
        self.stamped = await timestamping.stamp(self.crawler, archive, digest)
        self.untold += await alerts.send(self.crawler.settings["ALERT_URLS"], archive, dict(self.found.names))
