"""``scrapy extract``: reads pending and outdated documents again, from the archive alone."""

from __future__ import annotations

import argparse
import asyncio
from collections import Counter
from fnmatch import filter as matching
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from crawler import SOFTWARE, health
from crawler.archive_command import ArchiveCommand
from crawler.speaking import tell

if TYPE_CHECKING:
    from storage.archive import Archive


class Command(ArchiveCommand):
    """Reads documents again and keeps the result beside what older extractors read."""

    def short_desc(self) -> str:
        """Return the line that the list of commands shows."""
        return "Read pending and outdated documents again, from the archive alone"

    def long_desc(self) -> str:
        """Return what is read and the exit status, for ``--help``."""
        return (
            f"{self.short_desc()}. Outdated is what an older version of its extractor read; what was read before "
            "stays, and the export shows the newest good text. --facts finds the figures of the forms in what is read "
            "already, where this version of the mapper did not look; what an older one found stays. Ctrl-C leaves the "
            "rest pending. Exit status: 0 done; 5 the archive failed or has lost bytes; 6 a run holds the archive; "
            "130 interrupted."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--all``, ``--facts`` and ``--only``."""
        super().add_options(parser)
        parser.add_argument("--all", action="store_true", help="also what the current extractors have read")
        parser.add_argument(
            "--facts", action="store_true", help="only the facts, anew from what is read already: seconds per thousand"
        )
        parser.add_argument("--only", metavar="MEDIA_TYPE", help="such as application/pdf or image/*: the bytes decide")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        """Read, and say how many documents ended how."""
        from crawler.versions import reextract
        from storage.archive import Archive

        if args:
            raise UsageError(f"{args[0]}: extract takes no arguments")
        known = sorted(reextract.media_types())
        if opts.facts and (opts.all or opts.only):
            raise UsageError("--facts reads no documents: it goes without --all and --only")
        if opts.only and not matching(known, opts.only):
            raise UsageError(f"--only {opts.only}: nothing reads that; there are {', '.join(known)}")
        self.reader().close()  # no archive is an error, and opening one for writing would make it
        assert self.settings is not None
        archive = Archive.open(self.settings["DATABASE_URL"], self.settings["ARCHIVE_URL"], software=SOFTWARE)
        try:
            return self._map(archive) if opts.facts else self._extract(archive, opts)
        finally:
            archive.close()

    def _map(self, archive: Archive) -> int:
        from crawler import facts
        from crawler.extraction.statutory.facts import VERSION
        from crawler.progress import progress

        with progress(archive.facts.count_unmapped(VERSION), "documents") as step:
            done = facts.remap(archive, step)
        tell(f"facts of {done} documents")
        return health.COMPLETE

    def _extract(self, archive: Archive, opts: argparse.Namespace) -> int:
        from crawler.extraction import current
        from crawler.settings import name_contact
        from crawler.versions import reextract

        assert self.settings is not None
        pending = archive.pending_extractions(current=current(), every=opts.all)
        if not pending:
            tell("nothing to read: the current extractors have read every document")
            return health.COMPLETE
        name_contact(self.settings)
        arguments = {"command": "extract", "all": str(opts.all), "only": opts.only or ""}
        archive.begin_run(arguments=arguments, user_agent=self.settings["USER_AGENT"], contact=self.settings["CONTACT"])
        done: Counter[str] = Counter()
        workers = self.settings.getint("EXTRACT_WORKERS")
        try:
            asyncio.run(reextract.read_all(archive, pending, workers, only=opts.only, done=done))
            end = reextract.ending(done)
        except KeyboardInterrupt:
            end = health.Ending(health.INTERRUPTED, "interrupted; the rest stays pending")
        archive.end_run(end.status, end.reason)
        for status, count in done.most_common():
            tell(f"{status}: {count}")
        tell(f"exit {end.status}: {end.reason}")
        return end.status
