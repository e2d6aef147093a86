"""Harvests that are killed: at the n-th step that matters, or from outside at any instant.

Run as a script this is a nursery: it imports everything once, then forks one harvest per line of its stdin. A fork of
the test's own process would inherit the threads of its servers.
"""

from __future__ import annotations

import functools
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import alembic.command  # noqa: F401 – imported here once, so that the children need not
from invented_portal import Site, harvest
from sqlalchemy import Connection

import storage.harvest.recovery
from storage.archive import Archive
from storage.blobs import Store
from storage.errors import ArchiveLockedError, StorageError


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
            (storage.harvest.recovery, "finish"),
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


def light_when_sealing(fuse: int) -> None:
    """Let the steps count from the end of the run."""
    end_run = Archive.end_run

    @functools.wraps(end_run)
    def dangerous(*args: Any, **kwargs: Any) -> Any:
        Bomb(fuse)
        return end_run(*args, **kwargs)

    Archive.end_run = dangerous  # type: ignore[method-assign]


def child(site: Site, fuse: int | None, *, sealing: bool) -> None:
    """Harvest; ``fuse``: die at that step, counted from the beginning or, ``sealing``, from the end of the run."""
    if fuse is not None:
        (light_when_sealing if sealing else Bomb)(fuse)
    for _ in range(200):
        try:
            archive = site.open(batch_seconds=0.005, warc_max_bytes=30_000)
        except StorageError:
            os._exit(5)
        try:
            harvest(archive)
        except ArchiveLockedError:  # the server has not noticed yet that the last harvest is dead
            archive.close()
            time.sleep(0.05)
        except StorageError:
            archive.close()
            os._exit(5)
        else:
            return
    os._exit(6)


def serve() -> None:
    """Fork a harvest for each order; answer with its exit code, -9 when it was killed."""
    for line in sys.stdin:
        order = json.loads(line)
        started = os.fork()
        if started == 0:
            if order["limit"] is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (order["limit"], order["limit"]))
            child(
                Site(order["database_url"], order["archive_url"], Path(order["spool"])),
                order["fuse"],
                sealing=order["sealing"],
            )
            os._exit(0)
        if order["seconds"] is not None:
            time.sleep(order["seconds"])
            os.kill(started, signal.SIGKILL)
        print(os.waitstatus_to_exitcode(os.waitpid(started, 0)[1]), flush=True)


class Nursery:
    """The test's side of it."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def harvest(
        self,
        site: Site,
        *,
        fuse: int | None = None,
        sealing: bool = False,
        seconds: float | None = None,
        limit: int | None = None,
    ) -> int:
        """Harvest in a child process; return its exit code, -9 when it was killed, 5 when storage failed.

        ``fuse``: die at that step (``sealing``: of the run's end); ``seconds``: be killed then; ``limit``: bytes that no file may exceed.
        """
        order = {"database_url": site.database_url, "archive_url": site.archive_url, "spool": str(site.spool)}
        self._process.stdin.write(
            json.dumps(order | {"fuse": fuse, "sealing": sealing, "seconds": seconds, "limit": limit}) + "\n"
        )
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


if __name__ == "__main__":
    serve()
