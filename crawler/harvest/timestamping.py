"""Having a run's manifest stamped (RFC 3161), when an authority is configured.

Beside a robots.txt that has moved it is the only foreign host that is ever asked.

What goes wrong with it is told and noted; it never changes how the run ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from crawler.downloader.exchanges import WORLD, kind_of
from storage.audit import timestamps

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy.crawler import Crawler

    from storage.archive import Archive

TIMEOUT_SECONDS = 10.0  # for one answer; with the pauses between three attempts, a run ends half a minute late at most
MAX_ATTEMPTS = 3
MAX_TOKEN_BYTES = 1_000_000  # a token with its certificates has some thousands
OK, BUSY = 200, 500


class NotStampedError(Exception):
    """No stamp, and why."""


class NoAnswerError(NotStampedError):
    """The authority may answer the next time."""


async def stamp(crawler: Crawler, archive: Archive, digest: str) -> str:
    """Have the digest of the run's manifest stamped; return the summary's line, empty when nobody is to be asked."""
    url = crawler.settings["TIMESTAMP_URL"]
    if not url:
        return ""
    try:
        token, at = await _asked(crawler, url, digest)
    except NotStampedError as error:
        archive.note(f"the manifest is not time-stamped: {error}")
        return f"not time-stamped by {url}: {error}; the next run's stamp will vouch for this run too"
    archive.keep_timestamp(token, at)
    return f"time-stamped {at:%Y-%m-%dT%H:%M:%SZ} by {url}"


async def _asked(crawler: Crawler, url: str, digest: str) -> tuple[bytes, datetime]:
    number = timestamps.nonce()
    token = await _answer(crawler, url, timestamps.request(digest, number))
    try:
        stamped = timestamps.read(token)
    except ValueError as error:
        raise NotStampedError(f"its answer: {error}") from error
    if (stamped.digest, stamped.nonce) != (digest, number):
        raise NotStampedError("its answer stamps something else")
    return token, stamped.at


@retry(
    retry=retry_if_exception_type(NoAnswerError),
    wait=wait_random_exponential(multiplier=0.5, max=3),
    stop=stop_after_attempt(MAX_ATTEMPTS),
    reraise=True,
)
async def _answer(crawler: Crawler, url: str, query: bytes) -> bytes:
    meta = {"download_timeout": TIMEOUT_SECONDS, "download_maxsize": MAX_TOKEN_BYTES}
    headers = {"Content-Type": timestamps.MEDIA_TYPE, "User-Agent": crawler.settings["USER_AGENT"]}
    handler = HTTP11DownloadHandler(crawler)
    try:
        request = Request(url, method="POST", headers=headers, body=query, meta=meta)
        response = await handler.download_request(request)
    except WORLD as error:
        raise NoAnswerError(": ".join(kind_of(error))) from error
    except ValueError as error:
        raise NotStampedError(f"TIMESTAMP_URL: {error}") from error
    finally:
        await handler.close()
    if response.status != OK:
        kind = NoAnswerError if response.status >= BUSY else NotStampedError
        raise kind(f"it answered {response.status}")
    return response.body
