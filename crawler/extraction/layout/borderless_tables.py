"""Tables without rules between their columns, known by texts that stand one below the other.

Believed only where three lines have three columns (fewer beside a page break: ``page_break_cells``), and where no
two texts claim the same place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from math import inf
from statistics import median

from crawler.extraction.layout.assign_cells import FIGURE, TextBlock, assign_cells
from crawler.extraction.layout.lines import BLANKS, Line, first_word, line_of, text_of
from crawler.extraction.layout.merge_tables import Draft, Placed
from crawler.extraction.layout.ruled_tables import Interval

MIN_COLUMNS = 3  # of a table, and the lines that have as many
WORD_GAP_EMS = 0.3  # gaps in words are narrower
GUTTER_EMS = 1.0  # a wider gap parts two columns
PROSE_SHARE = 0.6  # of the table's width: a single text wider than this is a line of a paragraph
WRAPPED_EMS = 1.5  # lines nearer than this may be lines of one cell
LEADING_SHARE = 0.9  # of the distance of rows: lines nearer than this are lines of one cell
MAX_TEXTS = 2_000  # of a table on one page
Row = tuple[Line, list[Line]]  # a line and the texts on it
SECTION = re.compile(r"[一二三四五六七八九十]{1,3}、")


def borderless_tables(lines: Sequence[Line]) -> list[tuple[list[Line], Draft]]:
    """Return the tables among the lines of a page, each with the lines it is made of."""
    stretches = [lines[start:end] for start, end in regions(lines)]
    return [(list(rows), drawn) for rows in stretches if (drawn := drafted(rows))]


def chunks_of(line: Line) -> list[Line]:
    """Return the texts of a line, which wide gaps part."""
    parts = [[line.glyphs[0]]]
    end = line.glyphs[0].x1
    for g in line.glyphs[1:]:
        if g.text not in BLANKS:
            if g.x0 - end > GUTTER_EMS * line.size:
                parts.append([])
            end = max(end, g.x1)
        parts[-1].append(g)
    return [line] if len(parts) == 1 else [chunk for part in parts if (chunk := line_of(part))]


def regions(lines: Sequence[Line], min_lines: int = MIN_COLUMNS, texts: int = MIN_COLUMNS) -> Iterator[tuple[int, int]]:
    """Yield the stretches of lines in which at least ``min_lines`` lines of so many ``texts`` follow each other."""
    rows = [(line, chunks_of(line)) for line in lines]
    wide = [i for i, (_, chunks) in enumerate(rows) if len(chunks) >= texts]
    start = done = 0
    while start < len(wide):
        end = start
        while end + 1 < len(wide) and all(
            _fits(rows, i, wide[start : end + 2]) for i in range(wide[end] + 1, wide[end + 1])
        ):
            end += 1
        if end - start + 1 >= min_lines:
            core = wide[start : end + 1]
            first = _above(rows, core, done)
            done = _below(rows, core, wide[end + 1] if end + 1 < len(wide) else len(rows))
            yield first, done
        start = end + 1


def _above(rows: Sequence[Row], core: Sequence[int], limit: int) -> int:
    """Return where the table begins of which these are wide lines, not before ``limit``: heads may have fewer texts."""
    first = core[0]
    while first > limit and _fits(rows, first - 1, core) and _near(rows[first - 1][0], rows[first][0]):
        first -= 1
    return first


def _below(rows: Sequence[Row], core: Sequence[int], limit: int) -> int:
    """Return where it ends (exclusive), with lines of several texts and what belongs to the last row."""
    at = last = core[-1] + 1
    while at < limit and _fits(rows, at, core) and _near(rows[at - 1][0], rows[at][0]):
        at += 1
        if len(rows[at - 1][1]) > 1 or _level(rows[at - 1][0], rows[last - 1][0]):
            last = at
    return last


def _near(above: Line, below: Line) -> bool:
    return below.y0 - above.y0 < 3.5 * below.size


def _level(line: Line, neighbour: Line) -> bool:
    return abs(line.y0 - neighbour.y0) < 1.2 * line.size


def _fits(rows: Sequence[Row], i: int, wide: Sequence[int]) -> bool:
    """Tell whether a line may belong to the table of these ``wide`` ones: no line of a paragraph, no heading."""
    line, chunks = rows[i]
    nearest = rows[min(wide, key=lambda w: abs(w - i))][0]
    width = max(rows[w][0].x1 - rows[w][0].x0 for w in wide)
    if abs(line.size - nearest.size) > 0.2 * line.size:
        return False
    if len(chunks) > 1:
        return True
    if line.x1 - line.x0 > PROSE_SHARE * width or line.text.endswith(("。", "：", "；")):
        return False
    in_row = any(_level(line, o) for o, parts in rows[max(0, i - 2) : i + 3] if len(parts) > 1)
    return in_row or not SECTION.match(line.text) or _amid(rows, i)


def _amid(rows: Sequence[Row], i: int) -> bool:
    """Tell whether the rows above and below are no farther apart than rows are: a label of both stands between them."""
    above = [line for line, parts in rows[max(0, i - 5) : i] if len(parts) > 1][-2:]
    below = next((line for line, parts in rows[i + 1 : i + 4] if len(parts) > 1), None)
    return len(above) > 1 and below is not None and below.y0 - above[1].y0 < 1.5 * (above[1].y0 - above[0].y0)


def drafted(lines: Sequence[Line]) -> Draft | None:
    """Return the table that these lines make, None when a text could stand in several places."""
    chunked = [chunks_of(line) for line in lines]
    intervals = columns(chunked)
    if len(intervals) < MIN_COLUMNS or sum(map(len, chunked)) > MAX_TEXTS:
        return None
    gutters = gutters_of(intervals)
    parts = [part for chunk in chain.from_iterable(chunked) for part in parted(chunk, gutters)]
    pitch, leading = _pitch(parts)
    if not pitch:
        return None
    blocks = _blocks(parts, intervals, leading)
    edges = _edges(intervals, gutters)
    height = assign_cells(blocks, edges, pitch)
    if not height:
        return None
    cells = tuple(placed(block, edges) for block in sorted(blocks, key=lambda b: (b.row, b.first)))
    return Draft(edges[0], edges[-1], height, cells, loose=True)


def _edges(intervals: Sequence[Interval], gutters: Sequence[Interval]) -> list[float]:
    """Return the edges of the columns: the middles of the gutters, and sides as far out as these are from the texts."""
    inner = [(a + b) / 2 for a, b in gutters]
    first, last = intervals[0], intervals[-1]
    return [min(first[0], sum(first) - inner[0]), *inner, max(last[1], sum(last) - inner[-1])]


def columns(lines: Sequence[list[Line]], min_texts: int = MIN_COLUMNS) -> list[Interval]:
    """Return the columns: what narrow texts agree on, first those of the lines with the most texts.

    A text over several columns, or midway between two of them, is a merged cell. Only lines of ``min_texts`` are asked.
    """
    intervals: list[Interval] = []
    witnesses = [(len(line), chunk) for line in lines if len(line) >= min_texts for chunk in line]
    witnesses.sort(key=lambda w: (-w[0], w[1].x1 - w[1].x0))
    for texts, chunk in witnesses:
        touched = [c for c in intervals if c[0] < chunk.x1 and chunk.x0 < c[1]]
        if len(touched) == 1:
            intervals.remove(touched[0])
            intervals.append((min(touched[0][0], chunk.x0), max(touched[0][1], chunk.x1)))
        elif not touched and (texts == witnesses[0][0] or not _midway(chunk, intervals)):
            intervals.append((chunk.x0, chunk.x1))
    return sorted(intervals)


def _midway(chunk: Line, intervals: Sequence[Interval]) -> bool:
    left = max((x0 + x1 for x0, x1 in intervals if x1 <= chunk.x0), default=-inf)
    right = min((x0 + x1 for x0, x1 in intervals if x0 >= chunk.x1), default=inf)
    return abs((left + right) / 2 - chunk.x0 - chunk.x1) < chunk.size


def gutters_of(columns: Sequence[Interval]) -> list[Interval]:
    """Return what is left free between columns, and a point on both sides."""
    return [(a[1] - 1, b[0] + 1) for a, b in pairwise(columns)]


def parted(chunk: Line, gutters: Sequence[Interval]) -> Iterator[Line]:
    """Cut a text at a narrow gap where one column ends and the next begins."""
    gutters = [(g0, g1) for g0, g1 in gutters if chunk.x0 < g1 and g0 < chunk.x1]
    start = 0
    for n, (a, b) in enumerate(pairwise(chunk.glyphs), 1):
        if b.x0 - a.x1 > WORD_GAP_EMS * chunk.size and any(a.x1 < g1 and g0 < b.x0 for g0, g1 in gutters):
            yield from filter(None, [line_of(chunk.glyphs[start:n])])
            start = n
    yield from filter(None, [line_of(chunk.glyphs[start:])])


def _pitch(parts: Sequence[Line]) -> tuple[float, float]:
    """Return the least distance of two rows, and the distance below which two lines are of one cell.

    Figures never have two lines: two of them one below the other are two rows.
    """
    chunks = sorted(parts, key=lambda c: c.y0)
    steps, figure_steps = _steps(chunks)
    if not steps:
        return 0.0, 0.0
    least = steps[len(steps) // 20]
    size = median(chunk.size for chunk in chunks)
    leap = min((b for a, b in pairwise(steps) if least <= a < 2 * size and b > WRAPPED_EMS * a), default=inf)
    if figure_steps:
        pitch = min(figure_steps[len(figure_steps) // 20], leap)
        return pitch, (least + pitch) / 2 if least < pitch * LEADING_SHARE else LEADING_SHARE * pitch
    leading = WRAPPED_EMS * least if least < WRAPPED_EMS * size else LEADING_SHARE * least
    return (leap, (least + leap) / 2) if leading < least < leap < inf else (leading, leading)


def _steps(chunks: Sequence[Line]) -> tuple[list[float], list[float]]:
    """Return the distances from each text to the next below it, and those between two figures, both sorted."""
    steps, figure_steps = [], []
    for n, chunk in enumerate(chunks):
        below = next((c for c in chunks[n + 1 :] if c.y0 > chunk.y0 + 1 and _overlap(c, chunk)), None)
        if below:
            steps.append(below.y0 - chunk.y0)
            if FIGURE.fullmatch(chunk.text) and FIGURE.fullmatch(below.text):
                figure_steps.append(steps[-1])
    return sorted(steps), sorted(figure_steps)


def _overlap(line: Line, other: Line) -> bool:
    return line.x0 < other.x1 and other.x0 < line.x1


def _blocks(chunks: Sequence[Line], columns: Sequence[Interval], leading: float) -> list[TextBlock]:
    """Put lines that stand closely below each other into one cell."""
    blocks: list[TextBlock] = []
    for chunk in sorted(chunks, key=lambda c: (c.y0, c.x0)):
        first, last = _reach(chunk, columns)
        above = [b for b in blocks if b.first <= last and first <= b.last and 0 < chunk.y0 - b.lines[-1].y0 < leading]
        if len(above) == 1:
            above[0].lines.append(chunk)
            above[0].first, above[0].last = min(first, above[0].first), max(last, above[0].last)
        else:
            blocks.append(TextBlock([chunk], first, last))
    return blocks


def _reach(chunk: Line, columns: Sequence[Interval]) -> tuple[int, int]:
    """Return the first and last column that a text touches, or the nearest."""
    touched = [n for n, (x0, x1) in enumerate(columns) if x0 < chunk.x1 and chunk.x0 < x1]
    if touched:
        return touched[0], touched[-1]
    centre = (chunk.x0 + chunk.x1) / 2
    nearest = min(range(len(columns)), key=lambda n: abs(centre - sum(columns[n]) / 2))
    return nearest, nearest


def placed(block: TextBlock, edges: Sequence[float]) -> Placed:
    """Return a text as a cell on the paper."""
    last = block.lines[-1]
    x0, x1 = edges[block.first], edges[block.last + 1]
    spare = x1 - x0 - (last.x1 - last.x0)
    return Placed(block.row, block.rowspan, x0, x1, text_of(block.lines), spare, first_word(block.lines[0]))
