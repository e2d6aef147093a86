"""The index: a SQLite file beside the database, made and brought up to date on demand. Losing it loses nothing.

It never writes into the archive, so it may be made while a harvest holds it, and lies on the reader's own disk when
the database is PostgreSQL. ``words`` is FTS5 without the texts themselves; ``document`` says which row is of which
document, and from which readings it was made. A row that is no longer true is forgotten there and stays, unseen, in
``words``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, make_url

from storage.database import engines
from storage.database.file_lock import FileLock
from storage.errors import StorageError, as_storage_error
from storage.queries import ArchiveReader
from storage.search import words
from storage.search.readings import Readings, Searchable, readings, searchable, stamp

VERSION = 1  # of the tables and of folding: an index of another version is made anew
COMMIT_EVERY = 2000  # documents; a kill loses no more
READ_AT_ONCE = 100
MEMORY = 64 << 20  # bytes of FTS5's buffer: a larger one makes fewer, longer segments
MIN_FORGOTTEN = 5000  # rows; when there are more of them than of true ones, the index is made anew

TABLES = (
    "CREATE TABLE state (stamp TEXT NOT NULL)",
    """CREATE TABLE document (id INTEGER PRIMARY KEY AUTOINCREMENT, document TEXT NOT NULL UNIQUE, portal TEXT NOT NULL,
       year INTEGER NOT NULL, readings TEXT NOT NULL)""",
    "CREATE VIRTUAL TABLE words USING fts5(title, text, content='', columnsize=0, tokenize='ascii')",
    f"INSERT INTO words (words, rank) VALUES ('hashsize', {MEMORY})",  # noqa: S608 – a number of ours
    f"PRAGMA user_version = {VERSION}",
)
FIND = """
SELECT document.document FROM words JOIN document ON document.id = words.rowid
WHERE words MATCH :expression
  AND (:portals IS NULL OR document.portal IN (SELECT value FROM json_each(:portals)))
  AND (:years IS NULL OR document.year IN (SELECT value FROM json_each(:years)))
ORDER BY document.id IN (SELECT rowid FROM words WHERE words MATCH :in_title) DESC, document.year DESC,
  document.document
"""


def beside(database_url: str) -> Path:
    """Return where the index of an archive lies: beside its SQLite file, else in var."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        path = Path(url.database)
        return path.with_name(f"{path.stem}.search.db")
    digest = hashlib.sha256(url.render_as_string(hide_password=True).encode()).hexdigest()
    return Path("var") / f"{url.database}-{digest[:8]}.search.db"


class SearchIndex:
    """The index in a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def exists(self) -> bool:
        """Whether there is one to search."""
        return self.path.exists()

    @contextmanager
    def _opened(self, *, write: bool) -> Iterator[Connection]:
        engine = engines.engine(URL.create("sqlite", database=str(self.path)), write=write)
        try:
            with (
                as_storage_error(f"the search index {self.path} fails (it may be deleted, and is made again)"),
                engines.connect(engine) as connection,
            ):
                yield connection
        finally:
            engine.dispose()

    # --- bringing it up to date -------------------------------------------------------------------------------------
    def update(self, reader: ArchiveReader, begin: Callable[[int], Callable[[], None]]) -> None:
        """Let the index say what the archive says now.

        ``begin`` is told how many documents are to be read, if any, and gives what is to be called after each. Raises
        ArchiveLockedError while another process does it, StorageError when it cannot be written; it may be searched
        all the same. What is done stays when it is interrupted.
        """
        now = stamp(reader)
        if self._stamp() == now:
            return
        with as_storage_error(f"cannot make the directory of {self.path}"):
            self.path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.path.with_name(f"{self.path.name}.lock"))
        try:
            with self._opened(write=True) as connection:
                _make(connection)
                _bring_up(connection, reader, begin)
                with connection.begin():
                    connection.exec_driver_sql("DELETE FROM state")
                    connection.exec_driver_sql("INSERT INTO state VALUES (?)", (now,))
        finally:
            lock.release()

    def _stamp(self) -> str | None:
        """Return the state of the archive that it was made from; None: unfinished, or of another version."""
        if not self.exists:
            return None
        with self._opened(write=False) as connection:
            if connection.exec_driver_sql("PRAGMA user_version").scalar() != VERSION:
                return None
            return connection.exec_driver_sql("SELECT stamp FROM state").scalar()

    # --- searching --------------------------------------------------------------------------------------------------
    def find(
        self, asked: Sequence[str], portals: Collection[str] | None = None, years: Collection[int] | None = None
    ) -> list[str]:
        """Return the documents in which all folded words stand: in their titles first, then newest years first."""
        expression = " AND ".join(map(words.phrase, asked))
        values = {
            "expression": expression,
            "in_title": f"title : ({expression})",
            "portals": None if portals is None else json.dumps(sorted(portals)),
            "years": None if years is None else json.dumps(sorted(years)),
        }
        with self._opened(write=False) as connection:
            if connection.exec_driver_sql("PRAGMA user_version").scalar() != VERSION:
                raise StorageError(f"the search index {self.path} is of another version of nianbao")
            return [document for (document,) in connection.exec_driver_sql(FIND, values)]


def _make(connection: Connection) -> None:
    """Make the tables, anew when they are of another version or mostly forgotten."""
    with connection.begin():
        version = connection.exec_driver_sql("PRAGMA user_version").scalar()
        if version == VERSION and not _is_worn(connection):
            return
        for table in ("words", "document", "state"):
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}")
        for statement in TABLES:
            connection.exec_driver_sql(statement)


def _is_worn(connection: Connection) -> bool:
    query = "SELECT count(*), (SELECT seq FROM sqlite_sequence WHERE name = 'document') FROM document"
    true, made = connection.exec_driver_sql(query).one()
    return bool((made or 0) - true > max(true, MIN_FORGOTTEN))


def _bring_up(connection: Connection, reader: ArchiveReader, begin: Callable[[int], Callable[[], None]]) -> None:
    wanted = readings(reader)
    query = "SELECT document, portal, year, readings FROM document"
    with connection.begin():
        had = {document: tuple(row) for document, *row in connection.exec_driver_sql(query)}
        untrue = [(document,) for document, row in had.items() if wanted.get(document) != row]
        if untrue:
            connection.exec_driver_sql("DELETE FROM document WHERE document = ?", untrue)
    todo = [document for document, row in wanted.items() if had.get(document) != row]
    if not todo:
        return
    step = begin(len(todo))
    for first in range(0, len(todo), COMMIT_EVERY):
        part = todo[first : first + COMMIT_EVERY]
        with connection.begin():
            for start in range(0, len(part), READ_AT_ONCE):
                few = part[start : start + READ_AT_ONCE]
                _add(connection, searchable(reader, few), wanted)
                for _ in few:
                    step()


def _add(connection: Connection, found: Iterable[Searchable], wanted: dict[str, Readings]) -> None:
    for one in found:
        row = (one.document.id, *wanted[one.document.id])
        number = connection.exec_driver_sql(
            "INSERT INTO document (document, portal, year, readings) VALUES (?, ?, ?, ?)", row
        ).lastrowid
        pairs = (" ".join(words.tokens(words.fold(text))) for text in (one.title, one.text))
        connection.exec_driver_sql("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", (number, *pairs))
