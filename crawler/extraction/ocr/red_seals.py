"""Red seals, as offices press them over their name, the date and whatever else stands there."""

from __future__ import annotations

from typing import Any

RED = 40  # how much more red than green and blue ink of a seal has, in levels of 255
SMALL, LARGE, SHAPE = 180, 700, 1.7  # pixels at about 200 per inch; how much wider than high, or the other way round
JOIN, EDGE = 15, 5  # pixels that close gaps of bad ink; that a seal's colour runs out
CORNER = 0.12  # share of its sides in which a round thing leaves the corners of its box empty
PART = 10  # per cent of a seal's ink that may be darker than what is taken for its level
PALE = 90  # level of red below which a seal's ink is no different from the letters under it


def without_seals(picture: Any) -> Any:
    """Return a BGR picture in which seals are gone and what is printed under them stands out."""
    import cv2  # noqa: PLC0415 - optional
    import numpy as np  # noqa: PLC0415 - optional

    blue, green, red = cv2.split(picture)
    inked = ((cv2.subtract(red, cv2.max(blue, green)) > RED) * 255).astype(np.uint8)
    grown = cv2.morphologyEx(inked, cv2.MORPH_CLOSE, np.ones((JOIN, JOIN), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(grown, connectivity=8)
    clean = picture
    for i in range(1, count):
        x, y, w, h, _ = (int(n) for n in stats[i])
        box = slice(y, y + h), slice(x, x + w)
        if not (SMALL < min(w, h) <= max(w, h) < min(LARGE, SHAPE * min(w, h)) and _is_round(labels[box] == i)):
            continue
        light = red[box].astype(np.float32)
        paper, level = np.median(light[inked[box] == 0]), np.percentile(light[inked[box] > 0], PART)
        if level > PALE:
            clean = picture.copy() if clean is picture else clean
            near = cv2.dilate(inked[box], np.ones((EDGE, EDGE), np.uint8)) > 0
            clean[box][near] = np.minimum(paper, light * (paper / level))[near, None].astype(np.uint8)
    return clean


def _is_round(mask: Any) -> bool:
    down, across = (int(side * CORNER) for side in mask.shape)
    halves = mask[:down], mask[-down:]
    return not any(half[:, :across].any() or half[:, -across:].any() for half in halves)
