"""``scrapy diff DOC``: what changed between two versions of a document."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from typing import Any

from scrapy.exceptions import UsageError

from crawler import health
from crawler.archive_command import ArchiveCommand

SAID = ("title", "published", "index_number")  # of the version itself


class Command(ArchiveCommand):
    """Prints paragraphs, table cells and files that two versions do not have in common."""

    def syntax(self) -> str:
        """Return the arguments."""
        return "[options] DOC"

    def short_desc(self) -> str:
        """Return the line that the list of commands shows."""
        return "What changed between two versions of a document (id of the export): text, table cells, files"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--from`` and ``--to``."""
        super().add_options(parser)
        parser.add_argument("--from", dest="old", type=int, metavar="N", help="default: the version before --to")
        parser.add_argument("--to", dest="new", type=int, metavar="M", help="default: the last version")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        """Print the difference."""
        from storage.export.corpus import stamp
        from storage.versions.diff import compare

        if len(args) != 1:
            raise UsageError("name one DOC: the id of an export's record, such as 640122-2020-0123456789ab")
        with self.reader() as reader:
            try:
                to, new, text = reader.reading(args[0], opts.new)
                if opts.old is None and to == 1:
                    print(f"{args[0]} has no version before {to}", file=sys.stderr)
                    return health.COMPLETE
                before, old, was = reader.reading(args[0], to - 1 if opts.old is None else opts.old)
            except LookupError as error:
                print(f"scrapy diff: {error.args[0]}", file=sys.stderr)
                return health.USAGE
            files = reader.files(args)
        if was and text and (was.extractor, was.version) != (text.extractor, text.version):
            print(
                f"read by {was.extractor} {was.version} and {text.extractor} {text.version}: the readers differ too",
                file=sys.stderr,
            )
        print(f"--- {args[0]} version {before}, {stamp(old.first_seen)}, {old.url}")
        print(f"+++ {args[0]} version {to}, {stamp(new.first_seen)}, {new.url}")
        difference = compare(was, text)
        for line in (*_said(old, new), *(f"{sign} {words}" for sign, words in difference.paragraphs)):
            print(line)
        for cell in difference.cells:
            place = f"table {cell.table + 1} row {cell.row + 1} col {cell.column + 1}"
            print(f"{place}: {_quoted(cell.old)} → {_quoted(cell.new)}")
        for line in _files(files[args[0], before], files[args[0], to]):
            print(line)
        return health.COMPLETE


def _quoted(text: str | None) -> str:
    return "nothing" if text is None else json.dumps(text, ensure_ascii=False)


def _said(old: Any, new: Any) -> Iterator[str]:
    for name in SAID:
        if getattr(old, name) != getattr(new, name):
            yield f"{name}: {_quoted(getattr(old, name))} → {_quoted(getattr(new, name))}"


def _files(old: list[Any], new: list[Any]) -> Iterator[str]:
    was, now = ({f"{file.role} {file.url} sha256:{file.sha256}": None for file in files} for files in (old, new))
    yield from (f"- {file}" for file in was if file not in now)
    yield from (f"+ {file}" for file in now if file not in was)
