"""Many documents read at once, each in a process of its own; the crawl's event loop only moves bytes.

Works on any asyncio loop, Scrapy's included. The processes come from the fork server in ``sandbox``; this side
never forks. What goes wrong with a document is its status; only a server that cannot be started raises.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any, Self

from crawler.extraction import limits, sniff
from crawler.extraction.base import ExtractedText, Grid, Limits, Member, Status
from crawler.extraction.sandbox.cage import Part
from crawler.extraction.sandbox.child import LENGTH, MAX_OUTPUT
from crawler.extraction.sandbox.fork_server import HELLO

_START_SECONDS = 60.0
_CLOSE_SECONDS = 5.0
_CHUNK = 262_144
_LOST = "the worker was killed, twice"
_ROOT = str(Path(__file__).parents[3])
_ENVIRONMENT = {"PATH", "LANG", "TZ", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONUTF8", "VIRTUAL_ENV", "TMPDIR"}
_SNIFF = ("sniff", sniff.VERSION)
_NO_MEMORY = re.compile("MemoryError|bad_alloc|[Oo]ut of memory")


class Workers:
    """A pool of at most ``size`` documents in work; limits are per document, a reader's own LIMITS go first."""

    # -P: the folder we run in may hold another crawler
    command: tuple[str, ...] = (sys.executable, "-P", "-m", "crawler.extraction.sandbox.fork_server")

    def __init__(
        self,
        size: int | None = None,
        *,
        wall_seconds: float = 30,
        cpu_seconds: int = 20,
        memory_bytes: int = 1_500_000_000,
        parts: Collection[Part] = tuple(Part),
    ) -> None:
        """``parts``: of the cage, which to use where the system has them; all but in tests."""
        self.size = size or os.cpu_count() or 1
        self.usual = Limits(wall_seconds, cpu_seconds, memory_bytes)
        self.parts = parts
        self.cage = ""  # the words of the one in force, once started
        self._slots = asyncio.Semaphore(self.size)
        self._starting = asyncio.Lock()
        self._server: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        # asyncio's streams hold their reader weakly: a caller that only we await would be collected with it
        self._readers: set[asyncio.StreamReader] = set()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def start(self) -> None:
        """Start the fork server, or a new one when it has died. ``RuntimeError`` when it cannot be started."""
        async with self._starting:
            if self._server is not None and self._server.poll() is None:
                return
            await self._stop()
            ours, theirs = socket.socketpair()
            with theirs:
                self._server = self._spawn(theirs)
            self._control = ours
            ours.settimeout(0)
            hello = await self._hello(ours)
            if not hello.startswith(HELLO):
                await self._stop()
                msg = f"the extraction server does not start: run {' '.join(self.command)} 30 20 1500000000"
                raise RuntimeError(msg)
            self.cage = hello.removeprefix(HELLO).decode().strip()

    async def _hello(self, control: socket.socket) -> bytes:
        """Return what the server says first, empty when it ends before it can."""
        loop, hello = asyncio.get_running_loop(), b""
        try:
            async with asyncio.timeout(_START_SECONDS):
                while not hello.endswith(b"\n") and (more := await loop.sock_recv(control, 1000)):
                    hello += more
        except OSError:
            return b""
        return hello

    def _spawn(self, control: socket.socket) -> subprocess.Popen[bytes]:
        limits = (str(self.usual.wall_seconds), str(self.usual.cpu_seconds), str(self.usual.memory_bytes))
        return subprocess.Popen(
            [*self.command, *limits, ",".join(self.parts)],
            stdin=control.fileno(),
            stdout=2,
            start_new_session=True,
            env=_environment(),
        )

    async def close(self) -> None:
        """End the server and whatever it is reading."""
        async with self._starting:
            await self._stop()

    async def _stop(self) -> None:
        server, control, self._server, self._control = self._server, self._control, None, None
        if control is not None:
            control.close()  # the server ends with it, and its children with the server
        if server is not None:
            try:
                await asyncio.to_thread(server.wait, _CLOSE_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()
                await asyncio.to_thread(server.wait)

    async def extract(self, data: bytes, media_type: str = "", name: str = "") -> ExtractedText:
        """Read one document; never raises for its content. A worker that vanishes is tried once more."""
        header = json.dumps({"media_type": media_type, "name": name, "size": len(data)}).encode()
        async with self._slots:
            for _ in range(2):
                await self.start()
                answer = await self._ask(LENGTH.pack(len(header)) + header, data)
                text = None if answer is None else _read(answer, self.usual)
                if text is not None:
                    return text
        return ExtractedText(Status.CRASHED, *_SNIFF, sniff.sniff(data, media_type, name), notes=(_LOST,))

    async def _ask(self, header: bytes, data: bytes) -> bytes | None:
        """Send a document and return all that comes back; None when the server is gone."""
        ours, theirs = socket.socketpair()
        with theirs:
            if self._control is None:
                ours.close()
                return None
            try:
                socket.send_fds(self._control, [b"d"], [theirs.fileno()])
            except OSError:
                ours.close()
                return None
        reader, writer = await asyncio.open_connection(sock=ours)
        self._readers.add(reader)
        try:
            sending = asyncio.ensure_future(_send(writer, header, data))
            answer = await _receive(reader)
            await sending
        finally:
            sending.cancel()
            self._readers.discard(reader)
            writer.close()
        return answer


def _environment() -> dict[str, str]:
    """Return what a worker needs to find its code and to write text: no address, no key, no password of ours."""
    kept = {name: value for name, value in os.environ.items() if name in _ENVIRONMENT or name.startswith("LC_")}
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # only a process without threads may fork
    home = {"PYTHONPATH": os.pathsep.join((_ROOT, os.environ.get("PYTHONPATH", "")))}  # wherever we were started
    return kept | one_thread | home


async def _send(writer: asyncio.StreamWriter, header: bytes, data: bytes) -> None:
    with contextlib.suppress(ConnectionError):  # a reader may end before it has read everything: its answer tells
        writer.write(header)
        for at in range(0, len(data), _CHUNK):
            writer.write(data[at : at + _CHUNK])
            await writer.drain()


async def _receive(reader: asyncio.StreamReader) -> bytes:
    answer = bytearray()
    with contextlib.suppress(ConnectionError):
        while len(answer) <= MAX_OUTPUT + _CHUNK and (chunk := await reader.read(_CHUNK)):
            answer += chunk
    return bytes(answer)


def _read(answer: bytes, usual: Limits) -> ExtractedText | None:
    """Turn a worker's output into its result; None when it was lost: server or child were killed from outside."""
    if len(answer) > MAX_OUTPUT + _CHUNK:
        return ExtractedText(Status.CRASHED, *_SNIFF, sniff.BINARY, notes=("endless output",))
    size = LENGTH.unpack(answer[-LENGTH.size :])[0] if len(answer) > LENGTH.size else 0
    try:
        end = json.loads(answer[-LENGTH.size - size : -LENGTH.size])
    except ValueError:
        return None  # the server died before it could say how the child ended
    first, _, rest = answer[: -LENGTH.size - size].partition(b"\n")
    if end["exit"] or not rest:
        name, version, media_type = json.loads(first) if first else (*_SNIFF, sniff.BINARY)
        status, note = _death(end, limits(name) or usual)
        return None if status is None else ExtractedText(status, name, version, media_type, notes=(note,))
    found = json.loads(rest)
    values = {
        "status": Status(found["status"]),
        "tables": tuple(Grid(**table) for table in found["tables"]),
        "notes": tuple(found["notes"]),
        "members": tuple(Member(*member) for member in found["members"]),
    }
    return ExtractedText(**found | values)


def _death(end: dict[str, Any], allowed: Limits) -> tuple[Status | None, str]:
    """Say what a child died of; no status when it was killed by none of us."""
    code, stderr = end["exit"], end["stderr"].strip()
    if end["late"] or code == -signal.SIGXCPU:
        return Status.TIMEOUT, f"over {allowed.wall_seconds:g} s of clock or {allowed.cpu_seconds} s of CPU"
    if code == -signal.SIGKILL:
        return None, ""
    last = stderr.splitlines()[-1][:200] if stderr else "no result"
    if end["memory"] * 2 > allowed.memory_bytes or _NO_MEMORY.search(stderr):
        return Status.OUT_OF_MEMORY, last
    cause = signal.Signals(-code).name if code < 0 else f"exit {code}"
    return Status.CRASHED, f"{cause}: {last}"
