"""Walks one story of a DOC (main text, notes, a text box): paragraphs with labels, and tables by their marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from crawler.extraction.base import Block
from crawler.extraction.doc.fib import Piece
from crawler.extraction.doc.formatting import FormatRun
from crawler.extraction.doc.source import Range, Source
from crawler.extraction.doc.sprm import CharacterProperties, ParagraphProperties, RowProperties
from crawler.extraction.tables.ruler_grid import MAX_DEPTH, TableFlow
from crawler.extraction.word_processing.fields import Fields
from crawler.extraction.word_processing.line_breaks import PAGE_BREAK, paragraphs, whole
from crawler.extraction.word_processing.numbering import prefixed
from crawler.extraction.word_processing.symbols import symbol

_CONTROL = re.compile(r"[\x00-\x1f(]")
_PICTURE, _CELL, _DRAWN, _PAGE, _PARAGRAPH = "\x01", "\x07", "\x08", "\x0c", "\r"
_FIELD_BEGIN, _FIELD_SEPARATE, _FIELD_END = "\x13", "\x14", "\x15"
_SIGNS = {"\t": "\t", "\x0b": "\n", "\x0e": PAGE_BREAK, "\x1e": "-"}


class _CellSpan(NamedTuple):
    """Characters of one formatting: the first one's position, the text, and what it lies in."""

    start: int
    text: str
    piece: Piece
    format: CharacterProperties


@dataclass(slots=True)
class DocStory:
    """Reads the characters of ``place`` into blocks."""

    source: Source
    place: Range
    _flow: TableFlow = field(default_factory=TableFlow)
    _fields: Fields = field(default_factory=Fields)
    _text: list[str] = field(default_factory=list)
    _anchors: list[int] = field(default_factory=list)
    _objects: list[Block] = field(default_factory=list)
    _carry: str = ""

    def blocks(self) -> tuple[Block, ...]:
        """Return the blocks in reading order."""
        for span in self._spans():
            at = 0
            for match in _CONTROL.finditer(span.text):
                self._say(span.text[at : match.start()], span.format)
                self._control(match[0], span.start + match.start(), span)
                at = match.end()
            self._say(span.text[at:], span.format)
        self._flow.add(paragraphs(self._take()), 0)
        return self._flow.finish()

    def _spans(self) -> Iterator[_CellSpan]:
        for piece, text in self.source.pieces(self.place):
            extra = self.source.modifier(piece)
            at, end = max(piece.start, self.place[0]), min(piece.end, self.place[1])
            while at < end:
                offset = piece.offset + (at - piece.start) * piece.width
                run = self.source.characters.at(offset)
                until = min(end, max(at + 1, at + (run.end - offset) // piece.width))
                style = self.source.paragraphs.at(offset).style
                format_ = self.source.character(style, run.commands + extra)
                yield _CellSpan(at, text[at - piece.start : until - piece.start], piece, format_)
                at = until

    def _say(self, text: str, format_: CharacterProperties) -> None:
        if text and not format_.hidden and not format_.deleted:
            if self._fields.in_code:
                self._fields.code(text)
            elif self._fields.shown:
                self._text.append(text)

    def _control(self, sign: str, at: int, span: _CellSpan) -> None:
        format_ = span.format
        if sign == "(":
            special = format_.special and format_.symbol
            self._say(symbol(special[1], self.source.font(special[0])) if special else "(", format_)
        elif sign in _SIGNS:
            self._say(_SIGNS[sign], format_)
        elif sign in {_PARAGRAPH, _CELL, _PAGE}:
            self._mark(sign, at, span)
        elif sign in {_FIELD_BEGIN, _FIELD_SEPARATE, _FIELD_END}:
            self._field(sign, format_)
        elif sign == _DRAWN:
            self._anchors.append(at)
        elif sign == _PICTURE and format_.special and not self._objects:
            self.source.notes.add("images_skipped")

    def _field(self, sign: str, format_: CharacterProperties) -> None:
        if sign == _FIELD_BEGIN:
            self._fields.begin()
        elif sign == _FIELD_END:
            self._say(self._fields.end(), format_)
        else:
            if format_.stands_for and self._fields.embeds:
                self._objects += self.source.workbook(format_.location)
            self._fields.separate()

    def _mark(self, sign: str, at: int, span: _CellSpan) -> None:
        offset = span.piece.offset + (at - span.piece.start) * span.piece.width
        run = self.source.paragraphs.at(offset)
        if sign == _PAGE and run.end > offset + span.piece.width:  # a page break inside a paragraph
            self._say(PAGE_BREAK, span.format)
            return
        extra = self.source.modifier(span.piece)
        shape = self.source.paragraph(run.style, run.commands + extra)
        self._fields.end_paragraph()
        if sign == _PARAGRAPH and not shape.depth and (span.format.deleted or span.format.hidden):
            self._carry = self._take()  # its mark is not there: the paragraph runs on into the next one
            return
        self._end_paragraph(sign, shape, run)

    def _take(self) -> str:
        text, self._carry, self._text = self._carry + self._fields.clean("".join(self._text)), "", []
        return whole(text)

    def _end_paragraph(self, sign: str, shape: ParagraphProperties, run: FormatRun) -> None:
        depth = min(shape.depth, MAX_DEPTH) or int(shape.in_table or sign == _CELL)
        if depth and self._carry:  # it can run on into no table
            self._flow.add(paragraphs(whole(self._carry)), 0)
            self._carry = ""
        if shape.inner_row_end if depth > 1 else shape.row_end and sign == _CELL:
            self._take()
            row = RowProperties().apply(run.commands)
            self._flow.end_row(depth, row.edges, row.up, row.left)
            return
        self._add_paragraph(shape, depth)
        if shape.inner_cell if depth > 1 else sign == _CELL:
            self._flow.end_cell(depth)

    def _add_paragraph(self, shape: ParagraphProperties, depth: int) -> None:
        """Put the paragraph that ends here into the flow, then what is anchored in it."""
        text = self._take()
        if not shape.row_end:
            text = prefixed(self.source.label(shape), text)
        self._flow.add(paragraphs(text), depth)
        self._flow.add(self._objects, depth)
        anchors, self._anchors, self._objects = self._anchors, [], []
        for anchor in anchors:
            for box in self.source.boxes.pop(anchor, []):
                self._flow.add(DocStory(self.source, box).blocks(), depth)
