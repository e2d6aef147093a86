"""Landlock: a process gives up the file system but for a few places, TCP, and what is outside (Linux 5.13 and newer).

Three system calls of the kernel, by ctypes: the package of this name on PyPI is an alpha that knows neither the network
(ABI 4) nor scopes (ABI 6). https://docs.kernel.org/userspace-api/landlock.html
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from enum import IntFlag
from pathlib import Path

from crawler.extraction.sandbox import libc

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_GIVE_VERSION = 1
_PATH_BENEATH = 1
_NETWORK_ABI, _SCOPES_ABI = 4, 6
_TCP = 0b11  # bind and connect
_SCOPES = 0b11  # abstract UNIX sockets and signals


class FileAccess(IntFlag):
    """What may be done with files. What a ruleset handles and no path grants is denied."""

    EXECUTE = 1 << 0
    WRITE_FILE = 1 << 1
    READ_FILE = 1 << 2
    READ_DIR = 1 << 3
    REMOVE_DIR = 1 << 4
    REMOVE_FILE = 1 << 5
    MAKE_CHAR = 1 << 6
    MAKE_DIR = 1 << 7
    MAKE_REG = 1 << 8
    MAKE_SOCK = 1 << 9
    MAKE_FIFO = 1 << 10
    MAKE_BLOCK = 1 << 11
    MAKE_SYM = 1 << 12
    REFER = 1 << 13  # from ABI 2
    TRUNCATE = 1 << 14  # from ABI 3
    IOCTL_DEV = 1 << 15  # from ABI 5


READ = FileAccess.READ_FILE | FileAccess.READ_DIR
RUN = READ | FileAccess.EXECUTE
WRITE = ~(FileAccess.MAKE_CHAR | FileAccess.MAKE_BLOCK | FileAccess.EXECUTE | FileAccess.IOCTL_DEV)
_OF_FILES = RUN & ~FileAccess.READ_DIR | FileAccess.WRITE_FILE | FileAccess.TRUNCATE | FileAccess.IOCTL_DEV
_NEWER = ((2, FileAccess.REFER), (3, FileAccess.TRUNCATE), (5, FileAccess.IOCTL_DEV))


class _RulesetAttr(ctypes.Structure):
    _fields_ = (("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def abi() -> int:
    """Return the version that this kernel has, 0 for none."""
    if sys.platform != "linux":
        return 0
    try:
        return libc.system_call(_CREATE_RULESET, None, 0, _GIVE_VERSION)
    except OSError:  # not built in, or not switched on
        return 0


class Ruleset:
    """What a process may still reach. Made once, and entered by each child."""

    def __init__(self, places: Iterable[tuple[Path, FileAccess]]) -> None:
        """Make the rules; a place that is missing is left out. OSError where there is no Landlock."""
        version = abi()
        self._handled = FileAccess(0)
        for access in FileAccess:
            if all(version >= since for since, newer in _NEWER if access is newer):
                self._handled |= access
        attributes = _RulesetAttr(self._handled, *_beyond_files(version))
        size = 8 if version < _NETWORK_ABI else 16 if version < _SCOPES_ABI else 24
        self.descriptor = libc.system_call(_CREATE_RULESET, ctypes.byref(attributes), size, 0)
        for path, access in places:
            with suppress(FileNotFoundError, PermissionError):
                self._allow(path, access)

    def _allow(self, path: Path, access: FileAccess) -> None:
        access &= self._handled if path.is_dir() else self._handled & _OF_FILES
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            rule = _PathBeneath(access, parent)
            libc.system_call(_ADD_RULE, self.descriptor, _PATH_BENEATH, ctypes.byref(rule), 0)
        finally:
            os.close(parent)

    def enter(self) -> None:
        """Hold this process, and all that it starts, to the rules, for good. It must have given up new privileges."""
        libc.system_call(_RESTRICT_SELF, self.descriptor, 0)
        os.close(self.descriptor)


def _beyond_files(version: int) -> tuple[int, int]:
    return _TCP if version >= _NETWORK_ABI else 0, _SCOPES if version >= _SCOPES_ABI else 0
