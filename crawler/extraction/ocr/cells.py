"""Lines of text inside ruled cells: found by their ink, so that not even a lone digit is missed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

MIN_INK_PIXELS = 6  # less is a grain of the paper, or of its dithering
MIN_LONE_INK_PIXELS, NEAR_PIXELS = 20, 9  # so is less ink where no other is near
USUAL_LINE_PIXELS = 28  # height of a line when a page does not tell
MAX_CHAR_HEIGHTS = 1.4  # of a line: what is wider is more than one character


class ScannedRow(NamedTuple):
    """A line of text in pixels."""

    x0: int
    y0: int
    x1: int
    y1: int


class ScannedCell(NamedTuple):
    """A cell's lines; ``stacked`` when they are single characters that belong in one row."""

    place: tuple[int, int]  # table, span
    rows: list[ScannedRow]
    stacked: bool


def without_dust(ink: Any, rules: Sequence[tuple[int, int, int, int]]) -> Any:
    """Return the ink without specks, and without the given boxes of rules."""
    import cv2  # noqa: PLC0415 - optional
    import numpy as np  # noqa: PLC0415 - optional

    clean = ink.copy()
    for x0, y0, x1, y1 in rules:
        clean[max(0, y0) : y1, max(0, x0) : x1] = 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats(clean, connectivity=8)
    clean[(stats[:, cv2.CC_STAT_AREA] < MIN_INK_PIXELS)[labels]] = 0
    near = cv2.dilate(clean, np.ones((NEAR_PIXELS, NEAR_PIXELS), np.uint8))
    _, labels = cv2.connectedComponents(near, connectivity=8)
    small = np.bincount(labels[clean > 0], minlength=int(labels.max()) + 1) < MIN_LONE_INK_PIXELS
    clean[small[labels]] = 0
    return np.ascontiguousarray(clean)


def cells(ink: Any, boxes: dict[tuple[int, int], tuple[int, int, int, int]]) -> list[ScannedCell]:
    """Return the lines of each cell that has ink, given the cells' inner boxes in pixels."""
    bands = {index: _bands(ink, box) for index, box in boxes.items()}
    height = _line_height([b - a for runs in bands.values() for a, b in runs])
    filled = []
    for index, (x0, _, x1, _) in boxes.items():
        rows = [r for a, b in _lines(ink, x0, x1, bands[index], height) if (r := _row(ink, x0, x1, a, b))]
        if rows:
            filled.append(ScannedCell(index, rows, _is_stacked(rows, x1 - x0, height)))
    return filled


def _line_height(heights: list[int]) -> int:
    """Return the height of a page's lines, given those of all runs of ink."""
    usual = USUAL_LINE_PIXELS
    tall = sorted(height for height in heights if height > usual // 3)
    return min(max(tall[len(tall) * 3 // 4] if tall else usual, usual // 2), 3 * usual)


def _is_stacked(rows: list[ScannedRow], width: int, height: int) -> bool:
    """Tell whether single characters stand one below the other in a narrow cell."""
    single = all(row.x1 - row.x0 <= MAX_CHAR_HEIGHTS * height for row in rows)
    return len(rows) > 1 and single and width < 2.5 * height


def _bands(ink: Any, box: tuple[int, int, int, int]) -> list[tuple[int, int]]:
    """Return the runs of rows that have ink."""
    x0, y0, x1, y1 = box
    rows = ink[y0:y1, x0:x1].any(axis=1).tolist()
    bands = []
    start = None
    for y, inked in enumerate([*rows, False]):
        if inked and start is None:
            start = y
        elif not inked and start is not None:
            bands.append((y0 + start, y0 + y))
            start = None
    return bands


def _lines(ink: Any, x0: int, x1: int, bands: list[tuple[int, int]], height: int) -> list[tuple[int, int]]:
    """Join the strokes of one line (二 is two runs of ink), part lines that touch."""
    lines: list[tuple[int, int]] = []
    for a, b in bands:
        if lines and b - lines[-1][0] <= 1.25 * height and a - lines[-1][1] <= 0.5 * height:
            lines[-1] = (lines[-1][0], b)
        else:
            lines.append((a, b))
    parted: list[tuple[int, int]] = []
    for a, b in lines:
        count = max(1, round((b - a) / (1.4 * height)))
        edges = [a, *(_thinnest(ink, x0, x1, a + (b - a) * k // count, height) for k in range(1, count)), b]
        parted += [(p, q) for p, q in pairwise(edges) if q > p]
    return parted


def _thinnest(ink: Any, x0: int, x1: int, y: int, height: int) -> int:
    around = max(1, height // 3)
    weights = (ink[y - around : y + around, x0:x1] > 0).sum(axis=1)
    return y - around + int(weights.argmin())


def _row(ink: Any, x0: int, x1: int, y0: int, y1: int) -> ScannedRow | None:
    columns = ink[y0:y1, x0:x1].any(axis=0).nonzero()[0]
    if not len(columns) or y1 - y0 < 2:  # noqa: PLR2004 - a pixel row
        return None
    return ScannedRow(x0 + int(columns[0]), y0, x0 + int(columns[-1]) + 1, y1)
