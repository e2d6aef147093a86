"""When a resource's turn comes again: a pure function of what it is, its history, and the calendar of the 条例.

Departments publish by 31 January, governments by 31 March; corrections follow within weeks; old reports rarely change
but are looked at again at a stated rate. Lists are not scheduled: every harvest reads every list.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from spiders.items import Kind

if TYPE_CHECKING:
    from spiders.items import Reading
    from storage.facts import Resource

SHORTEST, LONGEST = timedelta(days=2), timedelta(days=180)  # every known report is looked at twice a year at least
SEASON = timedelta(days=7)  # from January to May the last year's reports appear and are corrected
FRESH = timedelta(days=60)
READ_EVERY_TIME = frozenset({Kind.HOME, Kind.HUB, Kind.DIRECTORY, Kind.LIST, Kind.DATA, Kind.SHELL})
AFTER_FAILURE = timedelta(hours=12)


def next_due(item: Reading, known: Resource | None, content_key: str, now: datetime | None = None) -> datetime:
    """Return when to ask again: lists at once, soon after a change or a failure, ever later while nothing changes."""
    now = now or datetime.now(UTC)
    if item.kind in READ_EVERY_TIME or (item.kind is Kind.OTHER and item.links):  # a shell that sends on is a way
        return now
    if item.kind in {Kind.BLOCKED, Kind.SOFT_404} or not (content_key or item.reports or item.kind is Kind.FILE):
        return now + AFTER_FAILURE
    same = known is not None and known.content_key == content_key
    looks = known.unchanged_looks + 1 if known is not None and same else 0
    interval: timedelta = min(SHORTEST * 2 ** min(looks + 1, 8), LONGEST)
    year = max((report.year for report in item.reports), default=0)
    if year == now.year - 1 and now.month <= 5:  # noqa: PLR2004 - the season ends with May
        interval = min(interval, SEASON)
    return now + interval
