"""``scrapy audit PORTAL``: from the archive alone, what a person should look at on a portal, with URL and reason."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from crawler import health
from crawler.archive_command import ArchiveCommand
from crawler.speaking import json_text, say, say_data

if TYPE_CHECKING:
    from crawler.audit import AuditFinding
    from crawler.coverage import Ledger


class Command(ArchiveCommand):
    """Prints a line for each place where reports may have been lost."""

    def syntax(self) -> str:
        """Return the arguments."""
        return "[options] PORTAL"

    def short_desc(self) -> str:
        """Return the line that the list of commands shows."""
        return "From the archive alone: what a person should look at on a portal, each with its URL and reason"

    def long_desc(self) -> str:
        """Return what is told and the exit status, for ``--help``."""
        return (
            f"{self.short_desc()}. PORTAL is a code or a name. Told are columns and reports that were announced and "
            "not read, lists whose numbers do not fit, years and bodies without reports, links not followed, refused "
            "titles that are like a report's. A page that is misread becomes a case for the tests by `case URL`. Exit "
            "status: 0, whatever is told; 2 an unknown portal, or one never visited; 5 the archive failed."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--json``."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="the findings as JSON")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        """Judge, and print."""
        from crawler.audit import audit
        from crawler.audit.reading import evidence
        from crawler.coverage.reading import ledgers
        from crawler.health.calendar import CHINA

        codes = self.codes(args[0]) if len(args) == 1 else None
        if codes is None or len(codes) != 1:
            raise UsageError("name one PORTAL: its code, such as 640122, or its name")
        today = datetime.now(CHINA).date()
        with self.reader() as reader:
            visits = reader.visits(codes)
            if not visits:
                raise UsageError(f"{args[0]}: this portal was never visited; harvest it first")
            [ledger] = ledgers(reader, self.registry, codes, None, today)
            findings = audit(evidence(reader, visits[0], ledger), today)
        if opts.json:
            say_data(_as_json(ledger, findings))
        else:
            for line in _lines(ledger, findings):
                say(line)
        return health.COMPLETE


def _as_json(ledger: Ledger, findings: list[AuditFinding]) -> str:
    portal = {name: getattr(ledger, name) for name in ("code", "name", "home", "outcome", "reason", "visited")}
    return json_text({"portal": portal, "findings": list(map(asdict, findings))}, indent=1)


def _lines(ledger: Ledger, findings: list[AuditFinding]) -> Iterator[str]:
    """Yield a head, then a line per finding: kind, address, reason."""
    kinds = Counter(str(finding.kind) for finding in findings)
    told = ", ".join(f"{kind} {number}" for kind, number in kinds.items()) or "nothing to look at"
    yield f"{ledger.code} {ledger.name}: {ledger.outcome}, {ledger.visited or 'never visited'}; {told}"
    for finding in findings:
        yield f"    {finding.kind} {finding.url} {finding.reason}"
