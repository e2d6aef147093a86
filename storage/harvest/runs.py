"""The life of a run in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select, update

from storage import models
from storage.database import insert


def begin(connection: Connection, run: str, facts: Mapping[str, Any], notes: Sequence[str]) -> None:
    """Insert a run; ``notes`` say what was mended before it."""
    row = {
        "id": run,
        "started": datetime.now(UTC),
        "reason": "",
        "manifest_stored": False,
        "notes": list(notes),
        **facts,
    }
    insert.add(connection, models.Run, row)


def end(connection: Connection, run: str, exit_status: int | None, reason: str) -> None:
    """Give a run its end."""
    values = {"ended": datetime.now(UTC), "exit_status": exit_status, "reason": reason}
    connection.execute(update(models.Run).where(models.Run.id == run).values(values))


def stamped(connection: Connection, run: str, at: datetime) -> None:
    """Say when an authority stamped a run's manifest."""
    connection.execute(update(models.Run).where(models.Run.id == run).values(stamped=at))


def note(connection: Connection, run: str, words: str) -> None:
    """Add to a run's notes."""
    notes = connection.execute(select(models.Run.notes).where(models.Run.id == run)).scalar_one()
    connection.execute(update(models.Run).where(models.Run.id == run).values(notes=[*notes, words]))
