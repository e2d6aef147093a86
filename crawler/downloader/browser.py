"""The browser as a last resort: a page that shows nothing without its scripts is rendered, with our usual manners.

Started only when the first page needs it. Every response that the page asked for is recorded as an exchange like any
other; the DOM after scripts goes beside them, as itself. What robots.txt forbids is refused inside the browser too;
images, fonts and styles are not asked for. Nothing is disguised.

A browser sees no redirect, popup, worker or socket through the eyes of its driver, so it is locked in from below: it
can resolve the portal's own hosts and no other name or address, and those only to what the crawl's resolver found.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Awaitable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from playwright.async_api import Browser as Chromium
from playwright.async_api import BrowserContext, Page, Playwright, Route, async_playwright
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Response as PlaywrightResponse
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_exponential

from crawler.downloader.acting import Acting
from spiders.request_context import KEY, RequestContext, context_of
from storage.values import Exchange

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # WebRTC's datagrams know no lock on hosts
    "--disable-dev-shm-usage",
    "--js-flags=--max-old-space-size=512",
]
WITHOUT_WEBRTC = "delete window.RTCPeerConnection; delete window.webkitRTCPeerConnection; delete window.RTCDataChannel;"
SKIPPED = {"image", "media", "font", "stylesheet", "websocket", "manifest", "other"}
PAGES_PER_CONTEXT = 50  # then its memory is given back
LONGEST = 30_000  # ms for a page to load
SILENCE = 10_000  # ms for its requests to fall silent
SPLASH = 4_000  # ms for a page without a link to send on: many a picture of welcome does after some seconds
LEADS_ON = "() => document.links.length + document.querySelectorAll('frame, iframe, li, button').length > 0"
TOTAL_SECONDS = 180.0  # for one page, whatever it does
MOST_REQUESTS = 200  # of one page; more is a page that never stops
DECODED = {"content-encoding", "transfer-encoding"}  # the browser hands over bodies already decoded
MOST_BYTES = 20_000_000  # of one answer that scripts ask for


class BrowserMissingError(IgnoreRequest):
    """A page needs a browser and none is installed."""

    kind = "no_browser"


def find() -> str | None:
    """Return an installed Chromium's path: CHROMIUM_PATH, else the first of the usual names, else None."""
    named = os.environ.get("CHROMIUM_PATH")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


class Browser:
    """One Chromium for the run, started at its first page; pages are rendered one after the other."""

    def __init__(
        self, user_agent: str, allowed: Any, reachable: Any, pause: float = 0.0, *, strict_tls: bool = False
    ) -> None:
        self.user_agent = user_agent
        self.strict_tls = strict_tls
        self.pause = pause  # seconds between two actions on a page, where the registry says nothing of the portal
        self.allowed = allowed  # async (Request) → raises IgnoreRequest
        self.reachable = reachable  # async (Request) → {host:port: address} of all that its page may connect to
        self._locked_to: dict[str, str] = {}
        self._turn = asyncio.Lock()
        self._playwright: Playwright | None = None
        self._chromium: Chromium | None = None
        self._context: BrowserContext | None = None
        self._pages = 0

    async def render(self, request: Request) -> tuple[str, str, list[Exchange]]:
        """Return the final URL, the DOM after scripts, and every exchange. Raises BrowserMissingError, TimeoutError."""
        async with self._turn:
            context = await self._ready(await self.reachable(request))
            page = await context.new_page()
            try:
                async with asyncio.timeout(TOTAL_SECONDS):
                    return await _Rendering(page, request, self.allowed, self.pause).run()
            except PlaywrightError as error:
                raise TimeoutError(error.message.splitlines()[0]) from error
            finally:
                await page.close()

    async def close(self) -> None:
        """Stop the browser and its driver, if they were ever started."""
        if self._chromium is not None:
            await self._chromium.close()
        if self._playwright is not None:
            await self._playwright.stop()
        self._chromium = self._playwright = self._context = None

    async def _ready(self, reachable: dict[str, str]) -> BrowserContext:
        if self._chromium is None or not self._chromium.is_connected() or reachable != self._locked_to:
            await self._launch(reachable)
        if self._context is None or self._pages >= PAGES_PER_CONTEXT:
            if self._context is not None:
                await self._context.close()
            assert self._chromium is not None
            self._context = await self._chromium.new_context(
                user_agent=self.user_agent,
                service_workers="block",
                accept_downloads=False,
                ignore_https_errors=not self.strict_tls,  # the plain request has met the certificate, and says so
            )
            await self._context.add_init_script(WITHOUT_WEBRTC)
            self._context.set_default_timeout(LONGEST)
            self._pages = 0
        self._pages += 1
        return self._context

    async def _launch(self, reachable: dict[str, str]) -> None:
        if self._playwright is None:
            self._playwright = await async_playwright().start()
        if self._chromium is not None:
            await self._chromium.close()  # another portal's
        self._context = None
        try:
            self._chromium = await _launch(
                self._playwright, [*FLAGS, f"--user-agent={self.user_agent}", locked_to(reachable)]
            )
            self._locked_to = reachable
        except PlaywrightError as error:
            msg = f"no browser: install one with `make browser` ({error.message.splitlines()[0]})"
            raise BrowserMissingError(msg) from error


