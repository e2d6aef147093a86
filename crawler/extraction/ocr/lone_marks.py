"""Marks that stand alone in a cell and mean that there is nothing to count: /, - and —, known by their only stroke.

A reading network has seen few of them and writes 1, 一 or _ instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from crawler.extraction.ocr.cells import ScannedRow

MIN_SLANT_HEIGHTS = 0.12  # by which / leans to the right from third to third
MAX_UNEVENNESS = 1.6  # a stroke's greatest width by its usual one
MIN_DASH_ASPECT = 3  # width by height
MAX_HYPHEN_HEIGHTS = 0.8  # of figures: a longer one is a dash
_SLASHES, _DASHES = frozenset("1lI|丨"), frozenset("_一—–―ー-")  # as what they are read


class CellLine(NamedTuple):
    """A line of a cell: the table it is in, its place in pixels, and as what it was read."""

    table: int
    row: ScannedRow
    text: str


def with_lone_marks(ink: Any, lines: Sequence[CellLine]) -> list[str]:
    """Return the texts of the lines, with such marks put right."""
    heights = sorted(row.y1 - row.y0 for _, row, text in lines if text.isascii() and text.isdigit())
    usual = heights[len(heights) // 2] if heights else 0
    return [_text(ink, lines, line, usual) for line in lines]


def _text(ink: Any, lines: Sequence[CellLine], line: CellLine, usual: int) -> str:
    if line.text in _SLASHES and is_slash(ink, line.row):
        return "/"
    level = line.text and _DASHES.issuperset(line.text) and (set(line.text) == {"_"} or is_dash(ink, line.row))
    if usual and level and _counts(lines, line):
        width = line.row.x1 - line.row.x0
        return (
            "-" if width < MAX_HYPHEN_HEIGHTS * usual else "—" * max(1, round(0.7 * width / usual))
        )  # figures are 0.7 em high
    return line.text


def is_slash(ink: Any, row: ScannedRow) -> bool:
    """Tell whether the only stroke of a line is even and leans to the right, as / does and no 1 in any font."""
    import numpy as np  # noqa: PLC0415 - optional

    box = ink[row.y0 : row.y1, row.x0 : row.x1] > 0
    (ys, xs), widths, height = box.nonzero(), box.sum(axis=1), row.y1 - row.y0
    leaning = xs[3 * ys < height].mean() - xs[3 * ys >= 2 * height].mean()
    return bool(leaning > MIN_SLANT_HEIGHTS * height and widths.max() <= MAX_UNEVENNESS * np.median(widths))


def is_dash(ink: Any, row: ScannedRow) -> bool:
    """Tell whether the only stroke of a line is level and even; 一 has a heavy end in most fonts."""
    import numpy as np  # noqa: PLC0415 - optional

    heights = (ink[row.y0 : row.y1, row.x0 : row.x1] > 0).sum(axis=0)
    level = row.x1 - row.x0 > MIN_DASH_ASPECT * (row.y1 - row.y0)
    return bool(level and heights.max() <= max(MAX_UNEVENNESS * np.median(heights), np.median(heights) + 1))


def _counts(lines: Sequence[CellLine], line: CellLine) -> bool:
    """Tell whether it stands among figures: a text before it in its row, and a figure or another dash beside it."""
    middle = (line.row.y0 + line.row.y1) / 2
    in_row = [o for o in lines if o.table == line.table and o.row != line.row and o.row.y0 <= middle < o.row.y1]
    has_text_before = any(o.row.x1 < line.row.x0 for o in in_row)
    return has_text_before and any(_is_figure(o.text) for o in in_row)


def _is_figure(text: str) -> bool:
    return text.isdigit() or text == "/" or _DASHES.issuperset(text)
