"""Red seals, as offices press them over their name, the date and whatever else stands there."""

from __future__ import annotations

from typing import Any

MIN_RED_LEVELS = 40  # of 255, that ink of a seal has more of red than of green and blue
MIN_SIDE_PIXELS, MAX_SIDE_PIXELS = 180, 700  # at about 200 per inch
MAX_ASPECT = 1.7  # how much wider than high, or the other way round
INK_GAP_PIXELS, RIM_PIXELS = 15, 5  # that close gaps of bad ink; that a seal's colour runs out
CORNER_SHARE = 0.12  # of its sides in which a round thing leaves the corners of its box empty
DARKER_PERCENT = 10  # of a seal's ink that may be darker than what is taken for its level
MIN_PALE_LEVEL = 90  # of red: darker ink of a seal is no different from the letters under it


def without_seals(picture: Any) -> Any:
    """Return a BGR picture in which seals are gone and what is printed under them stands out."""
    import cv2  # noqa: PLC0415 - optional
    import numpy as np  # noqa: PLC0415 - optional

    blue, green, red = cv2.split(picture)
    inked = ((cv2.subtract(red, cv2.max(blue, green)) > MIN_RED_LEVELS) * 255).astype(np.uint8)
    grown = cv2.morphologyEx(inked, cv2.MORPH_CLOSE, np.ones((INK_GAP_PIXELS, INK_GAP_PIXELS), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(grown, connectivity=8)
    clean = picture
    for i in range(1, count):
        x, y, w, h, _ = (int(n) for n in stats[i])
        box = slice(y, y + h), slice(x, x + w)
        fits = min(w, h) > MIN_SIDE_PIXELS and max(w, h) < min(MAX_SIDE_PIXELS, MAX_ASPECT * min(w, h))
        if not fits or not _is_round(labels[box] == i):
            continue
        light = red[box].astype(np.float32)
        paper, level = np.median(light[inked[box] == 0]), np.percentile(light[inked[box] > 0], DARKER_PERCENT)
        if level > MIN_PALE_LEVEL:
            clean = picture.copy() if clean is picture else clean
            near = cv2.dilate(inked[box], np.ones((RIM_PIXELS, RIM_PIXELS), np.uint8)) > 0
            clean[box][near] = np.minimum(paper, light * (paper / level))[near, None].astype(np.uint8)
    return clean


def _is_round(mask: Any) -> bool:
    down, across = (int(side * CORNER_SHARE) for side in mask.shape)
    halves = mask[:down], mask[-down:]
    return not any(half[:, :across].any() or half[:, -across:].any() for half in halves)
