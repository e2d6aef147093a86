"""Text boxes of a DOC: which range of the text-box story hangs on which character of the main text."""

from __future__ import annotations

from collections.abc import Iterator
from struct import unpack_from

from crawler.extraction.doc.fib import ANCHORS, BOX_TEXTS, DRAWINGS, Fib

_GROUP, _SHAPE, _SHAPE_ID = 0xF003, 0xF004, 0xF00A
_CONTAINER = 0xF
_MAX_DEPTH = 40


def anchored(fib: Fib) -> dict[int, list[tuple[int, int]]]:
    """Return character position → ranges of the boxes anchored there. Boxes whose anchor is lost stand at -1."""
    anchors = _anchors(fib.structure(ANCHORS))
    groups = _groups(fib.structure(DRAWINGS))
    found: dict[int, list[tuple[int, int]]] = {}
    plc = fib.structure(BOX_TEXTS)
    count = (len(plc) - 4) // 26
    if count < 1:
        return {}
    positions = unpack_from(f"<{count + 1}i", plc)
    first, done = fib.boxes[0], 0
    for number in range(count):
        reusable, _, shape = unpack_from("<HIi", plc, 4 * (count + 1) + 22 * number + 8)
        start, end = positions[number], positions[number + 1]
        if not reusable and done <= start < end <= fib.boxes[1] - first:
            place = anchors.get(shape, anchors.get(groups.get(shape, 0), -1))
            found.setdefault(place, []).append((first + start, first + end))
            done = end
    return found


def _anchors(plc: bytes) -> dict[int, int]:
    """Return shape → character position of its anchor."""
    count = (len(plc) - 4) // 30
    if count < 1:
        return {}
    positions = unpack_from(f"<{count + 1}i", plc)
    return {unpack_from("<i", plc, 4 * (count + 1) + 26 * n)[0]: positions[n] for n in range(count)}


def _groups(drawings: bytes) -> dict[int, int]:
    """Return shape → the outermost group it belongs to: only the group is anchored."""
    found: dict[int, int] = {}
    if len(drawings) < 8:  # noqa: PLR2004 - a record header
        return found
    at = 8 + unpack_from("<I", drawings, 4)[0]
    while at + 9 <= len(drawings):
        size = unpack_from("<I", drawings, at + 5)[0]  # a byte says which story, then a drawing
        for kind, start, end in _records(drawings, at + 9, min(at + 9 + size, len(drawings))):
            if kind == _GROUP:
                for inner, inner_start, inner_end in _records(drawings, start, end):
                    if inner == _GROUP:
                        shapes = list(_shapes(drawings, inner_start, inner_end, 0))
                        found |= dict.fromkeys(shapes[1:], shapes[0] if shapes else 0)
        at += 9 + size
    return found


def _shapes(data: bytes, start: int, end: int, depth: int) -> Iterator[int]:
    for kind, inner, limit in _records(data, start, end):
        if kind == _SHAPE_ID and limit - inner >= 4:  # noqa: PLR2004 - a shape's number
            yield unpack_from("<i", data, inner)[0]
        elif kind in {_GROUP, _SHAPE} and depth < _MAX_DEPTH:
            yield from _shapes(data, inner, limit, depth + 1)


def _records(data: bytes, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield (kind, start, end) of the OfficeArt records in a range."""
    while start + 8 <= end:
        _, kind, size = unpack_from("<HHI", data, start)
        limit = min(start + 8 + size, end)
        yield kind, start + 8, limit
        start = limit
