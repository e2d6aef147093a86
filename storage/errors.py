"""What can be wrong with the archive itself. The crawl stops on these; a portal's failures are data, not exceptions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from obstore.exceptions import BaseError as ObjectStoreError
from sqlalchemy import exc


class StorageError(Exception):
    """The archive cannot be read or written. The message is one line that says what and where."""


class NoArchiveError(StorageError):
    """There is no archive yet where the settings say."""


class LostDatabaseError(StorageError):
    """The archive holds harvests, and the database knows of none."""


class ArchiveLockedError(StorageError):
    """Another run holds this archive (or, on PostgreSQL, this portal of it)."""


def _line(error: BaseException) -> str:
    return " ".join(str(getattr(error, "orig", None) or error).split())[:300] or type(error).__name__


@contextmanager
def as_storage_error(what: str) -> Iterator[None]:
    """Turn a failure of disk, database or object store inside the block into a StorageError that begins with ``what``.

    Integrity and programming errors are our own mistakes: they pass through and crash.
    """
    try:
        yield
    except (exc.OperationalError, exc.InterfaceError, exc.InternalError, exc.TimeoutError) as error:
        raise StorageError(f"{what}: {_line(error)}") from error
    except exc.DBAPIError as error:
        if type(error) is not exc.DatabaseError and not error.connection_invalidated:
            raise
        raise StorageError(f"{what}: {_line(error)}") from error  # a damaged SQLite file says plain DatabaseError
    except (OSError, ObjectStoreError) as error:
        raise StorageError(f"{what}: {_line(error)}") from error
