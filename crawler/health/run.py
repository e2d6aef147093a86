"""A run, and the machine that it runs on: one cause for many portals, a full disk, a wrong clock, a dead cron job."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from crawler.health.history import FEW, HALF, READ, PortalHistory, SlotJudged, day
from crawler.health.lists import SLOT as LISTS
from crawler.health.lists import showed_entries
from storage.health.values import FindingRecord, Found
from storage.vocabulary import FindingKind, Severity, VisitOutcome

MANY = "portals"  # the slot of findings that stand for many portals
SILENT = "silent"
SAID_BY_SILENCE = ("access", "lists", "reports", "completeness")  # slots
SEASONAL = frozenset({FindingKind.REPORTS_LATE})  # many are late on one day, and the cause is not ours
MAX_NAMED = 5  # portals of many
NIGHTS_OF_DISK = 7  # that must fit: a week to react
MIN_FREE_BYTES = 1_000_000_000  # one WARC file
CLOCK_SLACK = timedelta(hours=1)  # by which clocks of honest machines differ
CLOCK_FAR = timedelta(days=1)  # beyond any time zone mistaken for another
JUMP = timedelta(days=30)  # since the last run: a few portals' clocks are believed only beside that
NIGHT = timedelta(hours=12)  # runs that begin closer to each other are one
FEW_NIGHTS = 4  # before there is a habit
OVERDUE_TIMES = 2  # the longest pause of late, before a run is overdue
OVERDUE_SLACK = timedelta(hours=6)

Facts = tuple[FindingKind, str, str, float | None, float | None]  # kind, what, to do, before, after


@dataclass(frozen=True, slots=True, kw_only=True)
class RunHistory:
    """What is known of this run and of those before it, oldest first."""

    now: datetime
    begun: Sequence[datetime] = ()  # of the last runs, without this one
    last_moment: datetime | None = None  # the last that the archive knows, before this run
    known_jump: float = 0.0  # such a moment that a person has accepted as wrong, in seconds since 1970
    free_bytes: int | None = None  # where the archive grows; None when nobody can tell
    grown_bytes: Sequence[int] = ()  # by the last runs
    clocks: Sequence[float] = ()  # seconds by which the portals' clocks are ahead of ours, one each


def _run(slot: str, facts: Facts | None, severity: Severity = Severity.CRITICAL, *, judged: bool = True) -> SlotJudged:
    if facts is None:
        return SlotJudged(portal="", slot=slot, judged=judged)
    kind, what, todo, before, after = facts
    found = Found(portal="", slot=slot, kind=kind, severity=severity, what=what, todo=todo, before=before, after=after)
    return SlotJudged(portal="", slot=slot, found=(found,))


def disk(run: RunHistory) -> SlotJudged:
    """Judge the room that is left: a file, or a week of nights like those of late."""
    if run.free_bytes is None:
        return _run("disk", None, judged=False)
    grown = median(run.grown_bytes) if len(run.grown_bytes) >= FEW else 0
    needed = max(MIN_FREE_BYTES, NIGHTS_OF_DISK * grown)
    if run.free_bytes >= needed:
        return _run("disk", None)
    what = f"{run.free_bytes / 1e9:.1f} GB are free where the archive grows, by {grown / 1e9:.2f} GB a run of late"
    todo = "make room, or move ARCHIVE_URL to a larger disk; a run that finds it full ends with 5 and loses nothing"
    return _run("disk", (FindingKind.DISK, what, todo, needed, run.free_bytes))


def clock(run: RunHistory) -> SlotJudged:
    """Judge our clock by the archive's last moment and by the clocks of the portals."""
    todo = "set the clock (`timedatectl`); what this run wrote bears its time, no turn is put off beyond half a year"
    last = run.last_moment
    if last is not None and run.now < last - CLOCK_SLACK and last.timestamp() > run.known_jump:
        what = f"the clock says {day(run.now)}, and the archive's last moment was {day(last)}: it has jumped back"
        return _run("clock", (FindingKind.CLOCK, what, todo, last.timestamp(), run.now.timestamp()))
    if not run.clocks:
        return _run("clock", None, judged=False)
    off = median(run.clocks)
    jumped = last is not None and run.now - last > JUMP
    if abs(off) < CLOCK_FAR.total_seconds() or (len(run.clocks) < FEW and not jumped):
        return _run("clock", None)
    side = "behind" if off > 0 else "ahead"
    what = f"the clock says {day(run.now)}: {abs(off) / 86400:.0f} days {side} of those of {len(run.clocks)} portals"
    return _run("clock", (FindingKind.CLOCK, what, todo, run.now.timestamp() + off, run.now.timestamp()))


