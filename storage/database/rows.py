"""Reading rows as values of their models: typed by its columns, and belonging to no session."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import Connection, Select
from sqlalchemy.orm import DeclarativeBase

M = TypeVar("M", bound=DeclarativeBase)


def value_of(model: type[M], columns: Iterable[Any]) -> M:
    """Return the value of a row, or of that part of a joined row, that has exactly the model's columns in order."""
    return model(**dict(zip(model.__table__.c.keys(), columns, strict=True)))


def all_of(connection: Connection, model: type[M], query: Select[Any]) -> list[M]:
    """Return the rows of a query that begins with ``select(model.__table__)``."""
    return [value_of(model, row) for row in connection.execute(query)]


def one_of(connection: Connection, model: type[M], query: Select[Any]) -> M | None:
    """Return the only row of such a query, or None."""
    row = connection.execute(query).one_or_none()
    return None if row is None else value_of(model, row)
