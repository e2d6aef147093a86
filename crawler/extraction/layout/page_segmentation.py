"""A page taken apart: tables with their characters, and the lines outside of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from crawler.extraction.layout.borderless_tables import borderless_tables
from crawler.extraction.layout.lines import Glyph, Line, lines
from crawler.extraction.layout.merge_tables import Draft, draft
from crawler.extraction.layout.row_ruled_tables import row_ruled_tables
from crawler.extraction.layout.ruled_tables import OPEN, Lattice, Segment, lattices
from crawler.extraction.layout.text_columns import Gutters, parts

FOLLOWS = 1.5  # times its size: how far below the line before the middle of the next line of a cell lies
MOST = 0.5  # a frame around more than this share of the page holds the text, it is not a part of it


@dataclass(frozen=True, slots=True)
class GlyphPage:
    """What a page shows: characters and rules in points, y downwards."""

    width: float
    height: float
    glyphs: Sequence[Glyph]
    horizontals: Sequence[Segment] = ()
    verticals: Sequence[Segment] = ()
    exact: bool = True  # on a scan characters stand only about where they were printed


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


def segment_page(number: int, page: GlyphPage) -> PageRegions:
    """Give each character to the innermost table that holds it, or to the lines."""
    found = lattices(page.horizontals, page.verticals)
    tables = [t for t in found if not any(t is not o and len(o.spans) > 1 and _within(t, o) for o in found)]
    tables.sort(key=_area)
    held: list[list[list[Glyph]]] = [[[] for _ in t.spans] for t in tables]
    free: list[Glyph] = []
    for g in page.glyphs:
        x, y = (g.x0 + g.x1) / 2, (g.y0 + g.y1) / 2
        for lattice, cells in zip(tables, held, strict=True):
            index = lattice.cell_at(x, y)
            if index is not None:
                cells[index].append(g)
                break
        else:
            free.append(g)
    free = _without_run_out(free, tables, held)
    framed = []
    for lattice, cells in zip(tables, held, strict=True):
        inside = [g for cell in cells for g in cell]
        drawn = draft(lattice, [lines(c) for c in cells])
        if drawn.filled > 1 or (
            inside and len(lattice.spans) == 1 and _area(lattice) < MOST * page.width * page.height
        ):
            framed.append(Framed(number, lattice.ys[0], drawn, inside))
        else:
            free += inside
    outside = lines(free)
    for tables_of in (
        (partial(row_ruled_tables, _loose(page, found), [f.y0 for f in framed]), borderless_tables)
        if page.exact
        else ()
    ):
        for used, drawn in tables_of(outside):
            glyphs = [g for line in used for g in line.glyphs]
            framed.append(Framed(number, used[0].y0, drawn, glyphs, free=tables_of is borderless_tables))
            used_ids = {id(line) for line in used}
            outside = [line for line in outside if id(line) not in used_ids]
    return PageRegions(page, outside, sorted(framed, key=lambda f: f.y0))


def _without_run_out(free: list[Glyph], tables: list[Lattice], held: list[list[list[Glyph]]]) -> list[Glyph]:
    """Give the lines that run out of an unfinished cell at the page's end to it; return the other characters."""
    reach: dict[tuple[int, int], float] = {}
    taken = set()
    for g in sorted(free, key=lambda glyph: glyph.y0):
        x, y = (g.x0 + g.x1) / 2, (g.y0 + g.y1) / 2
        for n, lattice in enumerate(tables):
            index = lattice.unfinished_at(x)
            if index is not None and lattice.ys[-1] <= y < reach.get((n, index), lattice.ys[-1] + g.size):
                held[n][index].append(g)
                reach[n, index] = max(reach.get((n, index), 0.0), g.y1 + FOLLOWS * g.size)
                taken.add(id(g))
                break
    return [g for g in free if id(g) not in taken]


def _loose(page: GlyphPage, found: Sequence[Lattice]) -> list[Segment]:
    """Return the horizontal rules that are no part of a ruled table."""
    boxes = [(t.xs[0], t.ys[0] - OPEN, t.xs[-1], t.ys[-1] + OPEN) for t in found if len(t.spans) > 1]
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
    found: list[PageColumn | Framed] = []
    for place, part in parts(items, sheet.page.width, known):
        found.append(PageColumn(number, place, []))
        for item in part:
            if isinstance(item, Framed):
                found += [replace(item, place=place), PageColumn(number, place, [])]
            elif isinstance(item, Line) and isinstance(found[-1], PageColumn):
                found[-1].lines.append(item)
    return [piece for piece in found if isinstance(piece, Framed) or piece.lines]
