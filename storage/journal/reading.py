"""Reading a journal: whether it is whole, and its rows as the tables of today take them."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any, cast

from sqlalchemy import Column, Table
from sqlalchemy.types import JSON, Boolean, DateTime, Float, Integer

from storage.database.types import Moment
from storage.journal.tables import MODELS, SHARED

ROWS_IN_MEMORY = 500
DAMAGE = (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, IndexError)


@dataclass(slots=True)
class Rows:
    """Some rows of one table."""

    table: str
    rows: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Looks:
    """Rows, by their keys, of which a look found nothing new: ``before`` are the columns that it sets, ``now`` too."""

    table: str
    portal: str
    before: dict[str, Any]
    now: dict[str, Any]
    keys: list[dict[str, Any]]


def damage(file: IO[bytes]) -> str:
    """Return why a journal cannot be read to its end, in words; "" when it can."""
    try:
        for _ in read(file):
            pass
    except DAMAGE as error:
        return f"{type(error).__name__}: {error}"[:200]
    return ""


def read(packed: IO[bytes]) -> Iterator[Rows | Looks]:
    """Yield the parts of a journal, ``ROWS_IN_MEMORY`` rows at once. Raises one of ``DAMAGE`` where it is damaged."""
    rows, names = Rows(""), list[str]()
    for line in _lines(packed):
        if isinstance(line, list):
            rows.rows.append(_row(rows.table, names, line))
        if isinstance(line, dict) or len(rows.rows) >= ROWS_IN_MEMORY:
            if rows.rows:
                yield rows
            rows = Rows(rows.table)
        if isinstance(line, dict) and "again" in line:
            yield _looks(line)
        elif isinstance(line, dict):
            rows = Rows(line["table"])
            names = line["columns"]
    if rows.rows:
        yield rows


def _lines(packed: IO[bytes]) -> Iterator[Any]:
    """Yield every line but the last, which must say how many there were."""
    number = 0
    with gzip.open(packed, "rt", encoding="utf-8") as file:
        for text in file:
            line = json.loads(text)
            if isinstance(line, dict) and "lines" in line:
                if line["lines"] != number:
                    raise ValueError(f"{number} lines, should be {line['lines']}")
                return
            number += 1
            yield line
    raise ValueError("it has no end")


def _row(table: str, names: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    """Return a row with exactly the columns of today: later ones get what is empty in their type."""
    given = dict(zip(names, values, strict=True))
    columns = cast("Table", MODELS[table].__table__).c
    return {column.name: value_of(column, given[column.name]) for column in columns if column.name in given} | {
        column.name: _empty(column) for column in columns if column.name not in given
    }


def value_of(column: Column[Any], value: Any) -> Any:
    """Return a value as the column takes it: JSON has no moments."""
    if value is not None and isinstance(column.type, Moment | DateTime):
        return datetime.fromisoformat(value)
    return value


def _empty(column: Column[Any]) -> Any:
    if column.nullable:
        return None
    if isinstance(column.type, JSON):
        return []
    if isinstance(column.type, Boolean):
        return False
    return 0 if isinstance(column.type, Integer | Float) else ""


def _looks(line: dict[str, Any]) -> Looks:
    shared = SHARED[line["again"]]
    columns = cast("Table", shared.model.__table__).c
    portal, before = line["before"]

    def named(names: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
        return {name: value_of(columns[name], value) for name, value in zip(names, values, strict=True)}

    moving = shared.moving
    return Looks(
        shared.name,
        portal,
        named(moving, before) if before else {},
        named(moving, line["now"]),
        [named(shared.key, key) for key in line["keys"]],
    )
