"""A fork server with one more reader, whose documents say what to do to it. Started by the worker tests."""

import ctypes
import mmap
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

from crawler import extraction
from crawler.extraction.base import BlockDocument, EncryptedError, Limits, Paragraph
from crawler.extraction.sandbox import fork_server


def extract(data):
    order, _, argument = data.decode().partition(" ")
    return BlockDocument((Paragraph(ORDERS[order](argument) or order),))


def _spin(_):
    while True:
        pass


def _sleep(_):
    time.sleep(600)


def _allocate(_):
    kept = []
    while True:
        kept.append(bytearray(50_000_000))


def _allocate_natively(_):
    size = 100_000_000
    kept = []
    while True:
        try:
            kept.append(mmap.mmap(-1, size))
        except OSError:
            os.abort()  # what a C++ library does when new fails
        for at in range(0, size, 4096):
            kept[-1][at] = 1


def _segfault(_):
    ctypes.string_at(0)


def _raise(argument):
    raise KeyError(argument)


def _helper(path):
    """Leave two helpers behind, one in a session of its own, and hang."""
    sleep = [sys.executable, "-c", "import time; time.sleep(600)"]
    pids = [subprocess.Popen(sleep).pid, subprocess.Popen(sleep, start_new_session=True).pid]
    Path(path).write_text(" ".join(map(str, [os.getpid(), *pids])))
    time.sleep(600)


def _scratch(_):
    return tempfile.mkdtemp()


def _lock(_):
    raise EncryptedError("the document asks for a password")


def _nap(argument):
    time.sleep(float(argument))


def _meet(argument):
    folder, count = argument.split()
    Path(folder, str(os.getpid())).touch()
    while len(list(Path(folder).iterdir())) < int(count):
        time.sleep(0.01)


ORDERS = {
    "meet": _meet,
    "spin": _spin,
    "sleep": _sleep,
    "allocate": _allocate,
    "native": _allocate_natively,
    "abort": lambda _: os.abort(),
    "segfault": _segfault,
    "exit": lambda code: os._exit(int(code)),
    "raise": _raise,
    "helper": _helper,
    "scratch": _scratch,
    "shout": lambda size: "大" * int(size),
    "stderr": lambda _: str(sys.stderr.write("x" * 10_000_000)),
    "lock": _lock,
    "nap": _nap,
    "fine": lambda _: "fine",
    "suicide": lambda _: os.kill(os.getpid(), 9),
    "patricide": lambda _: os.kill(os.getppid(), 9) or time.sleep(5),
    "pid": lambda _: str(os.getppid()),
}

if __name__ == "__main__":
    hostile = {"NAME": "hostile", "VERSION": 7, "MEDIA_TYPES": frozenset({"text/plain"}), "extract": extract}
    patient = {
        "NAME": "patient",
        "VERSION": 1,
        "MEDIA_TYPES": frozenset({"image/gif"}),
        "LIMITS": Limits(60, 60, 400_000_000),
        "extract": lambda data: extract(data[6:]),
    }
    found = extraction.readers()
    del found["plain"], found["ocr"]  # their media types are ours here
    found.pop("ocr", None)  # pictures are the patient reader's here
    found |= {"hostile": SimpleNamespace(**hostile), "patient": SimpleNamespace(**patient)}
    fork_server.main()