@retry(
    retry=retry_if_exception_type(PlaywrightError), stop=stop_after_attempt(2), wait=wait_exponential(0.5), reraise=True
)
async def _launch(playwright: Playwright, flags: list[str]) -> Chromium:
    """Start it in its own sandbox where the system lets it: not for root, not in most containers."""
    if os.geteuid():
        with suppress(PlaywrightError):
            return await playwright.chromium.launch(executable_path=find(), args=flags, chromium_sandbox=True)
    return await playwright.chromium.launch(executable_path=find(), args=flags, chromium_sandbox=False)


def locked_to(reachable: dict[str, str]) -> str:
    """Return Chromium's flag that lets it connect to these, host:port → address, and to nothing else."""
    bracketed = {place: f"[{address}]" if ":" in address else address for place, address in reachable.items()}
    rules = [f"MAP {place} {address}:{place.rpartition(':')[2]}" for place, address in sorted(bracketed.items())]
    return "--host-resolver-rules=" + ",".join([*rules, "MAP * ~NOTFOUND"])


def _with(dom: str, appeared: str) -> str:
    """Return a page with what acting on it brought, behind its own content."""
    body, end, rest = dom.rpartition("</body>")
    return f"{body}{appeared}{end}{rest}" if end else dom + appeared


class _Rendering:
    """One page while it loads."""

    def __init__(self, page: Page, request: Request, allowed: Any, pause: float) -> None:
        self.page, self.request, self.allowed = page, request, allowed
        context = context_of(request)
        assert context is not None
        self.portal = context.portal
        self.acting = Acting(page, pause if self.portal.delay is None else self.portal.delay)
        self.exchanges: list[Exchange] = []
        self.asked = 0
        self.reading: set[asyncio.Task[None]] = set()

    async def run(self) -> tuple[str, str, list[Exchange]]:
        await self.page.context.route("**/*", self._hold)
        self.page.on("response", self._note)
        self.page.on("popup", self._popup)
        await self.page.goto(self.request.url, wait_until="domcontentloaded", timeout=LONGEST)
        await self._at_most(
            self.page.wait_for_load_state("networkidle", timeout=SILENCE)
        )  # else it is read as it stands
        if not await self.page.evaluate(LEADS_ON):
            await self._at_most(self.page.wait_for_function(LEADS_ON, timeout=SPLASH))
            await self._at_most(self.page.wait_for_load_state("networkidle", timeout=SILENCE))
        url, dom = self.page.url, await self.page.content()
        appeared = await self.acting.run()
        if self.reading:
            await asyncio.wait(self.reading, timeout=LONGEST / 1000)
        await self.page.context.unroute("**/*", self._hold)
        return url, _with(dom, appeared), self.exchanges

    @staticmethod
    async def _at_most(waiting: Awaitable[object]) -> None:
        """Wait for something that may take longer than it is waited for."""
        try:
            await waiting
        except PlaywrightError as error:
            if "Timeout" not in error.message:
                raise

    async def _hold(self, route: Route) -> None:
        await self.acting.hold(route, self._route)

    @staticmethod
    async def _popup(page: Page) -> None:
        await page.close()  # where it would have led is noted

    async def _route(self, route: Route) -> None:
        wanted = route.request
        self.asked += 1
        if wanted.resource_type in SKIPPED or self.asked > MOST_REQUESTS:
            await route.abort("blockedbyclient")
            return
        try:
            await self.allowed(Request(wanted.url, meta={KEY: RequestContext(portal=self.portal)}))
        except (IgnoreRequest, ValueError):
            await route.abort("blockedbyclient")
        else:
            await route.continue_()

    def _note(self, response: PlaywrightResponse) -> None:
        task = asyncio.ensure_future(self._keep(response, datetime.now(UTC)))
        self.reading.add(task)
        task.add_done_callback(self.reading.discard)

    async def _keep(self, response: PlaywrightResponse, when: datetime) -> None:
        asked = response.request
        try:
            body = await response.body()
            headers = await response.headers_array()
        except PlaywrightError:
            body, headers = b"", []  # a redirect, or a page that was left before its answer was read
        address = None if response.from_service_worker else await response.server_addr()
        self.exchanges.append(
            Exchange(
                url=asked.url,
                method=asked.method,
                started=when,
                request_headers=tuple((name, value) for name, value in asked.headers.items()),
                request_body=asked.post_data_buffer or b"",
                status=response.status,
                reason=response.status_text,
                headers=tuple((pair["name"], pair["value"]) for pair in headers if pair["name"].lower() not in DECODED),
                body=body[:MOST_BYTES],
                ip=address["ipAddress"] if address else None,
                truncated="length" if len(body) > MOST_BYTES else None,
            )
        )
