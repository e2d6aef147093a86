"""The fork server: one small warm process that forks a child per document and outlives all of them.

``python -m crawler.extraction.sandbox.fork_server`` is started by ``workers.Workers`` with its control socket as
standard input. Each message there carries one end of a socket; a child reads the document from it, writes the result to
it, and when the child is gone the server appends how it ended. A document cannot harm another one: a child is in a
cage (``cage``), its memory, CPU, file sizes and descriptors are limited, the clock that ends it runs here, and what it
started dies with it. What a reader needs beyond that, the child asks for: more time and memory, as the reader's LIMITS
say, once each; an office suite.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from crawler import extraction
from crawler.extraction import archive, libreoffice
from crawler.extraction.base import Limits
from crawler.extraction.sandbox import cage, child, libc, namespaces, office
from crawler.extraction.sandbox.cage import Cage, Part
from crawler.extraction.sandbox.child import LENGTH

HELLO = b"ready: "  # then the words of the cage, and a line's end

_GRACE = 5.0  # seconds for a killed child to be gone, and for the other side to take the end
_STDERR_TAIL = 400
_MAX_ASKED = 100  # bytes of a word


@dataclass(slots=True)
class _Child:
    """A running document: its socket, where it asks, what it writes to stderr, its last moment, what it was given."""

    connection: socket.socket
    asking: socket.socket
    stderr: IO[bytes]
    deadline: float
    late: bool = False
    given: set[str] = field(default_factory=set)
    helper: int = 0
    folder: Path | None = None


def main() -> None:
    """Serve until the control socket closes, which it does when the parent ends, however it ends."""
    usual = Limits(float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    own = cage.made([Part(word) for word in sys.argv[4].split(",") if word] if sys.argv[4:] else tuple(Part))
    if not own.closed and not namespaces.inside() and Part.NAMESPACES not in own.missing:
        namespaces.enter()
    libc.give_up_new_privileges()
    libc.adopt_orphans()
    extraction.readers()
    archive.rar_library()
    gc.collect()
    gc.freeze()  # children share these pages as long as the collector does not touch them
    with socket.socket(fileno=0) as control, tempfile.TemporaryDirectory(prefix="nianbao-") as scratch:
        control.sendall(HELLO + own.words().encode() + b"\n")
        _Server(control, Path(scratch), usual, own).run()


class _Server:
    """Forks, watches the clock, reaps."""

    def __init__(self, control: socket.socket, scratch: Path, usual: Limits, own: Cage) -> None:
        self.control, self.scratch, self.usual, self.cage = control, scratch, usual, own
        self.children: dict[int, _Child] = {}
        self.wakeup, wake = socket.socketpair()
        for end in (self.wakeup, wake):
            end.settimeout(0)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
        self._wake = wake

    def run(self) -> None:
        try:
            while self._turn():
                pass
        finally:
            self._end()

    def _end(self) -> None:
        """Leave no process behind: children, their groups, and what was orphaned by killing these."""
        for pid, running in self.children.items():
            _kill(pid)
            _kill(running.helper)
        self.children.clear()
        with contextlib.suppress(ChildProcessError):  # none left
            while os.wait()[0]:
                self._kill_orphans()

    def _turn(self) -> bool:
        wait = min((running.deadline for running in self.children.values()), default=None)
        timeout = None if wait is None else max(0.0, wait - time.monotonic())
        asking = {running.asking: pid for pid, running in self.children.items() if running.asking.fileno() >= 0}
        ready, _, _ = select.select([self.control, self.wakeup, *asking], [], [], timeout)
        if self.wakeup in ready:
            self.wakeup.recv(4096)
        for pid in [pid for socket_, pid in asking.items() if socket_ in ready]:
            self._give(pid, self.children[pid])
        if self.control in ready and not self._serve():
            return False
        self._overdue()
        self._reap()
        return True

    def _serve(self) -> bool:
        try:
            message, descriptors, _, _ = socket.recv_fds(self.control, 1, 1)
        except ConnectionResetError:  # the parent is gone, and left something unread
            return False
        for descriptor in descriptors:
            self._fork(socket.socket(fileno=descriptor))
        return bool(message)

    def _fork(self, connection: socket.socket) -> None:
        stderr = tempfile.TemporaryFile(dir=self.scratch)  # noqa: SIM115 - closed when the child is reaped
        ours, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
        pid = os.fork()
        if not pid:
            child.run(connection, theirs, stderr, self.usual, self.cage)
        theirs.close()
        ours.settimeout(0)
        self.children[pid] = _Child(connection, ours, stderr, time.monotonic() + self.usual.wall_seconds)

    def _give(self, pid: int, running: _Child) -> None:
        """Give a child what it asks for, if it is to have it; else nothing, and it is never heard again."""
        try:
            word, descriptors, _, _ = socket.recv_fds(running.asking, _MAX_ASKED, 1)
            connection = socket.socket(fileno=descriptors[0]) if descriptors else None
            name = word.decode()
            found = extraction.limits(name)
            if connection is not None:
                with connection:
                    if word == office.WORD and not running.helper:
                        self._help(running, connection)
            elif found is not None and name not in running.given:
                running.given.add(name)
                running.deadline = time.monotonic() + found.wall_seconds
                child.raise_limits(pid, found)
                running.asking.send(word)
            else:
                running.asking.close()
        except (OSError, UnicodeDecodeError):  # it is gone, or talks nonsense
            running.asking.close()

    def _help(self, running: _Child, connection: socket.socket) -> None:
        """Fork a helper with an office suite, which lives as long as its document is read."""
        running.folder = Path(tempfile.mkdtemp(dir=self.scratch))
        running.helper = os.fork()
        if not running.helper:
            child.help_out(connection, running.stderr, self.usual, self.cage, running.folder)

    def _overdue(self) -> None:
        now = time.monotonic()
        for pid, running in self.children.items():
            if running.deadline <= now:
                running.late, running.deadline = True, now + _GRACE
                _kill(pid)

    def _reap(self) -> None:
        while self.children:
            pid, code, usage = os.wait4(-1, os.WNOHANG)
            if not pid:
                return
            running = self.children.pop(pid, None)
            if running is not None:
                _kill(pid, reaped=True)
                _kill(running.helper)
                self._kill_orphans()
                _report(running, code, usage.ru_maxrss * 1024)

    def _kill_orphans(self) -> None:
        """Kill what a dead child left behind, even in a session of its own: orphans become this process's children."""
        listed = Path(f"/proc/self/task/{os.getpid()}/children")
        kept = {*self.children, *(running.helper for running in self.children.values())}
        if listed.exists():
            for pid in map(int, listed.read_text().split()):
                if pid not in kept:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)


def _kill(pid: int, *, reaped: bool = False) -> None:
    """Kill a child and its group; of a reaped one the group alone, its number may be someone else's by now."""
    if not pid:
        return
    for kill in (os.killpg,) if reaped else (os.kill, os.killpg):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)


def _report(running: _Child, code: int, memory: int) -> None:
    """Append to the child's output how it ended, and let the other side see the end."""
    size = running.stderr.seek(0, os.SEEK_END)
    running.stderr.seek(max(0, size - _STDERR_TAIL))
    end = {
        "exit": os.waitstatus_to_exitcode(code),
        "late": running.late,
        "memory": memory,
        "stderr": running.stderr.read().decode("utf-8", "replace"),
    }
    running.stderr.close()
    running.asking.close()
    if running.folder is not None:
        libreoffice.clean(running.folder)
        shutil.rmtree(running.folder, ignore_errors=True)
    trailer = json.dumps(end).encode()
    with running.connection as connection, contextlib.suppress(OSError):  # the other side may have gone: nobody to tell
        connection.settimeout(_GRACE)
        connection.sendall(trailer + LENGTH.pack(len(trailer)))


if __name__ == "__main__":
    main()
