"""Reads a page in a browser as a person would: scrolls, turns pages, loads more, chooses years, bodies, titles.

Only what a page shows is pressed, one thing after the other with the crawl's pause between them, until nothing new
appears or the bounds are reached. What appeared, and where titles led, is written behind the page's own content as
plain lists. No form is filled in, nothing is sent that a click would not send.
"""

from __future__ import annotations

import asyncio
import html
import logging
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Request, Route

from spiders.discovery.gaps import ACTED, UNFINISHED

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

_LOOK = (Path(__file__).parent / "acting.js").read_text("utf-8")
MAX_ACTIONS = 150  # on one page
MAX_SECONDS = 90.0  # on one page
MAX_TURNS = 60  # of one list
MAX_SCROLLS = 30
MIN_BODIES = 3  # that are a choice
QUIET_SECONDS = 0.3  # without a request: what an action brought is there
PATIENCE_SECONDS = 5.0  # for what one action brings
CLICK_SECONDS = 2.0  # for an element to be pressed


@dataclass(slots=True)
class Appeared:
    """What one action brought to light: (URL, words, words beside it) of each new link."""

    action: str
    links: list[tuple[str, str, str]] = field(default_factory=list)


class Acting:
    """One page that is acted on; ``pause`` is what lies between two actions, in seconds."""

    def __init__(self, page: Page, pause: float) -> None:
        self.page, self.pause = page, pause
        self.appeared: list[Appeared] = []
        self.actions = 0
        self._begun = time.monotonic()
        self._seen: set[str] = set()
        self._in_flight = 0
        self._active = time.monotonic()
        self._led_to: list[str] = []
        for event, change in (("request", 1), ("requestfinished", -1), ("requestfailed", -1)):
            page.on(event, lambda _request, change=change: self._count(change))  # type: ignore[call-overload]

    async def hold(self, route: Route, go_on: Callable[[Route], Awaitable[None]]) -> None:
        """Keep the page where it is: where an action would lead away is noted, not followed."""
        request = route.request
        if self.actions and _leads_away(request):
            self._led_to.append(request.url)
            await route.abort("aborted")
        else:
            await go_on(route)

    async def run(self) -> str:
        """Act until nothing new appears; return the markup of what did, "" for nothing."""
        await self._collect("")
        self.appeared.clear()  # what stood there anyway is in the page
        try:
            await self._scroll()
            await self._turn()
            await self._choose()
            await self._press("year", then=self._turn)
            await self._press_bodies()
            await self._press("title")
        except PlaywrightError as error:
            log.info("acting on %s ended: %s", self.page.url, error.message.splitlines()[0])
            self.appeared.append(Appeared(UNFINISHED))
        return "".join(map(_markup, self.appeared))

    # --- acting -----------------------------------------------------------------------------------------------------
    async def _scroll(self) -> None:
        for _ in range(MAX_SCROLLS):
            if not await self._act("scroll", partial(self._ask, "scroll")):
                return

    async def _turn(self) -> None:
        """Press what shows more, or the next page, by its number where nothing else leads there, as long as it does."""
        for page in range(2, MAX_TURNS + 2):
            button = _onward(await self._ask("buttons"), page)
            if button is None or not await self._act(button["words"], partial(self._ask, "press", button["number"])):
                return

    async def _choose(self) -> None:
        for choice in await self._ask("selects"):
            select = self.page.locator(f'select[data-look="{choice["number"]}"]')
            for option in choice["options"]:
                choose = partial(select.select_option, option["value"], timeout=CLICK_SECONDS * 1000)
                if not await self._act(option["words"], choose):
                    await self._act(option["words"], partial(self._ask, "search"))
                await self._turn()

    async def _press(self, sort: str, then: Callable[[], Awaitable[None]] | None = None) -> None:
        """Press everything of one sort once."""
        pressed: set[str] = set()
        while not self._spent():
            buttons = await self._ask("buttons")
            button = next((one for one in buttons if one["sort"] == sort and one["words"] not in pressed), None)
            if button is None:
                return
            pressed.add(button["words"])
            await self._act(button["words"], partial(self._ask, "press", button["number"]))
            if then is not None:
                await then()

    async def _press_bodies(self) -> None:
        """Press the bodies to choose from, each with its pages and years; a name that stands alone is no choice."""
        names = {button["words"] for button in await self._ask("buttons") if button["sort"] == "body"}
        if len(names) >= MIN_BODIES:
            await self._press("body", then=self._turn_each_year)

    async def _turn_each_year(self) -> None:
        await self._turn()
        await self._press("year", then=self._turn)

    async def _act(self, words: str, action: Callable[[], Awaitable[Any]]) -> bool:
        """Do one thing and wait for what it brings. Returns whether anything new appeared."""
        if self._spent():
            self.appeared.append(Appeared(UNFINISHED))
            return False
        self.actions += 1
        self._led_to.clear()
        await asyncio.sleep(self.pause)
        await action()
        await self._settle()
        return await self._collect(words)

    def _spent(self) -> bool:
        return self.actions >= MAX_ACTIONS or time.monotonic() - self._begun > MAX_SECONDS or self.page.is_closed()

    # --- looking ----------------------------------------------------------------------------------------------------
    async def _ask(self, what: str, given: object = None) -> Any:
        return await self.page.evaluate(f"([what, given]) => {_LOOK}(what, given)", [what, given])

    async def _collect(self, words: str) -> bool:
        """Note the links that were not there before, and where the action would have led."""
        appeared = Appeared(words)
        appeared.links += [(url, words, "") for url in self._led_to]
        for link in await self._ask("links"):
            if link["url"] not in self._seen:
                appeared.links.append((link["url"], link["words"], link["beside"]))
        self._seen.update(url for url, _, _ in appeared.links)
        self.appeared.append(appeared)
        return bool(appeared.links)

    def _count(self, change: int) -> None:
        self._in_flight = max(0, self._in_flight + change)
        self._active = time.monotonic()

    async def _settle(self) -> None:
        """Wait until no request has been under way for a moment."""
        self._active, end = time.monotonic(), time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            await asyncio.sleep(QUIET_SECONDS / 3)
            if not self._in_flight and time.monotonic() - self._active > QUIET_SECONDS:
                return


def _onward(buttons: list[dict[str, str]], page: int) -> dict[str, str] | None:
    """Return the button that shows more, or the next page, else the one called by that page's number."""
    further = (one for one in buttons if one["sort"] in {"more", "next"})
    numbered = (one for one in buttons if one["sort"] == "number" and one["words"].strip("[] ") == str(page))
    return next(further, None) or next(numbered, None)


def _leads_away(request: Request) -> bool:
    if not request.is_navigation_request():
        return False
    try:
        return request.frame.parent_frame is None
    except PlaywrightError:  # a window that is only just opening has no frame yet
        return True


def _markup(appeared: Appeared) -> str:
    """Return what one action brought as a list: what stood beside a link holds its date."""
    rows = (
        f'<li><a href="{html.escape(url)}">{html.escape(words)}</a> {html.escape(_rest(beside, words))}</li>'
        for url, words, beside in appeared.links
    )
    return f'\n<ul class="{ACTED}" title="{html.escape(appeared.action)}">{"".join(rows)}</ul>'


def _rest(beside: str, words: str) -> str:
    return beside.replace(words, "", 1).strip()
