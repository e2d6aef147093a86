"""The one shape all readers write into: blocks in reading order; a table is a grid of cells with spans.

The export's text and ``tables[].rows`` are both derived from the same blocks, so they cannot disagree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from spiders.pages.text import clean_line

MAX_CELLS = 300_000  # occupied grid positions of one table; beyond that a file is an attack
MAX_SPAN = 1000


class Status(StrEnum):
    """How an extraction ended (``extraction.status`` of the export)."""

    OK = "ok"
    EMPTY = "empty"
    UNSUPPORTED = "unsupported"
    ENCRYPTED = "encrypted"
    CORRUPT = "corrupt"
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"


class ExtractionError(Exception):
    """A reader met bytes it cannot read. ``status`` is the kind, the message one line for ``notes``."""

    status = Status.CORRUPT


class EncryptedError(ExtractionError):
    """The document asks for a password."""

    status = Status.ENCRYPTED


class UnsupportedError(ExtractionError):
    """No reader for these bytes, or the optional part that reads them is not installed (the message says which)."""

    status = Status.UNSUPPORTED


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may use in its worker process: seconds of clock, seconds of CPU, bytes of address space."""

    wall_seconds: float
    cpu_seconds: int
    memory_bytes: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell at its top-left grid position; spans count grid rows and columns, at least 1."""

    row: int
    col: int
    text: str
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table as cells with spans. ``rows()`` is the rectangular grid of the contract.

    A column in which no cell begins, left of one in which one does, is an editor's artefact and no column.
    """

    cells: tuple[Cell, ...]

    def rows(self) -> list[list[str]]:
        """Return the rectangular grid: a merged cell's text top-left, the positions it covers empty."""
        if not self.cells:
            return []
        height = max(c.row + c.rowspan for c in self.cells)
        width = max(c.col + c.colspan for c in self.cells)
        if height * width > MAX_CELLS:
            msg = f"table of {height} x {width} cells is beyond the limit of {MAX_CELLS}"
            raise ExtractionError(msg)
        grid = [[""] * width for _ in range(height)]
        for cell in self.cells:
            grid[cell.row][cell.col] = clean_cell(cell.text)
        columns = self._columns(width)
        return grid if len(columns) == width else [[row[col] for col in columns] for row in grid]

    def _columns(self, width: int) -> list[int]:
        """Return the columns that are no artefacts."""
        starts = {cell.col for cell in self.cells}
        last = max(starts)
        return [col for col in range(width) if col in starts or col > last]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph or heading: one line of the text. Line breaks inside become spaces or nothing."""

    text: str


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class BlockDocument:
    """What a reader returns: blocks in reading order and remarks (``stitched``, ``ocr``, ``images_skipped`` …)."""

    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()
    unread_pages: tuple[int, ...] = ()  # counted from 1; their text stands in pictures, which the reader ``ocr`` reads
    members: tuple[tuple[str, int], ...] = ()  # of an archive: each file's name, and how many of the blocks are its own


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of the export: ``kind`` is proactive, requests, litigation or None."""

    kind: str | None
    rows: list[list[str]]


class Member(NamedTuple):
    """A file of an archive: where its text ends in the archive's lines and tables; it begins where that before ends."""

    name: str
    lines: int
    tables: int


@dataclass(frozen=True, slots=True)
class ExtractedText:
    """The result for one file, in the export's words. ``text`` and ``tables`` are empty unless status is ok."""

    status: Status
    extractor: str
    version: int
    media_type: str  # what the bytes are, whatever the server said
    text: str = ""
    tables: tuple[Grid, ...] = ()
    notes: tuple[str, ...] = ()
    members: tuple[
        Member, ...
    ] = ()  # of an archive; lines and tables of all together are those of ``text`` and ``tables``


clean_cell = lru_cache(maxsize=4096)(clean_line)  # most cells of a form say 0


def render(blocks: tuple[Block, ...]) -> str:
    """Return the contract's text: one line per paragraph, tables as tab-separated rows between blank lines."""
    parts: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            line = clean_line(block.text)
            if line:
                parts.append(line)
        else:
            rows = block.rows()
            if rows:
                parts += ["", *("\t".join(row) for row in rows), ""]
    text = "\n".join(parts)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")
