"""Word 97-2003 documents, byte by byte: compound file, FIB, piece table, formatted disk pages, merged table cells.

The running head and the page number are in every file, and are no part of its text.
"""

from __future__ import annotations

import random
import struct

from crawler.extraction.base import Block, Table
from tests.replica.writers.compound import compound
from tests.replica.writers.doc import sprm
from tests.replica.writers.doc.binary import Source, streams
from tests.replica.writers.doc.story import GHOST, Story
from tests.replica.writers.doc.summary import summary
from tests.replica.writers.doc.table import add_table
from tests.replica.writers.grid import HEADING
from tests.replica.writers.numbering import Numbering

VARIANTS = ("plain", "pieces", "flagged", "numbered", "tracked", "huge")
WORD, WPS = "Microsoft Office Word", "WPS Office 专业版"
_CLASS = bytes.fromhex("0609020000000000c000000000000046")
_LARGE = 250  # bytes of row properties from which the huge variant keeps them in the Data stream
_PAGE_FIELD = 33


def write(
    blocks: tuple[Block, ...], *, title: str = "", rng: random.Random, variant: str = "", program: str = WORD
) -> bytes:
    """Return a .doc; a ``title`` stands above the blocks as a paragraph of its own."""
    variant = variant or rng.choice(VARIANTS)
    numbering = Numbering(blocks) if variant == "numbered" else None
    source = Source(levels=numbering.levels if numbering else [])
    data = bytearray()
    if title:
        source.story.run(title, half_points=44)
        source.story.end(properties=sprm.CENTERED)
    folded = bool(rng.randrange(2))
    for block in blocks:
        if isinstance(block, Table):
            parked = (lambda properties: _park(data, properties)) if variant == "huge" else bytes
            add_table(source.story, block, flagged=variant == "flagged", folded=folded, park=parked)
        else:
            _add_paragraph(source.story, block.text, rng, variant, numbering)
    source.main = len(source.story.text)
    _add_heads(source, title or "年度报告")
    parts = streams(source, rng if variant == "pieces" else None)
    if data:
        parts["Data"] = bytes(data)
    return compound(parts | {"\x05SummaryInformation": summary(title, program)}, _CLASS)


def _park(data: bytearray, properties: bytes) -> bytes:
    """Move large properties to the Data stream, as Word does when they do not fit a formatted page."""
    if len(properties) < _LARGE:
        return properties
    offset = len(data)
    data += struct.pack("<H", len(properties)) + properties
    return sprm.long(0x6646, offset)


def _add_paragraph(story: Story, text: str, rng: random.Random, variant: str, numbering: Numbering | None) -> None:
    properties, style = sprm.INDENTED, 0
    if numbering and (numbered := numbering.take(text)):
        level, text = numbered
        properties, style = sprm.numbered(level), min(level + 1, 2)
    elif HEADING.match(text):
        properties, style = b"", 1
    if variant == "tracked" and rng.randrange(2):
        at = rng.randrange(len(text) + 1)
        story.run(text[:at])
        story.run(GHOST, rng.choice((sprm.DELETED, sprm.VANISHED)))
        story.run(text[at:], sprm.INSERTED)
    else:
        story.run(text)
    story.end(properties=properties, style=style)


def _add_heads(source: Source, head: str) -> None:
    """Add the twelve header stories: only those of odd pages (right) hold something."""
    story, start = source.story, source.main
    for number in range(12):
        source.heads.append(len(story.text) - start)
        if number == 7:
            story.run(head, half_points=18)
            story.end(properties=sprm.RIGHT)
            story.end()
        if number == 9:
            story.run("— ", half_points=28)
            for mark, kind, text in ((0x13, _PAGE_FIELD, " PAGE "), (0x14, 0xFF, "1"), (0x15, 0x80, "")):
                source.fields.append((len(story.text) - start, mark, kind))
                story.run(chr(mark), sprm.SPECIAL)
                story.run(text, half_points=28)
            story.run(" —", half_points=28)
            story.end(properties=sprm.CENTERED)
            story.end()
    story.end()
