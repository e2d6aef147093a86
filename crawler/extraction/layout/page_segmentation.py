"""A page taken apart: tables with their characters, and the lines outside of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from statistics import median

from crawler.extraction.layout.borderless_tables import borderless_tables
from crawler.extraction.layout.hair_lines import without_hair_lines
from crawler.extraction.layout.lines import Glyph, Line, lines
from crawler.extraction.layout.merge_tables import Draft, draft
from crawler.extraction.layout.open_sides import missing_sides
from crawler.extraction.layout.page import GlyphPage
from crawler.extraction.layout.row_ruled_tables import row_ruled_tables
from crawler.extraction.layout.ruled_tables import OPEN_POINTS, Lattice, Segment, lattices_of, snapped
from crawler.extraction.layout.text_columns import Gutters, parts

NEXT_LINE_EMS = 1.5  # how far below a line the middle of the next line of its cell lies at most
MAX_FRAME_SHARE = 0.5  # of the page: a larger frame holds the text, it is not a part of it

CellGlyphs = list[list[Glyph]]  # the characters of a table, by its cells


@dataclass(frozen=True, slots=True)
class Framed:
    """A table or frame of a page, with its characters. ``page`` counts from 0, ``place`` is that of its column."""

    page: int
    y0: float
    draft: Draft
    glyphs: list[Glyph]
    place: int = 0
    free: bool = False  # without any rule

    @property
    def x0(self) -> float:
        """Its left edge."""
        return self.draft.left

    @property
    def x1(self) -> float:
        """Its right edge."""
        return self.draft.right

    def follows(self, other: Framed) -> bool:
        """Tell whether only the break of a page or column parts it from another that was read just before.

        A table without rules may seem to end where its rows look otherwise.
        """
        beside = self.place > other.place > 0 or (self.draft.loose and other.draft.loose)
        return self.page == other.page + 1 or (self.page == other.page and beside)


@dataclass(frozen=True, slots=True)
class PageColumn:
    """Lines that follow each other in one column: 0 goes across the page, 1 and 2 are a left and a right one."""

    page: int
    place: int
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class PageRegions:
    """A page taken apart, both kinds of parts from top to bottom."""

    page: GlyphPage
    lines: list[Line]
    framed: list[Framed]
    loose_rules: list[Segment]  # horizontal ones that are no part of a ruled table


def ruled_regions(number: int, page: GlyphPage) -> PageRegions:
    """Give each character to the innermost ruled table that holds it, or to the lines."""
    across, down = snapped(page.horizontals), snapped(page.verticals)
    sides = missing_sides(page, across, down)
    ruled = lattices_of(across, snapped([*down, *sides]) if sides else down)
    framed, free = _ruled_regions(number, page, _outermost(ruled))
    return PageRegions(page, lines(free), sorted(framed, key=lambda f: f.y0), _loose(page, ruled))


def unruled_regions(number: int, sheet: PageRegions) -> PageRegions:
    """Give the lines that make tables with fewer rules, or none, to these."""
    if not sheet.page.exact:
        return sheet
    walls = [f.y0 for f in sheet.framed]
    banded, outside = _unruled_regions(number, sheet.lines, partial(row_ruled_tables, sheet.loose_rules, walls))
    free, outside = _unruled_regions(number, outside, borderless_tables, free=True)
    framed = sorted([*sheet.framed, *banded, *free], key=lambda f: f.y0)
    return replace(sheet, lines=outside, framed=framed)


def _outermost(ruled: Sequence[Lattice]) -> list[Lattice]:
    """Return the tables that stand in no cell of another, the smallest first."""
    tables = [t for t in ruled if not any(t is not o and len(o.spans) > 1 and _within(t, o) for o in ruled)]
    return sorted(tables, key=_area)


def _ruled_regions(number: int, page: GlyphPage, tables: list[Lattice]) -> tuple[list[Framed], list[Glyph]]:
    """Return the tables with their characters, and the characters outside of them."""
    held, free = _glyphs_by_cell(page.glyphs, tables)
    slim = [_without_hair_lines(lattice, cells) for lattice, cells in zip(tables, held, strict=True)]
    if slim != tables:
        tables = slim
        held, free = _glyphs_by_cell(page.glyphs, tables)
    free = _without_run_out(free, tables, held)
    framed = []
    for lattice, cells in zip(tables, held, strict=True):
        inside = [g for cell in cells for g in cell]
        drawn = draft(lattice, [lines(cell) for cell in cells])
        is_box = len(lattice.spans) == 1 and _area(lattice) < MAX_FRAME_SHARE * page.width * page.height
        if drawn.filled > 1 or (inside and is_box):
            framed.append(Framed(number, lattice.ys[0], drawn, inside))
        else:
            free += inside
    return framed, free


def _without_hair_lines(lattice: Lattice, cells: CellGlyphs) -> Lattice:
    sizes = [g.size for cell in cells for g in cell]
    if not sizes:
        return lattice
    return without_hair_lines(lattice, {n for n, cell in enumerate(cells) if cell}, median(sizes))


def _glyphs_by_cell(glyphs: Sequence[Glyph], tables: Sequence[Lattice]) -> tuple[list[CellGlyphs], list[Glyph]]:
    """Return the characters of each cell of each table, and those outside."""
    held: list[CellGlyphs] = [[[] for _ in table.spans] for table in tables]
    free: list[Glyph] = []
    for g in glyphs:
        x, y = (g.x0 + g.x1) / 2, (g.y0 + g.y1) / 2
        for lattice, cells in zip(tables, held, strict=True):
            index = lattice.cell_at(x, y)
            if index is not None:
                cells[index].append(g)
                break
        else:
            free.append(g)
    return held, free


def _unruled_regions(
    number: int,
    outside: list[Line],
    tables_of: Callable[[Sequence[Line]], list[tuple[list[Line], Draft]]],
    *,
    free: bool = False,
) -> tuple[list[Framed], list[Line]]:
    """Return the tables that ``tables_of`` finds among the lines, and the other lines."""
    framed = []
    for rows, drawn in tables_of(outside):
        framed.append(Framed(number, rows[0].y0, drawn, [g for line in rows for g in line.glyphs], free=free))
        taken = {id(line) for line in rows}
        outside = [line for line in outside if id(line) not in taken]
    return framed, outside


def _without_run_out(free: list[Glyph], tables: list[Lattice], held: list[CellGlyphs]) -> list[Glyph]:
    """Give the lines that run out of an unfinished cell at the page's end to it; return the other characters."""
    reach: dict[tuple[int, int], float] = {}
    taken = set()
    for g in sorted(free, key=lambda glyph: glyph.y0):
        x, y = (g.x0 + g.x1) / 2, (g.y0 + g.y1) / 2
        for n, lattice in enumerate(tables):
            index = lattice.unfinished_at(x)
            if index is not None and lattice.ys[-1] <= y < reach.get((n, index), lattice.ys[-1] + g.size):
                held[n][index].append(g)
                reach[n, index] = max(reach.get((n, index), 0.0), g.y1 + NEXT_LINE_EMS * g.size)
                taken.add(id(g))
                break
    return [g for g in free if id(g) not in taken]


