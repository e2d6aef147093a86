"""Whether the archive still is what it was: every byte re-read, every reference followed, in both directions.

Reads only; reports, and repairs nothing. One line per fault, which says where and what.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from sqlalchemy import select

from storage import models
from storage.audit import manifest_chain, references, warc_files
from storage.blobs import key_of
from storage.queries import ArchiveReader


def faults(reader: ArchiveReader) -> Iterator[str]:
    """Yield one line per fault of the archive, as far as it is committed."""
    yield from _blobs(reader)
    yield from warc_files.faults(reader)
    yield from references.faults(reader)
    yield from manifest_chain.faults(reader)


def _blobs(reader: ArchiveReader) -> Iterator[str]:
    blob = models.Blob
    rows = {row.sha256: row for row in reader.values(blob, select(blob.__table__).order_by(blob.sha256))}
    names = set()
    for key, size in reader.store.names("blobs/"):
        name = key.rpartition("/")[2]
        names.add(name)
        yield from _blob(reader, key, size, rows.get(name))
    absent = sorted(set(rows) - names)
    lost = (name for name in absent if rows[name].stored or reader.holder(name) is None)
    yield from (f"{key_of(name)}: the blob is missing" for name in lost)


def _blob(reader: ArchiveReader, key: str, size: int, row: models.Blob | None) -> Iterator[str]:
    """Yield the fault of one stored blob, if it has one; ``size`` in bytes."""
    if row is None or key != key_of(row.sha256):
        yield f"{key}: no row speaks of this blob"
    elif row.bytes != size:
        yield f"{key}: {size} bytes, should be {row.bytes}"
    elif sha256(reader.store.get(key) or b"").hexdigest() != row.sha256:
        yield f"{key}: its bytes do not have this digest"
