"""``scrapy coverage``: the completeness ledger, body × year."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from crawler import SOFTWARE, health
from crawler.archive_command import ArchiveCommand, add_selection
from crawler.speaking import say, say_block

if TYPE_CHECKING:
    from crawler.coverage import Ledger


class Command(ArchiveCommand):
    """Says which body's report for which year is held, gone, missing, not yet due, or cannot be judged."""

    def short_desc(self) -> str:
        """Return the line that the list of commands shows."""
        return "Which body's report for which year is held, gone, missing or not yet due"

    def long_desc(self) -> str:
        """Return what is counted, for ``--help``."""
        return (
            f"{self.short_desc()}; without options a line per portal on stdout. Counted are body-years: the county and "
            "each of its townships owe a report for every year since 2008, departments between those they are known to "
            "have published. Missing is what a portal that was read to its end does not have, since the body's first "
            "report. What is listed and not read, stands elsewhere, or cannot be judged is told apart, each with its "
            "reason: `scrapy coverage --explain 金贵镇`."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the selection, ``--html`` and ``--json``."""
        super().add_options(parser)
        add_selection(parser)
        parser.add_argument("--html", metavar="FILE", help="write one self-contained page (in Chinese)")
        parser.add_argument("--json", metavar="FILE", help="write the same data as JSON")
        parser.add_argument(
            "--explain", metavar="BODY", help="say of each body-year of the bodies so named why it is so"
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        """Write what was asked for, else print the table."""
        from crawler.coverage.data import as_json, explanation, table
        from crawler.coverage.page import page
        from crawler.coverage.reading import ledgers
        from crawler.health.calendar import CHINA
        from storage.export.corpus import stamp

        if args:
            raise UsageError(f"{args[0]}: coverage takes no arguments")
        now = datetime.now(UTC)
        today = now.astimezone(CHINA)
        with self.reader() as reader:
            read: Callable[[], Iterable[Ledger]] = partial(
                ledgers, reader, self.registry, self.codes(opts.portals), self.years(opts.years), today.date()
            )
            if opts.html:
                _write(opts.html, page(read, f"生成于 {today:%Y年%m月%d日 %H:%M}（北京时间），{SOFTWARE}"))
            if opts.json:
                _write(opts.json, as_json(read(), stamp(now), SOFTWARE))
            if opts.explain:
                lines = list(explanation(read(), opts.explain))
                if not lines:
                    raise UsageError(f"{opts.explain}: no body of these portals is called so")
                say_block("\n".join(lines))
            elif not (opts.html or opts.json):
                for line in table(read()):
                    say(line)
        return health.COMPLETE


def _write(path: str, pieces: Iterable[str]) -> None:
    """Write a file whole or not at all."""
    from storage.errors import as_storage_error
    from storage.export.writing import whole

    with as_storage_error(f"cannot write {path}"), whole(Path(path)) as file:
        file.writelines(piece.encode() for piece in pieces)
