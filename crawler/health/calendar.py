"""Silence by the calendar of the 条例: reports on a year are due on 31 January or 31 March of the next, by level."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta, timezone

from crawler.health.history import HALF, PortalHistory, SlotJudged
from storage.vocabulary import FindingKind, Severity

SLOT = "calendar"
CHINA = timezone(timedelta(hours=8))  # whose days reports are due on
DUE_DAY = {"county": (3, 31)}  # month and day of the following year, by level
USUAL_DUE_DAY = (1, 31)
GRACE = timedelta(days=30)  # many a report goes online some weeks after its day


def due_day(year: int, level: str) -> date:
    """Return the day by which the report on a year should be published."""
    month, day = DUE_DAY.get(level, USUAL_DUE_DAY)
    return date(year + 1, month, day)


def judge(portal: PortalHistory) -> SlotJudged:
    """Return which year's reports a portal still owes, of the levels that reported on the year before.

    Nothing is said of a term that was over before the portal was first visited: the ledger shows that.
    """
    if portal.watched_since is None:
        return SlotJudged(portal=portal.code, slot=SLOT, judged=False)
    open_yet = {int(subject) for subject in portal.open(SLOT)}
    accepted = {int(record.found.subject) for record in portal.accepted if record.found.slot == SLOT}
    years = sorted({portal.today.year - 1, *open_yet} - accepted)
    found = tuple(
        portal.found(
            SLOT,
            subject=str(year),
            kind=FindingKind.REPORTS_LATE,
            severity=Severity.WARNING,
            what=f"reports on {year} are overdue: " + ", ".join(words for words, _, _ in late),
            todo=f"look for them on the portal; if they stand there, add their column to `columns` of {portal.code} in "
            f"the registry; if the portal has none, ask the government, or `scrapy health --accept {portal.code}`",
            before=sum(before for _, before, _ in late),
            after=sum(after for _, _, after in late),
        )
        for year in years
        if (late := list(_late(portal, year)))
    )
    return SlotJudged(portal=portal.code, slot=SLOT, found=found)


def _late(portal: PortalHistory, year: int) -> Iterator[tuple[str, int, int]]:
    """Yield (words, reports on the year before, on this one) for each level that is late."""
    assert portal.watched_since is not None
    for level in sorted({level for level, of_year in portal.published if of_year == year - 1}):
        due = due_day(year, level)
        before, after = portal.published[level, year - 1], portal.published.get((level, year), 0)
        over = portal.today > due + GRACE and portal.watched_since.date() <= due
        if over and after < before * HALF:
            yield f"{level} {after} of {before}, due {due}", before, after
