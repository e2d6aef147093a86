"""Statutory tables without rules to go by: known by their labels, which tell where each row and column stands.

Whole or not at all: every label of the form is there, and whatever else stands in the table is a figure in one cell.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, groupby, pairwise, takewhile
from operator import attrgetter
from statistics import mean, median

from crawler.extraction.layout.lines import Glyph, Line, first_word, line_of, lines, text_of
from crawler.extraction.layout.merge_tables import Draft, Placed
from crawler.extraction.layout.printed_forms import PrintedCell, PrintedForm, normal

MAX_GLYPHS = 8_000  # of the lines in which a form is looked for
MAX_FOUND = 60  # places where one label can stand
LETTER_GAP_EMS = 1.2  # between two characters of a label
LINE_GAP_EMS = 2.6  # between two lines of a label
BREAK_EMS = 3.0  # a label broken once more is taken when it stands so much nearer to the others
FIGURE_GAP_EMS = 0.6  # between two characters of a figure
ROW_SHARE = 0.75  # of the distance to the next row: farther off no figure of a row stands


_FIGURE = re.compile(r"[-+−\d,.%/—–]*(?:件|条|宗|个|次|人|万?元)?|无|零|空|不适用")


def known_table(form: PrintedForm, page_lines: Sequence[Line]) -> tuple[list[Line], Draft] | None:
    """Return the form with the lines it is made of, None when the lines do not hold the whole of it."""
    glyphs = _inked(page_lines)
    labels = _LabelSearch(glyphs).cells(form) if len(glyphs) <= MAX_GLYPHS else None
    if labels is None:
        return None
    printed = list(chain.from_iterable(labels.values()))
    used = _stretch(form, page_lines, min(g.y0 for g in printed), max(g.y1 for g in printed))
    if used is None:
        return None
    ids = set(map(id, printed))
    grid = _FormGrid(form, labels)
    filled = grid.filled(_figures([g for g in _inked(used) if id(g) not in ids]))
    return None if filled is None else (used, grid.draft(filled))


def _inked(page_lines: Iterable[Line]) -> list[Glyph]:
    return [g for line in page_lines for g in line.glyphs if g.text.strip()]


def _stretch(form: PrintedForm, page_lines: Sequence[Line], top: float, bottom: float) -> list[Line] | None:
    """Return the lines of the table: from its first label to its last, and a row of figures that may end it.

    None where nothing follows: such a row may stand on the next page.
    """
    used = [line for line in page_lines if top <= (line.y0 + line.y1) / 2 <= bottom]
    if any(cell.labels for cell in form.cells if cell.row == form.rows - 1):
        return used
    below = sorted((line for line in page_lines if line.y0 > bottom), key=attrgetter("y0"))
    if not below:
        return None
    first = below[0]
    near = [line for line in below if line.y0 < first.y1 + first.size]
    return used + list(takewhile(_holds_figures, near))


def _holds_figures(line: Line) -> bool:
    return all(_FIGURE.fullmatch(normal(figure.text)) for figure in _figures(line.glyphs))


def _figures(glyphs: Sequence[Glyph]) -> list[Line]:
    """Return what stands together on one line."""
    parts: list[list[Glyph]] = []
    for line in lines(glyphs):
        parts.append([line.glyphs[0]])
        for a, b in pairwise(line.glyphs):
            if b.x0 - a.x1 > FIGURE_GAP_EMS * line.size:
                parts.append([])
            parts[-1].append(b)
    return [figure for part in parts if (figure := line_of(part))]


class _LabelSearch:
    """Finds labels among characters, over the lines into which they are broken."""

    def __init__(self, glyphs: Sequence[Glyph]) -> None:
        self._by_char: dict[str, list[Glyph]] = defaultdict(list)
        for g in glyphs:
            self._by_char[normal(g.text)[:1]].append(g)
        self._taken: set[int] = set()
        self._known: list[Glyph] = []

    def cells(self, form: PrintedForm) -> dict[PrintedCell, list[Glyph]] | None:
        """Return the characters of every label of the form, None when there are too few of one, or too many.

        Long labels come first: a short one may be a part of them.
        """
        found: dict[PrintedCell, list[Glyph]] = {}
        cells = sorted(form.labelled, key=lambda cell: (-len(cell.labels[0]), cell.labels))
        for wordings, group in groupby(cells, key=attrgetter("labels")):
            same = sorted(group, key=attrgetter("row", "col"))
            places = self._places(wordings, len(same))
            if len(places) != len(same):
                return None
            found.update(zip(same, places, strict=True))
        return found

    def _places(self, wordings: Sequence[str], wanted: int) -> list[list[Glyph]]:
        """Return where a label stands, from top to bottom and left to right: nearest to the labels that are known."""
        places: list[list[Glyph]] = []
        for wording in wordings:
            starts = [g for g in self._by_char.get(wording[:1], ()) if id(g) not in self._taken][:MAX_FOUND]
            candidates = [place for g in starts if (place := self._follow(wording, [g]))]
            for place in sorted(candidates, key=lambda p: (self._off(p) + BREAK_EMS * _breaks(p) * p[0].size, p[0].y0)):
                if len(places) < wanted and self._taken.isdisjoint(map(id, place)):
                    places.append(place)
                    self._taken.update(map(id, place))
        self._known += [g for place in places for g in place]
        return sorted(places, key=lambda place: (round(_middle(place)), place[0].x0))

    def _off(self, place: Sequence[Glyph]) -> float:
        """Return how far a place is above or below the labels that are known: prose has the same words."""
        if not self._known:
            return 0.0
        top, bottom = min(g.y0 for g in self._known), max(g.y1 for g in self._known)
        return max(0.0, top - place[0].y1, place[0].y0 - bottom)

    def _follow(self, wording: str, place: list[Glyph]) -> list[Glyph] | None:
        """Return the characters of a label of which those in ``place`` are the first."""
        while len(place) < len(wording):
            nearest = min(self._next(wording[len(place)], place), key=lambda step: step[0], default=None)
            if nearest is None:
                return None
            place.append(nearest[1])
        return place

    def _next(self, char: str, place: Sequence[Glyph]) -> Iterator[tuple[tuple[int, float], Glyph]]:
        """Yield what may be a label's next character, with how far it is: on the same line, or on the next."""
        last = place[-1]
        left, right = min(g.x0 for g in place), max(g.x1 for g in place)
        for g in self._by_char.get(char, ()):
            if id(g) in self._taken:
                continue
            down = (g.y0 + g.y1 - last.y0 - last.y1) / 2
            if abs(down) < 0.5 * last.size:
                if -0.3 * last.size < g.x0 - last.x1 < LETTER_GAP_EMS * last.size:
                    yield (0, g.x0 - last.x1), g
            elif 0 < down < LINE_GAP_EMS * last.size and g.x1 > left - last.size and g.x0 < right:
                yield (1, down * 100 + abs(g.x0 - left)), g


