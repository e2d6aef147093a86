"""Tables with rules between their rows only. The rules part the rows; columns end where pieces of a rule do.

Where every rule is one piece, the texts tell the columns, as they do in tables without rules.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, pairwise
from typing import NamedTuple

from crawler.extraction.layout.assign_cells import FIGURE, TextBlock, doubtful, merge
from crawler.extraction.layout.borderless_tables import (
    PROSE_SHARE,
    SECTION,
    chunks_of,
    columns,
    gutters_of,
    parted,
    placed,
)
from crawler.extraction.layout.lines import Line, lines
from crawler.extraction.layout.merge_tables import EDGE_POINTS, Draft
from crawler.extraction.layout.ruled_tables import Segment, snapped

MIN_RULES = 3
MAX_PIECES = 2_000  # of rules on a page, and of texts in a table
MIN_PARTED_ROWS = 0.5  # share of the rows that have several texts
PROSE_GAP_EMS = 0.5  # prose is never set so widely
MAX_LEADING_EMS = 2.5  # lines of one cell are nearer
OVERLAP_EMS = 0.3  # a text that reaches less far into a column does not stand in it


class Rule(NamedTuple):
    """What is drawn at one height: pieces from left to right, joined where they touch."""

    at: float
    pieces: tuple[Segment, ...]

    @property
    def left(self) -> float:
        """Where the first piece begins."""
        return self.pieces[0].start

    @property
    def right(self) -> float:
        """Where the last piece ends."""
        return self.pieces[-1].end

    def covers(self, left: float, right: float) -> bool:
        """Tell whether it is drawn over most of a column."""
        drawn = sum(max(0.0, min(right, p.end) - max(left, p.start)) for p in self.pieces)
        return 2 * drawn > right - left


def row_ruled_tables(
    horizontals: Sequence[Segment], walls: Sequence[float], page_lines: Sequence[Line]
) -> list[tuple[list[Line], Draft]]:
    """Return the tables that these rules make of the lines of a page, each with the lines it is made of.

    None goes over one of the ``walls``: heights at which another table stands.
    """
    if len(horizontals) > MAX_PIECES:
        return []
    tables = []
    for rules in _groups(horizontals, walls, page_lines):
        inside = _between(page_lines, rules[0].at, rules[-1].at)
        drawn = _draft(rules, _ends(horizontals, rules), inside)
        if drawn:
            tables.append((inside, drawn))
    return tables


def _between(page_lines: Iterable[Line], top: float, bottom: float) -> list[Line]:
    return [line for line in page_lines if top <= (line.y0 + line.y1) / 2 < bottom]


def _groups(horizontals: Sequence[Segment], walls: Sequence[float], page_lines: Sequence[Line]) -> Iterator[list[Rule]]:
    """Yield rules of one table each: as wide as the others or within them, and no paragraph between two of them."""
    group: list[Rule] = []
    for rule in _rules(horizontals):
        between = _between(page_lines, group[-1].at, rule.at) if group else []
        if group and (not between or not _fits(group, rule) or _apart(group, rule, walls) or _prose(between, group)):
            if len(group) >= MIN_RULES:
                yield group
            group = []
        group.append(rule)
    if len(group) >= MIN_RULES:
        yield group


def _rules(horizontals: Sequence[Segment]) -> list[Rule]:
    pieces = sorted(snapped(horizontals))
    return [Rule(at, tuple(row)) for at, row in groupby(pieces, key=lambda piece: piece.at)]


def _fits(group: Sequence[Rule], rule: Rule) -> bool:
    left, right = _sides(group)
    within = left - EDGE_POINTS < rule.left and rule.right < right + EDGE_POINTS
    return within or (rule.left < left + EDGE_POINTS and right - EDGE_POINTS < rule.right)


def _apart(group: Sequence[Rule], rule: Rule, walls: Sequence[float]) -> bool:
    return any(group[-1].at < wall < rule.at for wall in walls)


def _prose(between: Sequence[Line], group: Sequence[Rule]) -> bool:
    """Tell whether lines are a paragraph or heading, no row."""
    if any(b.x0 - a.x1 > PROSE_GAP_EMS * b.size for line in between for a, b in pairwise(line.glyphs)):
        return False
    left, right = _sides(group)
    return any(line.x1 - line.x0 > PROSE_SHARE * (right - left) or SECTION.match(line.text) for line in between)


def _ends(horizontals: Iterable[Segment], rules: Sequence[Rule]) -> list[float]:
    """Return where columns end because pieces of the rules do, from left to right; without the table's own sides."""
    left, right = _sides(rules)
    pieces = [h for h in horizontals if rules[0].at - EDGE_POINTS < h.at < rules[-1].at + EDGE_POINTS]
    ends = sorted(e for p in pieces for e in (p.start, p.end) if left + EDGE_POINTS < e < right - EDGE_POINTS)
    return [e for n, e in enumerate(ends) if not n or e - ends[n - 1] > EDGE_POINTS / 2]


