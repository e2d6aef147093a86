"""RTF as tokens: groups, control words, hexadecimal bytes, text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?"  # a control word and its number
    rb"|\\'([0-9a-fA-F]{2})"  # a byte
    rb"|\\(.)"  # a control symbol
    rb"|([{}])"
    rb"|([^\\{}\r\n]+)",  # text; line ends mean nothing
    re.DOTALL,
)


class Token(NamedTuple):
    """``kind`` is a brace, ``word``, ``symbol`` or ``text``; ``data`` the word, sign or bytes."""

    kind: str
    data: bytes
    number: int | None = None


def tokens(data: bytes) -> Iterator[Token]:
    """Yield the tokens; raw bytes after ``bin`` are jumped over."""
    at = 0
    while match := _TOKEN.search(data, at):
        at = match.end()
        word, number, byte, symbol, brace, text = match.groups()
        if text is not None:
            yield Token("text", text)
        elif word is not None:
            value = None if number is None else int(number)
            if word == b"bin":
                at += max(value or 0, 0)
            else:
                yield Token("word", word, value)
        elif byte is not None:
            yield Token("text", bytes.fromhex(byte.decode()), 1)
        elif brace is not None:
            yield Token(brace.decode(), brace)
        else:
            yield Token("symbol", symbol)
