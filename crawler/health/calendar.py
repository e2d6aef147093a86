"""Silence by the calendar of the 条例: reports on a year are due on 31 January or 31 March of the next, by level."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta, timezone

from crawler.health.history import FEW, HALF, PortalHistory, SlotJudged
from storage.vocabulary import FindingKind, Severity

SLOT = "calendar"
CHINA = timezone(timedelta(hours=8))  # whose days reports are due on
DUE_DAY = {"county": (3, 31)}  # month and day of the following year, by level
USUAL_DUE_DAY = (1, 31)
LEVELS = ("county", "department", "township")  # that owe a report every year
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
    accepted = {record.found.subject for record in portal.accepted if record.found.slot == SLOT}
    years = {portal.today.year - 1, *(int(subject.rpartition(" ")[2]) for subject in portal.open(SLOT))}
    found = tuple(
        portal.found(
            SLOT,
            subject=subject,
            kind=FindingKind.REPORTS_LATE,
            severity=Severity.WARNING,
            what=f"reports on {year} are overdue: {level} {after} of {before}, due {due_day(year, level)}",
            todo=f"look for them on the portal; if they stand there, add their column to `columns` of {portal.code} in "
            f"the registry; if the portal has none, ask the government, or `scrapy health --accept {portal.code}`",
            before=before,
            after=after,
        )
        for year in sorted(years)
        for level, before, after in _late(portal, year)
        if (subject := f"{level} {year}") not in accepted
    )
    return SlotJudged(portal=portal.code, slot=SLOT, found=found)


def _late(portal: PortalHistory, year: int) -> Iterator[tuple[str, int, int]]:
    """Yield (level, reports on the year before, on this one) for each level that is late; a county has one report."""
    assert portal.watched_since is not None
    for level in LEVELS:
        due = due_day(year, level)
        before, after = portal.published.get((level, year - 1), 0), portal.published.get((level, year), 0)
        reports = before >= (1 if level == "county" else FEW)  # a single stray report is no habit
        over = portal.today > due + GRACE and portal.watched_since.date() <= due
        if reports and over and after < before * HALF:
            yield level, before, after
