"""What a page shows, whatever the file format: characters and rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.extraction.layout.lines import Glyph
from crawler.extraction.layout.ruled_tables import Segment


@dataclass(frozen=True, slots=True)
class GlyphPage:
    """What a page shows: characters and rules in points, y downwards."""

    width: float
    height: float
    glyphs: Sequence[Glyph]
    horizontals: Sequence[Segment] = ()
    verticals: Sequence[Segment] = ()
    exact: bool = True  # on a scan characters stand only about where they were printed
