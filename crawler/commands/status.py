"""``scrapy status``: per portal, when it was last visited, how that ended, what is held, and what is wrong and why."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import Any

from scrapy.exceptions import UsageError

from crawler import health
from crawler.archive_command import ArchiveCommand, add_selection


class Command(ArchiveCommand):
    """Prints a few lines per portal of the archive."""

    def short_desc(self) -> str:
        """Return the line that the list of commands shows."""
        return "Per portal: last visit, outcome, reports held, what changed, what is wrong and why"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--portals``."""
        super().add_options(parser)
        add_selection(parser)

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        """Print the status."""
        if args:
            raise UsageError(f"{args[0]}: status takes no arguments")
        with self.reader() as reader:
            counts = reader.counts(self.codes(opts.portals))
            for visit in reader.visits(self.codes(opts.portals)):
                for line in _lines(visit, counts.get(visit.portal, (0, 0))):
                    print(line)
        return 0


def _lines(visit: Any, held: tuple[int, int]) -> list[str]:
    current, gone = held
    outcome = visit.outcome or "interrupted"
    when = f"{visit.ended or visit.started:%Y-%m-%d %H:%M}Z"
    lines = [f"{visit.portal} {visit.name}: {outcome}, {when}, {current} reports held, {gone} gone"]
    stats = visit.stats or {}
    changes = Counter({kind: count for kind, count in stats.get("changes", {}).items() if kind != "unchanged"})
    if changes:
        lines.append("    changed: " + ", ".join(f"{kind} {count}" for kind, count in changes.most_common()))
    if visit.reason:
        lines.append(f"    why: {visit.reason}")
    if stats.get("stopped"):
        lines.append(f"    stopped: {stats['stopped']}")
    if stats.get("not_due"):
        lines.append(f"    not asked again: {stats['not_due']} known pages and files whose turn has not come")
    if rejected := Counter(stats.get("rejected", {})):
        lines.append("    not reports: " + ", ".join(f"{reason} {count}" for reason, count in rejected.most_common()))
    for state, reasons in stats.get("frontier", {}).items():
        if state in {"failed", "blocked"}:
            lines += [f"    {state}: {count} x {reason}" for reason, count in reasons.items()]
    if advice := health.ADVICE.get(outcome, "").format(code=visit.portal, home=visit.home):
        lines.append(f"    do: {advice}")
    return lines
