"""Rows and columns of a lattice that are none: what lies between the two rules of a double border."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import TypeVar

from crawler.extraction.layout.ruled_tables import Lattice, LatticeCell

Item = TypeVar("Item")
HAIR_EMS = 0.8  # no character fits into a narrower row or column


def without_hair_lines(lattice: Lattice, filled: AbstractSet[int], size: float) -> Lattice:
    """Return the lattice without rows and columns too narrow for a character of this size, in which none stands.

    ``filled`` are the indices of the cells with characters.
    """
    rows = _hairs(lattice.ys, [(s.row, s.rowspan) for s in lattice.spans], filled, size)
    cols = _hairs(lattice.xs, [(s.col, s.colspan) for s in lattice.spans], filled, size)
    owners = [_left(row, cols) for row in _left(lattice.owners, rows)]
    if not (rows or cols) or not owners or not owners[0]:
        return lattice
    index_of = {old: new for new, old in enumerate(dict.fromkeys(index for row in owners for index in row))}
    return Lattice(
        _left_edges(lattice.xs, cols),
        _left_edges(lattice.ys, rows),
        tuple(_shrunk(lattice.spans[index], rows, cols) for index in index_of),
        tuple(tuple(index_of[index] for index in row) for row in owners),
        _renumbered(lattice.begun, index_of),
        _renumbered(lattice.unfinished, index_of),
    )


def _hairs(
    places: Sequence[float], spans: list[tuple[int, int]], filled: Iterable[int], size: float
) -> AbstractSet[int]:
    """Return the rows (or columns), given by the places of their edges, that are none.

    A text goes through them, or begins or ends in the outermost, where the inner rule of a border is left out.
    """
    last = len(places) - 2
    used = set()
    for index in filled:
        start, length = spans[index]
        end = start + length - 1
        used |= {start, end} if start == end else {start} - {0} | {end} - {last}
    return {n for n, (a, b) in enumerate(pairwise(places)) if b - a < HAIR_EMS * size} - used


def _left(items: Sequence[Item], hairs: AbstractSet[int]) -> list[Item]:
    return [item for n, item in enumerate(items) if n not in hairs]


def _left_edges(places: tuple[float, ...], hairs: AbstractSet[int]) -> tuple[float, ...]:
    """Return the edges that are left: of the two at an outer border the outer one."""
    last = len(places) - 2
    return tuple(_left(places, {n if n == last else n + 1 for n in hairs}))


def _shrunk(span: LatticeCell, rows: AbstractSet[int], cols: AbstractSet[int]) -> LatticeCell:
    row, height = _moved(span.row, span.rowspan, rows)
    col, width = _moved(span.col, span.colspan, cols)
    return LatticeCell(row, col, height, width)


def _moved(start: int, length: int, hairs: AbstractSet[int]) -> tuple[int, int]:
    before = sum(hair < start for hair in hairs)
    inside = sum(start <= hair < start + length for hair in hairs)
    return start - before, length - inside


def _renumbered(indices: Iterable[int], index_of: dict[int, int]) -> frozenset[int]:
    return frozenset(index_of[index] for index in indices if index in index_of)
