"""Record the wire: every exchange exactly as it was, failures too."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from crawler.downloader import exchanges
from crawler.downloader.rendered import RenderedResponse
from crawler.run_state import RunState
from spiders.request_context import context_of, note

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


# Errors of requests that never went to the wire.
REFUSALS = frozenset({"robots", "forbidden_host", "forbidden_address", "no_browser", "refused_by_us"})


class RunMiddleware:
    """A middleware that shares the run's state."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it for a crawl."""
        return cls(crawler)

    @property
    def run(self) -> RunState:
        """The state of this run."""
        return RunState.of(self.crawler)


class Record(RunMiddleware):
    """Notes every exchange exactly as it was on the wire, failures too."""

    def process_request(self, request: Request) -> None:
        """Stamp the time of asking."""
        if context_of(request) is not None:
            note(request, asked_at=datetime.now(UTC))

    def process_response(self, request: Request, response: Response) -> Response:
        """Copy what the server sent, before anything decodes it; of a rendered page, all that its scripts asked for."""
        if isinstance(response, RenderedResponse):
            for exchange in exchanges.of_rendering(request, response):
                self.run.collect(request, exchange)
        else:
            self.run.collect(request, exchanges.of_response(request, response))
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Note that no answer came, and why; our own refusals never went to the wire."""
        if not isinstance(exception, exchanges.WORLD):
            self.run.fail(exception)
            return
        exchange = exchanges.of_failure(request, exception)
        if context_of(request) is not None:
            note(request, error=exchange.error, detail=exchange.detail)
        if exchange.error not in REFUSALS and not isinstance(exception, IgnoreRequest):
            self.run.collect(request, exchange)
