"""A fork server whose reader is code that looks around, as an exploit would. Started by the tests of the cage.

Arguments: a TCP port of a listener on loopback and a folder outside the cage, which holds a file ``private``.
"""

import json
import os
import resource
import signal
import socket
import sys
from pathlib import Path

from crawler import extraction
from crawler.extraction.base import ExtractedText, Status
from crawler.extraction.sandbox import fork_server

PORT, FOLDER = int(sys.argv.pop(1)), Path(sys.argv.pop(1))


def connect():
    with socket.create_connection(("127.0.0.1", PORT), 2) as connection:
        return connection.send(b"x")


def send():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        return datagrams.sendto(b"x", ("127.0.0.1", PORT))


def call_a_local_server():
    with socket.socket(socket.AF_UNIX) as connection:
        return connection.connect(str(FOLDER / "socket"))


def send_to_a_local_server():
    ours, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    return ours.sendto(b"x", str(FOLDER / "datagrams"))


def write():
    return (FOLDER / "written").write_text("x")


def remove():
    return (FOLDER / "private").unlink()


def read():
    return (FOLDER / "private").read_text()


def list_folder():
    return [*FOLDER.iterdir()]


def home():
    return [*Path("/root").iterdir(), *Path("/home").iterdir()]


def secrets():
    found = [name for name, value in os.environ.items() if "CANARY" in value]
    for name in ("self", *map(str, range(1, os.getpid()))):
        try:
            found += [name] if b"CANARY" in Path(f"/proc/{name}/environ").read_bytes() else []
        except OSError:
            continue
    if not found:
        raise LookupError("none")
    return found


def other_memory():
    with open(f"/proc/{os.getppid()}/mem", "rb") as memory:  # noqa: PTH123
        return memory.fileno()


def run():
    with os.popen("echo ran") as program:
        if "ran" not in program.read():
            raise PermissionError("nothing ran")


def fork():
    pid = os.fork()
    if not pid:
        os._exit(0)
    return os.waitpid(pid, 0)


def signal_parent():
    return os.kill(os.getppid(), 0)


def alarm_off():
    before = signal.setitimer(signal.ITIMER_REAL, 0)
    if not before[0]:
        raise LookupError("there was none")


def more_memory():
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (before[1], before[1]))


def descriptors():
    """Look for another document's socket, or the server's: ours are the standard ones and two more."""
    found = []
    for descriptor in range(100):
        try:
            os.fstat(descriptor)
            found.append(descriptor)
        except OSError:
            continue
    if len(found) <= 5:
        raise LookupError(f"only {found}")
    return found


def terminal():
    print("\x1b]0;pwned\x07", flush=True)
    if os.fstat(1).st_ino == os.fstat(2).st_ino and not os.isatty(1):
        raise LookupError("it goes to the document's own file")


TRIED = (
    connect, send, call_a_local_server, send_to_a_local_server, write, read, list_folder, home, remove, secrets,
    other_memory, run, fork, signal_parent, alarm_off, more_memory, descriptors, terminal,
)  # fmt: skip


def look_around(_data, found, _allow=None):
    done = {}
    for attempt in TRIED:
        try:
            done[attempt.__name__] = repr(attempt())[:100]
        except (OSError, LookupError, ValueError):
            done[attempt.__name__] = None
    return ExtractedText(Status.OK, "taken over", 1, found, text=json.dumps(done))


if __name__ == "__main__":
    extraction.read = look_around
    fork_server.main()
