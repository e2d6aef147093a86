"""``scrapy probe URL``: looks at one portal or page and says what a harvest would make of it."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING, ClassVar

from scrapy.exceptions import UsageError

from crawler.archive_command import ArchiveCommand
from crawler.program import program
from crawler.speaking import json_text, say_block, say_data, tell

if TYPE_CHECKING:
    from crawler.probe import Probe


class Command(ArchiveCommand):
    """Asks for one page as a harvest does, reads it, and prints findings and a registry block. Keeps nothing."""

    requires_crawler_process = True
    default_settings: ClassVar[dict[str, object]] = {}  # with logging: a mistake in a callback shows nowhere else

    def syntax(self) -> str:
        """Return the arguments."""
        return "[options] URL"

    def short_desc(self) -> str:
        """Return the line that the list of commands shows."""
        return "Look at one portal or page: family, columns, every entry with its reason, registry block"

    def long_desc(self) -> str:
        """Return the exit status, for ``--help``."""
        return (
            f"{self.short_desc()}. Asks politely (robots.txt, pace, the portal's own hosts) and archives nothing. "
            "Exit status: 0; 4 the page could not be reached, with the reason; 2 bad arguments or registry."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--pages``, ``--code`` and ``--json``."""
        super().add_options(parser)
        parser.add_argument("--pages", type=int, default=1, metavar="N", help="this page and the best N-1 links found")
        parser.add_argument("--code", help="the county whose portal this is, when the registry does not know the host")
        parser.add_argument("--json", action="store_true", help="the findings as JSON")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        """Look, and print."""
        from crawler.probe import look, portal_of
        from crawler.settings import name_contact
        from spiders import urls

        url = urls.resolve("", args[0]) if len(args) == 1 else None
        if url is None or opts.pages < 1:
            raise UsageError("name one URL, such as http://www.nxhl.gov.cn/, and at least one page")
        assert self.settings is not None
        assert self.crawler_process is not None
        name_contact(self.settings)
        portal = portal_of(url, self.registry, opts.code)
        probe, status = look(self.crawler_process, portal, self.registry, url, opts.pages)
        if probe is not None:
            if opts.json:
                say_data(_as_json(probe))
            else:
                say_block(_as_text(probe))
            if not probe.reached:
                tell(f"{program()} probe: {url} could not be read: {probe.findings[0].reason}")
        return status


def _as_json(probe: Probe) -> str:
    from crawler.probe import block

    facts = {
        "portal": asdict(probe.portal),
        "reached": probe.reached,
        "pages": [asdict(page) for page in probe.findings],
    }
    return json_text({**facts, "block": block(probe.portal, probe.findings)}, indent=1)


def _as_text(probe: Probe) -> str:
    from crawler.probe import block, lines

    return "\n".join([*lines(probe.portal, probe.findings), "", block(probe.portal, probe.findings)])
