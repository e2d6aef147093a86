"""What runs in a forked child: one document is read, in a cage, and the process ends, whatever happens.

Nothing of the server's may run here again, and nothing of it may be reached: every descriptor but the document's is
closed before a byte of it is read.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import struct
import sys
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import IO, NoReturn

from crawler import extraction
from crawler.extraction import libreoffice, sniff
from crawler.extraction.base import ExtractedText, ExtractionError, Limits, Status
from crawler.extraction.sandbox import libc, office
from crawler.extraction.sandbox.cage import Cage

MAX_OUTPUT = 32 * 1024 * 1024
LENGTH = struct.Struct(">I")

_MAX_FILE = 512 * 1024 * 1024
_MAX_DESCRIPTORS = 256
_STANDARD, _ALL = 2, 1 << 30  # the last of the standard descriptors; more than there are
_TO_DIE = 5  # seconds of CPU between SIGXCPU, which tells what happened, and the end


def run(connection: socket.socket, asking: socket.socket, stderr: IO[bytes], usual: Limits, cage: Cage) -> NoReturn:
    """Read the document that comes over ``connection``; what is needed for it is asked for over ``asking``."""
    code = 1
    try:
        _alone(stderr, connection.fileno(), asking.fileno(), *cage.descriptors)
        _limit(usual)
        cage.enter()
        _extract(connection, _Asking(asking))
        code = 0
    finally:
        _leave(code)


def help_out(connection: socket.socket, stderr: IO[bytes], usual: Limits, cage: Cage, folder: Path) -> NoReturn:
    """Have an office suite convert the document that comes over ``connection``."""
    code = 1
    try:
        _alone(stderr, connection.fileno())
        _limit(usual)
        office.serve(connection, cage, folder)
        code = 0
    finally:
        _leave(code)


def _alone(stderr: IO[bytes], *kept: int) -> None:
    """Leave the server's session and its signals, and all of its descriptors but those that are kept."""
    os.setsid()
    libc.die_with_parent(signal.SIGKILL)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for standard, stands in enumerate((nothing, stderr.fileno(), stderr.fileno())):
        os.dup2(stands, standard)
    for one, following in pairwise(sorted({_STANDARD, *kept, _ALL})):
        os.closerange(one + 1, following)


def _leave(code: int) -> NoReturn:
    if code:
        sys.excepthook(*sys.exc_info())
    os._exit(code)


class _Asking:
    """The way to the server: for what a reader may have beyond the usual, when it needs it."""

    def __init__(self, asking: socket.socket) -> None:
        self.socket = asking
        self.given: set[str] = set()

    def more(self, name: str) -> None:
        """Get the time and memory that a reader's LIMITS say, when they do."""
        if name not in self.given and extraction.limits(name) is not None:
            self.given.add(name)
            self.socket.send(name.encode())
            self.socket.recv(len(name))

    def office(self, connection: socket.socket) -> None:
        """Get a helper with an office suite at the other end of a connection."""
        socket.send_fds(self.socket, [office.WORD], [connection.fileno()])


def _extract(connection: socket.socket, asking: _Asking) -> None:
    libreoffice.converter.set(office.asked(asking.office))
    stream = connection.makefile("rb")
    header = json.loads(stream.read(LENGTH.unpack(stream.read(LENGTH.size))[0]))
    data = stream.read(header["size"])
    found = sniff.sniff(data, header["media_type"], header["name"])
    chosen = extraction.reader(found)
    who = ("sniff", sniff.VERSION) if chosen is None else (chosen.NAME, chosen.VERSION)
    connection.sendall(json.dumps([*who, found]).encode() + b"\n")
    asking.more(who[0])
    try:
        answer = _encode(extraction.read(data, found, asking.more))
    except MemoryError:
        del data
        answer = _encode(ExtractedText(Status.OUT_OF_MEMORY, *who, found, notes=("memory limit reached",)))
    if len(answer) > MAX_OUTPUT:
        answer = _encode(
            ExtractedText(ExtractionError.status, *who, found, notes=(f"more than {MAX_OUTPUT} bytes of text",))
        )
    connection.sendall(answer)


def _encode(text: ExtractedText) -> bytes:
    return json.dumps(asdict(text), ensure_ascii=False).encode()


def _limit(usual: Limits) -> None:
    """Set this process's limits: as usual, and the hard ones, to which the server may raise them, at most."""
    most = [usual, *(found for name in extraction.readers() if (found := extraction.limits(name)) is not None)]
    for what, soft, hard in (
        (resource.RLIMIT_AS, usual.memory_bytes, max(one.memory_bytes for one in most)),
        (resource.RLIMIT_CPU, usual.cpu_seconds, max(one.cpu_seconds for one in most) + _TO_DIE),
        (resource.RLIMIT_FSIZE, _MAX_FILE, _MAX_FILE),
        (resource.RLIMIT_NOFILE, _MAX_DESCRIPTORS, _MAX_DESCRIPTORS),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        own = resource.getrlimit(what)[1]
        hard = hard if own == resource.RLIM_INFINITY else min(hard, own)  # noqa: PLW2901 - the system's may be lower
        resource.setrlimit(what, (min(soft, hard), hard))


def raise_limits(pid: int, allowed: Limits) -> None:
    """Give a child, from outside, what one of its readers asks for."""
    for what, soft in ((resource.RLIMIT_AS, allowed.memory_bytes), (resource.RLIMIT_CPU, allowed.cpu_seconds)):
        hard = resource.prlimit(pid, what)[1]
        resource.prlimit(pid, what, (min(soft, hard), hard))
