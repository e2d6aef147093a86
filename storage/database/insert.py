"""Inserting rows. Statements are built once per table: building one costs more than running it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Executable
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase

Row = Mapping[str, Any]


@cache
def _statement(dialect: str, model: type[DeclarativeBase], mode: str, columns: tuple[str, ...]) -> Executable:
    table: Any = model.__table__
    statement: Any = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    if mode == "missing":
        return statement.on_conflict_do_nothing()  # type: ignore[no-any-return]
    if mode == "put":
        keys = [column.name for column in table.primary_key]
        changed = {name: statement.excluded[name] for name in columns if name not in keys}
        return statement.on_conflict_do_update(index_elements=keys, set_=changed)  # type: ignore[no-any-return]
    return statement  # type: ignore[no-any-return]


def add(connection: Connection, model: type[DeclarativeBase], rows: Row | Sequence[Row]) -> None:
    """Insert new rows."""
    connection.execute(_statement(connection.dialect.name, model, "add", ()), rows)


def add_one(connection: Connection, model: type[DeclarativeBase], row: Row) -> int:
    """Insert a new row; return the number it got."""
    key = connection.execute(_statement(connection.dialect.name, model, "add", ()), row).inserted_primary_key
    assert key is not None
    return int(key[0])


def add_missing(connection: Connection, model: type[DeclarativeBase], rows: Row | Sequence[Row]) -> None:
    """Insert rows, but those whose key is there already."""
    connection.execute(_statement(connection.dialect.name, model, "missing", ()), rows)


def put(connection: Connection, model: type[DeclarativeBase], row: Row) -> None:
    """Insert a row, or set the given columns of the one with its key."""
    put_all(connection, model, [row])


def put_all(connection: Connection, model: type[DeclarativeBase], rows: Sequence[Row]) -> None:
    """Do so with rows that all give the same columns; there must be one."""
    connection.execute(_statement(connection.dialect.name, model, "put", tuple(rows[0])), rows)
