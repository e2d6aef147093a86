"""``scrapy rebuild``: a database from what stands in the archive alone."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from crawler.archive_command import ArchiveCommand
from crawler.speaking import say, tell

if TYPE_CHECKING:
    from storage.rebuild.unsealed import PortalFacts


class Command(ArchiveCommand):
    """Makes the database again after it was lost."""

    def short_desc(self) -> str:
        """Return the line that the list of commands shows."""
        return "Make a lost database again from the manifests, journals, WARC files and blobs of the archive"

    def long_desc(self) -> str:
        """Return what it does and the exit status, for ``--help``."""
        return (
            f"{self.short_desc()}. Every file is read on the way; what is damaged is named on stdout, a line each, and "
            "passed over. DATABASE_URL must name a missing or empty database, ARCHIVE_URL the archive. Exit status: "
            "0 all of it; 1 something was passed over; 5 nothing to rebuild from, or the database has harvests; "
            "6 a run holds the archive."
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> int:  # noqa: ARG002 - Scrapy's signature
        """Rebuild, and say what the database has now."""
        from storage.rebuild.rebuilding import rebuild

        if args:
            raise UsageError(f"{args[0]}: rebuild takes no arguments")
        assert self.settings is not None
        done = rebuild(
            self.settings["DATABASE_URL"], self.settings["ARCHIVE_URL"], self._owner(), say=_say, fault=_name
        )
        counts = ", ".join(f"{number} {table}s" for table, number in done.counts.items())
        tell(f"{counts.replace('fetchs', 'fetches')}; {done.passed_over} passed over")
        return 1 if done.passed_over else 0

    def _owner(self) -> Callable[[str], PortalFacts | None]:
        """Return the function that tells whose a URL is, by the registry."""
        from spiders.portals.hosts import same_portal
        from spiders.urls import netloc
        from storage.rebuild.unsealed import PortalFacts

        @cache
        def of_host(where: str) -> PortalFacts | None:
            url = f"http://{where}/"
            found = next((portal for portal in self.registry.values() if same_portal(url, portal)), None)
            return PortalFacts(found.code, found.name, found.home) if found else None

        return lambda url: of_host(netloc(url))


def _say(line: str) -> None:
    tell(line)


def _name(line: str) -> None:
    say(line)
