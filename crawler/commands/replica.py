"""``scrapy replica``: serves the miniature portals of a checkout on loopback until stopped."""

from __future__ import annotations

import argparse
import contextlib
import threading

from scrapy.exceptions import UsageError

from crawler import health
from crawler.archive_command import ArchiveCommand
from crawler.program import program
from crawler.speaking import say_block, tell

HARVEST_IT = "-s PORTALS_PATH=FILE.toml -s ALLOW_PRIVATE_ADDRESSES=True"
PORTS = range(65_000)  # the portals take the next ones


class Command(ArchiveCommand):
    """Serves the replica and prints its registry on stdout."""

    def short_desc(self) -> str:
        """Return the line that the list of commands shows."""
        return "Serve the miniature portals of a checkout on loopback until stopped"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--port``."""
        super().add_options(parser)
        parser.add_argument("--port", type=int, default=0, help="first of the consecutive ports; default: free ones")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        """Serve until Ctrl-C."""
        if args or opts.port not in PORTS:
            raise UsageError("replica takes no arguments but --port, below 65000")
        from crawler.built_in_world import built_in_world

        assert self.settings is not None
        world = built_in_world(self.settings["REPLICA"])
        with world.serve(opts.port) as replica, contextlib.suppress(KeyboardInterrupt):
            say_block(replica.registry.rstrip("\n"))
            tell("serving; Ctrl-C stops. Save the lines above as FILE.toml and harvest them with")
            tell(f"  {program()} crawl county_portals {HARVEST_IT}")
            threading.Event().wait()
        return health.COMPLETE
