"""The one spider: a county is data, never a class. It asks what the frontier says and yields one Reading per answer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider

from spiders.discovery import Explorer
from spiders.discovery.answers import ReadAnswer, read_answer
from spiders.errors import PageTimeoutError, SelectionError
from spiders.items import Kind, Link, Reading
from spiders.portals import load_portals, select, shard, years
from spiders.request_context import KEY, TO_HOME, RequestContext, context_of
from spiders.urls import located, resolve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from spiders.items import Call
    from spiders.portals import Portal

    Apart = Callable[[Callable[[], ReadAnswer]], Awaitable[ReadAnswer]]

ARGUMENTS = {"portals", "years", "shard", "revisit"}
REDIRECTS = range(300, 400)
PERMANENT = (301, 308)


async def at_once(read: Callable[[], ReadAnswer]) -> ReadAnswer:
    """Read an answer here and now."""
    return read()


class CountyPortals(Spider):
    """Harvests the selected portals. Holds an Explorer for each; what it learns is kept by the frontier's owner."""

    name = "county_portals"

    def __init__(self, portals: list[Portal], arguments: dict[str, str], budget: int) -> None:
        super().__init__()
        self.portals = {portal.code: portal for portal in portals}
        self.arguments = arguments
        self.revisit_all = arguments.get("revisit") == "all"
        self.years = years(arguments["years"]) if arguments.get("years") else None
        self.budget = budget
        self.explorers: dict[str, Explorer] = {}
        self.apart: Apart = at_once  # where answers are read; a harvest does it beside its event loop

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: str) -> Self:  # noqa: ARG003 - Scrapy's signature
        """Select the portals from the registry; wrong arguments raise SelectionError or RegistryError."""
        spider = cls(selected(crawler.settings, kwargs), kwargs, crawler.settings.getint("PORTAL_BUDGET"))
        spider._set_crawler(crawler)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Yield nothing: the frontier holds the seeds, and what an interrupted run left to do."""
        for nothing in tuple[Any, ...]():
            yield nothing

    def explore(self, code: str, memory: dict[str, Any] | None) -> Explorer:
        """Open a portal's Explorer: with its memory when an earlier visit was cut short, else with its lessons."""
        self.explorers[code] = Explorer(self.portals[code], memory, years=self.years, budget=self.budget)
        return self.explorers[code]

    def request(self, code: str, link: Link) -> Request:
        """Return the request for a link of a portal; its answer comes back to ``parse`` or ``failed``."""
        meta = {KEY: RequestContext(portal=self.portals[code], link=link), "cookiejar": code}
        meta["verbatim_url"] = resolve("", link.url) == link.url  # the registry's may be written as people do
        form = "application/json" if link.body.startswith(("{", "[")) else "application/x-www-form-urlencoded"
        headers = {"Content-Type": form} if link.method == "POST" else None
        return Request(
            link.url,
            method=link.method,
            body=link.body or None,
            headers=headers,
            meta=meta,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"code": code, "link": link},
            dont_filter=True,
        )

    async def parse(self, response: Response, code: str, link: Link) -> AsyncIterator[Any]:
        """Read an answer of any status; redirects were followed, so that one which is left leads nowhere we go."""
        explorer = self.explorers[code]
        context = context_of(response.request) if response.request else None
        explorer.count_hops(len(context.hops) if context else 0)
        stopped = context.stopped if context else ""
        if context and link.kind is Kind.HOME and (address := moved_to(context, response)):
            explorer.moved(address)
        if stopped == TO_HOME:
            yield explorer.soft_404(link, stopped)
        elif stopped or (response.status in REDIRECTS and not response.body):
            yield explorer.failed(link, stopped or "redirected to nowhere")
        else:
            yield await self._read(response, link, context.calls if context else (), explorer)

    async def _read(self, response: Response, link: Link, calls: tuple[Call, ...], explorer: Explorer) -> Reading:
        read = partial(read_answer, explorer.knowledge(), response, link, calls)
        try:
            answer = await self.apart(read)
        except PageTimeoutError as error:
            return explorer.failed(link, "page_timeout", str(error))
        return explorer.take(answer, link)

    def failed(self, failure: Failure) -> Iterator[Reading]:
        """Note that no answer came."""
        request: Request = failure.request  # type: ignore[attr-defined]
        code, link = request.cb_kwargs["code"], request.cb_kwargs["link"]
        context = context_of(request)
        assert context is not None
        self.explorers[code].count_hops(len(context.hops))
        # the crawl knows the kind: dns, refused …
        yield self.explorers[code].failed(link, context.error or type(failure.value).__name__, context.detail)


def moved_to(context: RequestContext, response: Response) -> str:
    """Return where a page has moved for good (301, 308), as far as its server says so; "" when it has not."""
    address = ""
    for hop in context.hops:
        if hop.status not in PERMANENT:
            return address
        address = hop.target
    if response.status in PERMANENT:
        address = located(response.url, response.headers.get("Location") or b"") or address
    return address


def selected(settings: BaseSettings, arguments: dict[str, str]) -> list[Portal]:
    """Return the portals that the arguments name. Raises SelectionError (with what is possible) or RegistryError."""
    if unknown := set(arguments) - ARGUMENTS:
        msg = f"unknown argument -a {min(unknown)}=…; there are {', '.join(sorted(ARGUMENTS))}"
        raise SelectionError(msg)
    if arguments.get("revisit", "due") not in {"due", "all"}:
        msg = f"-a revisit={arguments['revisit']}: there are due and all"
        raise SelectionError(msg)
    if arguments.get("years"):
        years(arguments["years"])
    registry = load_portals(settings["PORTALS_PATH"].split(":"))
    portals = select(registry, arguments.get("portals") or settings["PORTALS"])
    return shard(portals, arguments["shard"]) if arguments.get("shard") else portals
