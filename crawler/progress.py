"""How far a long job is, told on stderr: a bar on a terminal, else a plain line every five seconds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress

SECONDS_TO_FIRST, SECONDS_BETWEEN_LINES = 1.0, 5.0  # what is done sooner tells nothing


@contextmanager
def progress(total: int, words: str) -> Iterator[Callable[[], None]]:
    """Give a function to call after each of ``total`` steps."""
    console = Console(stderr=True)
    if console.is_terminal:
        with Progress(console=console, transient=True) as bar:
            task = bar.add_task(words, total=total)
            yield lambda: bar.advance(task)
    else:
        yield _lines(console, total, words)


def now() -> str:
    """Return the local time of day, with which a plain line begins."""
    return time.strftime("%H:%M:%S")


def _lines(console: Console, total: int, words: str) -> Callable[[], None]:
    steps, last_line = 0, time.monotonic() - SECONDS_BETWEEN_LINES + SECONDS_TO_FIRST

    def step() -> None:
        nonlocal steps, last_line
        steps += 1
        if time.monotonic() - last_line >= SECONDS_BETWEEN_LINES:
            last_line = time.monotonic()
            console.print(f"{now()} {words}: {steps} of {total}", highlight=False, soft_wrap=True)

    return step
