"""What the last runs say of the machine and its habits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from storage import models

RUNS = 10  # that tell a habit


@dataclass(frozen=True, slots=True)
class LastRuns:
    """The last runs, newest first."""

    begun: tuple[datetime, ...]
    grown_bytes: tuple[int, ...]  # of WARC, by those that wrote any
    last_moment: datetime | None  # the last that the archive knows of


def last_runs(connection: Connection, but: str = "") -> LastRuns:
    """Return what is known of the last runs; ``but``: not of this one."""
    run, visit, warc = models.Run, models.Visit, models.Warc
    begun = select(run.id, run.started).where(run.id != but).order_by(run.started.desc()).limit(RUNS)
    runs = connection.execute(begun).all()
    grown = select(func.sum(warc.bytes)).where(warc.run_id.in_([one.id for one in runs])).group_by(warc.run_id)
    ends = (
        select(func.max(run.started)).where(run.id != but),
        select(func.max(run.ended)).where(run.id != but),
        select(func.max(visit.ended)).where(visit.run_id != but),
    )
    moments = [moment for end in ends if (moment := connection.scalar(end)) is not None]
    return LastRuns(
        begun=tuple(one.started for one in runs),
        grown_bytes=tuple(int(number) for number in connection.scalars(grown) if number),
        last_moment=max(moments, default=None),
    )
