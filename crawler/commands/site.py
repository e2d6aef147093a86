"""``scrapy site DIR``: the static site that people look at."""

from __future__ import annotations

import argparse
from pathlib import Path

from scrapy.exceptions import UsageError

from crawler import health
from crawler.archive_command import ArchiveCommand, add_selection
from crawler.speaking import tell


class Command(ArchiveCommand):
    """Writes the pages of an archive: country, provinces, portals, reports, what changed."""

    def syntax(self) -> str:
        """Return the arguments."""
        return "[options] DIR"

    def short_desc(self) -> str:
        """Return the line that the list of commands shows."""
        return "Write the static site that people look at: it works from disk and from any web server"

    def long_desc(self) -> str:
        """Return what becomes of DIR, for ``--help``."""
        return (
            f"{self.short_desc()}, with no network: open DIR/index.html. An earlier site is replaced when the new "
            "one is whole; a folder that holds anything else is refused. The same archive gives the same bytes; "
            "what is late, and the week whose changes are told, count from the archive's last run."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the selection and ``--replay``."""
        super().add_options(parser)
        add_selection(parser)
        parser.add_argument(
            "--replay", metavar="URL", help="a collection of pywb, such as https://example.org/nianbao: links captures"
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        """Write the site."""
        from crawler.progress import progress
        from crawler.site.building import Wanted, build
        from crawler.site.folder import refusal, whole

        place = _place(args)
        if words := refusal(place):
            raise UsageError(words)
        replay = opts.replay or ""
        if replay and not replay.startswith(("http://", "https://")):
            raise UsageError(f"--replay {replay}: name an http(s) address")
        wanted = Wanted(codes=self.codes(opts.portals), years=self.years(opts.years), replay=replay.rstrip("/"))
        with self.reader() as reader:
            registry = self.registry
            number = len(reader.visits(wanted.codes)) if wanted.codes is None else len(wanted.codes)
            with progress(number, "portals") as step, whole(place) as folder:
                portals, reports = build(folder, reader, registry, wanted, step)
        tell(f"{portals} portals, {reports} reports: open {place / 'index.html'}")
        return health.COMPLETE


def _place(args: list[str]) -> Path:
    if len(args) != 1:
        raise UsageError("name one DIR: the folder that the site is written to")
    return Path(args[0])
