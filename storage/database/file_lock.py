"""The lock on an archive in SQLite: a file beside the database, which says who holds it."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from storage.errors import ArchiveLockedError, as_storage_error

_held: set[int] = set()


def _let_go() -> None:
    for fd in _held:
        os.close(fd)


os.register_at_fork(after_in_child=_let_go)  # a worker must not outlive us with the lock


@dataclass(frozen=True, slots=True)
class LockHolder:
    """The process that holds an archive, and since when (ISO)."""

    pid: int
    since: str


def lock_of(engine: Engine) -> Path:
    """Return where the lock of an archive in SQLite lies."""
    return Path(f"{engine.url.database}.lock")


def holder_of(path: Path) -> LockHolder | None:
    """Return who holds a lock file, by its own word; None when nobody does, or it lives on another machine."""
    try:
        pid, since = path.read_text(encoding="ascii").split()
        holder = LockHolder(int(pid), since)
    except (OSError, ValueError):
        return None
    return holder if _lives(holder.pid) else None


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:  # it lives, and is somebody else's
        return True
    except (OSError, OverflowError):
        return False
    return True


class FileLock:
    """An exclusive lock on a file. The kernel releases it when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        """Take it. Raises ArchiveLockedError when another process has it."""
        with as_storage_error(f"cannot lock {path}"):
            self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = holder_of(path)
            os.close(self._fd)
            who = f"pid {holder.pid} since {holder.since}" if holder else str(path)
            advice = f"wait for it, or stop it with `kill {holder.pid}`: nothing is lost" if holder else "wait for it"
            raise ArchiveLockedError(f"another run holds this archive ({who}); {advice}") from error
        _held.add(self._fd)
        with as_storage_error(f"cannot write {path}"):
            os.ftruncate(self._fd, 0)
            os.pwrite(self._fd, f"{os.getpid()} {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}\n".encode(), 0)

    def release(self) -> None:
        """Give it back; once more does nothing."""
        if self._fd in _held:
            _held.discard(self._fd)
            with suppress(OSError):
                os.ftruncate(self._fd, 0)
                os.close(self._fd)
