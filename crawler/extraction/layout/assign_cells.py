"""Texts of a table without rules given their rows and columns.

A cell's text either hangs from the top of its rows, or it is centred on them; then a label in the middle of several
rows covers them, and a column head between two rows covers both.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from statistics import median

from crawler.extraction.layout.lines import Line

LEVEL_EMS = 0.15  # texts nearer than this stand at one height
MIN_PITCH_SHARE = 0.75  # of the distance of rows: two rows are not nearer
MAX_ROWS = 150  # of a table on one page
FIGURE = re.compile(r"[-+−]?[\d,.，．]+%?|/|—+")
Place = tuple[int, int]  # row and column, or a first and a last column
_LEVELS = (re.compile(r"[一二三四五六七八九十]{1,3}、"), re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]"))


@dataclass(slots=True)
class TextBlock:
    """The text of one cell: lines one below the other, and the columns and rows they reach over."""

    lines: list[Line]
    first: int = 0
    last: int = 0
    row: int = -1
    rowspan: int = 1
    hangs: bool = False

    @property
    def middle(self) -> float:
        """Where the text stands on the page: its middle, or that of its first line when cells hang."""
        return (self.lines[0].y0 + self.lines[0 if self.hangs else -1].y1) / 2


def assign_cells(blocks: Sequence[TextBlock], edges: Sequence[float], pitch: float) -> int:
    """Give the blocks their rows and columns and return the number of rows, 0 when they do not make a table."""
    _hang(blocks)
    middles = _rows(blocks, pitch)
    if len(middles) > MAX_ROWS:
        return 0
    labels = next((c for c in range(len(edges) - 1) if _numeric(blocks, c)), 1)
    _widen(blocks, labels)
    _settle(blocks, middles, labels)
    if doubtful(blocks):
        return 0
    merge(blocks, edges)
    starts = sorted({b.row for b in blocks})  # rows in which no cell begins are none
    for block in blocks:
        block.row, end = bisect_left(starts, block.row), bisect_left(starts, block.row + block.rowspan)
        block.rowspan = end - block.row
    return len(starts)


def _hang(blocks: Sequence[TextBlock]) -> None:
    """Let the texts hang when more of those with several lines stand beside single ones with their first line."""
    single = [b.middle for b in blocks if len(b.lines) == 1]
    several = [b for b in blocks if len(b.lines) > 1]
    votes = {}
    for hangs in (False, True):
        for block in blocks:
            block.hangs = hangs
        votes[hangs] = sum(
            any(abs(middle - b.middle) < LEVEL_EMS * b.lines[0].size for middle in single) for b in several
        )
    for block in blocks:
        block.hangs = votes[True] > votes[False]


def _rows(blocks: Sequence[TextBlock], pitch: float) -> list[float]:
    """Return the middles of the rows: as many as can be, each far enough from the next."""
    clusters: list[list[float]] = []
    for middle in sorted(b.middle for b in blocks):
        if clusters and middle - clusters[-1][-1] < 0.2 * pitch:
            clusters[-1].append(middle)
        else:
            clusters.append([middle])
    best: list[tuple[int, int, list[float]]] = []
    for n, cluster in enumerate(clusters):
        at = median(cluster)
        before = [best[k] for k in range(n) if at - best[k][2][-1] >= MIN_PITCH_SHARE * pitch]
        count, weight, chosen = max(before, default=(0, 0, []), key=lambda c: c[:2])
        best.append((count + 1, weight + len(cluster), [*chosen, at]))
    return max(best, key=lambda c: c[:2])[2]


def _numeric(blocks: Sequence[TextBlock], column: int) -> bool:
    texts = [b.lines[0].text for b in blocks if b.first == b.last == column]
    return sum(FIGURE.fullmatch(text) is not None for text in texts) * 5 > len(texts)


def _widen(blocks: Sequence[TextBlock], labels: int) -> None:
    """Let labels begin in the column where those of their kind do: 合计 in the first, （一） where （三） does."""
    for level in _LEVELS:
        alike = [b for b in blocks if b.first < labels and level.match(b.lines[0].text)]
        for block in alike:
            block.first = min(b.first for b in alike)


def _settle(blocks: Sequence[TextBlock], middles: Sequence[float], labels: int) -> None:
    """Give every block its rows: the nearest, or those that its middle is the middle of."""
    taken: set[tuple[int, int]] = set()
    for block in blocks:
        _nearest_rows(block, middles)
        if block.last >= labels or block.last > block.first:
            taken |= _places(block)
    if blocks[0].hangs:
        return
    _head(blocks, labels, taken)
    for column in range(labels - 1):  # in the last one every row has its own
        alone = sorted((b for b in blocks if b.first == b.last == column), key=lambda b: b.middle)
        free = [r for r in range(len(middles)) if (r, column) not in taken]
        if alone and len(alone) < len(free):
            _spread(alone, free, middles)


def _nearest_rows(block: TextBlock, middles: Sequence[float]) -> None:
    """Give a block the row that is nearest, or two when it stands between them."""
    nearest = min(range(len(middles)), key=lambda r: abs(middles[r] - block.middle))
    off = block.middle - middles[nearest]
    second = nearest + (1 if off > 0 else -1)
    block.row = nearest
    if block.hangs or not 0 <= second < len(middles):
        return
    if abs(off) > 0.25 * abs(middles[second] - middles[nearest]):
        block.row, block.rowspan = min(nearest, second), 2


def _head(blocks: Sequence[TextBlock], labels: int, taken: set[tuple[int, int]]) -> None:
    """Let a label that stands alone beside the heads of the columns reach down all of them."""
    figures = [b.row for b in blocks if b.first >= labels and FIGURE.fullmatch(b.lines[0].text)]
    above = [b for b in blocks if b.first < labels and b.row + b.rowspan <= min(figures, default=0)]
    if len(above) == 1 and above[0].last < labels:
        above[0].row, above[0].rowspan = 0, min(figures)
        taken |= _places(above[0])


def doubtful(blocks: Sequence[TextBlock]) -> bool:
    """Tell whether texts claim the same place, or figures of two columns could not be parted."""
    places = [place for block in blocks for place in _places(block)]
    return len(set(places)) < len(places) or any(_several(line) for block in blocks for line in block.lines)


def _several(line: Line) -> bool:
    words = line.text.split()
    return len(words) > 1 and all(FIGURE.fullmatch(word) for word in words)


def merge(blocks: Sequence[TextBlock], edges: Sequence[float]) -> None:
    """Widen every block over free places in the middle of which it stands; a figure only as far as the text above."""
    taken = {place: block for block in blocks for place in _places(block)}
    flush = _flush(blocks)
    for block in sorted(blocks, key=lambda b: b.row):
        spans = _free_spans(block, taken, len(edges) - 1, flush=flush)
        centred = _centred_spans(block, spans, edges)
        if FIGURE.fullmatch(block.lines[0].text):
            above = taken.get((block.row - 1, block.first))
            centred = [span for span in centred if above and span == (above.first, above.last)]
        if centred:
            block.first, block.last = max(centred, key=lambda span: span[1] - span[0])
            taken |= dict.fromkeys(_places(block), block)


def _free_spans(block: TextBlock, taken: Mapping[Place, TextBlock], columns: int, *, flush: bool) -> list[Place]:
    """Return the runs of columns (first, last) around a block that no other block claims."""
    low, high = block.first, block.last
    while low and not flush and _free(taken, block, low - 1):
        low -= 1
    while high + 1 < columns and _free(taken, block, high + 1):
        high += 1
    return [(first, last) for first in range(low, block.first + 1) for last in range(block.last, high + 1)]


def _centred_spans(block: TextBlock, spans: Sequence[Place], edges: Sequence[float]) -> list[Place]:
    """Return those runs of columns in the middle of which a block stands about as well as in any."""
    centre = (min(line.x0 for line in block.lines) + max(line.x1 for line in block.lines)) / 2
    off = {(first, last): abs((edges[first] + edges[last + 1]) / 2 - centre) for first, last in spans}
    size = block.lines[0].size
    return [span for span in spans if off[span] < min(off.values()) + size / 2 and off[span] < size]


def _flush(blocks: Sequence[TextBlock]) -> bool:
    """Tell whether the texts of most columns begin below each other, rather than having one middle."""
    columns: dict[int, list[Line]] = defaultdict(list)
    for block in blocks:
        if block.first == block.last:
            columns[block.first] += block.lines
    votes = 0
    for lines in columns.values():
        begin, middle = ([place(line) for line in lines] for place in (attrgetter("x0"), _centre))
        votes += (_strays(middle) > _strays(begin)) - (_strays(begin) > _strays(middle))
    return votes > 0


def _centre(line: Line) -> float:
    return (line.x0 + line.x1) / 2


def _strays(places: Sequence[float]) -> float:
    middle = median(places)
    return sum(abs(place - middle) for place in places)


def _free(taken: Mapping[tuple[int, int], TextBlock], block: TextBlock, column: int) -> bool:
    rows = range(block.row, block.row + block.rowspan)
    return all(taken.get((row, column), block) is block for row in rows)


def _places(block: TextBlock) -> set[tuple[int, int]]:
    rows = range(block.row, block.row + block.rowspan)
    return {(r, c) for r in rows for c in range(block.first, block.last + 1)}


def _spread(blocks: Sequence[TextBlock], free: Sequence[int], middles: Sequence[float]) -> None:
    """Part the free rows of a column of labels among its blocks so that each stands in the middle of its own."""
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for n, block in enumerate(blocks):
        after: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (cost, cuts) in best.items():
            for end in range(start + 1, len(free) - (len(blocks) - n - 1) + 1):
                if free[end - 1] - free[start] != end - 1 - start:
                    break
                off = abs(block.middle - (middles[free[start]] + middles[free[end - 1]]) / 2)
                if end not in after or cost + off < after[end][0]:
                    after[end] = cost + off, (*cuts, start)
        best = after
    if len(free) not in best:
        return
    starts = (*best[len(free)][1], len(free))
    for block, (start, end) in zip(blocks, pairwise(starts), strict=True):
        block.row, block.rowspan = free[start], end - start