def _loose(page: GlyphPage, ruled: Sequence[Lattice]) -> list[Segment]:
    """Return the horizontal rules that are no part of a ruled table."""
    boxes = [(t.xs[0], t.ys[0] - OPEN_POINTS, t.xs[-1], t.ys[-1] + OPEN_POINTS) for t in ruled if len(t.spans) > 1]
    return [
        h
        for h in page.horizontals
        if not any(x0 < (h.start + h.end) / 2 < x1 and y0 < h.at < y1 for x0, y0, x1, y1 in boxes)
    ]


def _area(lattice: Lattice) -> float:
    return (lattice.xs[-1] - lattice.xs[0]) * (lattice.ys[-1] - lattice.ys[0])


def _within(inner: Lattice, outer: Lattice) -> bool:
    x, y = (inner.xs[0] + inner.xs[-1]) / 2, (inner.ys[0] + inner.ys[-1]) / 2
    smaller = inner.xs[-1] - inner.xs[0] < outer.xs[-1] - outer.xs[0]
    return smaller and outer.cell_at(x, y) is not None


def pieces(number: int, sheet: PageRegions, kept: Sequence[Line], known: Gutters) -> list[PageColumn | Framed]:
    """Return a page's columns and tables in reading order. ``kept``: its lines without heads and feet."""
    items: list[Line | Framed] = sorted([*sheet.framed, *kept], key=lambda i: i.y0)
    regions: list[PageColumn | Framed] = []
    for place, part in parts(items, sheet.page.width, known):
        regions.append(PageColumn(number, place, []))
        for item in part:
            if isinstance(item, Framed):
                regions += [replace(item, place=place), PageColumn(number, place, [])]
            elif isinstance(item, Line) and isinstance(regions[-1], PageColumn):
                regions[-1].lines.append(item)
    return [region for region in regions if isinstance(region, Framed) or region.lines]
