"""``scrapy status``: per portal, when it was last visited, how that ended, what is held, and what is wrong and why."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import UsageError

from crawler import health
from crawler.archive_command import ArchiveCommand, add_portals

if TYPE_CHECKING:
    from storage.queries import ArchiveReader

TOLD = {"failed": "failed", "blocked": "blocked", "skipped": "not asked"}  # state of the frontier → in words
MOST = 10  # addresses without a usable answer that are named


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
        if args:
            raise UsageError(f"{args[0]}: status takes no arguments")
        with self.reader() as reader:
            counts = reader.counts(self.codes(opts.portals))
            for visit in reader.visits(self.codes(opts.portals)):
                for line in _lines(reader, visit, counts.get(visit.portal, (0, 0))):
                    print(line)
        return 0


def _lines(reader: ArchiveReader, visit: Any, held: tuple[int, int]) -> list[str]:
    current, gone = held
    outcome = visit.outcome or "interrupted"
    when = _moment(visit.ended or visit.started)
    lines = [f"{visit.portal} {visit.name}: {outcome}, {when}, {current} reports held, {gone} gone"]
    stats = visit.stats or {}
    changes = Counter({kind: count for kind, count in stats.get("changes", {}).items() if kind != "unchanged"})
    if changes:
        before = reader.before(visit)
        since = f" since {_moment(before)}" if before else ""
        lines.append(f"    changed{since}: " + ", ".join(f"{kind} {count}" for kind, count in changes.most_common()))
    if visit.reason:
        lines.append(f"    why: {visit.reason}")
    if stats.get("stopped"):
        lines.append(f"    stopped: {stats['stopped']}")
    if rejected := Counter(stats.get("rejected", {})):
        lines.append("    not reports: " + ", ".join(f"{reason} {count}" for reason, count in rejected.most_common()))
    lines += [*_turns(reader, visit, stats), *_unanswered(reader, visit, stats)]
    if advice := health.ADVICE.get(outcome, "").format(code=visit.portal, home=visit.home):
        lines.append(f"    do: {advice}")
    return lines


def _turns(reader: ArchiveReader, visit: Any, stats: dict[str, Any]) -> Iterator[str]:
    """Yield what was left out because it was not its turn, and whose turn comes when."""
    if stats.get("not_due"):
        yield f"    not asked again: {stats['not_due']} known pages and files whose turn had not come"
    known, due, first = reader.turns(visit.portal, datetime.now(UTC))
    if known:
        following = f", the next one's turn comes {_moment(first)}" if first else ""
        yield f"    turns: of {known} known reports and files {due} are due now{following}"


def _unanswered(reader: ArchiveReader, visit: Any, stats: dict[str, Any]) -> Iterator[str]:
    """Yield what was not asked for, and what gave no usable answer."""
    for state, reasons in sorted(stats.get("frontier", {}).items(), reverse=True):
        if state in TOLD:
            yield from (f"    {TOLD[state]}: {count} x {reason}" for reason, count in reasons.items())
    bad = reader.unanswered(visit.cycle)
    yield from (f"        {row.why} {row.url}" for row in bad[:MOST])
    if len(bad) > MOST:
        yield f"        and {len(bad) - MOST} more"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}Z"
