"""Single property modifiers of [MS-DOC]: the instructions that say how a paragraph, run or row looks."""

from __future__ import annotations

import struct


def byte(code: int, value: int) -> bytes:
    """Return a modifier with a one-byte operand."""
    return struct.pack("<HB", code, value)


def word(code: int, value: int) -> bytes:
    """Return a modifier with a two-byte operand."""
    return struct.pack("<Hh", code, value)


def long(code: int, value: int) -> bytes:
    """Return a modifier with a four-byte operand."""
    return struct.pack("<HI", code, value)


IN_TABLE = byte(0x2416, 1)
ROW_END = byte(0x2417, 1)
CENTERED = byte(0x2403, 1)
RIGHT = byte(0x2403, 2)
INDENTED = word(0x8411, 640)
VANISHED = byte(0x083C, 1)
DELETED = byte(0x0800, 1)
INSERTED = byte(0x0801, 1)
SPECIAL = byte(0x0855, 1)
HEADER_ROW = byte(0x3404, 1)


def font(half_points: int) -> bytes:
    """Return the run's fonts (Latin 1, Chinese 0) and its size."""
    return word(0x4A4F, 1) + word(0x4A50, 0) + word(0x4A43, half_points)


def numbered(level: int) -> bytes:
    """Return the paragraph's place in the document's only list."""
    return byte(0x260A, level) + word(0x460B, 1)
