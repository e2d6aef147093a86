"""robots.txt by RFC 9309: what it says, and what its silence means.

A server that fails to tell forbids everything for now, unless it told within the last day; one that answers 4xx, or
sends us round for more than five hops, has no rules. What forbids, and why, is data that ends a visit with its reason.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from scrapy import Request, signals
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.misc import build_from_crawler

from crawler.content_encoding import decoded
from crawler.downloader import exchanges
from crawler.downloader.redirects import MAX_ROBOTS_HOPS
from crawler.run_state import RunState
from spiders.request_context import KEY, RequestContext, context_of
from spiders.urls import located, netloc
from storage.values import header

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser

    from storage.values import Stored

KEPT = timedelta(hours=24)  # RFC 9309 section 2.4: no longer, unless the server cannot tell
ASKED_AGAIN_AFTER = timedelta(hours=1)  # when it could not tell
MAX_BYTES = 512_000  # of rules that are read; RFC 9309 section 2.5 wants at least 500 KiB
FORBIDDEN = "robots"  # the kind of error of a request that the rules, or a failing server, forbid

# A robots.txt that gives no answer is an exchange on record and shows in the portal's outcome: no traceback for it.
logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)


class RobotsError(IgnoreRequest):
    """A request that robots.txt forbids. ``kind``: robots, or why it gave no answer (dns, refused …)."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host's robots.txt says. Without ``parser`` nothing may be asked for; ``kind`` and ``detail`` say why."""

    until: datetime  # when it has to be asked for again
    parser: RobotParser | None = None
    kind: str = ""
    detail: str = ""


class Robots(RobotsTxtMiddleware):
    """Scrapy's middleware with the RFC's meaning of redirects, failures and silence; Crawl-delay goes to Pacing."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.rules: dict[str, Rules] = {}  # root of a host, with scheme → its rules
        self.turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def process_request(self, request: Request) -> None:  # type: ignore[override]
        """Let the request pass or raise RobotsError."""
        context = context_of(request)
        if context is None or context.any_host:
            return
        rules = await self._rules_for(request, context)
        if rules.parser is None:
            raise RobotsError(rules.kind, rules.detail)
        if not rules.parser.allowed(request.url, self._robotstxt_useragent or self._default_useragent):
            raise RobotsError(FORBIDDEN, "robots.txt forbids it")

    async def _rules_for(self, request: Request, context: RequestContext) -> Rules:
        root = f"{request.url.partition(':')[0]}://{netloc(request.url)}"
        async with self.turns[root]:
            known = self.rules.get(root)
            if known is None or known.until <= datetime.now(UTC):
                known = self.rules[root] = await self._ask(f"{root}/robots.txt", context)
                if known.parser is not None:
                    await self.crawler.signals.send_catch_log_async(
                        signal=signals.robots_parsed, robotparser=known.parser, request=request
                    )
            return known

    async def _ask(self, url: str, context: RequestContext) -> Rules:
        meta = {
            KEY: RequestContext(portal=context.portal, any_host=True),
            "cookiejar": context.portal.code,
            "download_slot": netloc(url),
            "autothrottle_dont_adjust_delay": True,  # a first answer says little of the pace that a server bears
        }
        request = Request(url, priority=self.DOWNLOAD_PRIORITY, meta=meta, callback=NO_CALLBACK)
        engine = self.crawler.engine
        assert engine is not None
        try:
            response = await engine.download_async(request)
        except exchanges.WORLD as error:
            kind, detail = exchanges.kind_of(error, netloc(url).partition(":")[0])
            return self._silent(url, context, kind, f"robots.txt gave no answer: {kind}: {detail}")
        if response.status >= 500:  # noqa: PLR2004 - server errors: RFC 9309 section 2.3.1.4
            return self._silent(url, context, FORBIDDEN, f"robots.txt answered {response.status}, which forbids all")
        return self._told(response.body if response.status == 200 else b"")  # noqa: PLR2004 - all else has no rules

    def _told(self, body: bytes) -> Rules:
        parser = build_from_crawler(self._parserimpl, self.crawler, body[:MAX_BYTES])
        return Rules(datetime.now(UTC) + KEPT, parser)

    def _silent(self, url: str, context: RequestContext, kind: str, detail: str) -> Rules:
        """Return the rules of a server that fails: those it gave within the last day, else that all is forbidden."""
        remembered = self._remembered(url, context)
        now = datetime.now(UTC)
        if remembered is None:
            return Rules(now + ASKED_AGAIN_AFTER, None, kind, detail)
        return Rules(now + ASKED_AGAIN_AFTER, self._told(remembered).parser)

    def _remembered(self, url: str, context: RequestContext) -> bytes | None:
        """Return the robots.txt that the archive holds of the last day; empty when it said that there is none."""
        run = self.crawler.get_extension(RunState)
        if run is None or run.archive is None:
            return None
        since = datetime.now(UTC) - KEPT
        answer: Stored | None = None
        address: str | None = url
        for _ in range(MAX_ROBOTS_HOPS + 1):
            answer = run.archive.answered(context.portal.code, address, since) if address else None
            if answer is None or not 300 <= answer.status < 400:  # noqa: PLR2004 - redirects
                break
            address = located(answer.url, (header(answer.headers, "location") or "").encode("latin-1", "replace"))
        if answer is None:
            return None
        if answer.status != 200:  # noqa: PLR2004 - it said that there are no rules
            return b""
        return decoded(answer.body, header(answer.headers, "content-encoding") or "")
