"""Puts a Word 97 file together: text in pieces, formatted disk pages over them, the table stream, the FIB in front."""

from __future__ import annotations

import random
import struct
from dataclasses import dataclass, field

from tests.replica.writers.doc import sheet
from tests.replica.writers.doc.pages import PAGE, Entry, paragraph_pages, run_pages
from tests.replica.writers.doc.story import Story

_TEXT = 1024  # the text begins here, after the file information block
_COUNTS = 93
_COMPRESSED = 1 << 30
_HEADER_STORIES = 12
# places of the parts in the FIB's list of (offset, length)
_STYLES, _SECTIONS, _HEADERS, _RUNS, _PARAGRAPHS, _FONTS, _FIELDS, _DOP, _CLX = 1, 6, 11, 12, 13, 15, 17, 31, 33
_LISTS, _OVERRIDES = 73, 74


@dataclass(slots=True)
class Source:
    """What is to be written: main text and head and foot in one story, ``ends`` telling them apart."""

    story: Story = field(default_factory=Story)
    main: int = 0  # characters of the main text
    heads: list[int] = field(default_factory=list)  # starts of the header stories, counted from their first
    fields: list[tuple[int, int, int]] = field(default_factory=list)  # position in the heads, field character, type
    levels: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    compressed: bool
    offset: int


def streams(source: Source, shuffle: random.Random | None = None) -> dict[str, bytes]:
    """Return WordDocument and 1Table. With ``shuffle`` the text lies in pieces out of order, as after fast saves."""
    source.story.end()  # the mark that follows all stories
    document = bytearray(_TEXT)
    pieces = _lay_pieces(document, source.story, shuffle)
    document += bytes(-len(document) % PAGE)
    parts: dict[int, bytes] = {_STYLES: sheet.styles(), _FONTS: sheet.fonts(), _DOP: sheet.document_properties()}
    for place, properties, make in (
        (_PARAGRAPHS, source.story.paragraphs, paragraph_pages),
        (_RUNS, source.story.runs, run_pages),
    ):
        made = make(_entries(pieces, properties))
        first = len(document) // PAGE
        document += b"".join(page for _, _, page in made)
        bounds = [start for start, _, _ in made] + [made[-1][1]]
        parts[place] = struct.pack(f"<{len(bounds)}I{len(made)}I", *bounds, *range(first, first + len(made)))
    parts[_SECTIONS] = struct.pack("<IIHIHI", 0, source.main, 0, len(document), 0, 0xFFFFFFFF)
    document += sheet.section()
    heads = len(source.story.text) - 1 - source.main
    parts[_HEADERS] = struct.pack(f"<{_HEADER_STORIES + 2}I", *source.heads, heads - 1, heads)
    positions = [position for position, _, _ in source.fields]
    characters = b"".join(bytes((char, kind)) for _, char, kind in source.fields)
    parts[_FIELDS] = struct.pack(f"<{len(positions) + 1}I", *positions, heads) + characters
    parts[_CLX] = _clx(pieces)
    table, counted = _table(parts, source.levels)
    _write_fib(document, source, heads, counted)
    return {"WordDocument": bytes(document), "1Table": table}


def _lay_pieces(document: bytearray, story: Story, shuffle: random.Random | None) -> list[_Piece]:
    spans = [(0, len(story.text), False)] if shuffle is None else _spans(story, shuffle)
    if shuffle:
        shuffle.shuffle(spans)
    pieces = []
    for start, end, compressed in spans:
        pieces.append(_Piece(start, end, compressed, len(document)))
        document += story.text[start:end].encode("latin-1" if compressed else "utf-16-le")
    return pieces


def _spans(story: Story, rng: random.Random) -> list[tuple[int, int, bool]]:
    """Cut at paragraph marks: stretches of plain ASCII become one-byte text, if even: pieces begin at even offsets."""
    spans: list[tuple[int, int, bool]] = []
    start = 0
    for end, _ in story.paragraphs:
        compressed = story.text[start:end].isascii()
        if spans and spans[-1][2] == compressed and rng.randrange(6):
            spans[-1] = (spans[-1][0], end, compressed)
        else:
            spans.append((start, end, compressed))
        start = end
    return [(start, end, compressed and (end - start) % 2 == 0) for start, end, compressed in spans]


def _entries(pieces: list[_Piece], properties: list[tuple[int, bytes]]) -> list[Entry]:
    """Translate character positions to file offsets, in the order of the file."""
    starts = [0, *(end for end, _ in properties)]
    entries = []
    for piece in pieces:
        width = 1 if piece.compressed else 2
        for start, (end, data) in zip(starts, properties, strict=False):
            low, high = max(start, piece.start), min(end, piece.end)
            if low < high:
                entries.append(
                    (piece.offset + (low - piece.start) * width, piece.offset + (high - piece.start) * width, data)
                )
    return entries


def _clx(pieces: list[_Piece]) -> bytes:
    ordered = sorted(pieces, key=lambda piece: piece.start)
    bounds = [piece.start for piece in ordered] + [ordered[-1].end]
    descriptors = b"".join(
        struct.pack("<HIH", 0, piece.offset * 2 | _COMPRESSED if piece.compressed else piece.offset, 0)
        for piece in ordered
    )
    plc = struct.pack(f"<{len(bounds)}I", *bounds) + descriptors
    return struct.pack("<BI", 2, len(plc)) + plc


def _table(parts: dict[int, bytes], levels: list[tuple[str, str]]) -> tuple[bytes, dict[int, tuple[int, int]]]:
    lengths = {place: len(part) for place, part in parts.items()}
    if levels:
        parts[_LISTS], lengths[_LISTS], parts[_OVERRIDES] = sheet.lists(levels)
        lengths[_OVERRIDES] = len(parts[_OVERRIDES])
    table, counted = b"", {}
    for place, part in parts.items():
        counted[place] = (len(table), lengths[place])
        table += part + bytes(-len(part) % 4)
    return table, counted


def _write_fib(document: bytearray, source: Source, heads: int, counted: dict[int, tuple[int, int]]) -> None:
    flags = 0x0200 | 0x1000 | 0x4000  # table stream 1, Unicode, Far East
    base = struct.pack("<HHHHHHHIBBHHII", 0xA5EC, 0xC1, 0, 0x804, 0, flags, 0xBF, 0, 0, 0, 0, 0, _TEXT, len(document))
    shorts = struct.pack("<H13HH", 14, *[0] * 13, 0x804)
    longs = [0] * 22
    longs[0], longs[3], longs[5] = len(document), source.main, heads
    pairs = [number for place in range(_COUNTS) for number in counted.get(place, (0, 0))]
    fib = base + shorts + struct.pack("<H22I", 22, *longs) + struct.pack(f"<H{2 * _COUNTS}I", _COUNTS, *pairs) + b"\0\0"
    document[: len(fib)] = fib
