"""What changed between two readings of a report: paragraphs and table cells. Pure; bounded for hostile sizes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain
from typing import Any

from storage.values import Extracted

MAX_ALIGNED_LINES = 4_000  # above, lines are compared as bags: alignment is quadratic
MAX_SPELLED_OUT = 50  # differences of each kind in a summary
MAX_CHARACTERS = 500  # of a paragraph in a summary


@dataclass(frozen=True, slots=True)
class CellChange:
    """A table cell that differs; ``old`` or ``new`` is None when the cell did not exist."""

    table: int
    row: int
    column: int
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class TextChange:
    """One place of the text: the paragraphs that stood there, and those that stand there now."""

    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What two readings do not have in common, in reading order."""

    places: tuple[TextChange, ...]
    cells: tuple[CellChange, ...]

    @property
    def paragraphs(self) -> tuple[tuple[str, str], ...]:
        """The paragraphs that differ, as ("-" or "+", text)."""
        signed = (((("-", line) for line in place.old), (("+", line) for line in place.new)) for place in self.places)
        return tuple(chain.from_iterable(chain.from_iterable(signed)))


def compare(old: Extracted | None, new: Extracted | None) -> Difference:
    """Compare two readings; a missing one counts as empty."""
    return Difference(
        places=tuple(_places(_prose(old), _prose(new))),
        cells=tuple(_cells(old.tables if old else (), new.tables if new else ())),
    )


def _prose(reading: Extracted | None) -> list[str]:
    """Return the lines of the text that are no table rows."""
    if reading is None:
        return []
    rows = Counter("\t".join(row).rstrip() for table in reading.tables for row in table["rows"])
    lines = [line.rstrip() for line in reading.text.split("\n") if line.strip()]
    prose = []
    for line in lines:
        if rows[line] > 0:
            rows[line] -= 1
        else:
            prose.append(line)
    return prose


def _places(old: list[str], new: list[str]) -> list[TextChange]:
    if len(old) + len(new) > MAX_ALIGNED_LINES:
        less, more = Counter(old) - Counter(new), Counter(new) - Counter(old)
        return [TextChange(tuple(less.elements()), tuple(more.elements()))]
    changes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [TextChange(tuple(old[a:b]), tuple(new[c:d])) for tag, a, b, c, d in changes if tag != "equal"]


def _cells(old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]]) -> list[CellChange]:
    changes = []
    for number in range(max(len(old), len(new))):
        before = old[number]["rows"] if number < len(old) else []
        after = new[number]["rows"] if number < len(new) else []
        changes += _table(number, before, after)
    return changes


def _table(number: int, old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> list[CellChange]:
    changes = []
    for row in range(max(len(old), len(new))):
        before = old[row] if row < len(old) else ()
        after = new[row] if row < len(new) else ()
        for column in range(max(len(before), len(after))):
            was = before[column] if column < len(before) else None
            now = after[column] if column < len(after) else None
            if was != now:
                changes.append(CellChange(number, row, column, was, now))
    return changes


def summary(old: Extracted | None, new: Extracted | None) -> dict[str, Any]:
    """Return the difference as JSON: how much, and the first of it in full."""
    difference = compare(old, new)
    signs = Counter(sign for sign, _ in difference.paragraphs)
    return {
        "paragraphs": {"removed": signs["-"], "added": signs["+"]},
        "cells": len(difference.cells),
        "first": {
            "paragraphs": [[sign, text[:MAX_CHARACTERS]] for sign, text in difference.paragraphs[:MAX_SPELLED_OUT]],
            "cells": [[c.table, c.row, c.column, c.old, c.new] for c in difference.cells[:MAX_SPELLED_OUT]],
        },
    }
