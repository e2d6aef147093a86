"""LibreOffice beside a caged worker: the worker asks the server, which forks a helper into a cage of its own.

A worker may start no program, so that one that was taken over starts none. What it may have is this: its bytes, turned
into ODT by an office suite that has no network and sees nothing but itself and a folder with these bytes.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

from crawler.extraction import libreoffice
from crawler.extraction.base import ExtractionError
from crawler.extraction.sandbox.cage import Cage

WORD = b"office"
_DONE, _FAILED = b"+", b"-"
_CHUNK = 262_144


def asked(ask: Callable[[socket.socket], None]) -> Callable[[bytes], bytes]:
    """Return what converts by asking the server: ``ask`` sends it one end of a socket."""

    def convert(data: bytes) -> bytes:
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                ask(theirs)
            try:
                ours.sendall(data)
                ours.shutdown(socket.SHUT_WR)
            except BrokenPipeError:  # it tells why, if it can
                pass
            answer = _all(ours)
        if not answer.startswith(_DONE):
            raise ExtractionError(answer[1:500].decode("utf-8", "replace") or "the office helper did not answer")
        return answer[1:]

    return convert


def serve(connection: socket.socket, cage: Cage, folder: Path) -> None:
    """Convert one document, in a process that is here for nothing else."""
    data = _all(connection)
    program = libreoffice.program()
    assert program is not None  # the worker has looked
    os.environ |= {"HOME": str(folder), "TMPDIR": str(folder), "XDG_RUNTIME_DIR": str(folder)}
    cage.enter_for_office(Path(program), folder)
    try:
        connection.sendall(_DONE + libreoffice.to_odt_in(folder, data))
    except ExtractionError as error:
        connection.sendall(_FAILED + str(error).encode())


def _all(connection: socket.socket) -> bytes:
    received = bytearray()
    while chunk := connection.recv(_CHUNK):
        received += chunk
    return bytes(received)
