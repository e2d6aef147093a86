"""What all stories of one DOC share: pieces, formatting, lists and counters, text boxes, fonts."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator
from struct import unpack_from
from typing import TypeVar

from crawler.extraction import embedded_documents
from crawler.extraction.base import Block
from crawler.extraction.containers.ole import Container
from crawler.extraction.doc import boxes, lists
from crawler.extraction.doc.fib import FONTS, Fib, Piece
from crawler.extraction.doc.formatting import DocStyles, character_runs, paragraph_runs
from crawler.extraction.doc.sprm import CharacterProperties, ParagraphProperties, modifier
from crawler.extraction.word_processing.numbering import LEVELS, Counters

T = TypeVar("T")
_ICON = 0x40  # of an object's ODTPersist1
Range = tuple[int, int]


class Source:
    """The tables of one document, and the state that runs through its stories."""

    def __init__(self, container: Container, fib: Fib) -> None:
        self.fib = fib
        self._container = container
        self.notes: set[str] = set()
        self.characters = character_runs(fib)
        self.paragraphs = paragraph_runs(fib, container.read("Data"))
        self.boxes = self._optional(boxes.anchored, "boxes_unreadable") or {}
        self._styles = self._optional(DocStyles.read, "styles_unreadable") or DocStyles()
        self._lists = self._optional(lists.read, "lists_unreadable") or []
        self._fonts = self._optional(_fonts, "fonts_unreadable") or []
        self._starts = [piece.start for piece in fib.pieces]
        self._texts: dict[int, str] = {}
        self._counters = Counters()
        self._characters: dict[tuple[int, bytes], CharacterProperties] = {}
        self._paragraphs: dict[tuple[int, bytes], ParagraphProperties] = {}

    def _optional(self, read: Callable[[Fib], T], note: str) -> T | None:
        """Read what the text can do without: damage there costs labels or boxes, not the document."""
        try:
            return read(self.fib)
        except (struct.error, IndexError, ValueError):
            self.notes.add(note)
            return None

    def pieces(self, place: Range) -> Iterator[tuple[Piece, str]]:
        """Yield the pieces that overlap a range, with their text."""
        index = max(bisect_right(self._starts, place[0]) - 1, 0)
        while index < len(self.fib.pieces) and self._starts[index] < place[1]:
            piece = self.fib.pieces[index]
            if piece.end > place[0]:
                if index not in self._texts:
                    self._texts[index] = self.fib.text(piece)
                yield piece, self._texts[index]
            index += 1

    def modifier(self, piece: Piece) -> bytes:
        """Return the commands a fast save laid over a piece."""
        return modifier(piece.modifier, self.fib.modifiers) if piece.modifier else b""

    def character(self, style: int, commands: bytes) -> CharacterProperties:
        """Return a run's formatting in a paragraph of ``style``."""
        key = style, commands
        if key not in self._characters:
            base = self._styles.character(style)
            named = CharacterProperties().apply(commands).style
            if named is not None and self._styles.character(named).hidden:
                base = self._styles.character(named)
            self._characters[key] = base.apply(commands, base)
        return self._characters[key]

    def paragraph(self, style: int, commands: bytes) -> ParagraphProperties:
        """Return a paragraph's formatting."""
        key = style, commands
        if key not in self._paragraphs:
            self._paragraphs[key] = self._styles.paragraph(style).apply(commands)
        return self._paragraphs[key]

    def label(self, shape: ParagraphProperties) -> str:
        """Count a paragraph in its list and return its label."""
        if not 0 < shape.list_use <= len(self._lists):
            return ""
        use, depth = self._lists[shape.list_use - 1], min(shape.list_level, LEVELS - 1)
        return self._counters.label(use.key, use.levels, depth, shape.list_use, use.starts)

    def workbook(self, number: int) -> tuple[Block, ...]:
        """Return what an embedded workbook shows; nothing for one shown as an icon, and for other objects."""
        folder = f"ObjectPool/_{number}"
        streams = (self._container.read(f"{folder}/{name}") for name in embedded_documents.STREAMS)
        data = next((content for content in streams if content), b"")
        if not data or any(flags & _ICON for flags in self._container.read(f"{folder}/\x03ObjInfo")[:1]):
            return ()
        found = embedded_documents.workbook(data)
        self.notes.update(found.notes)
        return found.blocks

    def font(self, number: int) -> str:
        """Return a font's name, "" when unknown."""
        return self._fonts[number] if number < len(self._fonts) else ""


def _fonts(fib: Fib) -> list[str]:
    """Read the names of the font table (SttbfFfn)."""
    table = fib.structure(FONTS)
    if len(table) < 4:  # noqa: PLR2004 - its header
        return []
    count, at = unpack_from("<H", table)[0], 4
    names: list[str] = []
    while len(names) < count and at < len(table):
        entry = table[at + 1 : at + 1 + table[at]]
        names.append(entry[39:].decode("utf-16-le", "replace").partition("\0")[0])
        at += 1 + table[at]
    return names
