"""A scanned page → positioned text and rules, as if it had been printed digitally."""

from __future__ import annotations

from typing import Any, NamedTuple

from crawler.extraction.layout import Glyph, GlyphPage, Segment
from crawler.extraction.layout.lines import spaced
from crawler.extraction.layout.ruled_tables import Lattice, lattices
from crawler.extraction.ocr.cells import ScannedCell, ScannedRow, cells, without_dust
from crawler.extraction.ocr.lone_marks import CellLine, with_lone_marks
from crawler.extraction.ocr.models import FoundLine, ReadLine, find_lines, read_lines
from crawler.extraction.ocr.page_image import WHITE, ScannedSheet, straighten
from crawler.extraction.ocr.punctuation import tidy
from crawler.extraction.ocr.red_seals import without_seals

MIN_CONFIDENCE = 0.5  # what is read with less outside of tables is a picture, not text
UPRIGHT_CONFIDENCE = 0.8  # a page whose lines are read with less lies on its side
MIN_LINES, MIN_CHARS = 4, 4  # that many lines of that many characters say how well a page is read
SAMPLE_LINES = 8  # that tell whether a page stands on its head
LETTER_GAP_PIXELS = 9  # that close the gaps between letters
LINE_ASPECT = 3  # how much longer than wide a line is
RULE_MARGIN_PIXELS = 6  # cut off around a rule
RUN_OUT_PIXELS = 84  # below a cell that a page break left open in which its text may go on
_OPENING, _CLOSING = frozenset("（《〈「『【"), frozenset("，。、；：！？）》〉」』】")
BESIDE_HEIGHTS = 0.6  # of a line: ink so close beside it belongs to it
WHITE_MARGIN_PIXELS = 24  # kept around text that is searched

Boxes = dict[tuple[int, int], tuple[int, int, int, int]]


class _Laid(NamedTuple):
    """Where a page has text: the lines of cells and the other lines, and a picture of each of them in this order."""

    sheet: ScannedSheet
    across: list[Segment]
    down: list[Segment]
    inside: list[ScannedCell]
    outside: list[FoundLine]
    crops: list[Any]


def read_picture(picture: Any, dpi: float) -> GlyphPage:
    """Return what a BGR picture of a page shows; the page is turned upright first."""
    import cv2  # noqa: PLC0415 - optional

    picture = without_seals(picture)
    ways = [picture, cv2.rotate(picture, cv2.ROTATE_90_CLOCKWISE)]
    tried: list[tuple[float, GlyphPage]] = []
    for way in reversed(ways) if _is_sideways(picture) else ways:
        laid = _laid(straighten(way), 72 / dpi)
        if _is_upside_down(laid.crops):
            laid = _laid(straighten(cv2.rotate(way, cv2.ROTATE_180)), 72 / dpi)
        tried.append(_read(laid, 72 / dpi))
        if tried[-1][0] >= UPRIGHT_CONFIDENCE:
            return tried[-1][1]
    return max(tried, key=lambda t: t[0])[1]


def _is_upside_down(crops: list[Any]) -> bool:
    """Tell whether the longest lines are read better the other way round."""
    import cv2  # noqa: PLC0415 - optional

    longest = sorted(crops, key=lambda crop: int(crop.shape[1]))[-SAMPLE_LINES:]
    read = read_lines(longest + [cv2.rotate(crop, cv2.ROTATE_180) for crop in longest])
    as_it_is, turned = read[: len(longest)], read[len(longest) :]
    return sum(line.score for line in as_it_is) < sum(line.score for line in turned)


def _is_sideways(picture: Any) -> bool:
    """Tell whether lines of text run from top to bottom: letters grown together are tall then."""
    import cv2  # noqa: PLC0415 - optional
    import numpy as np  # noqa: PLC0415 - optional

    sheet = straighten(picture)
    grown = cv2.dilate(
        without_dust(sheet.ink, _rule_boxes(sheet)), np.ones((LETTER_GAP_PIXELS, LETTER_GAP_PIXELS), np.uint8)
    )
    stats = cv2.connectedComponentsWithStats(grown, connectivity=8)[2][1:]
    wide, tall = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    return float(tall[tall > LINE_ASPECT * wide].sum()) > 2 * float(wide[wide > LINE_ASPECT * tall].sum())


def _rule_boxes(sheet: ScannedSheet) -> list[tuple[int, int, int, int]]:
    m = RULE_MARGIN_PIXELS
    across = [(round(s.start) - m, round(s.at) - m, round(s.end) + m, round(s.at) + m) for s in sheet.horizontals]
    down = [(round(s.at) - m, round(s.start) - m, round(s.at) + m, round(s.end) + m) for s in sheet.verticals]
    return across + down


