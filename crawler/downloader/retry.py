"""Try again with back-off, or as late as Retry-After says."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Self

from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Request, Response

from spiders.request_context import TRUNCATED, WHOLE, context_of, note

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


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
        cut = TRUNCATED in response.flags and WHOLE not in response.flags
        if again is response and cut and not request.meta.get("dont_retry"):
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
        context = context_of(again)
        if context is not None and context.link is not None:
            note(again, not_before=datetime.now(UTC) + timedelta(seconds=seconds))
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
