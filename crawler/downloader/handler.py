"""The download handler: Scrapy's own HTTP client, except for what must be rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import DownloadFailedError
from scrapy.http import Request, Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached

from crawler.downloader.http11 import TolerantAgent, TolerantFactory
from crawler.downloader.offsite import OffsiteGuard, is_address
from crawler.downloader.rendered import RenderedResponse, of_page
from crawler.downloader.resolver import GuardedResolver
from crawler.downloader.robots import Robots
from crawler.downloader.second_try import SecondTry
from crawler.downloader.tls import TlsPolicy, UnverifiedError
from spiders.items import Call
from spiders.pages.charset import decode
from spiders.request_context import context_of, note
from spiders.urls import netloc
from storage.values import header

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
        self.tls = TlsPolicy(self._lax)
        self._pool._factory = TolerantFactory  # noqa: SLF001 - Scrapy's own way
        self.boundary = OffsiteGuard.from_crawler(crawler)
        self.browser: Browser | None = None

    async def download_request(self, request: Request) -> Response:
        """Fetch plainly or render."""
        context = context_of(request)
        if context is None or context.link is None or not context.link.render:
            return await self._plainly(request)
        if self.browser is None:
            from crawler.downloader.browser import Browser  # noqa: PLC0415 - Playwright costs every start a second, a browser few need

            settings = self.crawler.settings
            pause = settings.getfloat("DOWNLOAD_DELAY")
            strict = settings.getbool("STRICT_TLS")
            self.browser = Browser(settings["USER_AGENT"], self._allowed, self._reachable, pause, strict_tls=strict)
        url, dom, exchanges = await self.browser.render(request)
        main = of_page(exchanges, url)
        note(request, calls=tuple(_call(one) for one in exchanges if one is not main and _is_data(one)))
        status = main.status if main is not None and main.status is not None else 200
        response = RenderedResponse(url, status=status, body=dom.encode(), encoding="utf-8", flags=["rendered"])
        response.exchanges = tuple(exchanges)
        return response

    async def _plainly(self, request: Request) -> Response:
        agent = TolerantAgent(
            contextFactory=self.tls,  # type: ignore[arg-type] # an IPolicyForHTTPS by its shape
 pool=self._pool, maxsize=self._default_maxsize, warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss, crawler=self.crawler,
        )  # fmt: skip
        try:
            with wrap_twisted_exceptions():
                return await maybe_deferred_to_future(agent.download_request(request))
        except DownloadFailedError as error:
            if fault := self.tls.faults.pop(urlparse_cached(request).hostname or "", ""):
                raise UnverifiedError(f"TLS: the certificate does not verify: {fault}") from error
            raise

    def _lax(self, where: str) -> str | None:
        second_try = self.crawler.get_downloader_middleware(SecondTry)
        return second_try.lax.get(where) if second_try else None

    async def close(self) -> None:
        """Close the browser too."""
        if self.browser is not None:
            await self.browser.close()
        await super().close()

    async def _allowed(self, request: Request) -> None:
        self.boundary.process_request(request)
        robots = self.crawler.get_downloader_middleware(Robots)
        if robots is not None:
            await robots.process_request(request)

    async def _reachable(self, request: Request) -> dict[str, str]:
        """Return host:port → address of the portal's hosts, by the guarded resolver; without those it does not know."""
        from twisted.internet import reactor  # noqa: PLC0415 - importing it at the top would install the wrong one

        resolver = reactor.nameResolver
        assert isinstance(resolver, GuardedResolver)
        found: dict[str, str] = {}
        context = context_of(request)
        assert context is not None
        for place in dict.fromkeys((*context.portal.netlocs, netloc(request.url))):
            host, port = urlsplit(f"//{place}").hostname or "", urlsplit(f"//{place}").port
            bare = host.removeprefix("www.")
            for name in (host,) if is_address(host) else (bare, f"www.{bare}"):
                addresses = await maybe_deferred_to_future(resolver.addresses(name))
                for address in addresses[:1]:
                    found |= {f"{name}:{one}": address for one in ((port,) if port else (80, 443))}
        return found


def _is_data(exchange: Exchange) -> bool:
    """Tell whether an answer may hold what a script shows: no failure, no script, no style."""
    kind = (header(exchange.headers, "content-type") or "").lower()
    return exchange.status == _OK and bool(exchange.body) and "javascript" not in kind and "css" not in kind


def _call(exchange: Exchange) -> Call:
    kind = header(exchange.headers, "content-type") or ""
    text = decode(exchange.body, kind.encode("latin-1", "replace")).text
    sent = exchange.request_body.decode("utf-8", "replace")
    return Call(url=exchange.url, method=exchange.method, body=sent, text=text)
