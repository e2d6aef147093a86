"""``scrapy crawl county_portals``: Scrapy's own crawl, plus the replica, the closing summary and the exit status."""

from __future__ import annotations

import argparse
import signal
import tempfile
from contextlib import ExitStack
from pathlib import Path

from scrapy.commands.crawl import Command as ScrapyCrawl

from crawler import health
from crawler.program import name_program, program
from crawler.speaking import speak_anywhere, tell

SPIDER = "county_portals"


class Command(ScrapyCrawl):
    """Runs one harvest and ends with the contract's exit status."""

    def short_desc(self) -> str:
        """Return the line that the list of commands shows."""
        return "Harvest the selected portals: discover, fetch, archive, version, extract"

    def long_desc(self) -> str:
        """Return the arguments and the exit status, for ``--help``."""
        return (
            f"Run one harvest: {program()} crawl {SPIDER}. Arguments: -a portals=SEL (GB/T 2260 codes or prefixes, "
            "names, all, or replica; default: the setting PORTALS), -a years=2019-2021, -a shard=3/16, "
            "-a revisit=due|all. Exit status: 0 every portal visited completely; 3 some incomplete, blocked or "
            "unreachable; 4 none could be reached; 5 storage failed; 6 another run holds this archive; 2 bad arguments "
            "or registry; 7 health found something new that a person must look at; 130 interrupted."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--quiet``; ``--help`` says how we were called."""
        super().add_options(parser)
        parser.add_argument("--quiet", action="store_true", help="tell nothing of the progress, only the summary")
        name_program(parser)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the harvest; any other spider than ours is Scrapy's business."""
        from spiders.errors import RegistryError, SelectionError

        speak_anywhere()
        if opts.quiet and self.settings is not None:
            self.settings.set("QUIET", "True", priority="cmdline")
        if args != [SPIDER]:
            self._run_other(args, opts)
            return
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # until Scrapy hears both, it is a Ctrl-C too
        with ExitStack() as stack:
            try:
                self._prepare(opts.spargs, stack)
                self._harvest(opts)
            except (SelectionError, RegistryError) as error:
                tell(f"{program()} crawl: {error}")
                self.exitcode = health.USAGE
            except KeyboardInterrupt:
                self._interrupted()

    def _run_other(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.crawler_process is not None
        known = self.crawler_process.spider_loader.list()
        if len(args) != 1 or args[0] not in known:
            named = f"there is no spider {' '.join(args)}" if args else "name the spider"
            tell(f"{program()} crawl: {named}: {program()} crawl {SPIDER}")
            self.exitcode = health.USAGE
            return
        super().run(args, opts)

    def _interrupted(self) -> None:
        tell(f"exit {health.INTERRUPTED}: interrupted before the harvest began")
        self.exitcode = health.INTERRUPTED

    def _prepare(self, arguments: dict[str, str], stack: ExitStack) -> None:
        from crawler.settings import name_contact
        from spiders.county_portals import selected

        assert self.settings is not None
        name_contact(self.settings)
        if arguments.get("portals") == "replica":
            self._serve_replica(stack)
            arguments["portals"] = "all"
        selected(self.settings, arguments)

    def _serve_replica(self, stack: ExitStack) -> None:
        """Start the built-in world; to the harvest it is a registry file like any other."""
        from crawler.built_in_world import built_in_world

        assert self.settings is not None
        world = built_in_world(self.settings["REPLICA"])
        replica = stack.enter_context(world.serve(world.usual_port(self.settings["DATABASE_URL"])))
        file = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "replica.toml"
        file.write_text(replica.registry, encoding="utf-8")
        self.settings.set("PORTALS_PATH", str(file), priority="cmdline")
        self.settings.set("TRUSTED_HOSTS", replica.hosts, priority="cmdline")

    def _harvest(self, opts: argparse.Namespace) -> None:
        from crawler.harvest.components import ComponentCheck
        from crawler.harvest.run import RunRecorder
        from crawler.run_state import RunState

        assert self.crawler_process is not None
        crawler = self._create_crawler(SPIDER)
        check = ComponentCheck(crawler)
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        run = crawler.get_extension(RunRecorder)
        if check.fault and (run is None or run.ending is None):
            tell(f"exit {health.MISTAKE}: {check.fault}")
            self.exitcode = health.MISTAKE
            return
        if run is None or run.ending is None:
            # at the first signal Scrapy changes its handler to one that kills, and that to none
            if signal.getsignal(signal.SIGTERM) in {self.crawler_process._signal_kill, signal.SIG_IGN}:  # noqa: SLF001
                self._interrupted()
            else:  # our own mistake: Scrapy has logged the traceback
                self.exitcode = health.MISTAKE
            return
        state = RunState.of(crawler)
        beside = [*filter(None, [run.stamped]), *(run.found.lines() if run.found else []), *run.untold]
        for line in health.summary(state.results.values(), run.ending, state.run_id, beside):
            tell(line)
        self.exitcode = run.ending.status
