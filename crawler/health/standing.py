"""Findings over time: when each opened, what takes its place, when it is over. One change of state, one message.

A finding closes when it was not found in CLEARED_AFTER looks in a row, twice as many each time it comes back: a portal
that is well every other night has one finding, not one a night.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from crawler.health.history import SlotJudged
from storage.health.values import FindingRecord, Found

CLEARED_AFTER = 3  # looks in a row that do not find it
MAX_TIMES = 6  # that the looks are doubled
COMPARED = frozenset(
    {"lists", "reports", "reading", "requests"}
)  # slots in which what was accepted is the new baseline
AWAY = timedelta(days=14)  # after which something that was accepted is new again

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
    """Return what becomes of the standing findings; ``before``: those closed of late, or accepted."""
    was: dict[tuple[str, ...], FindingRecord] = {}
    for record in sorted(before, key=lambda one: one.id):
        was[_name(record.found)] = record
    slots: defaultdict[tuple[str, str], list[FindingRecord]] = defaultdict(list)
    for record in standing:
        slots[record.found.portal, record.found.slot].append(record)
    changes = Changes()
    for one in judged:
        _settle_slot(one, slots[one.portal, one.slot], was, now, changes)
    return changes


def accepted(record: FindingRecord, now: datetime) -> FindingRecord:
    """Return a finding that a person takes for the new state."""
    return replace(record, closed=now, closed_why=ACCEPTED)


def _settle_slot(
    one: SlotJudged,
    there: list[FindingRecord],
    was: dict[tuple[str, ...], FindingRecord],
    now: datetime,
    changes: Changes,
) -> None:
    same = {_name(record.found): record for record in there}
    for found in one.found:
        record, earlier = same.pop(_name(found), None), was.get(_name(found))
        if record is not None:
            _still(record, found, now, changes)
        elif earlier is not None and _is_accepted(earlier, now):
            changes.kept.append(replace(earlier, last_seen=now))
        else:
            times = earlier.times + 1 if earlier is not None and earlier.closed_why == CLEARED else 0
            changes.opened.append((found, times))
    for record in same.values():
        if any(_replaces(found, record.found) for found in one.found):
            changes.closed.append(replace(record, closed=now, closed_why=SUPERSEDED))
        elif one.judged and record.found.subject not in one.unknown:
            _quieter(record, now, changes)


def _still(record: FindingRecord, found: Found, now: datetime, changes: Changes) -> None:
    covered = found.covered and record.found.covered  # what was told once stays so
    kept = replace(record, found=replace(found, covered=covered), last_seen=now, quiet=0)
    changes.kept.append(kept)
    changes.surfaced += [kept] if record.found.covered and not covered else []


def _is_accepted(record: FindingRecord, now: datetime) -> bool:
    """Tell whether a person has accepted what is found again, and it has not been away since."""
    without_baseline = record.found.slot not in COMPARED
    return record.closed_why == ACCEPTED and without_baseline and now - record.last_seen <= AWAY


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
