"""Which printed label is which row or column of a form: by its words, by its neighbours, by its place among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from crawler.extraction.statutory.skeleton import Axis, Label
from spiders.pages.text import squeeze

Words = tuple[str, ...]  # the cells of one label, outermost first

MIN_FUZZY_LENGTH = 4  # characters; shorter labels are compared exactly
MIN_SHARED_PAIRS = 0.6  # of a label's pairs of characters, when some are misread
NEIGHBOUR_BONUS = 0.05  # two labels that follow each other in print follow each other in the form
GROUP_BONUS = 0.5
FOREIGN_GROUP = -1.5
CERTAIN = 1.0  # a score from the label's own words

_NUMBERING = re.compile(r"(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|\d{1,2}[.、．](?!\d))+")


def words(cells: Sequence[str]) -> Words:
    """Return the cells of a label without numbering, blanks and empty ones."""
    return tuple(text for cell in cells if (text := _without_number(cell)))


@lru_cache(maxsize=8192)
def _without_number(cell: str) -> str:
    return _NUMBERING.sub("", squeeze(cell), count=1)


def align(labels: Sequence[Words], axis: Axis, *, margins: bool = True) -> list[Label | None]:
    """Return for each printed label what it is; None for what is none of the form's, or not sure.

    Both keep their order, as far as possible; a label that stands elsewhere and is unmistakable is found as well.
    Labels without words are known when as many are missing in that place; ``margins``: before the first known label
    and behind the last one too.
    """
    found = _in_order(labels, axis)
    _out_of_order(labels, axis, found)
    _without_words(labels, axis, found, margins=margins)
    return [None if index is None else axis.labels[index] for index in found]


@lru_cache(maxsize=8192)
def scores(label: Words, axis: Axis) -> tuple[float, ...]:
    """Return how well a printed label fits each of an axis; 0: not at all."""
    if not label:
        return (0.0,) * len(axis.labels)
    whole = "".join(label)
    grouped = [group for group in axis.groups if group.search(whole)]
    return tuple(_score(label, whole, one, grouped) for one in axis.labels)


def _score(label: Words, whole: str, one: Label, grouped: list[re.Pattern[str]]) -> float:
    score = _own_words(label, whole, one)
    if not score or one.group is None or not grouped:
        return score
    return max(0.0, score + (GROUP_BONUS if one.group in grouped else FOREIGN_GROUP))


def _own_words(label: Words, whole: str, one: Label) -> float:
    if one.match.search(label[-1]):
        return CERTAIN + 0.5
    ends = [match.end() for match in one.match.finditer(whole)]
    if ends:
        return CERTAIN + 0.4 * ends[-1] / len(whole)  # 其他处理1.不补正 is the latter
    if len(one.label) < MIN_FUZZY_LENGTH:
        return 0.0
    shared = _shared_pairs(one.label, label[-1])
    return 0.9 * shared if shared >= MIN_SHARED_PAIRS else 0.0


def _shared_pairs(known: str, printed: str) -> float:
    pairs = [known[at : at + 2] for at in range(len(known) - 1)]
    return sum(pair in printed for pair in pairs) / len(pairs)


@dataclass(slots=True)
class _Step:
    """The best alignment that ends with one label on one place of the form."""

    total: float
    label: int
    place: int
    before: _Step | None


def _in_order(labels: Sequence[Words], axis: Axis) -> list[int | None]:
    """Return the places that fit best while both sides keep their order."""
    width = len(axis.labels)
    best: list[_Step | None] = [None] * width  # by the place that is taken last
    for number, label in enumerate(labels):
        fits = scores(label, axis)
        added = [_step(best, number, place, fit) for place, fit in enumerate(fits) if fit > 0]
        for step in added:
            held = best[step.place]
            if held is None or step.total > held.total:
                best[step.place] = step
    found: list[int | None] = [None] * len(labels)
    last: _Step | None = max((step for step in best if step), key=lambda step: step.total, default=None)
    while last is not None:
        found[last.label] = last.place
        last = last.before
    return found


def _step(best: Sequence[_Step | None], number: int, place: int, fit: float) -> _Step:
    before: _Step | None = None
    gain = 0.0
    for earlier in best[:place]:
        if earlier is None:
            continue
        total = earlier.total + (NEIGHBOUR_BONUS if earlier.place == place - 1 else 0.0)
        if total > gain:
            gain, before = total, earlier
    return _Step(gain + fit, number, place, before)


def _out_of_order(labels: Sequence[Words], axis: Axis, found: list[int | None]) -> None:
    """Give a place to labels that stand elsewhere in print, when their words are enough."""
    for number, label in enumerate(labels):
        if found[number] is not None:
            continue
        fits = [place for place, fit in enumerate(scores(label, axis)) if fit >= CERTAIN]
        if len(fits) == 1 and fits[0] not in found:
            found[number] = fits[0]


def _without_words(labels: Sequence[Words], axis: Axis, found: list[int | None], *, margins: bool) -> None:
    """Give places to labels whose words are lost, run by run, when as many are missing there."""
    start = 0
    while start < len(labels):
        if found[start] is not None:
            start += 1
            continue
        group = _group(labels[start], axis)
        end = start + 1
        while end < len(labels) and found[end] is None and _group(labels[end], axis) in (None, group):
            end += 1
        if margins or (start and end < len(labels)):
            _fill(labels, axis, found, range(start, end))
        start = end


def _group(label: Words, axis: Axis) -> re.Pattern[str] | None:
    return next((group for group in axis.groups if group.search("".join(label))), None)


def _fill(labels: Sequence[Words], axis: Axis, found: list[int | None], run: range) -> None:
    group = _group(labels[run[0]], axis)
    nameless = [number for number in run if not labels[number] or _group(labels[number], axis)]
    missing = _missing(axis, found, run, group)
    if not missing or not nameless:
        return
    if group is not None and len(nameless) == len(missing) + 1:
        nameless = nameless[1:]  # the group's own line comes first
    if len(nameless) == len(missing):
        for number, place in zip(nameless, missing, strict=True):
            found[number] = place


def _missing(axis: Axis, found: Sequence[int | None], run: range, group: re.Pattern[str] | None) -> list[int]:
    """Return the places that a run of nameless labels may be."""
    before = max((place for place in found[: run.start] if place is not None), default=-1)
    after = min((place for place in found[run.stop :] if place is not None), default=len(axis.labels))
    places = range(before + 1, after)
    if group is not None:
        return [place for place in places if axis.labels[place].group == group]
    first = next((place for place in places if _opens(axis, place, before)), after)
    return list(range(before + 1, min(first, after)))


def _opens(axis: Axis, place: int, before: int) -> bool:
    """Whether a group that is not the one before begins here: its name would be printed."""
    group = axis.labels[place].group
    return group is not None and (before < 0 or axis.labels[before].group != group)
