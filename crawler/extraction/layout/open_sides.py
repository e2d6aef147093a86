"""Tables drawn without their outer sides: what connects the rows that have no rule inside either.

A row of one cell between two rules is a band without any vertical; it is told from a line of text between two tables by
its height, which is that of a row, and by what stands in it, which is no heading and no sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from crawler.extraction.layout.borderless_tables import SECTION
from crawler.extraction.layout.lines import Line, lines
from crawler.extraction.layout.merge_tables import EDGE_POINTS
from crawler.extraction.layout.page import GlyphPage
from crawler.extraction.layout.ruled_tables import Segment

MAX_ROW_HEIGHTS = 1.6  # of the median row with rules inside: a row of one cell is hardly higher
_ENDED = ("。", "；", "：")


class _Band(NamedTuple):
    """What lies between a rule and the next one below it that is as wide."""

    left: float
    right: float
    top: float
    bottom: float
    walls: list[float]  # the verticals that go through it

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def is_open(self) -> bool:
        """Tell whether no vertical closes it at its sides."""
        return not any(min(abs(wall - self.left), abs(wall - self.right)) < EDGE_POINTS for wall in self.walls)


def missing_sides(page: GlyphPage, across: Sequence[Segment], down: Sequence[Segment]) -> list[Segment]:
    """Return the verticals that close such rows, one at each side, given the page's rules, snapped."""
    if not across or not down:
        return []
    rows = [band for band in _rows_of_one_cell(_bands(across, down)) if _is_row(_inside(page, band))]
    return [Segment(x, band.top, band.bottom) for band in rows for x in (band.left, band.right)]


def _rows_of_one_cell(bands: Sequence[_Band]) -> list[_Band]:
    """Return the bands that may be rows of one cell: as low as the rows of the open table that they touch."""
    parted = [band for band in bands if band.walls and band.is_open]
    if not parted:
        return []
    height = MAX_ROW_HEIGHTS * median(band.height for band in parted)
    return [band for band in bands if not band.walls and band.height <= height and _touches(band, parted)]


def _bands(across: Sequence[Segment], down: Sequence[Segment]) -> list[_Band]:
    bands = []
    for upper, lower in pairwise(sorted(across)):
        if abs(upper.start - lower.start) < EDGE_POINTS and abs(upper.end - lower.end) < EDGE_POINTS:
            middle = (upper.at + lower.at) / 2
            walls = [v.at for v in down if v.start < middle < v.end and upper.start - 1 < v.at < upper.end + 1]
            bands.append(_Band(upper.start, upper.end, upper.at, lower.at, walls))
    return bands


def _touches(band: _Band, parted: Sequence[_Band]) -> bool:
    """Tell whether a row with rules inside lies right above or below."""
    return any(
        abs(band.left - other.left) < EDGE_POINTS and (band.top == other.bottom or band.bottom == other.top)
        for other in parted
    )


def _inside(page: GlyphPage, band: _Band) -> list[Line]:
    return lines(
        g
        for g in page.glyphs
        if band.top < (g.y0 + g.y1) / 2 < band.bottom and band.left < (g.x0 + g.x1) / 2 < band.right
    )


def _is_row(texts: Sequence[Line]) -> bool:
    return len(texts) == 1 and not SECTION.match(texts[0].text) and not texts[0].text.endswith(_ENDED)
