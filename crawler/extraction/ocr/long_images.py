"""Long pictures, as portals publish them: cut into sheets where nothing is printed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

SHEET = 2**0.5  # height of a sheet of paper by its width
MIN_CUT_SHEETS, MAX_CUT_SHEETS = 0.7, 1.15  # from one cut to the next, where there is a choice
MAX_BLANK_LEVELS = 24  # of grey within a row of pixels that is blank


def sheets(picture: Any) -> Iterator[Any]:
    """Yield the sheets of a BGR picture, cut in the middle of the widest blank stretch near each one's end."""
    height, sheet = picture.shape[0], picture.shape[1] * SHEET
    top = 0
    gaps = _gaps(picture) if height > 1.5 * sheet else []
    while height - top > 1.5 * sheet:
        below = [(a, b) for a, b in gaps if a >= top + MIN_CUT_SHEETS * sheet and b < height]
        near = [(a, b) for a, b in below if (a + b) / 2 < top + MAX_CUT_SHEETS * sheet] or below[:1]
        if not near:
            break
        start, end = max(near, key=lambda gap: gap[1] - gap[0])
        yield picture[top : (start + end) // 2]
        top = (start + end) // 2
    yield picture[top:]


def _gaps(picture: Any) -> list[tuple[int, int]]:
    """Return the stretches of rows that have one colour."""
    blank = (picture.max(axis=1).astype(int) - picture.min(axis=1)).max(axis=1) < MAX_BLANK_LEVELS
    gaps, row = [], 0
    for white, run in groupby(blank.tolist()):
        length = sum(1 for _ in run)
        if white:
            gaps.append((row, row + length))
        row += length
    return gaps
