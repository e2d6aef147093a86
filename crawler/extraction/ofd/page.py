"""The objects of one OFD page (or template): texts, paths and images in points, y upwards from the page's top-left."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice, zip_longest

from crawler.extraction.containers.zip_package import Element
from crawler.extraction.layout.rotation import Char, Face, between, quarter
from crawler.extraction.layout.strokes import Box, strokes

POINTS = 72 / 25.4  # per millimetre, OFD's unit
MAX_RUN = 10_000  # characters that one run-length entry may stand for
MAX_POINTS = 120_000
MAX_DEPTH = 8
_OPERANDS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_TOKEN = re.compile(rf"[A-Za-z]|{_NUMBER.pattern}")
_WIDE = "\u2e80"

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(slots=True)
class Drawn:
    """What a page draws. ``images``: resource ids with their boxes; ``points`` counts path points."""

    chars: list[Char] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    images: list[tuple[str, Box]] = field(default_factory=list)
    points: int = 0


def numbers(text: str | None, count: int) -> tuple[float, ...] | None:
    """Return the numbers of an attribute, None unless there are at least ``count`` finite ones."""
    if not text:
        return None
    try:
        found = tuple(map(float, text.split()))
    except ValueError:  # something stands between the numbers
        found = tuple(map(float, _NUMBER.findall(text)))
    return found if len(found) >= count and all(map(math.isfinite, found)) else None


def draw(content: Element, units: dict[str, Element], drawn: Drawn, depth: int = 0) -> None:
    """Add the objects below ``content``. ``units``: composite graphics by resource id, drawn where they are placed."""
    for obj in content.iter("{*}TextObject", "{*}PathObject", "{*}ImageObject", "{*}CompositeObject"):
        if obj.get("Visible") == "false":
            continue
        kind = obj.tag.rpartition("}")[2]
        place = _place(obj)
        if kind == "TextObject":
            drawn.chars += _chars(obj, place)
        elif kind == "ImageObject":
            drawn.images.append((obj.get("ResourceID", ""), _bounds(obj)))
        elif kind == "PathObject" and drawn.points < MAX_POINTS:
            _path(obj, place, drawn)
        elif kind == "CompositeObject" and depth < MAX_DEPTH and obj.get("ResourceID", "") in units:
            inner = Drawn(points=drawn.points)
            draw(units[obj.get("ResourceID", "")], units, inner, depth + 1)
            _move(inner, place, drawn)


def _place(obj: Element) -> Matrix:
    """Return the matrix from the object's millimetres to the page's points, y upwards."""
    left, top = (numbers(obj.get("Boundary"), 4) or (0.0, 0.0))[:2]
    a, b, c, d, e, f = (numbers(obj.get("CTM"), 6) or _IDENTITY)[:6]
    return a * POINTS, -b * POINTS, c * POINTS, -d * POINTS, (e + left) * POINTS, -(f + top) * POINTS


def _bounds(obj: Element) -> Box:
    left, top, width, height = (numbers(obj.get("Boundary"), 4) or (0.0, 0.0, 0.0, 0.0))[:4]
    return left * POINTS, -(top + height) * POINTS, (left + width) * POINTS, -top * POINTS


def _apply(m: Matrix, x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _chars(obj: Element, place: Matrix) -> Iterator[Char]:
    em = (numbers(obj.get("Size"), 1) or (0.0,))[0]
    stretch = (numbers(obj.get("HScale"), 1) or (1.0,))[0]
    face = Face(em * (math.hypot(place[2], place[3]) or POINTS), quarter(place[0], place[1]))
    x = y = 0.0
    for code in obj.iter("{*}TextCode"):
        x = (numbers(code.get("X"), 1) or (x,))[0]
        y = (numbers(code.get("Y"), 1) or (y,))[0]
        for char, at_x, at_y, width in _advances(code, x, y, em * stretch):
            origin = _apply(place, at_x, at_y)
            yield Char(char, between(origin, _apply(place, at_x + width, at_y - em)), origin, face)


def _advances(code: Element, x: float, y: float, wide: float) -> Iterator[tuple[str, float, float, float]]:
    """Yield the characters of a run from (x, y) with their origins and widths, in millimetres."""
    text = (code.text or "").strip("\r\n")
    across = islice(_deltas(code.get("DeltaX")), len(text))
    down = islice(_deltas(code.get("DeltaY")), len(text))
    for char, right, below in zip_longest(text, across, down):
        usual = wide if char >= _WIDE else wide * 0.5
        step = right if right is not None else 0.0 if below else usual
        yield char, x, y, step if 0 < step < usual else usual
        x += step
        y += below or 0.0


def _deltas(text: str | None) -> Iterator[float]:
    """Yield the offsets of ``1.5 g 3 2.0``: a ``g`` repeats the value after its count."""
    tokens = iter((text or "").split())
    for token in tokens:
        if token == "g":  # noqa: S105 - OFD's own letter
            count = numbers(next(tokens, ""), 1)
            value = numbers(next(tokens, ""), 1)
            if count and value:
                yield from [value[0]] * max(0, min(int(count[0]), MAX_RUN))
        elif value := numbers(token, 1):
            yield value[0]


def _path(obj: Element, place: Matrix, drawn: Drawn) -> None:
    filled, stroked = obj.get("Fill") == "true", obj.get("Stroke") != "false"
    if not filled and not stroked:
        return
    data = " ".join([node.text or "" for node in obj.iter("{*}AbbreviatedData")])
    for shape in _shapes(data, drawn):
        drawn.boxes += strokes([_apply(place, x, y) for x, y in shape], stroked=stroked)


def _shapes(data: str, drawn: Drawn) -> Iterator[list[tuple[float, float]]]:
    """Yield the polygons of a path in the object's millimetres; those with curves are left out."""
    shape: list[tuple[float, float]] = []
    curved = False
    for letter, values in _operations(data):
        drawn.points += 1
        if drawn.points > MAX_POINTS:
            return
        if letter in "SM":
            if len(shape) > 1 and not curved:
                yield shape
            shape, curved = [], False
        curved = curved or letter in "QBA"
        if letter == "C" and shape:
            shape.append(shape[0])
        elif values:
            shape.append((values[-2], values[-1]))
    if len(shape) > 1 and not curved:
        yield shape


