"""``scrapy replica``: serves the bundled miniature portals on loopback until stopped."""

from __future__ import annotations

import argparse
import contextlib
import sys
import threading

from scrapy.exceptions import UsageError

from crawler import health
from crawler.archive_command import ArchiveCommand

PORTS = range(65_000)  # the portals take the next ones


class Command(ArchiveCommand):
    """Serves the replica and prints its registry on stdout."""

    def short_desc(self) -> str:
        """Return the line that the list of commands shows."""
        return "Serve the bundled miniature portals on loopback until stopped"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--port``."""
        super().add_options(parser)
        parser.add_argument("--port", type=int, default=0, help="first of the consecutive ports; default: free ones")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        """Serve until Ctrl-C."""
        if args or opts.port not in PORTS:
            raise UsageError("replica takes no arguments but --port, below 65000")
        from tests.replica import Replica, registry

        with Replica(port=opts.port) as replica, contextlib.suppress(KeyboardInterrupt):
            print(registry.toml(replica.portals), end="", flush=True)
            print("serving; Ctrl-C stops. Save the lines above as FILE.toml and harvest them with", file=sys.stderr)
            print(
                "  scrapy crawl county_portals -s PORTALS_PATH=FILE.toml -s ALLOW_PRIVATE_ADDRESSES=True",
                file=sys.stderr,
            )
            threading.Event().wait()
        return health.COMPLETE
