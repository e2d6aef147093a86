"""What a harvest tells a person while it goes: a line per portal on a terminal, else one short line now and then."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.table import Table
from scrapy import signals

from crawler.harvest.run import RunRecorder
from crawler.progress import now
from crawler.run_state import RunState
from crawler.speaking import plain

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

MAX_LINES = 30  # of progress on a terminal; of more visits, those begun last
MAX_NAMED = 3  # visits that a plain line names
FIRST, EVERY = 0.5, 5.0  # seconds to the first plain line, and between two


class Progress:
    """Tells a person how the harvest goes: a line per portal on a terminal, else one short line now and then."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.console = Console(stderr=True)
        self.quiet = crawler.settings.getbool("QUIET")
        self.live: Live | None = None
        self.loop: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it and listen for the spider's life."""
        self = cls(crawler)
        crawler.signals.connect(self.spider_opened, signals.spider_opened)
        crawler.signals.connect(self.spider_closed, signals.spider_closed)
        return self

    def spider_opened(self) -> None:
        """Begin to tell."""
        if self.quiet:
            return
        if self.console.is_terminal:
            self.live = Live(self._table(), console=self.console, refresh_per_second=2, transient=True)
            self.live.start()
        self.loop = asyncio.ensure_future(self._tell())

    def spider_closed(self) -> None:
        """Stop telling; the closing summary follows."""
        if self.loop is not None:
            self.loop.cancel()
        if self.live is not None:
            self.live.stop()

    async def _tell(self) -> None:
        await asyncio.sleep(FIRST)
        while True:
            if self.live is not None:
                self.live.update(self._table())
                await asyncio.sleep(FIRST)
                continue
            self.console.print(f"{now()} {plain(self._line())}", highlight=False, markup=False, soft_wrap=True)
            await asyncio.sleep(EVERY)

    def _line(self) -> str:
        """Return in a line how many portals are done, and which are being visited."""
        run, visits = RunState.of(self.crawler), RunRecorder.of(self.crawler).visits
        if visits is None or run.failure is not None:
            return "the archive is being closed"
        going = visits.progress()
        named = [f"{name} {words}" for _, name, words in going[-MAX_NAMED:]]
        more = f" and {len(going) - MAX_NAMED} more" if len(going) > MAX_NAMED else ""
        done = f"{len(run.results)} of {len(visits.spider.portals)} portals done"
        return f"{done}; visiting {'; '.join(named)}{more}" if named else done

    def _rows(self) -> list[tuple[str, ...]]:
        run, visits = RunState.of(self.crawler), RunRecorder.of(self.crawler).visits
        if visits is None or run.failure is not None:
            return []
        done = [
            (
                result.portal.code,
                result.portal.name,
                f"{result.outcome}, {result.reports} reports, {result.requests} requests",
            )
            for result in run.results.values()
        ]
        going = visits.progress()
        rows = [*done, *going, (f"{len(done)} of {len(visits.spider.portals)} portals done",)]
        return [tuple(map(plain, row)) for row in rows]

    def _table(self) -> Table:
        table = Table(box=None, show_header=False)
        for row in self._rows()[-MAX_LINES:]:
            table.add_row(*map(escape, row))
        return table
