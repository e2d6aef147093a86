"""``scrapy search WORDS``: full text over the titles and texts of the current versions, each hit with its place."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import UsageError

from crawler import health
from crawler.archive_command import ArchiveCommand, add_selection
from crawler.speaking import json_text, say, say_data, tell

if TYPE_CHECKING:
    from storage.queries import ArchiveReader
    from storage.search.hits import SearchHit
    from storage.search.index import SearchIndex

LIMIT = 20
MAX_WORDS, MAX_CHARACTERS = 32, 200
LEFT, RIGHT = "【", "】"


class Command(ArchiveCommand):
    """Prints the reports in which all words stand."""

    def syntax(self) -> str:
        """Return the arguments."""
        return "[options] WORDS"

    def short_desc(self) -> str:
        """Return the line that the list of commands shows."""
        return "Full text over titles and texts of the current versions: reports in which all WORDS stand"

    def long_desc(self) -> str:
        """Return what a word is, where the index lies, and the exit status, for ``--help``."""
        return (
            f"{self.short_desc()}, with the hits marked {LEFT}so{RIGHT}. A word is any string of characters, two or "
            'one are enough; words are parted by blanks, but within "double quotes". Width, case and blanks do not '
            "count. The first search makes an index in a file beside the database, each further one brings it up to "
            "date; the archive itself is only read, also while a harvest holds it. Reports with all words in their "
            "title come first, then the newest years. Exit status: 0, also when nothing is found; 2 bad arguments; "
            "5 the archive failed."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the selection, ``--limit`` and ``--json``."""
        super().add_options(parser)
        add_selection(parser)
        parser.add_argument(
            "--limit", metavar="N", type=int, default=LIMIT, help=f"at most so many reports; 0: all; default: {LIMIT}"
        )
        parser.add_argument("--json", action="store_true", help="the reports as JSON")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        """Bring the index up to date, search, print."""
        from storage.search.hits import hits

        words = _words(args)
        if opts.limit < 0:
            raise UsageError("--limit: a number from 0 on")
        codes, years = self.codes(opts.portals), self.years(opts.years)
        with self.reader() as reader:
            index = self._index(reader)
            found = index.find(words, codes, years)
            shown = islice(hits(reader, found, words), opts.limit or None)
            printed = _print_json(words, len(found), shown, reader) if opts.json else _print(shown)
        tell(f"{printed} of {len(found)} reports")
        return health.COMPLETE

    def _index(self, reader: ArchiveReader) -> SearchIndex:
        """Return the index, up to date; or as it is, and say why, when it cannot be brought so far."""
        from crawler.progress import progress
        from storage.errors import ArchiveLockedError, StorageError
        from storage.search.index import SearchIndex, beside

        assert self.settings is not None
        path = self.settings["SEARCH_INDEX"]
        index = SearchIndex(Path(path) if path else beside(self.settings["DATABASE_URL"]))
        with ExitStack() as stack:

            def begin(total: int) -> Callable[[], None]:
                tell(f"{total} reports are new to the index {index.path}")
                return stack.enter_context(progress(total, "reports"))

            try:
                index.update(reader, begin)
            except StorageError as error:
                if not index.exists:
                    raise
                why = "another search brings it up to date" if isinstance(error, ArchiveLockedError) else error
                tell(f"searching the index as it is: {why}")
        return index


def _words(args: Sequence[str]) -> list[str]:
    from storage.search import words

    asked = words.words(" ".join(args))
    if not asked:
        raise UsageError("name the WORDS to search for")
    if len(asked) > MAX_WORDS or max(map(len, asked)) > MAX_CHARACTERS:
        raise UsageError(f"at most {MAX_WORDS} words of at most {MAX_CHARACTERS} characters")
    return asked


def _print(found: Iterable[SearchHit]) -> int:
    """Print a few lines for each report; return how many."""
    number = 0
    for number, hit in enumerate(found, 1):  # noqa: B007 – the count is the result
        gone = ", gone" if hit.document.gone_since else ""
        say(f"{hit.document.id} v{hit.version.number}{gone}  {hit.agency.marked(LEFT, RIGHT) or '?'}")
        for line in (hit.title, *(piece.snippet for piece in hit.pieces)):
            say(f"    {line.cut().marked(LEFT, RIGHT)}")
        say(f"    {hit.document.url}")
    return number


def _print_json(words: Sequence[str], total: int, found: Iterable[SearchHit], reader: ArchiveReader) -> int:
    """Print one JSON document, a report a line; return how many."""
    number, names = 0, reader.names()
    head = json_text({"schema": 1, "words": words, "total": total})
    say_data(f'{head[:-1]}, "hits": [')
    for number, hit in enumerate(found, 1):
        say_data(("," if number > 1 else "") + json_text(_as_json(hit, names)))
    say_data("]}")
    return number


def _as_json(hit: SearchHit, names: dict[str, str]) -> dict[str, Any]:
    from storage.export.corpus import stamp

    document, version = hit.document, hit.version
    return {
        "id": document.id,
        "version": version.number,
        "portal": {"code": document.portal, "name": names[document.portal]},
        "agency": document.agency,
        "level": document.level,
        "year": document.year,
        "title": version.title,
        "url": document.url,
        "gone_since": stamp(document.gone_since) if document.gone_since else None,
        "snippets": list(_snippets(hit)),
    }


def _snippets(hit: SearchHit) -> Iterator[dict[str, Any]]:
    for piece in hit.pieces:
        yield {"file": piece.file, "text": piece.snippet.text, "hits": [list(span) for span in piece.snippet.hits]}
