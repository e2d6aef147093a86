"""Running heads, feet and page numbers: lines that belong to the paper, not to the text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from itertools import takewhile

from crawler.extraction.layout.lines import Line

_DIGITS = re.compile(r"[0-9０-９]+|[〇一二三四五六七八九十]{1,4}(?=页)")
_BLANK = re.compile(r"\s+")
_PAGE_NUMBER = re.compile(  # 一 around digits is a dash that recognition misread
    r"[-—–－―─一·•~～.|\[(（【《<\s]*(?:第\s*)?(?:[0-9０-９]{1,4}|[ivxIVX]{1,6}|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ])(?:\s*页)?"
    r"(?:\s*(?:[/／,，]|of|OF)?\s*(?:共\s*)?[0-9０-９]{1,4}\s*页?)?[-—–－―─一·•~～.|\])）】》>\s]*"
)
MAX_LINES = 3  # of a head or foot
TOP_SHARE, BOTTOM_SHARE = 0.16, 0.86  # of the page height above and below which paper furniture stands
MIN_PAGE_SHARE = 0.6  # of the pages have the same head
DRIFT_POINTS = 6.0  # by which it may move from page to page


def without_headers_footers(pages: Sequence[tuple[Sequence[Line], float]]) -> list[list[Line]]:
    """Return each page's lines without heads, feet and page numbers, given its lines and height.

    A head or foot is the same text (digits aside) at the same height on most pages; a page number
    needs no second page, it is known by its shape and place.
    """
    edges = [edge for lines, height in pages for edge in _edges(lines, height)]
    places: dict[str, list[float]] = defaultdict(list)
    for at_top, candidates in edges:
        for line in candidates:
            places[_key(line, at_top=at_top)].append(line.y0)

    def is_furniture(line: Line, *, at_top: bool) -> bool:
        near = sum(abs(y - line.y0) <= DRIFT_POINTS for y in places[_key(line, at_top=at_top)])
        return near >= max(2, MIN_PAGE_SHARE * len(pages)) or _PAGE_NUMBER.fullmatch(line.text) is not None

    dropped: set[int] = set()
    for at_top, candidates in edges:
        dropped.update(map(id, takewhile(partial(is_furniture, at_top=at_top), candidates)))
    return [[line for line in lines if id(line) not in dropped] for lines, _ in pages]


def _edges(lines: Sequence[Line], height: float) -> list[tuple[bool, list[Line]]]:
    """Return what may be a head (True) and a foot of a page, from the page's edge inwards."""
    heads = [line for line in lines[:MAX_LINES] if line.y0 < TOP_SHARE * height]
    feet = [line for line in lines[: -MAX_LINES - 1 : -1] if line.y1 > BOTTOM_SHARE * height]
    return [(True, heads), (False, feet)]


def _key(line: Line, *, at_top: bool) -> str:
    return ("^" if at_top else "$") + _DIGITS.sub("#", _BLANK.sub("", line.text))
