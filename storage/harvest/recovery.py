"""Mending what a killed run left: torn WARC tails are cut, blobs whose rows are committed are put.

Nothing committed is ever lost by this, and nothing else is removed than bytes that no committed row speaks of.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import Connection, select, update

from storage import models
from storage.audit import manifest
from storage.blobs import Store, key_of
from storage.errors import StorageError, as_storage_error
from storage.harvest import runs, visits
from storage.warc import cdxj
from storage.warc.payloads import read_payload
from storage.warc.records import SUFFIX, finish, path_of


def mend(connection: Connection, store: Store, folder: Path, dead: Callable[[str], bool]) -> list[str]:
    """Mend what dead runs left; ``dead(run)`` says whether nobody works on that run. Return notes in words."""
    notes = list(_mend_warcs(connection, store, folder, dead))
    notes += _put_blobs(connection, store, folder, dead)
    connection.commit()
    notes += _end_runs(connection, store, dead)
    connection.commit()
    manifest.store_all(connection, store)
    connection.commit()
    return notes


def _mend_warcs(connection: Connection, store: Store, folder: Path, dead: Callable[[str], bool]) -> Iterator[str]:
    warc = models.Warc
    growing = {path.name.removesuffix(SUFFIX): path for path in folder.glob(f"warc/*/*{SUFFIX}")}
    names = {*growing, *connection.scalars(select(warc.name).where(warc.sha256.is_(None)))}
    for name in sorted(names):
        if not dead(name[: name.rindex("-")]):
            continue
        # only now, when nobody can commit any more, is the committed length final
        size = connection.scalar(select(warc.bytes).where(warc.name == name))
        if size is None:
            growing[name].unlink()
            yield f"removed {name}: nothing of it was committed"
            continue
        yield from close_file(folder, name, size)
        digest = digest_of(store, folder, name)
        if digest is None:
            yield f"{name} is not here: it lies in the spool of another machine, or is lost"
        else:
            settle(connection, store, folder, name, digest)


def close_file(folder: Path, name: str, size: int) -> Iterator[str]:
    """Cut a WARC file at its committed length and give it its final name. Yield a note when something was cut."""
    path = folder / path_of(name)
    growing = path.with_name(path.name + SUFFIX)
    if growing.exists():
        surplus = growing.stat().st_size - size
        if surplus < 0:
            raise StorageError(f"{growing} has lost {-surplus} committed bytes; run scrapy fixity")
        if surplus:
            os.truncate(growing, size)
            yield f"cut {surplus} bytes behind the last committed record of {name}"
        finish(folder, name)


def settle(connection: Connection, store: Store, folder: Path, name: str, digest: str) -> None:
    """Index a closed file, move it to the object store when the archive is one, note its digest. Safe to repeat."""
    store.put(cdxj.key_of(name), cdxj.of_file(connection, name))
    warc = models.Warc
    connection.execute(update(warc).where(warc.name == name).values(sha256=digest))
    path = folder / path_of(name)
    if store.root is None and path.exists():
        store.put(path_of(name), path)
        path.unlink()


def digest_of(store: Store, folder: Path, name: str) -> str | None:
    """Return a closed file's SHA-256, wherever it lies, or None."""
    path = folder / path_of(name)
    with as_storage_error(f"cannot read {path}"):
        if path.exists():
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
    copy = store.download(path_of(name))
    if copy is None:
        return None
    with copy:
        digest = hashlib.sha256()
        while block := copy.read(1 << 20):
            digest.update(block)
        return digest.hexdigest()


def _end_runs(connection: Connection, store: Store, dead: Callable[[str], bool]) -> Iterator[str]:
    run, warc = models.Run, models.Warc
    open_files = select(warc.name).where(warc.run_id == run.id, warc.sha256.is_(None))
    unsealed = select(run.id).where(run.ended.is_(None), ~open_files.exists()).order_by(run.id)
    for name in connection.scalars(unsealed).all():
        if dead(name):
            visits.end_killed(connection, models.Visit.run_id == name)
            runs.end(connection, name, None, "killed")
            manifest.seal(connection, store, name)
            yield f"sealed {name}, which was killed"


def _put_blobs(connection: Connection, store: Store, folder: Path, dead: Callable[[str], bool]) -> list[str]:
    blob = models.Blob
    waiting = connection.execute(select(blob.sha256, blob.run_id).where(blob.stored.is_(False)).order_by(blob.sha256))
    by_run: dict[str, list[str]] = {}
    for sha256, run in waiting:
        by_run.setdefault(run, []).append(sha256)
    done = sum(_put_blob(connection, store, folder, sha256) for run in by_run if dead(run) for sha256 in by_run[run])
    return [f"put {done} blobs whose rows were committed"] if done else []


def _put_blob(connection: Connection, store: Store, folder: Path, sha256: str) -> bool:
    store.sweep(key_of(sha256))
    data = read_payload(connection, store, folder, sha256)
    if data is None:  # its WARC file lies in the spool of another machine
        return False
    store.put(key_of(sha256), data)
    connection.execute(update(models.Blob).where(models.Blob.sha256 == sha256).values(stored=True))
    return True
