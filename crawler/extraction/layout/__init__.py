"""Pages of positioned characters and rules → blocks in reading order, the same for PDF, OFD and scanned pages.

It refuses to know the file format, and never invents text: everything on the pages comes out once,
except running heads, feet and page numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from crawler.extraction.base import Block, Paragraph
from crawler.extraction.layout.headers_footers import without_headers_footers
from crawler.extraction.layout.imposition import single_pages
from crawler.extraction.layout.known_pages import take_known_tables
from crawler.extraction.layout.lines import Glyph, Line, lines, text_of
from crawler.extraction.layout.merge_tables import Draft, merge_tables, table
from crawler.extraction.layout.page import GlyphPage
from crawler.extraction.layout.page_break_cells import fill_open_side, join_page_break_cells
from crawler.extraction.layout.page_segmentation import (
    Framed,
    PageColumn,
    PageRegions,
    pieces,
    ruled_regions,
    unruled_regions,
)
from crawler.extraction.layout.paragraphs import Begun, Margins, continues, margins
from crawler.extraction.layout.ruled_tables import Segment
from crawler.extraction.layout.text_columns import Gutters

__all__ = ["Glyph", "GlyphPage", "Segment", "blocks"]


def blocks(pages: Sequence[GlyphPage]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Return the blocks of a document and remarks (``stitched``: a table went over a page break)."""
    sheets = [ruled_regions(number, page) for number, page in enumerate(single_pages(pages))]
    take_known_tables(sheets)
    sheets = [unruled_regions(number, sheet) for number, sheet in enumerate(sheets)]
    body_lines = without_headers_footers([(sheet.lines, sheet.page.height) for sheet in sheets])
    for number, (upper, lower) in enumerate(pairwise(sheets), 1):
        fill_open_side(upper, lower, body_lines[number])
        join_page_break_cells(number, upper, lower, body_lines[number - 1], body_lines[number])
    regions = _in_reading_order(sheets, body_lines)
    measured = _measured(sheets, [region for region in regions if isinstance(region, PageColumn)])
    writer = _BlockWriter()
    for region in regions:
        if isinstance(region, PageColumn):
            writer.column(region, measured[region.page, region.place])
        else:
            writer.framed(region)
    return writer.finish()


def _in_reading_order(sheets: Sequence[PageRegions], body_lines: Sequence[list[Line]]) -> list[PageColumn | Framed]:
    """Return the regions of all pages; the first pass only learns where the document's columns are."""
    gutters: Gutters = []
    for number, sheet in enumerate(sheets):
        pieces(number, sheet, body_lines[number], gutters)
    return [
        region for number, sheet in enumerate(sheets) for region in pieces(number, sheet, body_lines[number], gutters)
    ]


def _measured(sheets: Sequence[PageRegions], columns: Sequence[PageColumn]) -> dict[tuple[int, int], Margins]:
    """Return the margins by page and place of the column."""
    gathered: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for column in columns:
        gathered[column.page, column.place] += column.lines
    kinds = [(round(sheets[page].page.width), place) for page, place in gathered]
    return dict(zip(gathered, margins(list(zip(kinds, gathered.values(), strict=True))), strict=True))


class _BlockWriter:
    """Puts the parts of pages one after the other; what a break cut is joined."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._begun: Begun | None = None
        self._parts: list[Framed] = []  # of the table that may go on
        self._draft: Draft | None = None
        self._notes: set[str] = set()

    def column(self, column: PageColumn, margin: Margins) -> None:
        """Add lines; the first may go on with the last paragraph."""
        self._end_table()
        for i, line in enumerate(column.lines):
            if self._begun and continues(self._begun, line, margin, close=i > 0):
                self._begun.lines.append(line)
                self._begun.margins = margin
            else:
                self._end_paragraph()
                self._begun = Begun([line], line.x0 - margin.left, margin)

    def framed(self, framed: Framed) -> None:
        """Add a table; the first of a page or column may go on with the last of the one before."""
        self._end_paragraph()
        if framed.draft.stitched:
            self._notes.add("stitched")
        whole = None
        if self._draft and framed.follows(self._parts[-1]):
            in_next_column = framed.place != self._parts[-1].place
            below = framed.draft.moved(self._draft.left - framed.draft.left) if in_next_column else framed.draft
            whole = merge_tables(self._draft, below)
        if whole:
            self._draft = whole
            self._parts.append(framed)
            self._notes.add("stitched")
        else:
            self._end_table()
            self._draft, self._parts = framed.draft, [framed]

    def _end_paragraph(self) -> None:
        if self._begun:
            self._blocks.append(Paragraph(text_of(self._begun.lines)))
            self._begun = None

    def _end_table(self) -> None:
        if self._draft and self._draft.filled > 1:
            self._blocks.append(table(self._draft))
        else:
            self._blocks += [Paragraph(line.text) for part in self._parts for line in lines(part.glyphs)]
        self._draft, self._parts = None, []

    def finish(self) -> tuple[tuple[Block, ...], tuple[str, ...]]:
        """Return the blocks and remarks."""
        self._end_table()
        self._end_paragraph()
        return tuple(self._blocks), tuple(sorted(self._notes))
