"""Alembic's entry: runs inside the connection and transaction that ``storage.database.engines.migrate`` opened."""

from typing import Any, Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

from storage.models import Base


def render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our column types as what they are in the database, so that old migrations outlive our classes."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
    render_item=render,
    compare_type=True,
)
context.run_migrations()
