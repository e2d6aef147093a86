"""Statutory tables without rules, looked for on a page and over page breaks, before columns are guessed from texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from crawler.extraction.layout.headers_footers import without_headers_footers
from crawler.extraction.layout.known_tables import known_table
from crawler.extraction.layout.lines import Line
from crawler.extraction.layout.merge_tables import EDGE_POINTS, Draft
from crawler.extraction.layout.page_segmentation import Framed, PageRegions
from crawler.extraction.layout.printed_forms import PrintedForm, normal, printed_forms

MAX_PAGES = 3  # over which one form goes
BREAK_EMS = 2.2  # how far below the last line of a page the first of the next is taken to stand


class _PageLine(NamedTuple):
    """A line of a page, and where it stands when pages are set one below the other; ``head``: it repeats a head."""

    page: int
    line: Line
    set_below: Line
    head: bool = False


def take_known_tables(sheets: Sequence[PageRegions]) -> None:
    """Move the forms among the lines of the pages to their tables; one over page breaks goes to its last page."""
    chars = [_chars(sheet) for sheet in sheets]
    for form in printed_forms():
        for first in range(len(sheets)):
            pages = range(first, min(first + MAX_PAGES, len(sheets)))
            lasts = [last for last in pages if form.chars <= set().union(*chars[first : last + 1])]
            if lasts and chars[first]:
                _take(form, sheets, first, lasts)


def _chars(sheet: PageRegions) -> set[str]:
    """Return which characters stand outside of tables; of a scan none, for it is not known where they stand."""
    return {char for line in sheet.lines for char in normal(line.text)} if sheet.page.exact else set()


def _take(form: PrintedForm, sheets: Sequence[PageRegions], first: int, lasts: Sequence[int]) -> None:
    """Take the form that begins on the first page and ends on one of the last, if there is one."""
    body = without_headers_footers([(sheet.lines, sheet.page.height) for sheet in sheets])
    for last in lasts:
        for headless in (False, True)[: 1 + (last > first)]:
            rows = _stacked(body, range(first, last + 1), headless=headless)
            drawn = known_table(form, [row.set_below for row in rows if not row.head])
            if drawn:
                _move(*drawn, rows, sheets)
                return


def _stacked(body: Sequence[Sequence[Line]], numbers: range, *, headless: bool) -> list[_PageLine]:
    """Return the lines of several pages, each page set right below the one before."""
    rows: list[_PageLine] = []
    for number in numbers:
        heads = _repeated([row.line for row in rows], body[number]) if headless else 0
        rows += [_PageLine(number, line, line, head=True) for line in body[number][:heads]]
        page = body[number][heads:]
        above = next((row.set_below for row in reversed(rows) if not row.head), None)
        by = above.y0 + BREAK_EMS * above.size - page[0].y0 if above and page else 0.0
        rows += [_PageLine(number, line, line.moved(by) if by else line) for line in page]
    return rows


def _repeated(above: Sequence[Line], below: Sequence[Line]) -> int:
    """Return how many of the lines below repeat lines that follow each other above."""
    best = 0
    for start in range(len(above)):
        length = 0
        while start + length < len(above) and length < len(below) and _same(above[start + length], below[length]):
            length += 1
        best = max(best, length)
    return best


def _same(line: Line, other: Line) -> bool:
    return line.text == other.text and abs(line.x0 - other.x0) < EDGE_POINTS


def _move(used: Sequence[Line], drawn: Draft, rows: Sequence[_PageLine], sheets: Sequence[PageRegions]) -> None:
    """Put the table on its last page, and take its lines and repeated heads out of its pages."""
    ids = set(map(id, used))
    own = [row for row in rows if id(row.set_below) in ids]
    first, last = own[0].page, own[-1].page
    top = min(row.line.y0 for row in own if row.page == last)
    glyphs = [g for row in own for g in row.set_below.glyphs]
    sheets[last].framed.append(Framed(last, top, replace(drawn, stitched=last - first), glyphs, free=True))
    sheets[last].framed.sort(key=lambda framed: framed.y0)
    taken = {id(row.line) for row in rows if row.head or id(row.set_below) in ids}
    for sheet in sheets[first : last + 1]:
        sheet.lines[:] = [line for line in sheet.lines if id(line) not in taken]
