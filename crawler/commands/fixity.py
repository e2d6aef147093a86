"""``scrapy fixity``: whether the archive still is what it was."""

from __future__ import annotations

import argparse

from scrapy.exceptions import UsageError

from crawler.archive_command import ArchiveCommand
from crawler.speaking import say, tell


class Command(ArchiveCommand):
    """Re-reads everything and prints one line per fault."""

    def short_desc(self) -> str:
        """Return the line that the list of commands shows."""
        return "Re-hash every blob, re-read every WARC record, check every reference; one line per fault"

    def long_desc(self) -> str:
        """Return the exit status, for ``--help``."""
        return f"{self.short_desc()}, on stdout. Repairs nothing. Exit status: 0 no fault; 1 faults; 5 cannot be read."

    def work(self, args: list[str], opts: argparse.Namespace) -> int:  # noqa: ARG002 - Scrapy's signature
        """Print the faults."""
        from storage.audit import fixity

        if args:
            raise UsageError(f"{args[0]}: fixity takes no arguments")
        faults = 0
        with self.reader() as reader:
            for fault in fixity.faults(reader):
                faults += 1
                say(fault)
        tell(f"{faults} faults: something has changed the archive" if faults else "no fault")
        return 1 if faults else 0
