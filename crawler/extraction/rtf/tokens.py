"""RTF as tokens: groups, control words, hexadecimal bytes, text."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?"  # a control word and its number
    rb"|((?:\\'[0-9a-fA-F]{2})+)"  # bytes
    rb"|\\(.)"  # a control symbol
    rb"|([{}])"
    rb"|([^\\{}\r\n]+)",  # text; line ends mean nothing
    re.DOTALL,
)

Token = tuple[str, bytes, int | None]  # a brace, ``word``, ``symbol`` or ``text``; its word, sign or bytes; a number


def tokens(data: bytes) -> Iterator[Token]:
    """Yield the tokens; raw bytes after ``bin`` are jumped over."""
    at = 0
    while match := _TOKEN.search(data, at):
        at = match.end()
        word, number, coded, symbol, brace, text = match.groups()
        if text is not None:
            yield "text", text, None
        elif word is not None:
            value = None if number is None else int(number)
            if word == b"bin":
                at += max(value or 0, 0)
            else:
                yield "word", word, value
        elif coded is not None:
            yield "text", bytes.fromhex(coded.replace(b"\\'", b"").decode()), None
        elif brace is not None:
            yield brace.decode(), brace, None
        else:
            yield "symbol", symbol, None
