"""Engines and locks from one URL. SQLite and PostgreSQL; Alembic owns the schema."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, make_url, text
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from storage.database.types import dump
from storage.errors import NoArchiveError, StorageError, as_storage_error

WRITING = ("busy_timeout=60000", "journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL")
READING = ("busy_timeout=60000", "query_only=ON")
DRIVER = "`make setup`, or pip install 'nianbao[postgres]'"
MIGRATION_LOCK = 0x6E62  # any number, the same in every process


def engine(url: str | URL, *, write: bool = False) -> Engine:
    """Return an engine for ``url``. On SQLite a writing one locks at BEGIN, so that it never waits later.

    Raises StorageError for a URL that is none, or names another database.
    """
    try:
        parsed = make_url(url)
        made = create_engine(parsed, json_serializer=dump, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise StorageError(f"DATABASE_URL: its driver {error.name} is missing; PostgreSQL: {DRIVER}") from error
    except (exc.ArgumentError, exc.NoSuchModuleError, ImportError) as error:
        raise StorageError(f"DATABASE_URL: {error}") from error
    if made.dialect.name not in {"sqlite", "postgresql"}:
        raise StorageError(f"DATABASE_URL: {made.dialect.name} is not supported; use sqlite or postgresql")
    if made.dialect.name == "sqlite":
        _sqlite(made, parsed.database or "", write=write)
    return made


def _sqlite(made: Engine, path: str, *, write: bool) -> None:
    if not path or path == ":memory:":
        raise StorageError("DATABASE_URL: an archive in memory would be lost; name a file")
    if write:
        with as_storage_error(f"cannot make the directory of {path}"):
            Path(path).parent.mkdir(parents=True, exist_ok=True)
    elif not Path(path).exists():
        raise NoArchiveError(f"there is no archive at {path}: nothing was harvested yet, or DATABASE_URL names another")

    @event.listens_for(made, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin where SQLAlchemy says, below
        for pragma in WRITING if write else READING:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


@retry(
    retry=retry_if_exception_type((exc.OperationalError, exc.InterfaceError)),
    wait=wait_random_exponential(multiplier=0.2, max=3),
    stop=stop_after_attempt(4),
    reraise=True,
)
def _connect(made: Engine) -> Connection:
    return made.connect()


def shown(url: URL) -> str:
    """Return a database's address without its secrets: ``?password=`` is one too."""
    return url.set(query=dict.fromkeys(url.query, "***")).render_as_string(hide_password=True)


def connect(made: Engine) -> Connection:
    """Return an open connection; a database that is just starting gets a few seconds. Raises StorageError."""
    with as_storage_error(f"cannot open the database {shown(made.url)}"):
        return _connect(made)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[1] / "migrations"))
    return config


def check(connection: Connection) -> str | None:
    """Return the schema's revision. Raises StorageError when there is none, or it is not this software's."""
    at = MigrationContext.configure(connection).get_current_revision()
    script = ScriptDirectory.from_config(_config())
    if at is None:
        raise NoArchiveError("there is no archive in this database: nothing was harvested yet")
    if at != script.get_current_head():
        raise StorageError(f"the archive has the schema {at}, this software {script.get_current_head()}; harvest first")
    return at


def migrate(connection: Connection) -> str:
    """Create the schema or bring it up to date; return in a sentence what was done to an older one, else "".

    Of a SQLite database the copy of before is kept beside it. Raises StorageError on a schema newer than the software.
    """
    config = _config()
    done = ""
    with as_storage_error("cannot set up the database"), connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": MIGRATION_LOCK})
        at = MigrationContext.configure(connection).get_current_revision()
        script = ScriptDirectory.from_config(config)
        if at is not None and at not in {revision.revision for revision in script.walk_revisions()}:
            raise StorageError(f"the archive was written by newer software (schema {at}); update nianbao")
        head = script.get_current_head()
        if at != head:
            copy = _copied(connection, at) if at is not None else ""
            done = f"the database was brought from schema {at} to {head}{copy}" if at is not None else ""
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    return done


def _copied(connection: Connection, at: str) -> str:
    """Keep a SQLite database as it is now; return in words where. PostgreSQL has ways of its own."""
    path = connection.engine.url.database
    if connection.dialect.name != "sqlite" or path is None:
        return ""
    copy = f"{path}.before-{at}"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as old, closing(sqlite3.connect(copy)) as new:
        old.backup(new)
    return f"; a copy of before lies at {copy}"
