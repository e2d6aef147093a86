"""Tables without rules that go over a page break, read as one: beside it stand too few rows to tell their columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crawler.extraction.layout.assign_cells import FIGURE
from crawler.extraction.layout.borderless_tables import chunks_of, drafted, regions
from crawler.extraction.layout.lines import Line, lines
from crawler.extraction.layout.page_segmentation import Framed, PageRegions
from crawler.extraction.layout.paragraphs import MARKER

STEP, WITHIN = 5.0, 1.5  # of the font size: how far apart both sides of a break are taken to be, two rows or one


def join_page_break_cells(
    number: int, upper: PageRegions, lower: PageRegions, above: list[Line], below: list[Line]
) -> None:
    """Join the rows that end a page and those that begin the next, if they are one table: it moves to page ``number``.

    ``above`` and ``below`` are the lines of the pages outside of tables; those of the table are taken out of them.
    """
    ended, ending = _side(upper, above, last=True)
    begun, beginning = _side(lower, below, last=False)
    if not ending or not beginning:
        return
    for step in (WITHIN, STEP) if _torn(beginning[0]) else (STEP,):
        by = ending[-1].y0 - beginning[0].y0 + step * ending[-1].size
        rows = [*ending, *(line.moved(by) for line in beginning)]
        drawn = drafted(rows)
        if drawn:
            break
    else:
        return
    upper.framed[:] = [framed for framed in upper.framed if framed is not ended]
    rest = [framed for framed in lower.framed if framed is not begun]
    joined = Framed(
        number, beginning[0].y0, replace(drawn, stitched=1), [g for line in rows for g in line.glyphs], free=True
    )
    lower.framed[:] = [joined, *rest]
    taken = {id(line) for line in (*ending, *beginning)}
    for kept in (above, below):
        kept[:] = [line for line in kept if id(line) not in taken]


def _torn(line: Line) -> bool:
    """Tell whether a line can be no row's first: neither a figure in it nor a number before it."""
    return not any(FIGURE.fullmatch(chunk.text) or MARKER.match(chunk.text) for chunk in chunks_of(line))


def _side(sheet: PageRegions, kept: Sequence[Line], *, last: bool) -> tuple[Framed | None, Sequence[Line]]:
    """Return the table without rules at one end of a page and its lines; or lines that look like rows of one."""
    framed = sheet.framed[-1 if last else 0] if sheet.framed else None
    beyond = [line for line in kept if not framed or (line.y0 > framed.y0 if last else line.y0 < framed.y0)]
    if framed and not beyond:
        return (framed, lines(framed.glyphs)) if framed.free else (None, [])
    found = [(a, b) for a, b in regions(beyond, few=1, texts=2) if (b == len(beyond) if last else a == 0)]
    return None, beyond[slice(*found[0])] if found else []
