"""``scrapy case URL``: a page of the archive, or one asked for now, as a recorded case for the tests."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from scrapy.exceptions import UsageError

from crawler import health
from crawler.archive_command import ArchiveCommand
from crawler.program import program
from crawler.speaking import say, tell

if TYPE_CHECKING:
    from crawler.case import CasePage
    from crawler.probe import Probe

SITES = "tests/sites"


class Command(ArchiveCommand):
    """Writes a page and what the reader makes of it now, for the maintainer to correct."""

    requires_crawler_process = True
    default_settings: ClassVar[dict[str, object]] = {}  # with logging, as of ``probe``

    def syntax(self) -> str:
        """Return the arguments."""
        return "[options] URL"

    def short_desc(self) -> str:
        """Return the line that the list of commands shows."""
        return "A page of the archive, or one asked for now, as a recorded case for the tests"

    def long_desc(self) -> str:
        """Return what is written and the exit status, for ``--help``."""
        return (
            f"{self.short_desc()}. Writes DIR/FAMILY/NAME with the page, case.json (what the reader makes of it now) "
            "and, where the archive has them, the page's scripts and the answers to their calls; prints the folder. "
            "What the archive does not have is asked for as `probe` does, and not archived. Correct case.json, then "
            "the code. Exit status: 0; 2 bad arguments, or no page; 4 neither archived nor reached; 5 the archive "
            "failed."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--into`` and ``--anonymise``."""
        super().add_options(parser)
        parser.add_argument("--into", default=SITES, metavar="DIR", help=f"where cases lie; default: {SITES}")
        parser.add_argument(
            "--anonymise",
            action="store_true",
            help="invented names of hosts, places and people, telephone numbers and mail addresses; read it through",
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        """Find the page, and write what there is at its address."""
        from crawler.case import asked
        from spiders import urls

        url = urls.resolve("", args[0]) if len(args) == 1 else None
        if url is None:
            raise UsageError("name one URL, as audit, status or the export tell it")
        cases = self._archived(url)
        if not cases:
            probe, status = self._look(url)
            case = asked(probe) if probe else None
            if probe is not None and case is None:
                why = probe.findings[0].reason
                tell(f"{program()} case: {url} is not archived, and could not be read: {why}")
            if case is None:
                return status
            cases = [case]
        for folder in _written(cases, Path(opts.into), anonymous=opts.anonymise):
            say(folder)
        return health.COMPLETE

    def _archived(self, url: str) -> list[CasePage]:
        """Return the answers that are archived; without an archive there are none."""
        from crawler.case import archived
        from storage.errors import LostDatabaseError, NoArchiveError

        try:
            with self.reader() as reader:
                return archived(reader, url, self.registry)
        except (NoArchiveError, LostDatabaseError):
            return []

    def _look(self, url: str) -> tuple[Probe | None, int]:
        """Ask for a page as a probe does."""
        from crawler.probe import look, portal_of
        from crawler.settings import name_contact

        assert self.settings is not None
        assert self.crawler_process is not None
        name_contact(self.settings)
        return look(self.crawler_process, portal_of(url, self.registry), self.registry, url)


def _written(cases: list[CasePage], into: Path, *, anonymous: bool) -> Iterator[Path]:
    """Write the cases; yield the folder of each. Raises UsageError for a document."""
    from crawler.case import StandIns, expected, rewritten, self_contained, write
    from spiders.discovery.file_answers import is_markup

    for case in map(self_contained, cases):
        if not is_markup(case.response):
            raise UsageError(f"{case.url} is a document ({case.content_type}); cases are of pages")
        told = rewritten(case, StandIns(case.portal)) if anonymous else case
        yield write(told, expected(told), into)
