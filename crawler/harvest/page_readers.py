"""Pages read beside the event loop, each in a bounded time: whatever a page holds, the other portals go on.

In threads, for a reading shares what its portal's visit knows. The expressions it uses, and the parser, let go of the
interpreter's lock while they run; the rest is Python, which hands it over every few milliseconds.
"""

from __future__ import annotations

import asyncio
import ctypes
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, cast

from spiders.errors import PageTimeoutError

T = TypeVar("T")
THREADS = 16  # at once; a portal has one page in work, so that it takes as many hostile ones to hold all others up
SECONDS = 30.0  # of clock for one page; a large one takes a tenth of it on a busy machine
LOOK_SECONDS = 0.25  # between two looks at a page that takes long


class _Interrupted(BaseException):
    """Raised inside a reading from outside: no handler of an ordinary error may keep it."""


class _ReadingTask:
    """One reading in its thread, which another thread may interrupt until it is done."""

    def __init__(self, read: Callable[[], object]) -> None:
        self.read = read
        self.begun: float | None = None  # clock; it may wait for a thread first
        self._thread = 0
        self._lock = threading.Lock()

    def run(self) -> object:
        """Read here. Raises PageTimeoutError when it was interrupted."""
        begun = time.monotonic()
        try:
            try:
                with self._lock:
                    self._thread, self.begun = threading.get_ident(), begun
                return self.read()
            finally:
                with self._lock:
                    self._thread = 0
                    _raise_in(threading.get_ident(), None)  # what came too late must not hit the next reading
        except _Interrupted:
            msg = f"interrupted after {time.monotonic() - begun:.1f} s"
            raise PageTimeoutError(msg) from None

    def interrupt(self) -> None:
        """End the reading at its next step."""
        with self._lock:
            if self._thread:
                _raise_in(self._thread, _Interrupted)
                self._thread = 0


class PageReaders:
    """Reads pages in threads; awaited from the event loop."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="page")
        self._under_way: set[_ReadingTask] = set()

    async def __call__(self, read: Callable[[], T]) -> T:
        """Return what ``read`` returns. Raises PageTimeoutError when it takes too long, else what it raises."""
        reading = _ReadingTask(read)
        self._under_way.add(reading)
        try:
            future = asyncio.get_running_loop().run_in_executor(self._pool, reading.run)
            while not future.done():
                await asyncio.wait((future,), timeout=LOOK_SECONDS)
                if reading.begun is not None and time.monotonic() - reading.begun > self.seconds:
                    reading.interrupt()
        finally:
            self._under_way.discard(reading)
        return cast("T", future.result())

    def close(self) -> None:
        """Let go of the threads; what is still being read is of no use to anybody."""
        for reading in self._under_way:
            reading.interrupt()
        self._pool.shutdown(wait=False, cancel_futures=True)


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    """Have a thread raise an error at its next step (None: take back one that it has not raised yet)."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error) if error else None)
