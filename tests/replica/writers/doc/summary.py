"""The summary information stream: the one place where a file says which program wrote it."""

from __future__ import annotations

import struct
import uuid

_FORMAT = uuid.UUID("f29f85e0-4ff9-1068-ab91-08002b27b3d9")


def summary(title: str, program: str) -> bytes:
    """Return the property set with code page 936, title and program."""
    values = {1: struct.pack("<IHH", 2, 936, 0), 2: _text(title), 4: _text("nianbao"), 18: _text(program)}
    offset, table, body = 8 + 8 * len(values), b"", b""
    for ident, value in values.items():
        table += struct.pack("<II", ident, offset + len(body))
        body += value
    section = struct.pack("<II", offset + len(body), len(values)) + table + body
    return (
        struct.pack("<HHI16sI", 0xFFFE, 0, 0x20105, bytes(16), 1) + _FORMAT.bytes_le + struct.pack("<I", 48) + section
    )


def _text(text: str) -> bytes:
    raw = text.encode("gb18030") + b"\0"
    return struct.pack("<II", 30, len(raw)) + raw.ljust(-(-len(raw) // 4) * 4, b"\0")
