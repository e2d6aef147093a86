"""The only way to people: what strangers wrote is shown, and does nothing, on a terminal, in a log, in a mail.

Addresses, titles, headers, names of files and errors are quoted in most of what we say. An escape sequence in one could
retitle a terminal or hide a line, a line end could forge one, a bidirectional control could turn an address around.
``print``, ``sys.stdout`` and ``sys.stderr`` are banned elsewhere by lint.
"""

from __future__ import annotations

import io
import json
import logging
import sys
from typing import Any

_DEL_C1 = range(0x7F, 0xA0)
C0_C1 = (*range(0x20), *_DEL_C1)
_TAB = 9
BIDI = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
LINES = (0x2028, 0x2029)
_SURROGATES = range(0xD800, 0xE000)
_DANGEROUS = (*C0_C1, *BIDI, *LINES, *_SURROGATES)
_PLAIN = {code: f"\\u{code:04x}" for code in _DANGEROUS} | {code: f"\\x{code:02x}" for code in C0_C1}
del _PLAIN[_TAB]
_IN_JSON = {code: f"\\u{code:04x}" for code in (*_DEL_C1, *BIDI, *LINES, *_SURROGATES)}  # the rest is escaped anyway


def plain(text: object) -> str:
    r"""Return one line that only says something: what would act is written out (``\x1b``)."""
    return str(text).translate(_PLAIN)


def block(text: object) -> str:
    """Return lines of ours that quote strangers; that these add no line is for who wrote them."""
    return "\n".join(map(plain, str(text).split("\n")))


def json_text(value: Any, *, indent: int | None = None) -> str:
    r"""Return JSON of the same value, with what would act as ``\u…``."""
    return json.dumps(value, ensure_ascii=False, indent=indent).translate(_IN_JSON)


def say(text: object) -> None:
    """Write one line to stdout: it is data, and can be piped."""
    print(plain(text), flush=True)  # noqa: T201 - the one place


def say_block(text: object) -> None:
    """Write lines to stdout."""
    print(block(text), flush=True)  # noqa: T201 - the one place


def say_data(document: str) -> None:
    """Write what ``json_text`` made to stdout."""
    print(document, flush=True)  # noqa: T201 - the one place


def tell(text: object) -> None:
    """Write one line to stderr: it is talk."""
    print(plain(text), file=sys.stderr, flush=True)  # noqa: T201, TID251 - the one place


def speak_anywhere() -> None:
    """Let stdout and stderr take Chinese whatever their encoding: what it lacks is written as escapes, and no error."""
    for stream in (sys.stdout, sys.stderr):  # noqa: TID251 - the one place
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


class PlainFormatter(logging.Formatter):
    """Another formatter's lines, shown; all but the first are set in, so that none looks like an entry of the log."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self.inner = inner

    def format(self, record: logging.LogRecord) -> str:
        """Return a record's lines."""
        return "\n    ".join(map(plain, self.inner.format(record).split("\n")))


def clean_logs() -> None:
    """Have the handlers that there are, write plainly."""
    for handler in logging.root.handlers:
        if not isinstance(handler.formatter, PlainFormatter):
            handler.setFormatter(PlainFormatter(handler.formatter or logging.Formatter()))
