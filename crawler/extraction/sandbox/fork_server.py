"""The fork server: one small warm process that forks a child per document and outlives all of them.

``python -m crawler.extraction.sandbox.fork_server`` is started by ``workers.Workers`` with its control socket as
standard input. Each message there carries one end of a socket; a child reads the document from it, writes the result to
it, and when the child is gone the server appends how it ended. A document cannot harm another one: memory, CPU,
wall clock, file sizes and descriptors are limited, and what a child started dies with it.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import resource
import select
import shutil
import signal
import socket
import struct
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from crawler import extraction
from crawler.extraction import sniff
from crawler.extraction.base import ExtractedText, ExtractionError, Limits, Status

MAX_OUTPUT = 32 * 1024 * 1024
LENGTH = struct.Struct(">I")
HELLO = b"ready"

_GRACE = 5.0  # seconds over the child's own alarm before the server kills it
_MAX_FILE = 512 * 1024 * 1024
_MAX_DESCRIPTORS = 256
_STDERR_TAIL = 400
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36


@dataclass(slots=True)
class _Child:
    """A running document: its socket, what it writes to stderr, its scratch folder and its last moment."""

    socket: socket.socket
    stderr: IO[bytes]
    folder: Path
    deadline: float
    late: bool = False


def main() -> None:
    """Serve until the control socket closes, which it does when the parent ends, however it ends."""
    usual = Limits(float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)
    longest = max([usual.wall_seconds, *(found.wall_seconds for found in _all_limits())])
    gc.collect()
    gc.freeze()  # children share these pages as long as the collector does not touch them
    with socket.socket(fileno=0) as control, tempfile.TemporaryDirectory(prefix="nianbao-") as scratch:
        control.sendall(HELLO)
        _Server(control, Path(scratch), usual, longest + _GRACE).run()


def _all_limits() -> list[Limits]:
    return [found for name in extraction.readers() if (found := extraction.limits(name)) is not None]


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


class _Server:
    """Forks, watches the clock, reaps."""

    def __init__(self, control: socket.socket, scratch: Path, usual: Limits, longest: float) -> None:
        self.control, self.scratch, self.usual, self.longest = control, scratch, usual, longest
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
        for pid in self.children:
            _kill(pid)
        self.children.clear()
        with contextlib.suppress(ChildProcessError):  # none left
            while os.wait()[0]:
                self._kill_orphans()

    def _turn(self) -> bool:
        wait = min((child.deadline for child in self.children.values()), default=None)
        timeout = None if wait is None else max(0.0, wait - time.monotonic())
        ready, _, _ = select.select([self.control, self.wakeup], [], [], timeout)
        if self.wakeup in ready:
            self.wakeup.recv(4096)
        if self.control in ready:
            try:
                message, descriptors, _, _ = socket.recv_fds(self.control, 1, 1)
            except ConnectionResetError:  # the parent is gone, and left something unread
                return False
            if not message:
                return False
            for descriptor in descriptors:
                self._fork(socket.socket(fileno=descriptor))
        self._overdue()
        self._reap()
        return True

    def _fork(self, connection: socket.socket) -> None:
        folder = Path(tempfile.mkdtemp(dir=self.scratch))
        stderr = tempfile.TemporaryFile(dir=self.scratch)  # noqa: SIM115 - closed when the child is reaped
        pid = os.fork()
        if not pid:
            _child(connection, stderr, folder, self.usual)
        self.children[pid] = _Child(connection, stderr, folder, time.monotonic() + self.longest)

    def _overdue(self) -> None:
        now = time.monotonic()
        for pid, child in self.children.items():
            if child.deadline <= now:
                child.late, child.deadline = True, now + _GRACE
                _kill(pid)

    def _reap(self) -> None:
        while self.children:
            pid, code, usage = os.wait4(-1, os.WNOHANG)
            if not pid:
                return
            child = self.children.pop(pid, None)
            if child is not None:
                _kill(pid, reaped=True)
                self._kill_orphans()
                _report(child, code, usage.ru_maxrss * 1024)

    def _kill_orphans(self) -> None:
        """Kill what a dead child left behind, even in a session of its own: orphans become this process's children."""
        listed = Path(f"/proc/self/task/{os.getpid()}/children")
        if listed.exists():
            for pid in map(int, listed.read_text().split()):
                if pid not in self.children:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)


def _kill(pid: int, *, reaped: bool = False) -> None:
    """Kill a child and its group; of a reaped one the group alone, its number may be someone else's by now."""
    for kill in (os.killpg,) if reaped else (os.kill, os.killpg):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)


def _report(child: _Child, code: int, memory: int) -> None:
    """Append to the child's output how it ended, and let the other side see the end."""
    size = child.stderr.seek(0, os.SEEK_END)
    child.stderr.seek(max(0, size - _STDERR_TAIL))
    end = {
        "exit": os.waitstatus_to_exitcode(code),
        "late": child.late,
        "memory": memory,
        "stderr": child.stderr.read().decode("utf-8", "replace"),
    }
    child.stderr.close()
    shutil.rmtree(child.folder, ignore_errors=True)
    trailer = json.dumps(end).encode()
    with child.socket as connection, contextlib.suppress(OSError):  # the other side may have gone: nobody to tell
        connection.settimeout(_GRACE)
        connection.sendall(trailer + LENGTH.pack(len(trailer)))


def _child(connection: socket.socket, stderr: IO[bytes], folder: Path, usual: Limits) -> None:
    """Read one document and leave the process, whatever happens: nothing of the server's may run here again."""
    code = 1
    try:
        os.setsid()
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(stderr.fileno(), 2)
        os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
        _extract(connection, usual)
        code = 0
    finally:
        if code:
            sys.excepthook(*sys.exc_info())
        os._exit(code)


def _extract(connection: socket.socket, usual: Limits) -> None:
    _limit(usual)
    stream = connection.makefile("rb")
    header = json.loads(stream.read(LENGTH.unpack(stream.read(LENGTH.size))[0]))
    data = stream.read(header["size"])
    found = sniff.sniff(data, header["media_type"], header["name"])
    chosen = extraction.reader(found)
    who = ("sniff", sniff.VERSION) if chosen is None else (chosen.NAME, chosen.VERSION)
    connection.sendall(json.dumps([*who, found]).encode() + b"\n")
    _allow(who[0])
    try:
        answer = _encode(extraction.read(data, found, _allow))
    except MemoryError:
        del data
        answer = _encode(ExtractedText(Status.OUT_OF_MEMORY, *who, found, notes=("memory limit reached",)))
    if len(answer) > MAX_OUTPUT:
        answer = _encode(
            ExtractedText(ExtractionError.status, *who, found, notes=(f"more than {MAX_OUTPUT} bytes of text",))
        )
    connection.sendall(answer)


def _allow(name: str) -> None:
    """Give this process what a reader asks for, when that is more than usual."""
    allowed = extraction.limits(name)
    if allowed is not None:
        _limit(allowed)


def _encode(text: ExtractedText) -> bytes:
    return json.dumps(asdict(text), ensure_ascii=False).encode()


def _limit(allowed: Limits) -> None:
    """Set this process's soft limits; the alarm and SIGXCPU keep their default action, which no reader can catch."""
    signal.setitimer(signal.ITIMER_REAL, allowed.wall_seconds)
    for what, most in (
        (resource.RLIMIT_AS, allowed.memory_bytes),
        (resource.RLIMIT_CPU, allowed.cpu_seconds),
        (resource.RLIMIT_FSIZE, _MAX_FILE),
        (resource.RLIMIT_NOFILE, _MAX_DESCRIPTORS),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    main()
