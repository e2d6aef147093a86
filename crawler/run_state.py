"""What all parts of a run share: its archive and workers, the exchanges not settled yet, its results, its failure.

A Scrapy extension, so that scheduler, middlewares, pipeline and visits get the same one; it reads none of them.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from typing import TYPE_CHECKING, Self

from scrapy import signals

from crawler import health
from crawler.extraction.sandbox.workers import Workers
from spiders.request_context import context_of
from storage.errors import ArchiveLockedError, StorageError
from storage.values import Exchange, Stored, Unit
from storage.vocabulary import ResourceKind

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

    from storage.archive import Archive
    from storage.values import OpenedVisit

log = logging.getLogger(__name__)


class RunState:
    """The state of a run in memory. ``failure`` is set once; from then on nothing is asked and nothing is written."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.archive: Archive | None = None
        self.run_id = ""
        self.workers = Workers(crawler.settings.getint("EXTRACT_WORKERS") or None)
        self.opened: dict[str, OpenedVisit] = {}  # portal code → its visit in this run
        self.results: dict[str, health.Result] = {}  # portal code → what came of its visit
        self.failure: health.Failure | None = None
        self._exchanges: defaultdict[tuple[str, str], list[Exchange]] = defaultdict(list)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it and listen for mistakes."""
        self = cls(crawler)
        crawler.signals.connect(self.mistaken, signals.item_error)
        crawler.signals.connect(self.mistaken, signals.spider_error)
        return self

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """Return the state of a crawl."""
        state = crawler.get_extension(cls)
        assert state is not None
        return state

    # --- failures ---------------------------------------------------------------------------------------------------
    def blame(self, error: BaseException) -> None:
        """Note why the run fails, if it has not failed before. What is committed stays."""
        if self.failure is not None:
            return
        if isinstance(error, ArchiveLockedError):
            self.failure = health.Failure(health.LOCKED, str(error))
        elif isinstance(error, StorageError):
            self.failure = health.Failure(health.STORAGE, str(error))
        else:
            self.failure = health.Failure(health.MISTAKE, f"our own mistake: {type(error).__name__}: {error}")

    def fail(self, error: BaseException) -> None:
        """Stop the harvest: the archive can no longer be written, or we made a mistake."""
        if self.failure is not None:
            return
        self.blame(error)
        if not isinstance(error, StorageError):
            log.error("our own mistake", exc_info=error)
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
        visit = self.opened.get(context.portal.code) if context is not None else None
        if visit is None or self.archive is None:
            msg = f"a request of no visit: {request.url}"
            raise RuntimeError(msg)
        try:
            self.archive.record(Unit(visit=visit.id, key=None, exchanges=(exchange,), kind=ResourceKind.ROBOTS))
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
