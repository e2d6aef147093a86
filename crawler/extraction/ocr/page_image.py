"""A scanned page as pixels: turned straight, its ink, its ruled lines. Sizes are pixels at about 200 per inch."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import combinations, pairwise
from typing import Any, NamedTuple

from crawler.extraction.layout.ruled_tables import Segment

LEAN, STEP = 2.5, 0.1  # degrees within which a page is turned straight
RULE = 40  # a straight run of ink at least this long is (a piece of) a rule
LONG, REACH = 400, 14  # longer than any stroke of a letter; how far from its crossing a rule may end
THICK = 14  # beyond that it is a bar
TALL = 64  # more than any letter of a table
SAME = 4  # pixels within which rules are one above the other
BESIDE, LONE = (5, 10), (3, 9)  # pixels from a rule where letters are looked for; from a rule in a single row
STEM, STROKE = 0.003, 0.01  # share of gaps times share of ink beside, from which a rule is a stroke of letters
GAPS = 0.02  # share of gaps that a rule in a single low row does not have
BOTH = 0.12  # share of ink on either side that no vertical rule has
WHITE = 255
CONTRAST, GRAIN = 18, 1.0  # how much darker than its surroundings ink is; grey levels of noise that need smoothing


class ScannedSheet(NamedTuple):
    """A straightened page: BGR picture, ink (255 on 0), horizontal and vertical rules in pixels."""

    picture: Any
    ink: Any
    horizontals: list[Segment]
    verticals: list[Segment]


def straighten(picture: Any) -> ScannedSheet:
    """Turn a BGR picture straight and find its ink and rules."""
    import cv2  # noqa: PLC0415 - optional

    cv2.setNumThreads(1)
    angle = _lean(_ink(picture))
    if abs(angle) >= STEP:
        height, width = picture.shape[:2]
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
        picture = cv2.warpAffine(
            picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(WHITE, WHITE, WHITE)
        )
    ink = _ink(picture)
    across, down = _rules(ink), _rules(ink.T)
    for _ in range(2):
        across, down = _anchored(across, down), _anchored(down, across)
    across = [rule for rule in across if not _is_stroke(ink, rule)]
    down = [piece for rule in down for piece in _parted(rule, across) if not _is_stem(ink.T, piece)]
    ends = Counter((piece.at, end) for piece in down for end in piece[1:])
    lone = [p for p in down if p.end - p.start < RULE + SAME and max(ends[p.at, p.start], ends[p.at, p.end]) == 1]
    firm = [p for p in down if p not in lone]
    down = firm + [p for p in lone if not _is_lone_stem(ink.T, p, firm)]
    down += [p for p in _low(ink, across, down) if not _is_lone_stem(ink.T, p, firm)]
    across = _anchored(across, down)
    return ScannedSheet(picture, ink, across, down)


def _ink(picture: Any) -> Any:
    import cv2  # noqa: PLC0415 - optional
    import numpy as np  # noqa: PLC0415 - optional

    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    grain = float(np.median(np.abs(cv2.Laplacian(grey, cv2.CV_16S)))) / 3
    contrast: float = CONTRAST
    if grain > GRAIN:
        grey = cv2.GaussianBlur(grey, (5, 5), 0)
        contrast += 1.5 * grain
    return cv2.adaptiveThreshold(grey, WHITE, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 61, contrast)


def _lean(ink: Any) -> float:
    """Return by how many degrees the page must be turned: rows of ink are sharpest when it is straight."""
    import cv2  # noqa: PLC0415 - optional
    import numpy as np  # noqa: PLC0415 - optional

    height, width = ink.shape
    scale = 800 / max(height, width)
    small = cv2.resize(ink, (round(width * scale), round(height * scale)), interpolation=cv2.INTER_AREA)
    centre = (small.shape[1] / 2, small.shape[0] / 2)

    def sharpness(angle: float) -> float:
        turn = cv2.getRotationMatrix2D(centre, angle, 1.0)
        rows = cv2.warpAffine(small, turn, small.shape[::-1]).sum(axis=1, dtype=np.float64)
        return float(np.square(np.diff(rows)).sum())

    coarse = max(np.arange(-LEAN, LEAN + 0.01, 0.5), key=sharpness)
    best = max(np.arange(coarse - 0.5, coarse + 0.51, STEP), key=sharpness)
    return float(best) if sharpness(best) > 1.02 * sharpness(0.0) else 0.0


def _rules(ink: Any) -> list[Segment]:
    """Return the straight runs along the rows of the ink (of the transposed ink: along the columns)."""
    import cv2  # noqa: PLC0415 - optional
    import numpy as np  # noqa: PLC0415 - optional

    closed = cv2.morphologyEx(np.ascontiguousarray(ink), cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8))  # faint lines
    runs = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, RULE), np.uint8))
    joined = cv2.dilate(runs, np.ones((3, 9), np.uint8))  # a line that leans a little comes in steps
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for i in range(1, count):
        x, y, w, h, _ = (int(n) for n in stats[i])
        if w <= (2 * h if h <= THICK else LONG):
            continue
        piece = labels[y : y + h, x : x + w] == i
        rows = piece.sum(axis=1)
        dense = (rows * 2 > rows.max()).nonzero()[0] if h > THICK else rows.nonzero()[0]
        if len(dense) <= THICK:  # letters that touch a rule make it higher in some places only
            at = float((dense * rows[dense]).sum() / rows[dense].sum())
            found.append(Segment(y + at, float(x + 4), float(x + w - 4)))
    return found


def _anchored(rules: list[Segment], others: list[Segment]) -> list[Segment]:
    """Keep rules that run from one crossing rule to another, or are too long to be strokes of letters.

    Where a page break left a side of a table open, they end where others do: long ones, or such as hang on a crossing.
    """

    def meets(at: float, place: float) -> bool:
        return any(abs(o.at - place) < REACH and o.start - REACH < at < o.end + REACH for o in others)

    long = [r for r in rules if r.end - r.start > LONG]
    hung = [r for r in rules if TALL < r.end - r.start <= LONG and (meets(r.at, r.start) or meets(r.at, r.end))]
    ends = sorted(end for r in long + hung for end in (r.start, r.end))
    own = set(hung)

    def is_open(rule: Segment, place: float) -> bool:
        return bisect_left(ends, place + REACH) - bisect_right(ends, place - REACH) > 1 + (rule in own)

    short = [r for r in rules if r.end - r.start <= LONG]
    return long + [r for r in short if all(meets(r.at, end) or is_open(r, end) for end in (r.start, r.end))]


def _parted(rule: Segment, others: list[Segment]) -> list[Segment]:
    """Return the pieces of a rule from one crossing to the next."""
    met = sorted(o.at for o in others if o.start - REACH < rule.at < o.end + REACH)
    met = [at for at in met if rule.start - REACH < at < rule.end + REACH]
    first = [] if met and met[0] < rule.start + REACH else [rule.start]
    last = [] if met and met[-1] > rule.end - REACH else [rule.end]
    return [Segment(rule.at, a, b) for a, b in pairwise([*first, *met, *last])]


def _low(ink: Any, across: list[Segment], down: list[Segment]) -> list[Segment]:
    """Return what may be the vertical rules of rows so low that no run of ink is long enough for a rule."""
    import cv2  # noqa: PLC0415 - optional
    import numpy as np  # noqa: PLC0415 - optional

    wide = cv2.dilate(ink, np.ones((1, 3), np.uint8))  # a rule may lean a little
    found = []
    for upper, lower in combinations(sorted(across), 2):
        start, end = round(max(upper.start, lower.start)), round(min(upper.end, lower.end))
        if THICK < lower.at - upper.at < RULE + SAME and start < end:
            inked = wide[round(upper.at) + 2 : round(lower.at) - 1, start:end].all(axis=0)
            edges = np.diff(inked, prepend=False, append=False).nonzero()[0].reshape(-1, 2)
            found += [Segment(start + (a + b - 1) / 2, upper.at, lower.at) for a, b in edges.tolist() if b - a <= THICK]
    return [p for p in found if not any(abs(d.at - p.at) < REACH and d.start < p.end and p.start < d.end for d in down)]


def _is_stem(ink: Any, rule: Segment) -> bool:
    gaps, less, more = _surroundings(ink, rule, BESIDE)
    whole = gaps == 0 and rule.end - rule.start > TALL
    return gaps * (less + more) / 2 > STEM or (less > BOTH and not whole)


def _is_lone_stem(ink: Any, rule: Segment, firm: list[Segment]) -> bool:
    """Tell whether a rule in a single low row is a stroke of a letter that fills the row: 十, the left of 信."""
    gaps, less, more = _surroundings(ink, rule, LONE)
    aligned = any(abs(other.at - rule.at) < SAME for other in firm)
    return gaps > GAPS or (less if aligned else less + more) > BOTH


def _is_stroke(ink: Any, rule: Segment) -> bool:
    gaps, less, more = _surroundings(ink, rule, BESIDE)
    return gaps * (less + more) / 2 > STROKE


def _surroundings(ink: Any, rule: Segment, beside: tuple[int, int]) -> tuple[float, float, float]:
    """Return the share of gaps in a rule, and of ink on the emptier and the fuller side: letters have all three."""
    at, start, end = round(rule.at), round(rule.start) + 2, round(rule.end) - 2
    near, far = beside

    def share(a: int, b: int) -> float:
        band = ink[max(0, a) : max(0, b), max(0, start) : end]
        return float(band.any(axis=0).mean()) if band.size else 0.0

    sides = share(at - far + 1, at - near + 1), share(at + near, at + far)
    return 1 - share(at - 2, at + 3), min(sides), max(sides)