def _draft(rules: Sequence[Rule], ends: Sequence[float], inside: Sequence[Line]) -> Draft | None:
    chunked = [chunks_of(line) for line in inside]
    left, right = _sides(rules)
    between_texts = [g for g in gutters_of(columns(chunked, 2)) if not any(g[0] < x < g[1] for x in ends)]
    gutters = sorted([*between_texts, *((x - 1, x + 1) for x in ends)])
    edges = [left, *((a + b) / 2 for a, b in gutters), right]
    parts = [part for chunk in chain.from_iterable(chunked) for part in parted(chunk, gutters)]
    if not gutters or len(parts) > MAX_PIECES:
        return None
    blocks = list(_blocks(parts, edges, rules))
    if not _is_believable(blocks, len(rules) - 1):
        return None
    merge(blocks, edges)
    texts = tuple(placed(block, edges) for block in sorted(blocks, key=lambda b: (b.row, b.first)))
    return Draft(left, right, len(rules) - 1, texts, loose=bool(between_texts))


def _is_believable(blocks: Sequence[TextBlock], height: int) -> bool:
    """Tell whether enough rows have several texts, and every text a place of its own."""
    texts = Counter(block.row for block in blocks)
    parted_rows = sum(count > 1 for count in texts.values())
    if parted_rows < MIN_PARTED_ROWS * height or doubtful(blocks):
        return False
    return not any(_stacked(block) for block in blocks)


def _sides(rules: Sequence[Rule]) -> tuple[float, float]:
    return min(rule.left for rule in rules), max(rule.right for rule in rules)


class _BandCell(NamedTuple):
    top: int
    bottom: int
    first: int
    last: int
    parts: list[Line]

    def overlaps(self, cell: _BandCell) -> bool:
        """Tell whether both stand between the same rules and share a column."""
        return self[:2] == cell[:2] and self.first <= cell.last and cell.first <= self.last

    def with_cell(self, cell: _BandCell) -> _BandCell:
        """Return both as one cell."""
        first, last = min(self.first, cell.first), max(self.last, cell.last)
        return _BandCell(self.top, self.bottom, first, last, self.parts + cell.parts)


def _blocks(parts: Iterable[Line], edges: Sequence[float], rules: Sequence[Rule]) -> Iterator[TextBlock]:
    """Put texts into the cells that the rules bound above and below; one text over several columns merges these."""
    heights = [rule.at for rule in rules]
    bounds = [_bounds(rules, *column) for column in pairwise(edges)]
    cells: list[_BandCell] = []
    for part in parts:
        first, last = _reach(part, edges)
        row = bisect_right(heights, (part.y0 + part.y1) / 2) - 1
        n = bisect_right(bounds[first], row)
        cell = _BandCell(bounds[first][n - 1], bounds[first][n], first, last, [part])
        for overlapping in [c for c in cells if c.overlaps(cell)]:
            cells.remove(overlapping)
            cell = overlapping.with_cell(cell)
        cells.append(cell)
    for cell in cells:
        text = lines(g for part in cell.parts for g in part.glyphs)
        yield TextBlock(text, cell.first, cell.last, cell.top, cell.bottom - cell.top)


def _bounds(rules: Sequence[Rule], left: float, right: float) -> list[int]:
    """Return the numbers of the rules that bound the cells of a column."""
    return [0, *(n for n, rule in enumerate(rules[1:-1], 1) if rule.covers(left, right)), len(rules) - 1]


def _reach(part: Line, edges: Sequence[float]) -> tuple[int, int]:
    """Return the first and last column that a text stands in."""
    over = OVERLAP_EMS * part.size
    inner = [n for n, (x0, x1) in enumerate(pairwise(edges)) if x0 < part.x1 - over and part.x0 + over < x1]
    nearest = min(range(len(edges) - 1), key=lambda n: abs(edges[n] + edges[n + 1] - part.x0 - part.x1))
    return (inner[0], inner[-1]) if inner else (nearest, nearest)


def _stacked(block: TextBlock) -> bool:
    """Tell whether figures stand one below the other, or lines far apart: the rules do not part the rows."""
    figures = sum(FIGURE.fullmatch(line.text) is not None for line in block.lines)
    return figures > 1 or any(b.y0 - a.y0 > MAX_LEADING_EMS * a.size for a, b in pairwise(block.lines))
