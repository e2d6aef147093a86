"""The download handler: Scrapy's own HTTP client, except for what must be rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.http import HtmlResponse, Request, Response

from crawler.boundary import Boundary
from crawler.robots import Robots

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.browser import Browser


class Handler(HTTP11DownloadHandler):
    """Scrapy's own HTTP handler, except that a request marked ``render`` goes through the browser."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.crawler = crawler
        self.boundary = Boundary.from_crawler(crawler)
        self.browser: Browser | None = None

    async def download_request(self, request: Request) -> Response:
        """Fetch plainly or render; a rendered response carries its exchanges in ``request.meta["rendered"]``."""
        if not request.meta.get("render"):
            return await super().download_request(request)
        if self.browser is None:
            from crawler.browser import Browser  # noqa: PLC0415 - Playwright costs every start a second, a browser few need

            self.browser = Browser(self.crawler.settings["USER_AGENT"], self._allowed)
        url, dom, exchanges = await self.browser.render(request)
        main = next((one for one in exchanges if one.url.partition("#")[0] == url.partition("#")[0]), None)
        request.meta["rendered"] = exchanges
        status = main.status if main is not None and main.status is not None else 200
        return HtmlResponse(url, status=status, body=dom.encode(), encoding="utf-8", flags=["rendered"])

    async def close(self) -> None:
        """Close the browser too."""
        if self.browser is not None:
            await self.browser.close()
        await super().close()

    async def _allowed(self, request: Request) -> None:
        self.boundary.process_request(request)
        robots = self.crawler.get_downloader_middleware(Robots)
        if robots is not None:
            robots.process_request_2(await robots.robot_parser(request), request)
