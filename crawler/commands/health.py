"""``scrapy health``: what is wrong, since when, with evidence, and the one thing to do."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from crawler.archive_command import ArchiveCommand, add_portals
from crawler.speaking import json_text, say, say_data, tell

if TYPE_CHECKING:
    from storage.health.values import FindingRecord
    from storage.queries import ArchiveReader

NEEDS_PERSON = 1


class Command(ArchiveCommand):
    """Prints the findings that are open, those on the run first."""

    def short_desc(self) -> str:
        """Return the line that the list of commands shows."""
        return "What is wrong, since when, with evidence and the one thing to do, against each portal's own past"

    def long_desc(self) -> str:
        """Return the exit status, for ``--help``."""
        return (
            f"{self.short_desc()}. Each run judges the portals that it visits; this command adds what a run that never "
            "began cannot say: overdue runs, a full disk, a clock that jumped back. Exit status: 0 nobody has to look; "
            "1 somebody has to; 2 bad arguments; 5 the archive failed."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--portals``, ``--json`` and ``--accept``."""
        super().add_options(parser)
        add_portals(parser)
        parser.add_argument("--json", action="store_true", help="the findings as JSON")
        parser.add_argument(
            "--accept",
            metavar="SEL",
            help="take the open findings on these portals (or `run`) for the new state, and close them",
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        """Print the findings."""
        if args:
            raise UsageError(f"{args[0]}: health takes no arguments; --portals selects")
        from crawler.health.report import own

        if opts.accept:
            return self._accept(opts.accept)
        with self.reader() as reader:
            names = reader.names()
            codes = self.codes(opts.portals)
            records = self._open(reader, codes)
            records = records if codes else own(records)
        needs_person = any(record.found.needs_person for record in records)
        if opts.json:
            from crawler.health.report import as_json

            say_data(json_text({"findings": [as_json(one, names) for one in records]}, indent=1))
        else:
            _print(records, names)
        return NEEDS_PERSON if needs_person else 0

    def _open(self, reader: ArchiveReader, codes: list[str] | None) -> list[FindingRecord]:
        """Return what stands in the archive, and what is true now of the machine."""
        from crawler.harvest.checkup import run_history
        from crawler.health import run
        from storage.health.findings import accepted, standing
        from storage.health.runs import last_runs
        from storage.health.values import FindingRecord

        assert self.settings is not None
        now = datetime.now(UTC)
        records = standing(reader.connection, codes)
        known = {(record.found.portal, record.found.kind) for record in records}
        history = run_history(self.settings, last_runs(reader.connection), now, accepted(reader.connection))
        live = [found for rule in (run.overdue, run.disk, run.clock) for found in rule(history).found]
        return [
            *(
                FindingRecord(id=0, found=found, since=now, last_seen=now)
                for found in live
                if (found.portal, found.kind) not in known
            ),
            *records,
        ]

    def _accept(self, selection: str) -> int:
        """Close findings that a person takes for the new state. Raises ArchiveLockedError while a run goes on."""
        from crawler import SOFTWARE
        from crawler.health.standing import accepted
        from storage.archive import Archive

        assert self.settings is not None
        codes = {""} if selection == "run" else set(self.codes(selection) or ())
        self.reader().close()  # to say so when there is no archive, and make none
        archive = Archive.open(self.settings["DATABASE_URL"], self.settings["ARCHIVE_URL"], software=SOFTWARE)
        try:
            records = [one for one in archive.findings.standing() if one.found.portal in codes]
            for record in records:
                archive.findings.keep(accepted(record, datetime.now(UTC)))
            archive.commit()
        finally:
            archive.close()
        tell(f"{len(records)} findings are accepted as the new state")
        return 0


def _print(records: list[FindingRecord], names: dict[str, str]) -> None:
    from crawler.health.report import told

    for record in records:
        say(f"{record.found.severity} {told(record, names)}")
        if record.found.url:
            say(f"    at: {record.found.url}")
        say(f"    do: {record.found.todo}")
    if not records:
        tell("nothing is wrong")
