"""Sheets that show two pages side by side, parted into these pages before anything is read across both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crawler.extraction.layout.lines import Glyph, lines
from crawler.extraction.layout.page import GlyphPage
from crawler.extraction.layout.ruled_tables import Segment

MIN_SHEET_ASPECT = 1.2  # width by height: a single page is rarely so wide
MIN_GUTTER_EMS = 2.0  # that both pages' margins leave free in the middle of the sheet
MIN_PAGE_LINES = 3  # that end at the right edge of their page
MIN_PAGE_SHARE = 0.55  # of half a sheet that lines of prose, or a table's rules, are as wide as


def single_pages(sheets: Sequence[GlyphPage]) -> list[GlyphPage]:
    """Return the pages in reading order; sheets of one page each stay as they are.

    Sheets are parted when nothing on any of them crosses the middle, and both halves of one are plainly pages.
    """
    wide = [sheet for sheet in sheets if _is_wide(sheet)]
    if any(_is_crossed(sheet) for sheet in wide) or not any(_shows_two(sheet) for sheet in wide):
        return list(sheets)
    return [page for sheet in sheets for page in (_halves(sheet) if _is_wide(sheet) else [sheet])]


def _is_wide(sheet: GlyphPage) -> bool:
    return bool(sheet.glyphs) and sheet.width > MIN_SHEET_ASPECT * sheet.height


def _is_crossed(sheet: GlyphPage) -> bool:
    middle = sheet.width / 2
    free = MIN_GUTTER_EMS * max(1.0, sorted(g.size for g in sheet.glyphs)[len(sheet.glyphs) // 2]) / 2
    low, high = middle - free, middle + free
    return (
        any(g.x0 < high and low < g.x1 and g.text.strip() for g in sheet.glyphs)
        or any(h.start < high and low < h.end for h in sheet.horizontals)
        or any(low < v.at < high for v in sheet.verticals)
    )


def _shows_two(sheet: GlyphPage) -> bool:
    return all(_is_page(half) for half in _halves(sheet))


def _is_page(half: GlyphPage) -> bool:
    """Tell whether there is prose broken by a right margin, or a table as wide as a page's."""
    width = MIN_PAGE_SHARE * half.width
    if sum(h.end - h.start > width for h in half.horizontals) >= MIN_PAGE_LINES:
        return True
    rows = [line for line in lines(half.glyphs) if line.x1 - line.x0 > width]
    edge = max((line.x1 for line in rows), default=0.0)
    return sum(edge - line.x1 < line.size for line in rows) >= MIN_PAGE_LINES


def _halves(sheet: GlyphPage) -> list[GlyphPage]:
    middle = sheet.width / 2
    return [_half(sheet, 0.0, middle), _half(sheet, middle, sheet.width)]


def _half(sheet: GlyphPage, left: float, right: float) -> GlyphPage:
    """Return what stands between two places of a sheet, counted from the left one."""

    def moved(g: Glyph) -> Glyph:
        return g._replace(x0=g.x0 - left, x1=g.x1 - left)

    return replace(
        sheet,
        width=right - left,
        glyphs=[moved(g) for g in sheet.glyphs if left <= (g.x0 + g.x1) / 2 < right],
        horizontals=[
            Segment(h.at, h.start - left, h.end - left)
            for h in sheet.horizontals
            if left <= (h.start + h.end) / 2 < right
        ],
        verticals=[Segment(v.at - left, v.start, v.end) for v in sheet.verticals if left <= v.at < right],
    )
