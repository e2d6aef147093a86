"""Checking journals: each is what its run's manifest says, and none is of a run that nobody knows."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

from storage.journal.writing import PREFIX, run_of
from storage.queries import ArchiveReader


def of_run(reader: ArchiveReader, facts: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the journal that a manifest names; those of older software name none."""
    attested = facts.get("journal")
    if attested is None:
        return
    file = reader.store.download(attested["file"])
    if file is None:
        yield f"{attested['file']}: the journal is missing"
        return
    with file:
        if digest_of(file) != attested["sha256"]:
            yield f"{attested['file']}: not the journal that the manifest of run {facts['run']} names"


def digest_of(file: IO[bytes]) -> str:
    """Return the SHA-256 of the rest of an open file."""
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


def unknown(reader: ArchiveReader, runs: Collection[str]) -> Iterator[str]:
    """Yield journals of runs that are not in the database.

    A run that was killed while it was sealed may have left one beside the one that its manifest names.
    """
    for key, _ in reader.store.names(PREFIX):
        if run_of(key) not in runs:
            yield f"{key}: no run speaks of this journal"
