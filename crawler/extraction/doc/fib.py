"""The File Information Block: where everything stands in a Word 97+ file, and the text's pieces."""

from __future__ import annotations

import re
from dataclasses import dataclass
from struct import unpack_from

from crawler.extraction.base import EncryptedError, ExtractionError
from crawler.extraction.containers.ole import Container

# Indices into the FIB's table of (offset, length) pairs.
STYLESHEET, FOOTNOTES, CHARACTER_BINS, PARAGRAPH_BINS, FONTS = 1, 3, 12, 13, 15
CLX, ANCHORS, DRAWINGS, BOX_TEXTS, LISTS, LIST_USES = 33, 40, 50, 56, 73, 74

_IDENTS, _WORD_97 = {0xA5EC, 0xA5DC}, 0xC1  # the second is Word 6
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_COMPRESSED = 0x40000000
_CHINESE = {0x0804, 0x1004}
_GB2312 = re.compile(rb"(?:[\x00-\x7f]|[\xa1-\xf7][\xa1-\xfe])*")
FILLER = "\x1f"  # an optional hyphen: takes a character position and is never shown


class OldWordError(Exception):
    """The file was written by a Word older than 97."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: character positions [start, end), at ``offset`` in the stream with ``width`` bytes each."""

    start: int
    end: int
    offset: int
    width: int
    modifier: int  # a Prm: formatting that a fast save laid over the piece


class Fib:
    """What the FIB says, the table stream it points into, and the pieces of the text."""

    def __init__(self, container: Container) -> None:
        self.stream = container.read("WordDocument")
        flags = self._read_flags()
        names = ("1Table", "0Table") if flags & _TABLE_1 else ("0Table", "1Table")
        self.table = container.read(names[0]) or container.read(names[1])
        self.language = unpack_from("<H", self.stream, 6)[0]
        longs = 34 + 2 * unpack_from("<H", self.stream, 32)[0] + 2
        self.main, self.footnotes, self.endnotes, self.boxes = self._read_stories(longs)
        self._pairs = longs + 4 * unpack_from("<H", self.stream, longs - 2)[0]
        self._count = unpack_from("<H", self.stream, self._pairs)[0]
        self.pieces, self.modifiers = self._read_clx()
        if not self.pieces or self.pieces[-1].end < self.main[1]:
            msg = "the pieces do not hold the whole text"
            raise ExtractionError(msg)

    def _read_flags(self) -> int:
        ident, version = unpack_from("<HH", self.stream)
        flags: int = unpack_from("<H", self.stream, 10)[0]
        if ident not in _IDENTS:
            msg = "not a Word document"
            raise ExtractionError(msg)
        if version < _WORD_97:
            msg = "Word 6/95"
            raise OldWordError(msg)
        if flags & _ENCRYPTED:
            msg = "the document asks for a password"
            raise EncryptedError(msg)
        return flags

    def _read_stories(self, longs: int) -> tuple[tuple[int, int], ...]:
        """Return where the main text, the foot- and endnotes and the text boxes start and end."""
        lengths = unpack_from("<7i", self.stream, longs + 12)  # main, feet, heads, macros, comments, endnotes, boxes
        if any(length < 0 for length in lengths):
            msg = "a part of the text has a negative length"
            raise ExtractionError(msg)
        starts = [sum(lengths[:n]) for n in range(8)]
        return tuple((starts[n], starts[n + 1]) for n in (0, 1, 5, 6))

    def pair(self, index: int) -> tuple[int, int]:
        """Return offset and length of a structure in the table stream; (0, 0) when this version of Word had none."""
        if index >= self._count:
            return 0, 0
        offset, length = unpack_from("<II", self.stream, self._pairs + 2 + 8 * index)
        return offset, length

    def structure(self, index: int) -> bytes:
        """Return a structure of the table stream."""
        offset, length = self.pair(index)
        return self.table[offset : offset + length]

    def _read_clx(self) -> tuple[list[Piece], list[bytes]]:
        clx = self.structure(CLX)
        at, modifiers = 0, []
        while clx[at] == 1:
            size = unpack_from("<H", clx, at + 1)[0]
            modifiers.append(clx[at + 3 : at + 3 + size])
            at += 3 + size
        if clx[at] != 2:  # noqa: PLR2004 - the mark of the piece table
            msg = "the piece table is missing"
            raise ExtractionError(msg)
        return list(self._read_pieces(clx[at + 5 : at + 5 + unpack_from("<I", clx, at + 1)[0]])), modifiers

    def _read_pieces(self, plc: bytes) -> list[Piece]:
        count = (len(plc) - 4) // 12
        positions = unpack_from(f"<{count + 1}I", plc)
        pieces, used = [], 0
        for number in range(count):
            start, end = positions[number], positions[number + 1]
            place, modifier = unpack_from("<IH", plc, 4 * (count + 1) + 8 * number + 2)
            width = 1 if place & _COMPRESSED else 2
            offset = (place & ~_COMPRESSED) // 2 if width == 1 else place
            used += (end - start) * width
            if end < start or used > 2 * len(self.stream):
                msg = "the pieces of the text overlap"
                raise ExtractionError(msg)
            pieces.append(Piece(start, end, offset, width, modifier))
        return pieces

    def text(self, piece: Piece) -> str:
        """Return a piece's text, one character per position (UTF-16 units stay single)."""
        size = (piece.end - piece.start) * piece.width
        raw = self.stream[piece.offset : piece.offset + size]
        if len(raw) < size:
            msg = "the text is cut off"
            raise ExtractionError(msg)
        if piece.width == 1:
            return self._narrow(raw)
        raw = raw[: len(raw) & ~1]
        text = raw.decode("utf-16-le", "surrogatepass") if _even(raw) else ""
        if len(text) * 2 != len(raw):
            text = "".join(map(chr, unpack_from(f"<{len(raw) // 2}H", raw)))
        return text

    def _narrow(self, raw: bytes) -> str:
        if self.language in _CHINESE and any(b > 0x9F for b in raw) and _GB2312.fullmatch(raw):  # noqa: PLR2004 - see below
            # [MS-DOC] says cp1252, but some converters wrote GB2312; whole pairs in its range cannot be cp1252 prose.
            return "".join(c if c < "\x80" else c + FILLER for c in raw.decode("gb18030", "replace"))
        return raw.decode("cp1252", "replace") if b"\x81" not in raw else raw.decode("latin-1")


def _even(raw: bytes) -> bool:
    try:
        raw.decode("utf-16-le", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True