def _laid(sheet: ScannedSheet, scale: float) -> _Laid:
    """Find the lines of a page. ``scale``: points per pixel."""
    across = [Segment(*(v * scale for v in s)) for s in sheet.horizontals]
    down = [Segment(*(v * scale for v in s)) for s in sheet.verticals]
    tables = [t for t in lattices(across, down) if len(t.spans) > 1]
    ink = without_dust(sheet.ink, _rule_boxes(sheet))
    inside = cells(ink, _cell_boxes(tables, ink, scale))
    outside = _outside(sheet, ink, tables, scale)
    crops = [crop for cell in inside for crop in _crops(sheet.picture, cell)]
    crops += [sheet.picture[f.y0 : f.y1, f.x0 : f.x1] for f in outside]
    return _Laid(sheet, across, down, inside, outside, crops)


def _crops(picture: Any, cell: ScannedCell) -> list[Any]:
    """Return a picture of each unit of a cell that is read by itself."""
    return [_crop(picture, cell)] if cell.stacked else [_cut(picture, row) for row in cell.rows]


def _read(laid: _Laid, scale: float) -> tuple[float, GlyphPage]:
    """Return the mean confidence of the lines, and the page."""
    read = read_lines(laid.crops)
    glyphs: list[Glyph] = []
    units = [(cell, row) for cell in laid.inside for row in _units(cell)]
    in_cells = [
        CellLine(cell.place[0], row, tidy(line.text, cell=True)) for (cell, row), line in zip(units, read, strict=False)
    ]
    for (cell, row), text in zip(units, with_lone_marks(laid.sheet.ink, in_cells), strict=True):
        glyphs += _placed(text, _box(cell, row), scale, whole=cell.stacked)
    for box, line in zip(laid.outside, read[len(units) :], strict=True):
        if line.score >= MIN_CONFIDENCE:
            glyphs += _placed(tidy(line.text), box, scale)
    height, width = laid.sheet.picture.shape[:2]
    return _confidence(read), GlyphPage(width * scale, height * scale, glyphs, laid.across, laid.down, exact=False)


def _confidence(read: list[ReadLine]) -> float:
    lines = [line for line in read if len(line.text) >= MIN_CHARS]
    return sum(line.score for line in lines) / len(lines) if len(lines) >= MIN_LINES else 1.0


def _cell_boxes(tables: list[Lattice], ink: Any, scale: float) -> Boxes:
    boxes: Boxes = {}
    for t, table in enumerate(tables):
        for s, span in enumerate(table.spans):
            x0, y0, x1, y1 = (round(v / scale) for v in table.box(span))
            y1 += _run_out(table, ink, scale) * (s in table.unfinished)
            if min(x1 - x0, y1 - y0) > RULE_MARGIN_PIXELS:
                boxes[t, s] = x0 + 2, y0 + 2, x1 - 2, y1 - 2
    return boxes


def _run_out(table: Lattice, ink: Any, scale: float) -> int:
    """Return how many pixels below a table the text of unfinished cells may go on: none if lines cross its columns."""
    bottom = round(table.ys[-1] / scale) + RULE_MARGIN_PIXELS
    below = ink[bottom : bottom + RUN_OUT_PIXELS]
    crossed = any(below[:, round(x / scale) - 2 : round(x / scale) + 3].any() for x in table.xs)
    return 0 if crossed else RUN_OUT_PIXELS


def _units(cell: ScannedCell) -> list[ScannedRow]:
    return cell.rows[:1] if cell.stacked else cell.rows


def _box(cell: ScannedCell, row: ScannedRow) -> FoundLine:
    if not cell.stacked:
        return FoundLine(*row)
    xs, ys = (
        [r.x0 for r in cell.rows] + [r.x1 for r in cell.rows],
        [r.y0 for r in cell.rows] + [r.y1 for r in cell.rows],
    )
    return FoundLine(min(xs), min(ys), max(xs), max(ys))


