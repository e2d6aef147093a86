"""Child processes that harvest and are killed: at the n-th step that matters, or from outside at any instant."""

from __future__ import annotations

import functools
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

from invented_portal import harvest
from sqlalchemy import Connection

import storage.recovery
from storage.blobs import Store
from storage.errors import ArchiveLockedError

CONTEXT = multiprocessing.get_context("forkserver")  # a fork of this process would inherit its servers' threads
CONTEXT.set_forkserver_preload(["storage.archive", "storage.queries", "alembic.command", "invented_portal", "dying"])


def start_forks() -> None:
    """Start the process that children are forked from; 3.11's preloads nothing that only ``sys.path`` knows."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    forkserver.ensure_running()
    os.environ.pop("PYTHONPATH") if before is None else os.environ.update(PYTHONPATH=before)


class Bomb:
    """Kills this process before or after the n-th step of those that change the disk, the database or the store."""

    def __init__(self, fuse: int) -> None:
        self.fuse = fuse
        for owner, name in (
            (os, "fsync"),
            (os, "truncate"),
            (Path, "rename"),
            (Path, "unlink"),
            (Connection, "commit"),
            (Store, "put"),
            (storage.recovery, "finish"),
        ):
            setattr(owner, name, self._wrapped(getattr(owner, name)))

    def _wrapped(self, step: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(step)
        def dangerous(*args: Any, **kwargs: Any) -> Any:
            self._burn()
            done = step(*args, **kwargs)
            self._burn()
            return done

        return dangerous

    def _burn(self) -> None:
        self.fuse -= 1
        if self.fuse == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def child(site: Any, fuse: int | None, aws: dict[str, str]) -> None:
    """Harvest; ``fuse``: die at that step."""
    os.environ.update(aws)  # the fork server was started before them
    if fuse is not None:
        Bomb(fuse)
    for _ in range(200):
        try:
            archive = site.open(batch_seconds=0.005, warc_max_bytes=30_000)
            harvest(archive)
        except ArchiveLockedError:  # the server has not noticed yet that the last harvest is dead
            archive.close()
            time.sleep(0.05)
        else:
            return
    sys.exit(6)


def run(site: Any, *, fuse: int | None = None, seconds: float | None = None) -> int:
    """Harvest in a child process; return its exit code (-9: it was killed)."""
    aws = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
    start_forks()
    process = CONTEXT.Process(target=child, args=(site, fuse, aws))
    process.start()
    process.join(seconds)
    if process.is_alive():
        process.kill()
    process.join()
    return process.exitcode or 0
