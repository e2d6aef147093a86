"""``scrapy release DIR``: the corpus as others cite it."""

from __future__ import annotations

import argparse
from pathlib import Path

from scrapy.exceptions import UsageError

from crawler import health
from crawler.archive_command import ArchiveCommand, add_selection
from crawler.speaking import say, tell

LEFT_OUT = 1


class Command(ArchiveCommand):
    """Writes a release: tables, descriptions for machines and people, checksums."""

    def syntax(self) -> str:
        """Return the arguments."""
        return "[options] DIR"

    def short_desc(self) -> str:
        """Return the line that the list of commands shows."""
        return "Write a citable release of the corpus into DIR: tables, descriptions, checksums"

    def long_desc(self) -> str:
        """Return what is in it and the exit status, for ``--help``."""
        return (
            f"{self.short_desc()}. DIR must be missing or empty, and gets the current versions as reports, facts, "
            "comparable, checks, cells, coverage and left_out (Parquet; CSV or JSON Lines), datapackage.json, "
            "croissant.json, CITATION.cff, README.md and SHA256SUMS. Mobile and identity numbers and private mail are "
            "replaced. Every byte behind a report is re-read first; what the archive cannot vouch for is left out and "
            "named on stdout. The same archive gives the same bytes. Exit status: 0 all is in it; 1 something was left "
            "out; 2 bad arguments; 5 the archive failed."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the selection."""
        super().add_options(parser)
        add_selection(parser)

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        """Write the release."""
        from crawler.release.build import ReleaseOrder, build

        target = _target(args)
        order = ReleaseOrder(self.codes(opts.portals), self.years(opts.years), opts.portals, opts.years)
        assert self.settings is not None
        with self.reader() as reader:
            if not reader.runs():
                raise UsageError("the archive has no run: nothing was harvested yet")
            made = build(target, reader, self.settings["ARCHIVE_URL"], self.registry, order)
        for one in made.left_out:
            say(f"{one.document.id}: {one.reason}")
        left_out = len(made.left_out)
        tell(f"{target}: version {made.version}, {made.rows('reports')} reports, {left_out} left out")
        return LEFT_OUT if left_out else health.COMPLETE


def _target(args: list[str]) -> Path:
    if len(args) != 1:
        raise UsageError("name one DIR")
    target = Path(args[0])
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise UsageError(f"{target} is not an empty folder: name another, a release never takes the place of something")
    return target