def overdue(run: RunHistory) -> SlotJudged:
    """Judge whether a run should have begun by now, from the pauses between the last ones."""
    nights: list[datetime] = []
    for begun in sorted(run.begun):
        if not nights or begun - nights[-1] >= NIGHT:
            nights.append(begun)
    if len(nights) < FEW_NIGHTS:
        return _run("overdue", None)
    longest = max(later - earlier for earlier, later in pairwise(nights))
    due = max(run.begun) + OVERDUE_TIMES * longest + OVERDUE_SLACK
    if run.now <= due:
        return _run("overdue", None)
    hours = longest.total_seconds() / 3600
    what = f"the last run began {day(max(run.begun))}; no pause of late was longer than {hours:.0f} h"
    todo = "look whether the cron job or timer still runs, and at the end of its log"
    return _run("overdue", (FindingKind.OVERDUE, what, todo, None, None))


def browser(portals: Sequence[PortalHistory]) -> SlotJudged:
    """Judge whether a browser is missing, for however many portals."""
    need = [portal for portal in portals if portal.now.outcome is VisitOutcome.NEEDS_BROWSER]
    if not need:
        seen = any(portal.now.outcome is VisitOutcome.COMPLETE for portal in portals)
        return _run("browser", None, judged=seen)
    what = f"{_named(need)}: lists show nothing without scripts, and no browser is installed"
    todo = "install one with `make browser`, then run again"
    return _run("browser", (FindingKind.NEEDS_BROWSER, what, todo, None, len(need)), Severity.WARNING)


def is_silent(portal: PortalHistory) -> bool:
    """Tell whether a portal whose reports we hold shows none now, whatever the reason."""
    if portal.now.outcome in READ:
        return not portal.now.entries and (showed_entries(portal) or bool(portal.open(LISTS)))
    return portal.now.outcome is not VisitOutcome.NEEDS_BROWSER and portal.now.held > 0  # ``browser`` says it of those


def together(
    portals: Sequence[PortalHistory], judged: Sequence[SlotJudged], standing: Sequence[FindingRecord]
) -> tuple[list[SlotJudged], SlotJudged]:
    """Return the verdicts with what is new on most portals at once as covered, and the verdict that covers it."""
    known = [portal for portal in portals if len(portal.visits) > 1]
    if len(known) < FEW:
        return list(judged), SlotJudged(portal="", slot=MANY, judged=False)
    told = {(one.found.portal, one.found.slot, one.found.kind) for one in standing if not one.found.covered}
    many: dict[str, set[str]] = {}  # subject → portals
    covered: set[tuple[str, str]] = set()  # portal, slot
    silent = {portal.code for portal in known if is_silent(portal)}
    if _most(silent, known):
        many[SILENT] = silent
        covered = {(code, slot) for code in silent for slot in SAID_BY_SILENCE}
    rest = [one for one in judged if (one.portal, one.slot) not in covered]
    for kind in (one for one in FindingKind if one not in SEASONAL):
        new = {(one.portal, one.slot) for one in rest if _has(one, kind) and (one.portal, one.slot, kind) not in told}
        if _most(new, known):
            many[kind] = {portal for portal, _ in new}
            covered |= new
    kept = [_covered(one) if (one.portal, one.slot) in covered else one for one in judged]
    found = (_many(why, [portal for portal in known if portal.code in many[why]], len(known)) for why in many)
    return kept, SlotJudged(portal="", slot=MANY, found=tuple(found))


def _has(judged: SlotJudged, kind: FindingKind) -> bool:
    return any(found.kind is kind for found in judged.found)


def _covered(judged: SlotJudged) -> SlotJudged:
    return replace(judged, found=tuple(replace(found, covered=True) for found in judged.found))


def _most(portals: Collection[object], known: Sequence[PortalHistory]) -> bool:
    return len(portals) >= FEW and len(portals) > len(known) * HALF


def _many(subject: str, portals: Sequence[PortalHistory], of: int) -> Found:
    reasons = Counter(portal.now.outcome for portal in portals)
    told = ", ".join(f"{number} {outcome}" for outcome, number in reasons.most_common())
    words = "showed reports before and show none now" if subject == SILENT else f"have the same new finding: {subject}"
    return Found(
        portal="",
        slot=MANY,
        subject=subject,
        kind=FindingKind.MANY_PORTALS,
        severity=Severity.CRITICAL if subject == SILENT else Severity.WARNING,
        what=f"{len(portals)} of {of} portals {words} ({told}): {_named(portals)}",
        todo="look for one cause on our side: this machine's network, its name server, its address on a list, an "
        "upgrade; open two of them in a browser from here and from elsewhere",
        before=of,
        after=len(portals),
    )


def _named(portals: Sequence[PortalHistory]) -> str:
    named = ", ".join(f"{portal.code} {portal.name}" for portal in portals[:MAX_NAMED])
    return named + (f" and {len(portals) - MAX_NAMED} more" if len(portals) > MAX_NAMED else "")
