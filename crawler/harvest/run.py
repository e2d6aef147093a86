"""The life of a run: its archive, its workers, its exchanges until they are settled, its outcome."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from typing import TYPE_CHECKING, Self

from scrapy import signals

from crawler import SOFTWARE, health
from crawler.extraction.sandbox.workers import Workers
from crawler.harvest import timestamping
from spiders.request_context import context_of
from storage.archive import Archive
from storage.errors import ArchiveLockedError, StorageError
from storage.values import Exchange, Stored, Unit

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

    from crawler.harvest.visits import Visits
    from spiders.county_portals import CountyPortals
    from storage.values import OpenedVisit

log = logging.getLogger(__name__)


class RunRecorder:
    """Opens the archive, holds the run's facts, closes both. Everything else asks it for the archive."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.archive: Archive | None = None
        self.workers = Workers(crawler.settings.getint("EXTRACT_WORKERS") or None)
        self.run_id = ""
        self.visits: dict[str, OpenedVisit] = {}
        self.visits_in_progress: Visits | None = None
        self.results: dict[str, health.Result] = {}
        self.failure: health.Failure | None = None
        self.ending: health.Ending | None = None
        self.stamped = ""  # what the authority said, in words
        self._committing: asyncio.Task[None] | None = None
        self._exchanges: defaultdict[tuple[str, str], list[Exchange]] = defaultdict(list)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it and listen for the spider's life."""
        self = cls(crawler)
        crawler.signals.connect(self.spider_opened, signals.spider_opened)
        crawler.signals.connect(self.spider_closed, signals.spider_closed)
        crawler.signals.connect(self.mistaken, signals.item_error)
        crawler.signals.connect(self.mistaken, signals.spider_error)
        return self

    # --- opening and closing ----------------------------------------------------------------------------------------
    def open(self, spider: CountyPortals) -> Archive | None:
        """Open the archive and begin the run; None when that failed: then nothing is asked and the run ends at once."""
        settings = self.crawler.settings
        try:
            self.archive = Archive.open(
                settings["DATABASE_URL"],
                settings["ARCHIVE_URL"],
                software=SOFTWARE,
                warc_max_bytes=settings.getint("WARC_MAX_BYTES"),
                gone_after_looks=settings.getint("GONE_AFTER_LOOKS"),
                gone_after_days=settings.getfloat("GONE_AFTER_DAYS"),
            )
            self.run_id = self.archive.begin_run(
                arguments=spider.arguments, user_agent=settings["USER_AGENT"], contact=settings["CONTACT"]
            )
        except ArchiveLockedError as error:
            self.failure = health.Failure(health.LOCKED, str(error))
        except StorageError as error:
            self.failure = health.Failure(health.STORAGE, str(error))
        return self.archive if self.failure is None else None

    async def spider_opened(self, spider: CountyPortals) -> None:  # noqa: ARG002 - Scrapy's signature
        """Start the extraction workers before the first answer can need them."""
        if self.failure is None:
            await self.workers.start()
            self._committing = asyncio.ensure_future(self._commit())

    async def _commit(self) -> None:
        # a batch must not wait for an answer that may be minutes away
        while self.failure is None and self.archive is not None:
            await asyncio.sleep(1.0)
            try:
                self.archive.commit_if_due()
            except StorageError as error:
                self.fail(error)

    async def spider_closed(self, spider: CountyPortals, reason: str) -> None:
        """Give every unfinished visit its outcome, the run its exit status, and let go of the archive."""
        if self.visits_in_progress is not None:
            await self.visits_in_progress.stop()
        await self.workers.close()
        if self._committing is not None:
            self._committing.cancel()
        for code, portal in spider.portals.items():
            if self.run_id and code not in self.results:
                begun = self.visits.get(code)
                self.results[code] = health.Result(portal, "interrupted", reason, begun.id if begun else 0)
        self.ending = health.ending(self.results, reason, self.failure)
        if self.archive is None:
            return
        try:
            if self.failure is None:
                for code, visit in self.visits.items():
                    if self.results[code].outcome == "interrupted":
                        self.archive.end_visit(visit.id, "interrupted", reason, {})
                digest = self.archive.end_run(self.ending.status, self.ending.reason)
                self.stamped = await timestamping.stamp(self.crawler, self.archive, digest)
            self.archive.close()
        except StorageError as error:
            self.failure = health.Failure(health.STORAGE, str(error))
            self.ending = health.ending(self.results, reason, self.failure)

    def fail(self, error: BaseException) -> None:
        """Stop the harvest: the archive can no longer be written, or we made a mistake. What is committed stays."""
        if self.failure is not None:
            return
        if isinstance(error, StorageError):
            self.failure = health.Failure(health.STORAGE, str(error))
        else:
            log.error("our own mistake", exc_info=error)
            self.failure = health.Failure(health.MISTAKE, f"our own mistake: {type(error).__name__}: {error}")
        engine = self.crawler.engine
        assert engine is not None
        self._closing = asyncio.ensure_future(engine.close_spider_async(reason=health.FAILED_REASON))

    def mistaken(self, failure: Failure) -> None:
        """Crash on an exception in spider or pipeline: it is never the world's fault."""
        self.fail(failure.value or RuntimeError(str(failure)))

    def watch(self, task: asyncio.Task[None]) -> None:
        """Let no background task fail in silence."""
        if not task.cancelled() and (error := task.exception()) is not None:
            self.fail(error)

    # --- the wire ---------------------------------------------------------------------------------------------------
    def collect(self, request: Request, exchange: Exchange) -> None:
        """Keep an exchange until its frontier entry is settled; one of no entry (robots.txt) is recorded at once."""
        context = context_of(request)
        if context is not None and context.unit is not None:
            self._exchanges[context.unit].append(exchange)
            return
        visit = self.visits.get(context.portal.code) if context is not None else None
        if visit is None or self.archive is None:
            msg = f"a request of no visit: {request.url}"
            raise RuntimeError(msg)
        try:
            self.archive.record(Unit(visit=visit.id, key=None, exchanges=(exchange,), kind="robots"))
        except StorageError as error:
            self.fail(error)

    def take(self, unit: tuple[str, str]) -> tuple[Exchange, ...]:
        """Hand over the exchanges of a settled frontier entry."""
        return tuple(self._exchanges.pop(unit, ()))

    def stored(self, request: Request) -> Stored | None:
        """Return the answer we hold for exactly this request, if it can be asked for conditionally."""
        context = context_of(request)
        if context is None or context.link is None or context.unit is None or self.archive is None:
            return None
        if request.method != "GET" or context.link.render:
            return None
        known = self.archive.stored(*context.unit)
        if known is None or known.url != request.url or not (known.etag or known.last_modified):
            return None
        return known
