"""How long the event loop was held: while it is, no portal is served and no signal heard. Told at the end of a run."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

log = logging.getLogger(__name__)

STEP_SECONDS = 0.05  # between two looks at the clock
LONG_SECONDS = 1.0  # a stall that is told at once


class Stalls:
    """Looks at the clock all the time: whatever is late by more than a step was held by somebody."""

    def __init__(self) -> None:
        self.longest = 0.0  # seconds
        self._watching: asyncio.Task[None] | None = None

    def start(self, on_end: Callable[[asyncio.Task[None]], None]) -> None:
        """Begin; ``on_end`` hears of a failure of the watch itself."""
        self._watching = asyncio.ensure_future(self._watch())
        self._watching.add_done_callback(on_end)

    def stop(self) -> None:
        """End, and tell the longest stall."""
        if self._watching is not None:
            self._watching.cancel()
            log.info("the event loop was held for %.2f s at the longest", self.longest)

    async def _watch(self) -> None:
        while True:
            begun = time.monotonic()
            await asyncio.sleep(STEP_SECONDS)
            late = time.monotonic() - begun - STEP_SECONDS
            self.longest = max(self.longest, late)
            if late > LONG_SECONDS:
                log.warning("the event loop was held for %.1f s: nobody was served meanwhile", late)
