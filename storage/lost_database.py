"""A database that is lost, or misnamed, while its archive holds harvests: said, and never begun anew beside it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, inspect, select

from storage import models
from storage.blobs import Store
from storage.database import engines
from storage.errors import LostDatabaseError, NoArchiveError, StorageError, as_storage_error

ADVICE = "make it again with `scrapy rebuild`, or correct DATABASE_URL or ARCHIVE_URL"


def holds_harvests(store: Store, folder: Path) -> bool:
    """Tell whether some run left its manifest or a WARC file in an archive, or where its WARC files grow."""
    if any(folder.glob("warc/*/*.warc.gz*")):
        return True
    return any(True for prefix in ("manifests/", "warc/") for _ in store.names(prefix))


def knows_runs(engine: Engine) -> bool:
    """Tell whether a database is there and has a run; it is not made by asking."""
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        return False
    with engines.connect(engine) as connection, as_storage_error("cannot read the database"):
        run = select(models.Run.id).limit(1)
        return inspect(connection).has_table(models.Run.__tablename__) and connection.scalar(run) is not None


def refuse_second_database(engine: Engine, store: Store, folder: Path) -> None:
    """Raise LostDatabaseError when an archive holds harvests of which the database knows nothing."""
    if holds_harvests(store, folder) and not knows_runs(engine):
        where = engine.url.render_as_string(hide_password=True)
        raise LostDatabaseError(f"the archive {store.url} holds harvests, and {where} knows of none: {ADVICE}")


def engine_to_read(database_url: str, archive_url: str) -> Engine:
    """Return the engine of a database that is there. Raises NoArchiveError, or LostDatabaseError if it once was."""
    try:
        return engines.engine(database_url)
    except NoArchiveError as error:
        if _holds_manifests(archive_url):
            raise LostDatabaseError(f"{error}; but {archive_url} holds harvests: {ADVICE}") from error
        raise


def _holds_manifests(archive_url: str) -> bool:
    """Tell whether runs left their manifests in an archive; one that cannot be looked into holds none."""
    try:
        return any(True for _ in Store(archive_url).names("manifests/"))
    except StorageError:
        return False
