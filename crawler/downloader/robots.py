"""robots.txt by RFC 9309."""

from __future__ import annotations

import logging

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http import Request, Response

# A robots.txt that gives no answer is an exchange on record and shows in the portal's outcome: no traceback for it.
logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)


class Robots(RobotsTxtMiddleware):
    """Scrapy's robots.txt, read by RFC 9309: one that answers 5xx forbids everything; its Crawl-delay is kept."""

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        body = response.body
        if response.status >= 500:  # noqa: PLR2004 - server errors: RFC 9309 section 2.3.1.4
            body = b"User-agent: *\nDisallow: /\n"
        elif response.status >= 400:  # noqa: PLR2004 - unavailable: everything is allowed
            body = b""
        await super()._parse_robots(response.replace(body=body), netloc, request)
