"""``scrapy diff DOC``: what changed between two versions of a document."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from scrapy.exceptions import UsageError

from crawler import health
from crawler.archive_command import ArchiveCommand
from crawler.speaking import say, tell

if TYPE_CHECKING:
    from storage.models import Version
    from storage.values import Extracted
    from storage.versions.known_files import FetchedFile

DESCRIPTION = ("title", "published", "index_number")  # of the version itself


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
        if len(args) != 1:
            raise UsageError("name one DOC: the id of an export's record, such as 640122-2020-0123456789ab")
        document = args[0]
        with self.reader() as reader:
            try:
                new = _Side(*reader.reading(document, opts.new))
                if opts.old is None and new.number == 1:
                    tell(f"{document} has no version before 1")
                    return health.COMPLETE
                old = _Side(*reader.reading(document, new.number - 1 if opts.old is None else opts.old))
            except LookupError as error:
                raise UsageError(error.args[0]) from error
            files = reader.files([document])
        _warn(old.text, new.text)
        for line in _lines(document, old, new):
            say(line)
        for line in _files(files[document, old.number], files[document, new.number]):
            say(line)
        return health.COMPLETE


class _Side(NamedTuple):
    """One of the two versions, and what is read in its body."""

    number: int
    version: Version
    text: Extracted | None


def _warn(old: Extracted | None, new: Extracted | None) -> None:
    """Say on stderr when different readers read the two: then they differ too."""
    if old and new and (old.extractor, old.version) != (new.extractor, new.version):
        tell(
            f"read by {old.extractor} {old.version} and {new.extractor} {new.version}: the readers differ too",
        )


def _lines(document: str, old: _Side, new: _Side) -> Iterator[str]:
    """Yield heads, description, paragraphs and cells that differ."""
    from storage.export.corpus import stamp
    from storage.versions.diff import compare

    for sign, side in (("---", old), ("+++", new)):
        yield f"{sign} {document} version {side.number}, {stamp(side.version.first_seen)}, {side.version.url}"
    yield from _description(old.version, new.version)
    difference = compare(old.text, new.text)
    yield from (f"{sign} {words}" for sign, words in difference.paragraphs)
    for cell in difference.cells:
        place = f"table {cell.table + 1} row {cell.row + 1} col {cell.column + 1}"
        yield f"{place}: {_quoted(cell.old)} → {_quoted(cell.new)}"


def _quoted(text: str | None) -> str:
    return "nothing" if text is None else json.dumps(text, ensure_ascii=False)


def _description(old: Version, new: Version) -> Iterator[str]:
    for name in DESCRIPTION:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield f"{name}: {_quoted(before)} → {_quoted(after)}"


def _files(old: list[FetchedFile], new: list[FetchedFile]) -> Iterator[str]:
    before, after = list(map(_named, old)), list(map(_named, new))
    yield from (f"- {file}" for file in dict.fromkeys(before) if file not in after)
    yield from (f"+ {file}" for file in dict.fromkeys(after) if file not in before)


def _named(fetched: FetchedFile) -> str:
    return f"{fetched.file.role} {fetched.file.url} sha256:{fetched.file.sha256}"
