"""Lines of text inside ruled cells: found by their ink, so that not even a lone digit is missed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

GRAIN = 6  # ink of fewer pixels is a grain of the paper, or of its dithering
DUST, NEAR = 20, 9  # so is ink of fewer pixels where no other ink is near
USUAL = 28  # height in pixels of a line when a page does not tell
WIDE = 1.4  # times the line height: what is wider is more than one character


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
    clean[(stats[:, cv2.CC_STAT_AREA] < GRAIN)[labels]] = 0
    near = cv2.dilate(clean, np.ones((NEAR, NEAR), np.uint8))
    _, labels = cv2.connectedComponents(near, connectivity=8)
    small = np.bincount(labels[clean > 0], minlength=int(labels.max()) + 1) < DUST
    clean[small[labels]] = 0
    return np.ascontiguousarray(clean)


def cells(ink: Any, boxes: dict[tuple[int, int], tuple[int, int, int, int]]) -> list[ScannedCell]:
    """Return the lines of each cell that has ink, given the cells' inner boxes in pixels."""
    bands = {index: _bands(ink, box) for index, box in boxes.items()}
    heights = sorted(b - a for found in bands.values() for a, b in found if b - a > USUAL // 3)
    height = heights[len(heights) * 3 // 4] if heights else USUAL
    height = min(max(height, USUAL // 2), 3 * USUAL)
    found = []
    for index, (x0, _, x1, _) in boxes.items():
        rows = [r for a, b in _lines(ink, x0, x1, bands[index], height) if (r := _row(ink, x0, x1, a, b))]
        if rows:
            stacked = len(rows) > 1 and all(r.x1 - r.x0 <= WIDE * height for r in rows) and x1 - x0 < 2.5 * height
            found.append(ScannedCell(index, rows, stacked))
    return found


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
