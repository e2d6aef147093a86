"""``scrapy replica``: serves the bundled miniature portals on loopback until stopped."""

from __future__ import annotations

import argparse
import contextlib
import sys
import threading

from scrapy.commands import ScrapyCommand


class Command(ScrapyCommand):
    """Serves the replica and prints its registry on stdout."""

    requires_project = True
    requires_crawler_process = False

    def short_desc(self) -> str:
        """Return the line that the list of commands shows."""
        return "Serve the bundled miniature portals on loopback until stopped"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--port``."""
        super().add_options(parser)
        parser.add_argument("--port", type=int, default=0, help="first of the consecutive ports; default: free ones")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 - Scrapy's signature
        """Serve until Ctrl-C."""
        from crawler.replica import Replica, registry

        with Replica(port=opts.port) as replica, contextlib.suppress(KeyboardInterrupt):
            print(registry.toml(replica.portals), end="", flush=True)
            print("serving; Ctrl-C stops. Save the lines above as FILE.toml and harvest them with", file=sys.stderr)
            print(
                "  scrapy crawl county_portals -s PORTALS_PATH=FILE.toml -s ALLOW_PRIVATE_ADDRESSES=True",
                file=sys.stderr,
            )
            threading.Event().wait()
