"""Record the wire: every exchange exactly as it was, failures too."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from scrapy.http import Request, Response

from crawler.downloader import exchanges
from crawler.run_state import RunState

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


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
        request.meta["asked_at"] = datetime.now(UTC)

    def process_response(self, request: Request, response: Response) -> Response:
        """Copy what the server sent, before anything decodes it; of a rendered page, all that its scripts asked for."""
        if "rendered" in (response.flags or ()):
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
        request.meta["error"] = exchange.error
        if exchange.error not in {"robots", "forbidden_host", "forbidden_address", "no_browser", "refused_by_us"}:
            self.run.collect(request, exchange)