def _operations(data: str) -> Iterator[tuple[str, list[float]]]:
    letter, values = "", list[float]()
    for token in _TOKEN.findall(data):
        if not token.isalpha():
            values.append(float(token))
            if letter and len(values) == _OPERANDS[letter]:
                yield letter, values
                values = []
        elif token in _OPERANDS:
            letter, values = token, []
            if token == "C":  # noqa: S105 - the letter that closes a figure
                yield token, []


def _move(inner: Drawn, place: Matrix, drawn: Drawn) -> None:
    """Put a composite's objects where the composite stands. They are in points, the place maps millimetres."""
    a, b, c, d, e, f = place
    onto: Matrix = a / POINTS, b / POINTS, -c / POINTS, -d / POINTS, e, f

    def box(b: Box) -> Box:
        return between(_apply(onto, b[0], b[1]), _apply(onto, b[2], b[3]))

    scale = math.hypot(a, b) / POINTS
    drawn.chars += [
        Char(ch.text, box(ch.box), _apply(onto, *ch.origin), Face(ch.face.size * scale, ch.face.quarter))
        for ch in inner.chars
    ]
    drawn.boxes += map(box, inner.boxes)
    drawn.images += [(name, box(b)) for name, b in inner.images]
    drawn.points = inner.points


def extent(chars: Iterable[Char]) -> tuple[float, float] | None:
    """Return the lowest and highest baseline, None without characters."""
    places = [ch.origin[1] for ch in chars if ch.text.strip()]
    return (min(places), max(places)) if places else None
