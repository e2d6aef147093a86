"""Scrapy's scheduler over the archive's frontier table. Never JOBDIR, which loses pages on kill -9.

Only PORTALS_AT_ONCE visits are open: with all 2,800 at once, a night's harvest would begin each and finish none. The
portals whose last visit is the longest ago come first, before them those cut short.

A portal has at most ``CONCURRENT_REQUESTS_PER_DOMAIN`` entries in the air, counted until their unit is recorded, so
that the next choice knows what the last answer taught. Retries and in-place redirects of such an entry wait in memory:
after a kill the entry is simply still to do.
"""

from __future__ import annotations

import asyncio
from collections import deque
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from scrapy.core.scheduler import BaseScheduler
from scrapy.exceptions import CloseSpider

from crawler import health
from crawler.downloader.pacing import Pacing
from crawler.harvest.run import RunRecorder
from crawler.harvest.visits import Visits
from crawler.run_state import RunState
from spiders.items import Link
from spiders.json_form import from_json
from spiders.request_context import context_of
from spiders.urls import netloc
from storage.errors import StorageError

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler

    from spiders.county_portals import CountyPortals


class FrontierScheduler(BaseScheduler):
    """Hands out the best entry of the next portal in turn whose host is free."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.limit = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self.most = crawler.settings.getint("PORTALS_AT_ONCE")
        self.waiting: deque[str] = deque()  # codes of the portals not begun yet, next first
        self.turns: deque[str] = deque()  # codes of the portals being visited, next first
        self.again: list[Request] = []  # retries and in-place redirects
        self.wakes: set[asyncio.TimerHandle] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it for a crawl."""
        return cls(crawler)

    def open(self, spider: Spider) -> None:
        """Open the archive, begin or resume the first portals' visits."""
        self.spider: CountyPortals = spider  # type: ignore[assignment]
        recorder, manners = self.crawler.get_extension(RunRecorder), self.crawler.get_extension(Pacing)
        if recorder is None or manners is None or self.crawler.get_extension(RunState) is None:
            raise CloseSpider(health.FAILED_REASON)  # crawler.harvest.components says it in words
        self.run, self.manners = recorder.state, manners
        archive = recorder.open(self.spider)
        if archive is None:
            return
        self.visits = Visits(self.run, archive, self.spider, on_end=self._ended, on_change=self.wake)
        recorder.visits = self.visits
        try:
            self.waiting.extend(archive.visits.by_last_visit(self.spider.portals))
        except StorageError as error:
            self.run.fail(error)
        self._begin()

    def _begin(self) -> None:
        try:
            while self.waiting and len(self.turns) < self.most and self.run.failure is None:
                code = self.waiting.popleft()
                if self.visits.begin(self.spider.portals[code]):
                    self.turns.append(code)
        except StorageError as error:
            self.run.fail(error)

    def has_pending_requests(self) -> bool:
        """Say whether any visit goes on; the last one's end lets the spider close."""
        return self.run.failure is None and bool(self.turns or self.waiting)

    def enqueue_request(self, request: Request) -> bool:
        """Take a retry or an in-place redirect of an entry that is in the air."""
        self.again.append(request)
        self._wake_at(_not_before(request))
        return True

    def next_request(self) -> Request | None:
        """Return the next request whose time has come, or None until something changes."""
        if self.run.failure is not None:
            return None
        now = datetime.now(UTC)
        request = self._repeat(now)
        try:
            for _ in range(len(self.turns)):
                if request is not None:
                    break
                code = self.turns[0]
                self.turns.rotate(-1)
                request = self._first(code)
        except StorageError as error:
            self.run.fail(error)
            return None
        if request is not None:
            request.meta["download_slot"] = netloc(request.url)
            self.manners.leaving(request)
        return request

    def _repeat(self, now: datetime) -> Request | None:
        for index, request in enumerate(self.again):
            if (_not_before(request) or now) <= now:
                return self.again.pop(index)
        return None

    def _first(self, code: str) -> Request | None:
        visit = self.visits.open.get(code)
        if visit is None or len(visit.in_air) >= self.limit:
            return None
        entry = self.visits.next(code)
        if entry is None:
            if not visit.in_air and not visit.ending:
                self.visits.begin_to_end(code)
            return None
        link = from_json(Link, entry.payload)
        visit.in_air.add(link.key)
        return self.spider.request(code, link)

    def _ended(self, code: str) -> None:
        self.turns.remove(code)
        self._begin()
        self.wake()

    def _wake_at(self, moment: datetime | None) -> None:
        if moment is not None:
            delay = max(0.0, (moment - datetime.now(UTC)).total_seconds())
            self.wakes.add(asyncio.get_running_loop().call_later(delay + 0.01, self.wake))

    def wake(self) -> None:
        """Let the engine look again now; its own heartbeat comes only every five seconds."""
        self.wakes = {wake for wake in self.wakes if wake.when() > asyncio.get_running_loop().time()}
        engine = self.crawler.engine
        if engine is not None and engine._slot is not None and self.run.failure is None:  # noqa: SLF001 - no public way
            engine._slot.nextcall.schedule()  # noqa: SLF001

    def close(self, reason: str) -> None:  # noqa: ARG002 - Scrapy's signature
        """Drop the timers."""
        for wake in self.wakes:
            wake.cancel()


def _not_before(request: Request) -> datetime | None:
    context = context_of(request)
    return context.not_before if context else None