def _breaks(place: Sequence[Glyph]) -> int:
    """Return over how many further lines a label is broken."""
    return sum(b.y0 > a.y0 + 0.5 * a.size for a, b in pairwise(place))


def _middle(glyphs: Sequence[Glyph]) -> float:
    return (min(g.y0 for g in glyphs) + max(g.y1 for g in glyphs)) / 2


def _centre(glyphs: Sequence[Glyph]) -> float:
    return (min(g.x0 for g in glyphs) + max(g.x1 for g in glyphs)) / 2


class _FormGrid:
    """Where the rows and columns of a form stand, told by its labels."""

    def __init__(self, form: PrintedForm, found: dict[PrintedCell, list[Glyph]]) -> None:
        self._form = form
        self._found = found
        centres = self._places(form.cols, _centre, attrgetter("col", "colspan"))
        inner = [(a + b) / 2 for a, b in pairwise(centres)]
        left = min(g.x0 for label in found.values() for g in label)
        right = max(g.x1 for label in found.values() for g in label)
        self.edges = [min(left, 2 * centres[0] - inner[0]), *inner, max(right, 2 * centres[-1] - inner[-1])]
        self._middles = self._places(form.rows, _middle, attrgetter("row", "rowspan"))

    def _places(
        self, count: int, place: Callable[[Sequence[Glyph]], float], span: Callable[[PrintedCell], tuple[int, int]]
    ) -> list[float]:
        """Return the middle of each row (or column), told by the labels that it alone holds."""
        own: dict[int, list[float]] = defaultdict(list)
        for cell, label in self._found.items():
            at, length = span(cell)
            if length == 1:
                own[at].append(place(label))
        places = {at: median(values) for at, values in own.items()}
        if count - 1 not in places:  # the row of figures alone
            places[count - 1] = max(places.values()) + mean(b - a for a, b in pairwise(sorted(places.values())))
        return [places[at] for at in sorted(places)] if len(places) == count else []

    def filled(self, figures: Sequence[Line]) -> dict[PrintedCell, list[Line]] | None:
        """Return the figures by cell, None when one stands in none of them."""
        if not self._middles or not _rise(self.edges) or not _rise(self._middles):
            return None
        filled: dict[PrintedCell, list[Line]] = defaultdict(list)
        for figure in figures:
            cell = self._cell(figure)
            if cell is None:
                return None
            filled[cell].append(figure)
        return filled if all(_is_stack(texts) for texts in filled.values()) else None

    def _cell(self, figure: Line) -> PrintedCell | None:
        x, y = (figure.x0 + figure.x1) / 2, (figure.y0 + figure.y1) / 2
        row = min(range(self._form.rows), key=lambda r: abs(self._middles[r] - y))
        reach = ROW_SHARE * min(abs(self._middles[row] - m) for m in self._middles if m != self._middles[row])
        if abs(self._middles[row] - y) > max(reach, figure.size):
            return None
        in_row = (cell for cell in self._form.figures if cell.row == row)
        return next((c for c in in_row if self.edges[c.col] <= x < self.edges[c.col + c.colspan]), None)

    def draft(self, filled: dict[PrintedCell, list[Line]]) -> Draft:
        """Return the table."""
        cells = []
        for cell in self._form.cells:
            texts = lines(self._found[cell]) if cell.labels else filled.get(cell, [])
            x0, x1 = self.edges[cell.col], self.edges[cell.col + cell.colspan]
            spare = x1 - x0 - (texts[-1].x1 - texts[-1].x0) if texts else 0.0
            lead = first_word(texts[0]) if texts else 0.0
            cells.append(Placed(cell.row, cell.rowspan, x0, x1, text_of(texts), spare, lead))
        return Draft(self.edges[0], self.edges[-1], self._form.rows, tuple(cells), loose=True)


def _rise(places: Sequence[float]) -> bool:
    return all(a < b for a, b in pairwise(places))


def _is_stack(texts: Sequence[Line]) -> bool:
    """Tell whether texts stand one below the other."""
    return all(b.y0 > a.y0 + 0.5 * a.size for a, b in pairwise(texts))
