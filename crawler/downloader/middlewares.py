"""The downloader middlewares: record the wire, ask conditionally, retry with back-off, follow a redirect to a twin."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Self

from scrapy.downloadermiddlewares import cookies
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Headers, Request, Response
from scrapy.responsetypes import responsetypes
from tldextract import TLDExtract

from crawler.downloader import exchanges
from crawler.harvest.run import RunRecorder
from spiders.items import Kind
from spiders.urls import key, located

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# Scrapy's cookie jar would fetch the public suffix list from a foreign host at the first cookie; its snapshot will do.
cookies._split_domain = TLDExtract(suffix_list_urls=(), include_psl_private_domains=True)  # noqa: SLF001 - no public way

MAX_TWIN_HOPS = 5
REDIRECTS = (301, 302, 303, 307, 308)
FOLLOWED_IN_PLACE = (Kind.FILE, Kind.DATA)  # their identity is the link that named them, wherever the bytes live


class _Recording:
    """A middleware that shares the run's recorder."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it for a crawl."""
        return cls(crawler)

    @property
    def run(self) -> RunRecorder:
        """The recorder of this run."""
        found = self.crawler.get_extension(RunRecorder)
        assert found is not None
        return found


class Record(_Recording):
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


class Revalidate(_Recording):
    """Asks conditionally where the server gave a validator, and turns a 304 into the answer we hold."""

    def process_request(self, request: Request) -> None:
        """Add If-None-Match / If-Modified-Since of the last answer that we still hold."""
        known = self.run.stored(request)
        if known is None:
            return
        if known.etag:
            request.headers["If-None-Match"] = known.etag
        if known.last_modified:
            request.headers["If-Modified-Since"] = known.last_modified

    def process_response(self, request: Request, response: Response) -> Response:
        """Replace a 304 by the stored answer, flagged ``unchanged``, so that parsing goes on as if it had arrived."""
        if response.status != 304:  # noqa: PLR2004 - Not Modified
            return response
        known = self.run.stored(request)
        if known is None:
            return response
        headers = Headers({name: value for name, value in known.headers if name.lower() != "content-length"})
        kind = responsetypes.from_args(headers=headers, url=request.url, body=known.body)
        return kind(url=request.url, status=known.status, headers=headers, body=known.body, flags=["unchanged"])


class Redirects(RedirectMiddleware):
    """Follows a redirect in place only to the same resource's twin, or for a file; any other is the frontier's."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Return the request that goes on, or the 3xx itself for the spider to read as a link."""
        location = response.headers.get("Location")
        if response.status not in REDIRECTS or location is None or "unit" not in request.meta:
            return response
        target = located(request.url, location)
        if target is None:
            return response
        in_place = request.meta["kind"] in FOLLOWED_IN_PLACE or key(target) == key(request.url)
        hops = request.meta.get("redirect_times", 0)
        if not in_place or hops >= MAX_TWIN_HOPS or target in request.meta.get("redirect_urls", ()):
            return response
        followed = super().process_response(request, response)
        if isinstance(followed, Request):
            followed.meta["retry_times"] = 0
        return followed


class Retry(RetryMiddleware):
    """Scrapy's retries with back-off: exponential with jitter, or as long as Retry-After says."""

    base: float
    most: float

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from RETRY_*."""
        self = super().from_crawler(crawler)
        self.base = crawler.settings.getfloat("RETRY_BACKOFF")
        self.most = crawler.settings.getfloat("RETRY_BACKOFF_MAX")
        return self

    async def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Return the request to try again later, or the response when tries are used up."""
        again = super().process_response(request, response)
        if again is response and "dataloss" in response.flags and not request.meta.get("dont_retry"):
            # half a page is kept only when no whole one can be had: it would be a version that never was
            again = self._retry(request, "dataloss") or response
        if isinstance(again, Request):
            await self._later(again, _retry_after(response))
        return again

    async def process_exception(self, request: Request, exception: Exception) -> Request | Response | None:  # type: ignore[override]
        """Return the request to try again later; a name that does not resolve is tried just once more."""
        if isinstance(exception, CannotResolveHostError):
            request.meta["max_retry_times"] = 1
        again = super().process_exception(request, exception)
        if isinstance(again, Request):
            await self._later(again, 0.0)
        return again

    async def _later(self, again: Request, asked: float) -> None:
        backoff = self.base * 2 ** (again.meta["retry_times"] - 1)
        seconds = min(max(backoff * random.uniform(0.75, 1.25), asked), self.most)  # noqa: S311 - jitter
        if "unit" in again.meta:
            again.meta["not_before"] = datetime.now(UTC) + timedelta(seconds=seconds)
        else:  # robots.txt: fetched in line, there is no queue that could hold it back
            await asyncio.sleep(seconds)


def _retry_after(response: Response) -> float:
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isdecimal():
        return float(value[:6])
    try:
        return (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):
        return 0.0
