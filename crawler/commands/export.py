"""``scrapy export PATH``: the corpus as JSON Lines or Parquet."""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import UsageError

from crawler.archive_command import ArchiveCommand, add_selection
from spiders.reports import QualityFlag

if TYPE_CHECKING:
    from storage.queries import ArchiveReader

WACZ = ".wacz"  # the selection's exchanges themselves, for a replay tool


class Command(ArchiveCommand):
    """Writes one record per version, as docs/export.schema.json describes it."""

    def syntax(self) -> str:
        """Return the arguments."""
        return "[options] PATH"

    def short_desc(self) -> str:
        """Return the line that the list of commands shows."""
        return "Write the corpus: PATH.jsonl, .jsonl.gz, .parquet or .wacz; - is JSON Lines on stdout"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the selection."""
        super().add_options(parser)
        add_selection(parser)
        parser.add_argument(
            "--since", metavar="RUN|DATE", help="only versions first seen, or gone, since that run or ISO date"
        )
        parser.add_argument("--all-versions", action="store_true", help="earlier versions too")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        """Write the export."""
        from storage.export import corpus, wacz
        from storage.queries import Selected

        if len(args) != 1:
            raise UsageError("name one PATH, ending in .jsonl, .jsonl.gz, .parquet or .wacz, or -")
        path = args[0]
        endings = (*corpus.ENDINGS, WACZ)
        if path != "-" and not path.endswith(endings):
            raise UsageError(f"{path}: the ending chooses the format; use one of {', '.join(endings)}, or -")
        with self.reader() as reader:
            selected = Selected(
                portals=self.codes(opts.portals),
                years=self.years(opts.years),
                since=_moment(reader, opts.since),
                all_versions=opts.all_versions,
            )
            if path.endswith(WACZ):
                count = wacz.write(path, reader, selected)
                print(f"{count} WARC records", file=sys.stderr)
                return 0
            count = corpus.write(path, checked(corpus.records(reader, selected)))
        print(f"{count} records", file=sys.stderr)
        return 0


def _moment(reader: ArchiveReader, since: str | None) -> datetime | None:
    from spiders.errors import SelectionError

    try:
        return reader.moment(since) if since else None
    except LookupError as error:
        raise SelectionError(error.args[0]) from error


def checked(records: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Add the checks of the body, and a flag when another file passes one that fails in some file: a reader's fault."""
    from crawler.extraction.statutory.arithmetic import checks

    for record in records:
        file_checks = [checks(file["tables"], file["text"], record["year"]) for file in record["files"]]
        verdicts: defaultdict[str, set[bool | None]] = defaultdict(set)
        for check in chain.from_iterable(file_checks):
            verdicts[check["rule"]].add(check["ok"])
        disagree = any(outcomes >= {True, False} for outcomes in verdicts.values())
        doubt = [QualityFlag.RENDITION_CHECKS_DISAGREE] if disagree else []
        yield {**record, "checks": file_checks[record["body"]], "flags": [*record["flags"], *doubt]}
