"""The few calls of the C library that Python does not have. The library is opened once, before any fork."""

from __future__ import annotations

import ctypes
import os
import sys

_LIBRARY = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
_SET_PDEATHSIG, _SET_DUMPABLE, _SET_SECCOMP, _SET_CHILD_SUBREAPER, _SET_NO_NEW_PRIVS = 1, 4, 22, 36, 38
_FILTER = 2


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def system_call(number: int, *arguments: object) -> int:
    """Make a system call. Raises OSError."""
    assert _LIBRARY is not None
    as_longs = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    return _checked(_LIBRARY.syscall(ctypes.c_long(number), *as_longs))


def die_with_parent(signal: int) -> None:
    """Have a signal sent to this process when its parent ends."""
    _prctl(_SET_PDEATHSIG, signal)


def adopt_orphans() -> None:
    """Become the parent of what children leave behind."""
    _prctl(_SET_CHILD_SUBREAPER, 1)


def give_up_new_privileges() -> None:
    """Gain nothing by starting a program, and show one's memory to no other process of the same user."""
    _prctl(_SET_NO_NEW_PRIVS, 1)
    _prctl(_SET_DUMPABLE, 0)


def filter_system_calls(program: bytes) -> None:
    """Hold this process to a seccomp program, for good."""
    told = _Program(len(program) // 8, program)
    if _LIBRARY is not None:
        _checked(_LIBRARY.prctl(_SET_SECCOMP, ctypes.c_long(_FILTER), ctypes.byref(told), 0, 0))


def _prctl(option: int, value: int) -> None:
    if _LIBRARY is not None:
        _checked(_LIBRARY.prctl(option, *map(ctypes.c_long, (value, 0, 0, 0))))


def _checked(result: int) -> int:
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return result
