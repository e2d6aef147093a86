"""robots.txt by RFC 9309."""

from __future__ import annotations

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http import Request, Response


class Robots(RobotsTxtMiddleware):
    """Scrapy's robots.txt, read by RFC 9309: one that answers 5xx forbids everything; its Crawl-delay is kept."""

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        body = response.body
        if response.status >= 500:  # noqa: PLR2004 - server errors: RFC 9309 section 2.3.1.4
            body = b"User-agent: *\nDisallow: /\n"
        elif response.status >= 400:  # noqa: PLR2004 - unavailable: everything is allowed
            body = b""
        await super()._parse_robots(response.replace(body=body), netloc, request)
