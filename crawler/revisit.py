"""When a resource's turn comes again: a pure function of what it is, its history, and the calendar of the 条例.

- Lists, and all that leads to them, are not scheduled: every harvest reads every list.
- What stays as it is, is asked for after 4, 8, 16 … days, at the latest after 180: old reports rarely change.
- Departments and townships publish by 31 January, governments by 31 March, and corrections follow within weeks: a
  report published, or due, less than 60 days ago is asked for at least weekly.
- What gave no good answer is asked for after 12 hours, 1 day, 2 days … up to 30: long enough to tell lost from broken.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from spiders.items import Kind

if TYPE_CHECKING:
    from spiders.items import Reading
    from storage.values import Resource

MIN_INTERVAL, MAX_INTERVAL = timedelta(days=4), timedelta(days=180)
WEEK, FRESH_FOR = timedelta(days=7), timedelta(days=60)
MIN_AFTER_FAILURE, MAX_AFTER_FAILURE = timedelta(hours=12), timedelta(days=30)
READ_EVERY_TIME = frozenset({Kind.HOME, Kind.HUB, Kind.DIRECTORY, Kind.LIST, Kind.DATA, Kind.SHELL})
BY_CALENDAR = frozenset({Kind.REPORT, Kind.FILE, Kind.OTHER, Kind.SOFT_404})  # left alone until their turn comes
MAX_DOUBLINGS = 8  # more would overflow, and are beyond MAX_INTERVAL


def next_due(item: Reading, before: Resource | None, after: Resource | None, now: datetime | None = None) -> datetime:
    """Return when to ask again; ``before`` and ``after`` are the resource without and with this answer."""
    now = now or datetime.now(UTC)
    if item.kind in READ_EVERY_TIME or (item.kind is Kind.OTHER and item.links):  # a shell that sends on is a way
        return now
    if after is None or _failed(after) or item.kind in {Kind.BLOCKED, Kind.SOFT_404}:
        return now + _after_failure(before)
    interval: timedelta = min(MIN_INTERVAL * 2 ** min(after.unchanged_looks, MAX_DOUBLINGS), MAX_INTERVAL)
    return now + (min(interval, WEEK) if _fresh(item, now.date()) else interval)


def _failed(resource: Resource) -> bool:
    return resource.status is None or resource.status >= 400  # noqa: PLR2004 - HTTP errors


def _after_failure(before: Resource | None) -> timedelta:
    if before is None or before.next_due is None or not _failed(before):
        return MIN_AFTER_FAILURE
    return min(max(2 * (before.next_due - before.fetched_at), MIN_AFTER_FAILURE), MAX_AFTER_FAILURE)


def _fresh(item: Reading, today: date) -> bool:
    """Tell whether a report is so young that corrections are to be expected."""
    year, level, published = 0, "", ""
    if item.reports:
        newest = max(item.reports, key=lambda report: report.year)
        year, level, published = newest.year, newest.level, newest.published or ""
    elif item.link.context.report is not None:
        year = item.link.context.report.year
    due = date(year + 1, 1, 31) if level in {"department", "township"} else date(year + 1, 3, 31)
    try:
        since = date.fromisoformat(published)
    except ValueError:
        since = due
    return any(-2 * FRESH_FOR <= today - day <= FRESH_FOR for day in (since, due))
