"""Each portal's own pace: the registry's delay, robots.txt's Crawl-delay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.core.downloader import Slot

from spiders.request_context import context_of
from spiders.urls import netloc

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser

LONGEST_CRAWL_DELAY = 300.0  # seconds; a larger one is a mistake or a way of saying no, which Disallow says better


class Pacing:
    """Keeps each portal's own pace: the registry's delay, robots.txt's Crawl-delay."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.agent = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self.jitter = crawler.settings.getfloat("DOWNLOAD_DELAY_JITTER")
        self.default = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self.concurrency = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self.least: dict[str, float] = {}  # slot → Crawl-delay

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it and listen for robots.txt."""
        self = cls(crawler)
        crawler.signals.connect(self.robots_parsed, signals.robots_parsed)
        return self

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Keep the Crawl-delay that robots.txt asks for, if any."""
        delay = robotparser.crawl_delay(self.agent)
        if delay:
            slot = netloc(request.url)
            self.least[slot] = min(delay, LONGEST_CRAWL_DELAY)
            self.pace(slot, None)

    def leaving(self, request: Request) -> None:
        """Give the request's slot its pace before the downloader makes one with the default."""
        context = context_of(request)
        if context is not None:
            self.pace(request.meta["download_slot"], context.portal.delay)
            request.meta["autothrottle_dont_adjust_delay"] = context.portal.delay is not None

    def pace(self, slot: str, delay: float | None) -> None:
        """Give the slot the registry's ``delay``, if it has one, and never less than robots.txt asks for."""
        engine = self.crawler.engine
        assert engine is not None
        slots = engine.downloader.slots
        least = self.least.get(slot, 0.0)
        if slot in slots:
            wanted = slots[slot].delay if delay is None else delay  # AutoThrottle's, that is, or the registry's
            slots[slot].delay = max(wanted, least)
        elif delay is not None or least:  # else: the downloader's own default, with AutoThrottle's start
            wanted = self.default if delay is None else delay
            slots[slot] = Slot(self.concurrency, max(wanted, least), self.jitter)
