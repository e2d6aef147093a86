"""Pages of positioned characters and rules → blocks in reading order, the same for PDF, OFD and scanned pages.

It refuses to know the file format, and never invents text: everything on the pages comes out once,
except running heads, feet and page numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.extraction.base import Block, Paragraph
from crawler.extraction.layout.grid import Lattice, Segment, lattices
from crawler.extraction.layout.lines import Glyph, Line, cell_text, lines
from crawler.extraction.layout.paragraphs import Margins, continues, margins, paragraph
from crawler.extraction.layout.running import without_running
from crawler.extraction.layout.stitch import Draft, draft, stitched, table

__all__ = ["Glyph", "Page", "Segment", "blocks"]


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows: characters and rules in points, y downwards."""

    width: float
    height: float
    glyphs: Sequence[Glyph]
    horizontals: Sequence[Segment] = ()
    verticals: Sequence[Segment] = ()


@dataclass(frozen=True, slots=True)
class _Framed:
    """A ruled table of a page with its characters."""

    lattice: Lattice
    glyphs: list[Glyph]
    draft: Draft

    @property
    def is_table(self) -> bool:
        return sum(bool(c.text) for c in self.draft.cells) > 1


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page taken apart: its lines outside tables, and its tables."""

    page: Page
    lines: list[Line]
    framed: list[_Framed]


def blocks(pages: Sequence[Page]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Return the blocks of a document and remarks (``stitched``: a table went over a page break)."""
    sheets = [_sheet(page) for page in pages]
    kept = without_running([(s.lines, s.page.height) for s in sheets])
    sheets = [_Sheet(s.page, ls, s.framed) for s, ls in zip(sheets, kept, strict=True)]
    measured = margins([(s.lines, s.page.width) for s in sheets])
    writer = _Writer()
    for sheet, margin in zip(sheets, measured, strict=True):
        writer.page(sheet, margin)
    return writer.finish()


def _sheet(page: Page) -> _Sheet:
    found = lattices(page.horizontals, page.verticals)
    outer = [t for t in found if not any(t is not o and len(o.spans) > 1 and _within(t, o) for o in found)]
    outer.sort(key=lambda t: (t.xs[-1] - t.xs[0]) * (t.ys[-1] - t.ys[0]))
    held: list[list[list[Glyph]]] = [[[] for _ in t.spans] for t in outer]
    free: list[Glyph] = []
    for g in page.glyphs:
        x, y = (g.x0 + g.x1) / 2, (g.y0 + g.y1) / 2
        for lattice, cells in zip(outer, held, strict=True):
            index = lattice.cell_at(x, y)
            if index is not None:
                cells[index].append(g)
                break
        else:
            free.append(g)
    framed = []
    for lattice, cells in zip(outer, held, strict=True):
        inside = [g for cell in cells for g in cell]
        one = _Framed(lattice, inside, draft(lattice, [cell_text(c) for c in cells]))
        if one.is_table or (inside and len(lattice.spans) == 1 and not _crowded(lattice, page)):
            framed.append(one)
        else:
            free += inside
    framed.sort(key=lambda f: f.lattice.ys[0])
    return _Sheet(page, lines(free), framed)


def _within(inner: Lattice, outer: Lattice) -> bool:
    x, y = (inner.xs[0] + inner.xs[-1]) / 2, (inner.ys[0] + inner.ys[-1]) / 2
    smaller = inner.xs[-1] - inner.xs[0] < outer.xs[-1] - outer.xs[0]
    return smaller and outer.cell_at(x, y) is not None


def _crowded(lattice: Lattice, page: Page) -> bool:
    """Tell whether a frame is drawn around most of the page."""
    return (lattice.xs[-1] - lattice.xs[0]) * (lattice.ys[-1] - lattice.ys[0]) > 0.5 * page.width * page.height


class _Writer:
    """Puts pages one after the other; what a page break cut is joined."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._lines: list[Line] = []
        self._margin = Margins(0, 0, 0)
        self._table: _Framed | None = None
        self._draft: Draft | None = None
        self._stitched = False

    def page(self, sheet: _Sheet, margin: Margins) -> None:
        """Add a page's lines and tables in order of height."""
        items: list[tuple[float, Line | _Framed]] = [(line.y0, line) for line in sheet.lines]
        items += [(f.lattice.ys[0], f) for f in sheet.framed]
        items.sort(key=lambda item: item[0])
        same_page = False
        for _, item in items:
            if isinstance(item, Line):
                self._line(item, margin, same_page=same_page)
            else:
                self._framed(item, same_page=same_page)
            same_page = True

    def _line(self, line: Line, margin: Margins, *, same_page: bool) -> None:
        self._end_table()
        if self._lines:
            goes_on = continues(self._lines[0], self._lines[-1], line, self._margin, margin, same_page=same_page)
            if not goes_on:
                self._end_paragraph()
        self._lines.append(line)
        self._margin = margin

    def _framed(self, framed: _Framed, *, same_page: bool) -> None:
        self._end_paragraph()
        whole = stitched(self._draft, framed.draft) if self._draft and not same_page else None
        if whole:
            self._draft = whole
            self._stitched = True
        else:
            self._end_table()
            self._draft, self._table = framed.draft, framed

    def _end_paragraph(self) -> None:
        if self._lines:
            self._blocks.append(Paragraph(paragraph(self._lines)))
            self._lines = []

    def _end_table(self) -> None:
        if self._draft and self._table:
            if sum(bool(c.text) for c in self._draft.cells) > 1:
                self._blocks.append(table(self._draft))
            else:
                self._blocks += [Paragraph(line.text) for line in lines(self._table.glyphs)]
        self._draft = self._table = None

    def finish(self) -> tuple[tuple[Block, ...], tuple[str, ...]]:
        """Return the blocks and remarks."""
        self._end_table()
        self._end_paragraph()
        return tuple(self._blocks), ("stitched",) if self._stitched else ()
