"""The parts of the table stream that every Word document has: styles, fonts, document and section properties, list."""

from __future__ import annotations

import struct

from tests.replica.writers.doc import sprm

_FONTS = ("仿宋_GB2312", "Times New Roman", "宋体")
_FIXED_STYLES = 15
_NFC = {"chineseCountingThousand": 39, "chineseCounting": 37, "decimal": 0}
_LIST = 0x2F1A55
_LEVELS = 9


def _name(text: str) -> bytes:
    return struct.pack("<H", len(text)) + text.encode("utf-16-le") + b"\0\0"


def styles() -> bytes:
    """Return the style sheet: Normal, heading 1, heading 2, Default Paragraph Font."""
    paragraph = {0: (0, "Normal", 0xFFF), 1: (1, "heading 1", 0), 2: (2, "heading 2", 0)}
    sheet = struct.pack("<HHHHHHHHHH", 18, _FIXED_STYLES, 10, 1, 0x5B, 15, 0, 1, 0, 1)
    for index in range(_FIXED_STYLES):
        if index in paragraph:
            sti, name, base = paragraph[index]
            bold = sprm.byte(0x0835, 1) + b"\0" if index else b""
            updates = struct.pack("<HH", 2, index) + struct.pack("<H", len(bold.rstrip(b"\0")) if index else 0) + bold
            record = struct.pack("<HHHHH", sti, 1 | base << 4, 2, 0, 0) + _name(name) + updates
        elif index == 10:
            record = (
                struct.pack("<HHHHH", 65, 2 | 0xFFF << 4, 1, 0, 0)
                + _name("Default Paragraph Font")
                + struct.pack("<H", 0)
            )
        else:
            record = b""
        sheet += struct.pack("<H", len(record)) + record + b"\0" * (len(record) % 2)
    return sheet


def fonts() -> bytes:
    """Return the font table."""
    records = []
    for name in _FONTS:
        charset = 0 if name.isascii() else 134
        record = struct.pack("<BhBB", 0x16, 400, charset, 0) + bytes(34) + name.encode("utf-16-le") + b"\0\0"
        records.append(struct.pack("B", len(record)) + record)
    return struct.pack("<HH", len(records), 0) + b"".join(records)


def document_properties() -> bytes:
    """Return the Dop of Word 97: nearly all defaults."""
    return bytes(10) + struct.pack("<H", 420) + bytes(488)


def section() -> bytes:
    """Return the properties of the only section: A4 with the margins of official documents."""
    sides = ((0xB01F, 11906), (0xB020, 16838), (0xB021, 1588), (0xB022, 1474), (0x9023, 2098), (0x9024, 1985))
    properties = b"".join(sprm.word(code, value) for code, value in sides)
    return struct.pack("<H", len(properties)) + properties


def lists(levels: list[tuple[str, str]]) -> tuple[bytes, int, bytes]:
    """Return the list table, how much of it counts as its length, and the overrides; levels are (format, text)."""
    table = struct.pack("<HII18sBB", 1, _LIST, 0, b"\xff\x0f" * _LEVELS, 0, 0)
    body = b""
    for level in range(_LEVELS):
        kind, text = levels[level] if level < len(levels) else ("decimal", f"%{level + 1}.")
        at = text.index("%")
        text = text[:at] + chr(level) + text[at + 2 :]
        places = bytes([at + 1]).ljust(9, b"\0")
        body += struct.pack("<IBB9sBIIBBBB", 1, _NFC[kind], 0, places, 2, 0, 0, 0, 0, 0, 0)
        body += struct.pack("<H", len(text)) + text.encode("utf-16-le")
    overrides = struct.pack("<IIIIBBBB", 1, _LIST, 0, 0, 0, 0, 0, 0) + b"\xff\xff\xff\xff"
    return table + body, len(table), overrides
