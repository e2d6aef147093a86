"""Running heads, feet and page numbers: lines that belong to the paper, not to the text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from crawler.extraction.layout.lines import Line

_DIGITS = re.compile(r"[0-9０-９]+|[〇一二三四五六七八九十]{1,4}(?=页)")
_BLANK = re.compile(r"\s+")
_PAGE_NUMBER = re.compile(  # 一 around digits is a dash that recognition misread
    r"[-—–－―─一·•~～.|\[(（【《<\s]*(?:第\s*)?(?:[0-9０-９]{1,4}|[ivxIVX]{1,6}|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ])(?:\s*页)?"
    r"(?:\s*(?:[/／,，]|of|OF)?\s*(?:共\s*)?[0-9０-９]{1,4}\s*页?)?[-—–－―─一·•~～.|\])）】》>\s]*"
)
DEPTH = 3  # a head or foot has at most this many lines
TOP, BOTTOM = 0.16, 0.86  # shares of the page height within which paper furniture stands
SHARE = 0.6
DRIFT = 6.0


def without_headers_footers(pages: Sequence[tuple[Sequence[Line], float]]) -> list[list[Line]]:
    """Return each page's lines without heads, feet and page numbers, given its lines and height.

    A head or foot is the same text (digits aside) at the same height on most pages; a page number
    needs no second page, it is known by its shape and place.
    """
    seen: dict[tuple[str, bool], list[float]] = defaultdict(list)
    edges = [_edges(lines, height) for lines, height in pages]
    for page in edges:
        for line, top in page:
            seen[_key(line), top].append(line.y0)
    kept = []
    for (lines, _), page in zip(pages, edges, strict=True):
        dropped: set[int] = set()
        for top in (True, False):
            for line in [line for line, at_top in page if at_top is top]:  # from the edge inwards
                places = seen[_key(line), top]
                near = sum(abs(y - line.y0) <= DRIFT for y in places)
                repeated = near >= max(2, SHARE * len(pages))
                if not repeated and not _PAGE_NUMBER.fullmatch(line.text):
                    break
                dropped.add(id(line))
        kept.append([line for line in lines if id(line) not in dropped])
    return kept


def _edges(lines: Sequence[Line], height: float) -> list[tuple[Line, bool]]:
    heads = [(line, True) for line in lines[:DEPTH] if line.y0 < TOP * height]
    feet = [(line, False) for line in lines[: -DEPTH - 1 : -1] if line.y1 > BOTTOM * height]
    return heads + feet


def _key(line: Line) -> str:
    return _DIGITS.sub("#", _BLANK.sub("", line.text))
