"""The spider of a probe: the harvest's own requests and readings, with a list in memory instead of an archive."""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from crawler.downloader.exchanges import kind_of
from crawler.downloader.pacing import Pacing
from crawler.probe.findings import PageFinding, findings
from crawler.probe.portals import UNKNOWN, named
from crawler.speaking import clean_logs
from spiders import urls
from spiders.county_portals import CountyPortals
from spiders.discovery import Explorer
from spiders.discovery.file_answers import is_markup
from spiders.items import Kind, Link, Reading
from spiders.pages import page_of
from spiders.pages.url_shapes import is_file
from spiders.request_context import note
from spiders.urls import netloc

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from spiders.portals import Portal

PAGE_ITSELF = "probe"  # the group of the page itself, wherever redirects lead
MAX_HOPS = 5
WITHOUT = {  # what needs an archive
    "EXTENSIONS": (
        "crawler.run_state.RunState",
        "crawler.harvest.run.RunRecorder",
        "crawler.harvest.live_progress.Progress",
    ),
    "DOWNLOADER_MIDDLEWARES": ("crawler.downloader.record.Record", "crawler.downloader.revalidate.Revalidate"),
    "ITEM_PIPELINES": ("crawler.harvest.pipelines.RecordReadings",),
}


class Probe(CountyPortals):
    """Looks at ``pages`` pages: the URL, then the best links found. ``findings`` has what was found, in order."""

    name = "probe"

    def __init__(self, portal: Portal, registry: Mapping[str, Portal], url: str, pages: int) -> None:
        super().__init__([portal], {}, pages)
        self.portal, self.registry, self.url, self.pages = portal, registry, url, pages
        self.explorer = self.explore(portal.code, None)
        self.findings: list[PageFinding] = []
        self.reached = False  # whether the page itself gave an answer to read
        self.answer: Response | None = None  # to the page itself
        self.hops = 0
        self.refusal: Reading | None = None  # why the home page gave no answer before its twins were tried
        self.waiting: list[tuple[float, int, Link]] = []
        self.asked: set[str] = set()
        self.order = count()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Build it for a crawl."""
        clean_logs()
        spider = cls(*args, **kwargs)
        spider._set_crawler(crawler)
        return spider

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Leave out what needs an archive. Nothing is retried: a person sees the reason, and may ask again."""
        super().update_settings(settings)
        settings.setdict({"SCHEDULER": "scrapy.core.scheduler.Scheduler", "RETRY_ENABLED": False}, priority="spider")
        for name, parts in WITHOUT.items():
            settings.set(name, {**settings[name], **dict.fromkeys(parts)}, priority="spider")

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the page."""
        yield self._ask(self.first)

    @property
    def first(self) -> Link:
        """The page itself, as what its address promises."""
        key = urls.key(self.url)
        kind = Kind.HOME if key == urls.key(self.portal.home) else Kind.FILE if is_file(self.url) else Kind.HUB
        return Link(url=self.url, key=key, kind=kind, score=1.0, group=PAGE_ITSELF)

    def _ask(self, link: Link) -> Request:
        self.asked.add(link.key)
        request = self.request(self.portal.code, link)
        request.meta["download_slot"] = netloc(link.url)
        manners = self.crawler.get_extension(Pacing)
        assert manners is not None
        manners.leaving(request)
        return request

    async def parse(self, response: Response, code: str, link: Link) -> AsyncIterator[Any]:
        """Read an answer, then ask for the next page."""
        if self.portal.code == UNKNOWN and link.group == PAGE_ITSELF and is_markup(response):
            self._name(page_of(response).title)
            code = self.portal.code
        async for reading in super().parse(response, code, link):
            for request in self._go_on(reading, response):
                yield request

    def failed(self, failure: Failure) -> Iterator[Any]:
        """Tell why there is no answer, then ask for the next page."""
        request: Request = failure.request  # type: ignore[attr-defined]
        assert failure.value is not None
        kind, detail = kind_of(failure.value, urlsplit(request.url).hostname or "")
        note(request, error=f"{kind}: {detail}")
        for reading in super().failed(failure):
            yield from self._go_on(reading, None)

    def _name(self, title: str) -> None:
        self.portal = named(self.portal, title, self.registry)
        self.portals[self.portal.code] = self.portal
        self.explorer = self.explore(self.portal.code, None)

    def _go_on(self, reading: Reading, response: Response | None) -> Iterator[Request]:
        itself = reading.link.group == PAGE_ITSELF
        again = self._again(reading) if itself else None
        if again is not None:
            self.hops += 1
            self.refusal = self.refusal or (None if response else reading)
            yield self._ask(again)
            return
        if itself and response is None and self.refusal is not None:
            reading = self.refusal
        self._tell(reading, response)
        for link in reading.links:
            heappush(self.waiting, (-link.score, next(self.order), link))
        if (best := self._best()) is not None:
            yield self._ask(best)

    def _again(self, reading: Reading) -> Link | None:
        """Return where the page itself is to be asked for now: it was redirected, or a home page has a twin."""
        if self.hops >= MAX_HOPS:
            return None
        return next((link for link in reading.links if link.group == PAGE_ITSELF), None)

    def _best(self) -> Link | None:
        """Return the best link that was not asked for, or None when enough pages were looked at."""
        while self.waiting and len(self.findings) < self.pages:
            link = heappop(self.waiting)[2]
            if link.key not in self.asked:
                return link
        return None

    def _tell(self, reading: Reading, response: Response | None) -> None:
        alone = None
        if reading.link.group == PAGE_ITSELF:
            self.answer = response
            self.reached = reading.cms is not None or (reading.kind is Kind.FILE and response is not None)
            if self.reached and reading.kind is not Kind.HOME and not reading.reports and response is not None:
                report = Link(url=reading.link.url, key=reading.link.key, kind=Kind.REPORT, score=1.0)
                alone = Explorer(self.portal).read(response, report)
        self.findings.append(findings(self.portal, reading, response, alone))
