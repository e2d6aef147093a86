"""The download handler: Scrapy's own HTTP client, except for what must be rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.http import Request, Response
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.error import DNSLookupError

from crawler.downloader.offsite import OffsiteGuard, is_address
from crawler.downloader.rendered import RenderedResponse
from crawler.downloader.robots import Robots
from crawler.versions.report import header
from spiders.items import Call
from spiders.pages.charset import decode
from spiders.request_context import context_of, note

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.downloader.browser import Browser
    from storage.values import Exchange

_OK = 200


class Handler(HTTP11DownloadHandler):
    """Scrapy's own HTTP handler, except that a request marked ``render`` goes through the browser."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.crawler = crawler
        self.boundary = OffsiteGuard.from_crawler(crawler)
        self.browser: Browser | None = None

    async def download_request(self, request: Request) -> Response:
        """Fetch plainly or render."""
        context = context_of(request)
        if context is None or context.link is None or not context.link.render:
            return await super().download_request(request)
        if self.browser is None:
            from crawler.downloader.browser import Browser  # noqa: PLC0415 - Playwright costs every start a second, a browser few need

            self.browser = Browser(self.crawler.settings["USER_AGENT"], self._allowed, self._reachable)
        url, dom, exchanges = await self.browser.render(request)
        main = next((one for one in exchanges if one.url.partition("#")[0] == url.partition("#")[0]), None)
        note(request, calls=tuple(_call(one) for one in exchanges if one is not main and _is_data(one)))
        status = main.status if main is not None and main.status is not None else 200
        response = RenderedResponse(url, status=status, body=dom.encode(), encoding="utf-8", flags=["rendered"])
        response.exchanges = tuple(exchanges)
        return response

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

    async def _reachable(self, request: Request) -> dict[str, str]:
        """Return host:port → address of the portal's hosts, by the guarded resolver; without those it does not know."""
        from twisted.internet import reactor  # noqa: PLC0415 - importing it at the top would install the wrong one

        found: dict[str, str] = {}
        context = context_of(request)
        assert context is not None
        for place in context.portal.netlocs:
            host, port = urlsplit(f"//{place}").hostname or "", urlsplit(f"//{place}").port
            bare = host.removeprefix("www.")
            for name in (host,) if is_address(host) else (bare, f"www.{bare}"):
                try:
                    address = await maybe_deferred_to_future(reactor.resolve(name))  # type: ignore[arg-type] # its stub is wrong
                except DNSLookupError:
                    continue
                found |= {f"{name}:{one}": address for one in ((port,) if port else (80, 443))}
        return found


def _is_data(exchange: Exchange) -> bool:
    """Tell whether an answer may hold what a script shows: no failure, no script, no style."""
    kind = header(exchange.headers, "content-type").lower()
    return exchange.status == _OK and bool(exchange.body) and "javascript" not in kind and "css" not in kind


def _call(exchange: Exchange) -> Call:
    text = decode(exchange.body, header(exchange.headers, "content-type").encode("latin-1", "replace"))
    sent = exchange.request_body.decode("utf-8", "replace")
    return Call(url=exchange.url, method=exchange.method, body=sent, text=text)
