"""A scanned page as pixels: turned straight, its ink, its ruled lines. Sizes are pixels at about 200 per inch."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import combinations, pairwise
from typing import Any, NamedTuple

from crawler.extraction.layout.ruled_tables import Segment

MAX_LEAN_DEGREES, LEAN_STEP_DEGREES = 2.5, 0.1  # within which a page is turned straight
MIN_RULE_PIXELS = 40  # a straight run of ink at least this long is (a piece of) a rule
LONG_RULE_PIXELS = 400  # longer than any stroke of a letter
REACH_PIXELS = 14  # how far from its crossing a rule may end
MAX_THICKNESS_PIXELS = 14  # beyond that it is a bar
TALL_PIXELS = 64  # more than any letter of a table
ALIGNED_PIXELS = 4  # within which rules are one above the other
BESIDE_RULE_PIXELS, BESIDE_LONE_PIXELS = (5, 10), (3, 9)  # from a rule where letters are looked for; in a single row
MAX_STEM_INK, MAX_STROKE_INK = 0.003, 0.01  # share of gaps times share of ink beside; more is a stroke of letters
MAX_GAP_SHARE = 0.02  # of a rule in a single low row
MAX_SIDE_INK_SHARE = 0.12  # of ink on either side of a vertical rule
WHITE = 255
MIN_CONTRAST_LEVELS = 18  # by which ink is darker than its surroundings
MAX_GRAIN_LEVELS = 1.0  # of noise that needs no smoothing


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
    if abs(angle) >= LEAN_STEP_DEGREES:
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
    down = _vertical_rules(ink, across, down)
    return ScannedSheet(picture, ink, _anchored(across, down), down)


def _vertical_rules(ink: Any, across: list[Segment], down: list[Segment]) -> list[Segment]:
    """Return vertical rules cut at the horizontal ones, without stems of letters, and with those of low rows."""
    pieces = [piece for rule in down for piece in _parted(rule, across) if not _is_stem(ink.T, piece)]
    lone = _lone(pieces)
    firm = [p for p in pieces if p not in lone]
    pieces = firm + [p for p in lone if not _is_lone_stem(ink.T, p, firm)]
    return pieces + [p for p in _low(ink, across, pieces) if not _is_lone_stem(ink.T, p, firm)]


def _lone(pieces: list[Segment]) -> list[Segment]:
    """Return the pieces in a single low row: shorter than a rule, and none goes on above or below."""
    ends = Counter((piece.at, end) for piece in pieces for end in piece[1:])
    short = [p for p in pieces if p.end - p.start < MIN_RULE_PIXELS + ALIGNED_PIXELS]
    return [p for p in short if max(ends[p.at, p.start], ends[p.at, p.end]) == 1]


def _ink(picture: Any) -> Any:
    import cv2  # noqa: PLC0415 - optional
    import numpy as np  # noqa: PLC0415 - optional

    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    grain = float(np.median(np.abs(cv2.Laplacian(grey, cv2.CV_16S)))) / 3
    contrast: float = MIN_CONTRAST_LEVELS
    if grain > MAX_GRAIN_LEVELS:
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

    coarse = max(np.arange(-MAX_LEAN_DEGREES, MAX_LEAN_DEGREES + 0.01, 0.5), key=sharpness)
    best = max(np.arange(coarse - 0.5, coarse + 0.51, LEAN_STEP_DEGREES), key=sharpness)
    return float(best) if sharpness(best) > 1.02 * sharpness(0.0) else 0.0


def _rules(ink: Any) -> list[Segment]:
    """Return the straight runs along the rows of the ink (of the transposed ink: along the columns)."""
    import cv2  # noqa: PLC0415 - optional
    import numpy as np  # noqa: PLC0415 - optional

    closed = cv2.morphologyEx(np.ascontiguousarray(ink), cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8))  # faint lines
    runs = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, MIN_RULE_PIXELS), np.uint8))
    joined = cv2.dilate(runs, np.ones((3, 9), np.uint8))  # a line that leans a little comes in steps
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    rules = []
    for i in range(1, count):
        x, y, w, h, _ = (int(n) for n in stats[i])
        if w <= (2 * h if h <= MAX_THICKNESS_PIXELS else LONG_RULE_PIXELS):
            continue
        piece = labels[y : y + h, x : x + w] == i
        rows = piece.sum(axis=1)
        dense = (rows * 2 > rows.max()).nonzero()[0] if h > MAX_THICKNESS_PIXELS else rows.nonzero()[0]
        if len(dense) <= MAX_THICKNESS_PIXELS:  # letters that touch a rule make it higher in some places only
            at = float((dense * rows[dense]).sum() / rows[dense].sum())
            rules.append(Segment(y + at, float(x + 4), float(x + w - 4)))
    return rules


def _anchored(rules: list[Segment], others: list[Segment]) -> list[Segment]:
    """Keep rules that run from one crossing rule to another, or are too long to be strokes of letters.

    Where a page break left a side of a table open, they end where others do: long ones, or such as hang on a crossing.
    """
    long = [r for r in rules if r.end - r.start > LONG_RULE_PIXELS]
    short = [r for r in rules if r.end - r.start <= LONG_RULE_PIXELS]
    crossed = [tuple(_meets(r.at, end, others) for end in (r.start, r.end)) for r in short]
    hung = [r for r, at in zip(short, crossed, strict=True) if r.end - r.start > TALL_PIXELS and any(at)]
    open_ends = _OpenEnds(long, hung)
    for rule, crossings in zip(short, crossed, strict=True):
        if all(met or open_ends.near(rule, end) for met, end in zip(crossings, rule[1:], strict=True)):
            long.append(rule)
    return long


class _OpenEnds:
    """Where rules end that are surely some: there others end too when a page break left a side of the table open."""

    def __init__(self, long: list[Segment], hung: list[Segment]) -> None:
        self._hung = set(hung)
        self._ends = sorted(end for rule in long + hung for end in (rule.start, rule.end))

    def near(self, rule: Segment, place: float) -> bool:
        """Tell whether another rule than this one ends near the place, besides one by chance."""
        near = bisect_left(self._ends, place + REACH_PIXELS) - bisect_right(self._ends, place - REACH_PIXELS)
        return near > 1 + (rule in self._hung)


def _meets(at: float, place: float, others: list[Segment]) -> bool:
    """Tell whether a rule at ``at`` that ends at ``place`` ends on another."""
    return any(abs(o.at - place) < REACH_PIXELS and _reaches(o, at) for o in others)


def _reaches(rule: Segment, at: float) -> bool:
    return rule.start - REACH_PIXELS < at < rule.end + REACH_PIXELS


def _parted(rule: Segment, others: list[Segment]) -> list[Segment]:
    """Return the pieces of a rule from one crossing to the next."""
    crossings = sorted(o.at for o in others if _reaches(o, rule.at) and _reaches(rule, o.at))
    first = [] if crossings and crossings[0] < rule.start + REACH_PIXELS else [rule.start]
    last = [] if crossings and crossings[-1] > rule.end - REACH_PIXELS else [rule.end]
    return [Segment(rule.at, a, b) for a, b in pairwise([*first, *crossings, *last])]


def _low(ink: Any, across: list[Segment], down: list[Segment]) -> list[Segment]:
    """Return what may be the vertical rules of rows so low that no run of ink is long enough for a rule."""
    import cv2  # noqa: PLC0415 - optional
    import numpy as np  # noqa: PLC0415 - optional

    wide = cv2.dilate(ink, np.ones((1, 3), np.uint8))  # a rule may lean a little
    candidates = []
    for upper, lower in combinations(sorted(across), 2):
        start, end = round(max(upper.start, lower.start)), round(min(upper.end, lower.end))
        if MAX_THICKNESS_PIXELS < lower.at - upper.at < MIN_RULE_PIXELS + ALIGNED_PIXELS and start < end:
            inked = wide[round(upper.at) + 2 : round(lower.at) - 1, start:end].all(axis=0)
            runs = np.diff(inked, prepend=False, append=False).nonzero()[0].reshape(-1, 2).tolist()
            thin = [(a, b) for a, b in runs if b - a <= MAX_THICKNESS_PIXELS]
            candidates += [Segment(start + (a + b - 1) / 2, upper.at, lower.at) for a, b in thin]
    return [rule for rule in candidates if not any(_is_double(rule, other) for other in down)]


def _is_double(rule: Segment, other: Segment) -> bool:
    return abs(other.at - rule.at) < REACH_PIXELS and other.start < rule.end and rule.start < other.end


def _is_stem(ink: Any, rule: Segment) -> bool:
    gaps, less, more = _surroundings(ink, rule, BESIDE_RULE_PIXELS)
    whole = gaps == 0 and rule.end - rule.start > TALL_PIXELS
    return gaps * (less + more) / 2 > MAX_STEM_INK or (less > MAX_SIDE_INK_SHARE and not whole)


def _is_lone_stem(ink: Any, rule: Segment, firm: list[Segment]) -> bool:
    """Tell whether a rule in a single low row is a stroke of a letter that fills the row: 十, the left of 信."""
    gaps, less, more = _surroundings(ink, rule, BESIDE_LONE_PIXELS)
    aligned = any(abs(other.at - rule.at) < ALIGNED_PIXELS for other in firm)
    return gaps > MAX_GAP_SHARE or (less if aligned else less + more) > MAX_SIDE_INK_SHARE


def _is_stroke(ink: Any, rule: Segment) -> bool:
    gaps, less, more = _surroundings(ink, rule, BESIDE_RULE_PIXELS)
    return gaps * (less + more) / 2 > MAX_STROKE_INK


def _surroundings(ink: Any, rule: Segment, beside: tuple[int, int]) -> tuple[float, float, float]:
    """Return the share of gaps in a rule, and of ink on the emptier and the fuller side: letters have all three."""
    at, start, end = round(rule.at), round(rule.start) + 2, round(rule.end) - 2
    near, far = beside

    def share(a: int, b: int) -> float:
        band = ink[max(0, a) : max(0, b), max(0, start) : end]
        return float(band.any(axis=0).mean()) if band.size else 0.0

    sides = share(at - far + 1, at - near + 1), share(at + near, at + far)
    return 1 - share(at - 2, at + 3), min(sides), max(sides)
