"""Tables without rules between their columns, known by texts that stand one below the other.

Believed only where three lines have three columns (fewer beside a page break: ``bridge``), and where no two texts
claim the same place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import inf
from statistics import median

from crawler.extraction.layout.assign_cells import FIGURE, TextBlock, assign_cells
from crawler.extraction.layout.lines import BLANKS, Line, first_word, line_of, text_of
from crawler.extraction.layout.merge_tables import Draft, Placed
from crawler.extraction.layout.ruled_tables import Interval

FEW = 3  # columns, and lines that have them
NARROW = 0.3  # of the font size: gaps in words are narrower
GUTTER = 1.0  # of the font size: a wider gap parts two columns
PROSE = 0.6  # of the table's width: a single text wider than this is a line of a paragraph
WRAPPED = 1.5  # of the font size: lines nearer than this may be lines of one cell
LEADING = 0.9  # of the distance of rows: lines nearer than this are lines of one cell
MOST = 2_000  # texts: no page of a table has more
Row = tuple[Line, list[Line]]  # a line and the texts on it
SECTION = re.compile(r"[一二三四五六七八九十]{1,3}、")


def borderless_tables(lines: Sequence[Line]) -> list[tuple[list[Line], Draft]]:
    """Return the tables among the lines of a page, each with the lines it is made of."""
    found = ((lines[a:b], drafted(lines[a:b])) for a, b in regions(lines))
    return [(list(used), drawn) for used, drawn in found if drawn]


def chunks_of(line: Line) -> list[Line]:
    """Return the texts of a line, which wide gaps part."""
    parts = [[line.glyphs[0]]]
    end = line.glyphs[0].x1
    for g in line.glyphs[1:]:
        if g.text not in BLANKS:
            if g.x0 - end > GUTTER * line.size:
                parts.append([])
            end = max(end, g.x1)
        parts[-1].append(g)
    return [line] if len(parts) == 1 else [chunk for part in parts if (chunk := line_of(part))]


def regions(lines: Sequence[Line], few: int = FEW, texts: int = FEW) -> Iterator[tuple[int, int]]:
    """Yield the stretches of lines in which at least ``few`` lines of so many ``texts`` follow each other."""
    rows = [(line, chunks_of(line)) for line in lines]
    wide = [i for i, (_, chunks) in enumerate(rows) if len(chunks) >= texts]
    start = done = 0
    while start < len(wide):
        end = start
        while end + 1 < len(wide) and all(
            _fits(rows, i, wide[start : end + 2]) for i in range(wide[end] + 1, wide[end + 1])
        ):
            end += 1
        if end - start + 1 >= few:
            own = wide[start : end + 1]
            first = _above(rows, own, done)
            done = _below(rows, own, wide[end + 1] if end + 1 < len(wide) else len(rows))
            yield first, done
        start = end + 1


def _above(rows: Sequence[Row], own: Sequence[int], limit: int) -> int:
    """Return where the table begins of which these are wide lines, not before ``limit``: heads may have fewer texts."""
    first = own[0]
    while first > limit and _fits(rows, first - 1, own) and _near(rows[first - 1][0], rows[first][0]):
        first -= 1
    return first


def _below(rows: Sequence[Row], own: Sequence[int], limit: int) -> int:
    """Return where it ends (exclusive), with lines of several texts and what belongs to the last row."""
    at = last = own[-1] + 1
    while at < limit and _fits(rows, at, own) and _near(rows[at - 1][0], rows[at][0]):
        at += 1
        if len(rows[at - 1][1]) > 1 or _beside(rows[at - 1][0], rows[last - 1][0]):
            last = at
    return last


def _near(above: Line, below: Line) -> bool:
    return below.y0 - above.y0 < 3.5 * below.size


def _beside(one: Line, other: Line) -> bool:
    return abs(one.y0 - other.y0) < 1.2 * one.size


def _fits(rows: Sequence[Row], i: int, wide: Sequence[int]) -> bool:
    """Tell whether a line may belong to the table of these ``wide`` ones: no line of a paragraph, no heading."""
    line, chunks = rows[i]
    other = rows[min(wide, key=lambda w: abs(w - i))][0]
    width = max(rows[w][0].x1 - rows[w][0].x0 for w in wide)
    if abs(line.size - other.size) > 0.2 * line.size:
        return False
    if len(chunks) > 1:
        return True
    if line.x1 - line.x0 > PROSE * width or line.text.endswith(("。", "：", "；")):
        return False
    beside = any(_beside(line, o) for o, parts in rows[max(0, i - 2) : i + 3] if len(parts) > 1)
    return beside or not SECTION.match(line.text) or _amid(rows, i)


def _amid(rows: Sequence[Row], i: int) -> bool:
    """Tell whether the rows above and below are no farther apart than rows are: a label of both stands between them."""
    above = [line for line, parts in rows[max(0, i - 5) : i] if len(parts) > 1][-2:]
    below = next((line for line, parts in rows[i + 1 : i + 4] if len(parts) > 1), None)
    return len(above) > 1 and below is not None and below.y0 - above[1].y0 < 1.5 * (above[1].y0 - above[0].y0)


def drafted(lines: Sequence[Line]) -> Draft | None:
    """Return the table that these lines make, None when a text could stand in several places."""
    chunked = [chunks_of(line) for line in lines]
    found = columns(chunked)
    if len(found) < FEW or sum(map(len, chunked)) > MOST:
        return None
    gutters = gutters_of(found)
    parts = [[part for chunk in chunks for part in parted(chunk, gutters)] for chunks in chunked]
    pitch, leading = _pitch(parts)
    if not pitch:
        return None
    blocks = _blocks([part for line in parts for part in line], found, leading)
    inner = [(a + b) / 2 for a, b in gutters]
    edges = [min(found[0][0], sum(found[0]) - inner[0]), *inner, max(found[-1][1], sum(found[-1]) - inner[-1])]
    rows_found = assign_cells(blocks, edges, pitch)
    if not rows_found:
        return None
    cells = tuple(placed(block, edges) for block in sorted(blocks, key=lambda b: (b.row, b.first)))
    return Draft(edges[0], edges[-1], rows_found, cells, loose=True)


def columns(lines: Sequence[list[Line]], few: int = FEW) -> list[Interval]:
    """Return the columns: what narrow texts agree on, first those of the lines with the most texts.

    A text over several columns, or midway between two of them, is a merged cell. Only lines of ``few`` texts are asked.
    """
    found: list[Interval] = []
    asked = sorted(
        ((len(line), chunk) for line in lines if len(line) >= few for chunk in line),
        key=lambda c: (-c[0], c[1].x1 - c[1].x0),
    )
    for cells, chunk in asked:
        touched = [c for c in found if c[0] < chunk.x1 and chunk.x0 < c[1]]
        if len(touched) == 1:
            found.remove(touched[0])
            found.append((min(touched[0][0], chunk.x0), max(touched[0][1], chunk.x1)))
        elif not touched and (cells == asked[0][0] or not _midway(chunk, found)):
            found.append((chunk.x0, chunk.x1))
    return sorted(found)


def _midway(chunk: Line, found: Sequence[Interval]) -> bool:
    left = max((x0 + x1 for x0, x1 in found if x1 <= chunk.x0), default=-inf)
    right = min((x0 + x1 for x0, x1 in found if x0 >= chunk.x1), default=inf)
    return abs((left + right) / 2 - chunk.x0 - chunk.x1) < chunk.size


def gutters_of(columns: Sequence[Interval]) -> list[Interval]:
    """Return what is left free between columns, and a point on both sides."""
    return [(a[1] - 1, b[0] + 1) for a, b in pairwise(columns)]


def parted(chunk: Line, gutters: Sequence[Interval]) -> Iterator[Line]:
    """Cut a text at a narrow gap where one column ends and the next begins."""
    gutters = [(g0, g1) for g0, g1 in gutters if chunk.x0 < g1 and g0 < chunk.x1]
    start = 0
    for n, (a, b) in enumerate(pairwise(chunk.glyphs), 1):
        if b.x0 - a.x1 > NARROW * chunk.size and any(a.x1 < g1 and g0 < b.x0 for g0, g1 in gutters):
            yield from filter(None, [line_of(chunk.glyphs[start:n])])
            start = n
    yield from filter(None, [line_of(chunk.glyphs[start:])])


def _pitch(lines: Sequence[list[Line]]) -> tuple[float, float]:
    """Return the least distance of two rows, and the distance below which two lines are of one cell.

    Figures never have two lines: two of them one below the other are two rows.
    """
    chunks = sorted((chunk for line in lines for chunk in line), key=lambda c: c.y0)
    steps, figures = [], []
    for n, chunk in enumerate(chunks):
        below = next((c for c in chunks[n + 1 :] if c.y0 > chunk.y0 + 1 and c.x0 < chunk.x1 and chunk.x0 < c.x1), None)
        if below:
            steps.append(below.y0 - chunk.y0)
            if FIGURE.fullmatch(chunk.text) and FIGURE.fullmatch(below.text):
                figures.append(steps[-1])
    if not steps:
        return 0.0, 0.0
    steps.sort()
    least = steps[len(steps) // 20]
    size = median(chunk.size for chunk in chunks)
    leap = min((b for a, b in pairwise(steps) if least <= a < 2 * size and b > WRAPPED * a), default=inf)
    if figures:
        pitch = min(sorted(figures)[len(figures) // 20], leap)
        return pitch, (least + pitch) / 2 if least < pitch * LEADING else LEADING * pitch
    leading = WRAPPED * least if least < WRAPPED * size else LEADING * least
    return (leap, (least + leap) / 2) if leading < least < leap < inf else (leading, leading)


def _blocks(chunks: Sequence[Line], columns: Sequence[Interval], leading: float) -> list[TextBlock]:
    """Put lines that stand closely below each other into one cell."""
    blocks: list[TextBlock] = []
    for chunk in sorted(chunks, key=lambda c: (c.y0, c.x0)):
        touched = [n for n, (x0, x1) in enumerate(columns) if x0 < chunk.x1 and chunk.x0 < x1]
        if not touched:
            x = (chunk.x0 + chunk.x1) / 2
            touched = [min(range(len(columns)), key=lambda n: abs(x - sum(columns[n]) / 2))]
        first, last = touched[0], touched[-1]
        above = [b for b in blocks if b.first <= last and first <= b.last and 0 < chunk.y0 - b.lines[-1].y0 < leading]
        if len(above) == 1:
            above[0].lines.append(chunk)
            above[0].first, above[0].last = min(first, above[0].first), max(last, above[0].last)
        else:
            blocks.append(TextBlock([chunk], first, last))
    return blocks


def placed(block: TextBlock, edges: Sequence[float]) -> Placed:
    """Return a text as a cell on the paper."""
    last = block.lines[-1]
    x0, x1 = edges[block.first], edges[block.last + 1]
    spare = x1 - x0 - (last.x1 - last.x0)
    return Placed(block.row, block.rowspan, x0, x1, text_of(block.lines), spare, first_word(block.lines[0]))
