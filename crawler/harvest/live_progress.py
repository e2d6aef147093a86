"""What a harvest tells a person while it goes: a line per portal on a terminal, a plain line a minute otherwise."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.table import Table
from scrapy import signals

from crawler.harvest.run import RunRecorder
from crawler.run_state import RunState
from crawler.speaking import plain

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

MAX_LINES = 30  # of progress; of more visits, those begun last


class Progress:
    """Tells a person how the harvest goes: a line per portal on a terminal, a plain line a minute otherwise."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.console = Console(stderr=True)
        self.every = 0.5 if self.console.is_terminal else 60.0
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
        while True:
            await asyncio.sleep(self.every)
            if self.live is not None:
                self.live.update(self._table())
            else:
                self.console.print(
                    "; ".join(" ".join(row) for row in self._rows()[-MAX_LINES:]),
                    highlight=False,
                    markup=False,
                    soft_wrap=True,
                )

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
