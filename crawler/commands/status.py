"""``scrapy status``: per portal, when it was last visited, how that ended, what is held, and what is wrong and why."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from crawler import health
from crawler.archive_command import ArchiveCommand, add_portals
from crawler.health.history import day
from crawler.speaking import say
from storage.values import VisitStats
from storage.vocabulary import EventKind, FrontierState, VisitOutcome

if TYPE_CHECKING:
    from storage.health.values import FindingRecord
    from storage.models import Visit
    from storage.queries import ArchiveReader

UNANSWERED = {FrontierState.SKIPPED: "not asked", FrontierState.FAILED: "failed", FrontierState.BLOCKED: "blocked"}
MAX_ADDRESSES = 10  # without a usable answer that are named


class Command(ArchiveCommand):
    """Prints a few lines per portal of the archive."""

    def short_desc(self) -> str:
        """Return the line that the list of commands shows."""
        return "Per portal: last visit, outcome, reports held, what changed, what is wrong and why"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--portals``."""
        super().add_options(parser)
        add_portals(parser)

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        """Print the status."""
        from crawler.extraction.sandbox import cage
        from storage.health.findings import standing
        from storage.visited import running

        if args:
            raise UsageError(f"{args[0]}: status takes no arguments")
        codes = self.codes(opts.portals)
        with self.reader() as reader:
            if holder := running(reader):
                say(f"a harvest is running: pid {holder.pid}, since {holder.since}; what follows is as of now")
            counts = reader.counts(codes)
            found = standing(reader.connection, codes)
            for visit in reader.visits(codes):
                for line in _lines(reader, visit, counts.get(visit.portal, (0, 0))):
                    say(line)
                for line in _found(found, visit.portal):
                    say(line)
            for line in _found(found, ""):
                say(line.removeprefix("    "))
        say(f"documents are read in a cage of {cage.made().words()}")
        return 0


def _lines(reader: ArchiveReader, visit: Visit, counts: tuple[int, int]) -> Iterator[str]:
    """Yield what is to be said of a portal; ``counts``: its reports that stand, and that are gone."""
    outcome = visit.outcome or VisitOutcome.INTERRUPTED
    when = _moment(visit.ended or visit.started)
    held, gone = counts
    stats = VisitStats.of_json(visit.stats)
    yield f"{visit.portal} {visit.name}: {outcome}, {when}, {held} reports held, {gone} gone"
    yield from _changes(reader, visit, stats)
    if visit.reason:
        yield f"    why: {visit.reason}"
    if stats.stopped:
        yield f"    stopped: {stats.stopped}"
    if stats.rejected:
        yield f"    not reports: {_counted(Counter(stats.rejected))}"
    yield from _turns(reader, visit, stats)
    yield from _unanswered(reader, visit, stats)
    if advice := health.advice_on(outcome, visit.portal, visit.home):
        yield f"    do: {advice}"


def _found(records: list[FindingRecord], portal: str) -> Iterator[str]:
    """Yield what health has found on a portal, or ("") on the run, since when, and what to do."""
    for record in records:
        if record.found.portal == portal:
            yield f"    health: {record.found.kind} since {day(record.since)}: {record.found.what}"
            yield f"    do: {record.found.todo}"


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{word} {count}" for word, count in counter.most_common())


def _changes(reader: ArchiveReader, visit: Visit, stats: VisitStats) -> Iterator[str]:
    """Yield what changed, and since when."""
    changes = Counter({kind: count for kind, count in stats.changes.items() if kind != EventKind.UNCHANGED})
    if changes:
        before = reader.before(visit)
        since = f" since {_moment(before)}" if before else ""
        yield f"    changed{since}: {_counted(changes)}"


def _turns(reader: ArchiveReader, visit: Visit, stats: VisitStats) -> Iterator[str]:
    """Yield what was left out because it was not its turn, and whose turn comes when."""
    if stats.not_due:
        yield f"    not asked again: {stats.not_due} known pages and files whose turn had not come"
    known, due, first = reader.turns(visit.portal, datetime.now(UTC))
    if known:
        following = f", the next one's turn comes {_moment(first)}" if first else ""
        yield f"    turns: of {known} known reports and files {due} are due now{following}"


def _unanswered(reader: ArchiveReader, visit: Visit, stats: VisitStats) -> Iterator[str]:
    """Yield what was not asked for, and what gave no usable answer."""
    for state, word in UNANSWERED.items():
        reasons = stats.frontier.get(state, {})
        yield from (f"    {word}: {count} x {reason}" for reason, count in reasons.items())
    unanswered = reader.unanswered(visit.cycle)
    yield from (f"        {why} {url}" for url, why in unanswered[:MAX_ADDRESSES])
    if len(unanswered) > MAX_ADDRESSES:
        yield f"        and {len(unanswered) - MAX_ADDRESSES} more"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}Z"
