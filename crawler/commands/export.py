"""``scrapy export PATH``: the corpus, or one table of it, as JSON Lines, Parquet or CSV."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import UsageError

from crawler.archive_command import ArchiveCommand, add_selection
from crawler.speaking import tell

if TYPE_CHECKING:
    from storage.queries import ArchiveReader, Selected

WACZ = ".wacz"  # the selection's exchanges themselves, for a replay tool


class Command(ArchiveCommand):
    """Writes one record per version, as docs/export.schema.json describes it, or the rows of a table."""

    def syntax(self) -> str:
        """Return the arguments."""
        return "[options] PATH"

    def short_desc(self) -> str:
        """Return the line that the list of commands shows."""
        return "Write the corpus: PATH.jsonl, .jsonl.gz, .parquet, .csv or .wacz; - is JSON Lines on stdout"

    def long_desc(self) -> str:
        """Return what the tables are, for ``--help``."""
        return (
            f"{self.short_desc()}. Tables: reports (nested, the default; not as .csv), facts (one figure of one "
            "report a row), comparable (what means the same in every form), checks (arithmetic within a report), panel "
            "(and between two years of a body), cells, files, events, rejected."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the table and the selection."""
        from storage.export.columns import NAMES, REPORTS

        super().add_options(parser)
        add_selection(parser)
        parser.add_argument("--table", metavar="NAME", default=REPORTS, choices=NAMES, help=", ".join(NAMES))
        parser.add_argument(
            "--since", metavar="RUN|DATE", help="only versions first seen, or gone, since that run or ISO date"
        )
        parser.add_argument("--all-versions", action="store_true", help="earlier versions too")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        """Write the export."""
        from storage.export import wacz, writing
        from storage.queries import Selected

        path = _path(args, opts.table)
        with self.reader() as reader:
            selected = Selected(
                portals=self.codes(opts.portals),
                years=self.years(opts.years),
                since=_moment(reader, opts.since),
                all_versions=opts.all_versions,
            )
            if path.endswith(WACZ):
                tell(f"{wacz.write(path, reader, selected)} WARC records")
                return 0
            count = writing.write(path, rows(opts.table, reader, selected), opts.table)
        tell(f"{count} records")
        return 0


def _path(args: list[str], table: str) -> str:
    from storage.export import writing
    from storage.export.columns import REPORTS

    endings = (*writing.endings(table), *([WACZ] if table == REPORTS else []))
    if len(args) != 1:
        raise UsageError(f"name one PATH, ending in {', '.join(endings)}, or -")
    if args[0] != "-" and not args[0].endswith(endings):
        raise UsageError(f"{args[0]}: the ending chooses the format; {table} can be {', '.join(endings)}, or -")
    return args[0]


def _moment(reader: ArchiveReader, since: str | None) -> datetime | None:
    from spiders.errors import SelectionError

    try:
        return reader.moment(since) if since else None
    except LookupError as error:
        raise SelectionError(error.args[0]) from error


def rows(table: str, reader: ArchiveReader, selected: Selected) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table, one record of the corpus in memory at once (``panel``: one portal)."""
    from crawler import facts, panel
    from storage.export import columns, corpus, history

    if table in {"events", "rejected"}:
        return history.events(reader, selected) if table == "events" else history.rejected(reader, selected)
    records = corpus.records(reader, selected)
    if table not in {"cells", "files"}:
        records = facts.with_facts(records, reader)
    if table == columns.REPORTS:
        return records
    return panel.rows(records) if table == "panel" else columns.rows(table, records)
