"""Tables without rules that go over a page break, read as one: beside it stand too few rows to tell their columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from crawler.extraction.layout.assign_cells import FIGURE
from crawler.extraction.layout.borderless_tables import chunks_of, drafted, regions
from crawler.extraction.layout.lines import Line, lines
from crawler.extraction.layout.merge_tables import EDGE_POINTS, widened
from crawler.extraction.layout.page_segmentation import Framed, PageRegions
from crawler.extraction.layout.paragraphs import MARKER

ROW_STEP_EMS = 5.0  # how far apart the rows on both sides of a break are taken to be
LINE_STEP_EMS = 1.5  # and the lines of a row that the break went through


def fill_open_side(upper: PageRegions, lower: PageRegions, below: list[Line]) -> None:
    """Put lines at the left of a page's first table into the merged cells that end the page before without a rule.

    Some printers draw a merged cell's sides only where it begins; where its text stands on a later page, nothing frames
    it. The lines are taken out of ``below``, those of the lower page outside of tables.
    """
    tables = (*upper.framed[-1:], *lower.framed[:1])
    if len(tables) < 2 or any(table.free for table in tables):  # noqa: PLR2004 - one on each page
        return
    above, table = tables
    beside = _at_left(table, below)
    whole = widened(above.draft, table.draft, beside) if beside else table.draft
    if whole is table.draft:
        return
    lower.framed[0] = replace(table, draft=whole, glyphs=[*table.glyphs, *(g for line in beside for g in line.glyphs)])
    taken = {id(line) for line in beside}
    below[:] = [line for line in below if id(line) not in taken]


def _at_left(table: Framed, below: Sequence[Line]) -> list[Line]:
    """Return the lines that stand at the left of a table."""
    bottom = max((g.y1 for g in table.glyphs), default=table.y0)
    return [line for line in below if line.x1 <= table.x0 and table.y0 <= (line.y0 + line.y1) / 2 <= bottom]


def join_page_break_cells(
    number: int, upper: PageRegions, lower: PageRegions, above: list[Line], below: list[Line]
) -> None:
    """Join the rows that end a page and those that begin the next, if they are one table: it moves to page ``number``.

    ``above`` and ``below`` are the lines of the pages outside of tables; those of the table are taken out of them.
    """
    upper_table, upper_rows = _side(upper, above, last=True)
    lower_table, lower_rows = _side(lower, below, last=False)
    joined = _joined(number, upper_rows, lower_rows) if upper_rows and lower_rows else None
    if not joined:
        return
    upper.framed[:] = [framed for framed in upper.framed if framed is not upper_table]
    lower.framed[:] = [joined, *(framed for framed in lower.framed if framed is not lower_table)]
    taken = {id(line) for line in (*upper_rows, *lower_rows)}
    for lines_outside in (above, below):
        lines_outside[:] = [line for line in lines_outside if id(line) not in taken]


def _joined(number: int, upper_rows: Sequence[Line], lower_rows: Sequence[Line]) -> Framed | None:
    """Return the table that both sides make when one is set right below the other, None if they make none."""
    lower_rows = _without_repeated_head(upper_rows, lower_rows)
    last, first = upper_rows[-1], lower_rows[0]
    for step in (LINE_STEP_EMS, ROW_STEP_EMS) if _torn(first) else (ROW_STEP_EMS,):
        by = last.y0 - first.y0 + step * last.size
        rows = [*upper_rows, *(line.moved(by) for line in lower_rows)]
        drawn = drafted(rows)
        if drawn:
            glyphs = [g for line in rows for g in line.glyphs]
            return Framed(number, first.y0, replace(drawn, stitched=1), glyphs, free=True)
    return None


def _without_repeated_head(upper_rows: Sequence[Line], lower_rows: Sequence[Line]) -> Sequence[Line]:
    """Return the rows below the break without the head that a page repeats: lines that begin the upper part too."""
    pairs = zip(upper_rows, lower_rows, strict=False)
    repeated = sum(1 for _ in takewhile(lambda pair: _is_same(*pair), pairs))
    return lower_rows[repeated:] if repeated < len(lower_rows) else lower_rows


def _is_same(upper: Line, lower: Line) -> bool:
    same_place = abs(upper.x0 - lower.x0) < EDGE_POINTS and abs(upper.x1 - lower.x1) < EDGE_POINTS
    return same_place and upper.text == lower.text and not any(FIGURE.fullmatch(c.text) for c in chunks_of(lower))


def _torn(line: Line) -> bool:
    """Tell whether a line can be no row's first: neither a figure in it nor a number before it."""
    return not any(FIGURE.fullmatch(chunk.text) or MARKER.match(chunk.text) for chunk in chunks_of(line))


def _side(sheet: PageRegions, kept: Sequence[Line], *, last: bool) -> tuple[Framed | None, Sequence[Line]]:
    """Return the table without rules at one end of a page and its lines; or lines that look like rows of one."""
    framed = sheet.framed[-1 if last else 0] if sheet.framed else None
    beyond = _beyond(kept, framed, last=last) if framed else kept
    if framed and not beyond:
        return (framed, lines(framed.glyphs)) if framed.free else (None, [])
    stretches = list(regions(beyond, min_lines=1, texts=2))
    at_edge = next((s for s in stretches if (s[1] == len(beyond) if last else s[0] == 0)), (0, 0))
    return None, beyond[slice(*at_edge)]


def _beyond(kept: Sequence[Line], framed: Framed, *, last: bool) -> list[Line]:
    """Return the lines between a table and the end (``last``) or the top of the page."""
    return [line for line in kept if (line.y0 > framed.y0 if last else line.y0 < framed.y0)]