def _cut(picture: Any, row: ScannedRow) -> Any:
    """Return the picture of a line with some air around."""
    air = max(3, (row.y1 - row.y0) // 7)
    height, width = picture.shape[:2]
    return picture[max(0, row.y0 - air) : min(height, row.y1 + air), max(0, row.x0 - air) : min(width, row.x1 + air)]


def _crop(picture: Any, cell: ScannedCell) -> Any:
    """Return the characters of a label set one below the other as one row."""
    import numpy as np  # noqa: PLC0415 - optional

    side = max(max(r.x1 - r.x0, r.y1 - r.y0) for r in cell.rows) + 6
    strip = np.full((side, side * len(cell.rows), 3), WHITE, picture.dtype)
    left = min(r.x0 for r in cell.rows)
    for k, r in enumerate(cell.rows):
        small = r.y1 - r.y0 < side * 0.4 and r.x1 - r.x0 < side * 0.4  # a comma stands low
        x, y = k * side + 3 + r.x0 - left, (side - (r.y1 - r.y0)) // (1 if small else 2)
        piece = picture[r.y0 : r.y1, r.x0 : min(r.x1, r.x0 + (k + 1) * side - x)]
        strip[y : y + piece.shape[0], x : x + piece.shape[1]] = piece
    return strip


def _outside(sheet: ScannedSheet, ink: Any, tables: list[Lattice], scale: float) -> list[FoundLine]:
    """Find the lines outside of tables, searching only where there is ink."""
    picture, rest = sheet.picture.copy(), ink.copy()
    for table in tables:
        x0, y0, x1, y1 = (round(v / scale) for v in (table.xs[0], table.ys[0], table.xs[-1], table.ys[-1]))
        m = RULE_MARGIN_PIXELS
        area = slice(max(0, y0 - m), y1 + m), slice(max(0, x0 - m), x1 + m)
        picture[area], rest[area] = WHITE, 0
        for span in table.unfinished:
            x0, _, x1, y1 = (round(v / scale) for v in table.box(table.spans[span]))
            area = slice(y1, y1 + _run_out(table, ink, scale)), slice(x0, x1)
            picture[area], rest[area] = WHITE, 0
    boxes = []
    for top, bottom in _stretches(rest):
        boxes += [FoundLine(f.x0, f.y0 + top, f.x1, f.y1 + top) for f in find_lines(picture[top:bottom])]
    return [_whole(box, rest, boxes) for box in boxes]


def _whole(line: FoundLine, ink: Any, boxes: list[FoundLine]) -> FoundLine:
    """Return the line with what stands close beside it: a 一、 before it or a 。 after it is easily not found."""
    height = line.y1 - line.y0
    near, middle = round(BESIDE_HEIGHTS * height), (line.y0 + line.y1) / 2
    others = [o for o in boxes if o != line and o.y0 < middle < o.y1]
    columns = ink[line.y0 : line.y1].any(axis=0)
    left = max((o.x1 for o in others if o.x1 <= line.x1), default=0)
    right = min((o.x0 for o in others if o.x0 >= line.x0), default=len(columns))
    x0, x1 = _grown(columns, line.x0, line.x1, (left, right), near)
    air = height // 7
    return line._replace(
        x0=line.x0 if x0 == line.x0 else max(left, x0 - air), x1=line.x1 if x1 == line.x1 else min(right, x1 + air)
    )


def _grown(columns: Any, x0: int, x1: int, bounds: tuple[int, int], near: int) -> tuple[int, int]:
    """Return both ends of a line moved on to the ink that is ``near``, and so on, within the bounds."""
    left, right = bounds
    while x0 > left and (ink := columns[max(left, x0 - near) : x0].nonzero()[0]).size:
        x0 = max(left, x0 - near) + int(ink[0])
    while x1 < right and (ink := columns[x1 : min(right, x1 + near)].nonzero()[0]).size:
        x1 += int(ink[-1]) + 1
    return x0, x1


def _stretches(ink: Any) -> list[tuple[int, int]]:
    """Return the stretches of the page's height that have ink, where at least a few lines of white lie between."""
    stretches: list[tuple[int, int]] = []
    for y in ink.any(axis=1).nonzero()[0].tolist():
        if stretches and y - stretches[-1][1] < 6 * WHITE_MARGIN_PIXELS:
            stretches[-1] = (stretches[-1][0], y)
        else:
            stretches.append((y, y))
    room = WHITE_MARGIN_PIXELS
    return [(max(0, a - room), min(ink.shape[0], b + room)) for a, b in stretches]


def _placed(text: str, box: FoundLine, scale: float, *, whole: bool = False) -> list[Glyph]:
    """Spread a line's characters over its box: wide ones take twice the room of narrow ones."""
    x0, y0, x1, y1 = (v * scale for v in box)
    if not text.strip():
        return []
    if whole:
        return [Glyph(text, x0, y0, x1, y1, x1 - x0)]
    ems = sum(0.5 if spaced(char) else 1.0 for char in text)
    size = min((x1 - x0) / ems, y1 - y0) if ems > MIN_CHARS else (y1 - y0) * 0.8
    middle = (y0 + y1) / 2
    before, after = 0.5 * (text[0] in _OPENING), 0.5 * (text[-1] in _CLOSING)  # half of such a character is white
    em = (x1 - x0) / max(0.5, ems - before - after)
    glyphs, x = [], x0 - before * em
    for char in text:
        step = (0.5 if spaced(char) else 1.0) * em
        glyphs.append(Glyph(char, x, middle - size / 2, x + step, middle + size / 2, size))
        x += step
    return glyphs
