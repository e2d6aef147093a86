"""Findings over time: when each opened, what takes its place, when it is over. One change of state, one message.

A finding closes when it was not found in CLEARED_AFTER looks in a row, twice as many each time it comes back: a portal
that is well every other night has one finding, not one a night.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from crawler.health.history import SlotJudged
from storage.health.values import FindingRecord, Found

CLEARED_AFTER = 3  # looks in a row that do not find it
MAX_TIMES = 6  # that the looks are doubled

CLEARED, SUPERSEDED, ACCEPTED = "cleared", "superseded", "accepted"


@dataclass(slots=True)
class Changes:
    """What a look does to the findings. ``opened``: with how often it was there before; ``kept`` did not close."""

    opened: list[tuple[Found, int]] = field(default_factory=list)
    kept: list[FindingRecord] = field(default_factory=list)
    surfaced: list[FindingRecord] = field(default_factory=list)  # of them, those that no finding on the run covers now
    closed: list[FindingRecord] = field(default_factory=list)


def settle(
    judged: Iterable[SlotJudged], standing: Iterable[FindingRecord], before: Iterable[FindingRecord], now: datetime
) -> Changes:
    """Return what becomes of the standing findings; ``before``: those closed of late."""
    standing, changes = list(standing), Changes()
    was = {_name(record.found): record.times for record in before if record.closed_why == CLEARED}
    for one in judged:
        there = [record for record in standing if (record.found.portal, record.found.slot) == (one.portal, one.slot)]
        _settle_slot(one, there, was, now, changes)
    return changes


def accepted(record: FindingRecord, now: datetime) -> FindingRecord:
    """Return a finding that a person takes for the new state."""
    return replace(record, closed=now, closed_why=ACCEPTED)


def _settle_slot(
    one: SlotJudged,
    there: list[FindingRecord],
    was: dict[tuple[str, ...], int],
    now: datetime,
    changes: Changes,
) -> None:
    same = {_name(record.found): record for record in there}
    for found in one.found:
        record = same.pop(_name(found), None)
        if record is not None:
            covered = found.covered and record.found.covered  # what was told once stays so
            kept = replace(record, found=replace(found, covered=covered), last_seen=now, quiet=0)
            changes.kept.append(kept)
            changes.surfaced += [kept] if record.found.covered and not found.covered else []
        else:
            times = was.get(_name(found), -1) + 1
            changes.opened.append((found, times))
    for record in same.values():
        if any(_replaces(found, record.found) for found in one.found):
            changes.closed.append(replace(record, closed=now, closed_why=SUPERSEDED))
        elif one.judged and record.found.subject not in one.unknown:
            _quieter(record, now, changes)


def _quieter(record: FindingRecord, now: datetime, changes: Changes) -> None:
    quieter = replace(record, quiet=record.quiet + 1)
    if quieter.quiet >= CLEARED_AFTER * 2 ** min(record.times, MAX_TIMES):
        changes.closed.append(replace(quieter, closed=now, closed_why=CLEARED))
    else:
        changes.kept.append(quieter)


def _name(found: Found) -> tuple[str, ...]:
    return (found.portal, found.slot, found.subject, found.kind)


def _replaces(new: Found, old: Found) -> bool:
    """Tell whether one finding of a slot takes another's place: of the same subject, or the whole for its parts."""
    return new.subject == old.subject or not new.subject or not old.subject
