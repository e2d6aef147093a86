"""The parts without which a harvest would lose reports in silence: they are counted before the first request.

Scrapy leaves out a component that says NotConfigured, and goes on without it. Ours may not be left out unseen.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.downloadermiddlewares.cookies import CookiesMiddleware
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import CloseSpider
from scrapy.extensions.throttle import AutoThrottle

from crawler import health
from crawler.downloader.handler import Handler
from crawler.downloader.offsite import OffsiteGuard
from crawler.downloader.pacing import Pacing
from crawler.downloader.record import Record
from crawler.downloader.redirects import Redirects
from crawler.downloader.resolver import GuardedResolver
from crawler.downloader.retry import Retry
from crawler.downloader.revalidate import Revalidate
from crawler.downloader.robots import Robots
from crawler.downloader.second_try import SecondTry
from crawler.harvest.pipelines import RecordReadings
from crawler.harvest.run import RunRecorder
from crawler.harvest.scheduler import FrontierScheduler
from crawler.run_state import RunState

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# Component → the setting with which a person leaves it out on purpose; "" = there is none.
DOWNLOADER_MIDDLEWARES: dict[type, str] = {
    OffsiteGuard: "",
    Robots: "ROBOTSTXT_OBEY",
    Retry: "RETRY_ENABLED",
    SecondTry: "",
    Redirects: "",
    Revalidate: "",
    Record: "",
    CookiesMiddleware: "COOKIES_ENABLED",
    HttpCompressionMiddleware: "COMPRESSION_ENABLED",
}
EXTENSIONS: dict[type, str] = {RunState: "", RunRecorder: "", Pacing: "", AutoThrottle: "AUTOTHROTTLE_ENABLED"}
PIPELINES: dict[type, str] = {RecordReadings: ""}
SCHEMES = ("http", "https")


class ComponentCheck:
    """Looks at a crawler when its spider opens; a harvest that lacks a part is ended before it asks for anything."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.fault = ""  # in words; "" = nothing is missing
        crawler.signals.connect(self.spider_opened, signals.spider_opened)

    def spider_opened(self) -> None:
        """Raise CloseSpider when a part is missing, and let the run end as our own mistake."""
        absent = [cls.__name__ for cls in missing(self.crawler)]
        if not absent:
            return
        self.fault = f"the harvest lacks {', '.join(absent)}: look at the settings that name them"
        if state := self.crawler.get_extension(RunState):
            state.failure = state.failure or health.Failure(health.MISTAKE, self.fault)
        raise CloseSpider(health.FAILED_REASON)


def missing(crawler: Crawler) -> Iterator[type]:
    """Yield the classes of which the crawler has no component, although no setting of a person leaves them out."""
    from twisted.internet import reactor  # noqa: PLC0415 - importing it at the top would install the wrong one

    places = (
        (crawler.get_downloader_middleware, DOWNLOADER_MIDDLEWARES),
        (crawler.get_extension, EXTENSIONS),
        (crawler.get_item_pipeline, PIPELINES),
    )
    for find, wanted in places:
        for cls, switch in wanted.items():
            if find(cls) is None and (not switch or crawler.settings.getbool(switch)):
                yield cls
    engine = crawler.engine
    assert engine is not None
    if engine._slot is None or not isinstance(engine._slot.scheduler, FrontierScheduler):  # noqa: SLF001 - no public way
        yield FrontierScheduler
    handlers = engine.downloader.handlers
    if not isinstance(reactor.nameResolver, GuardedResolver):
        yield GuardedResolver
    if not all(isinstance(handlers._get_handler(scheme), Handler) for scheme in SCHEMES):  # noqa: SLF001 - no public way
        yield Handler
