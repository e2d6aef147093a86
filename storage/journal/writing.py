"""Writing a run's journal into the archive."""

from __future__ import annotations

import gzip
import hashlib
import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from storage.blobs import Store
from storage.errors import as_storage_error
from storage.journal.changes import Line, changes, unwritten

PREFIX = "journal/"
DIGITS = 12  # of the digest, in the name: a journal that a kill left without its manifest is in nobody's way
LEVEL = 6


def key_of(run: str, sha256: str) -> str:
    """Return where a run's journal lies."""
    return f"{PREFIX}{run[:4]}/{run}-{sha256[:DIGITS]}.jsonl.gz"


def run_of(key: str) -> str:
    """Return the run of a journal from its name."""
    return key.rpartition("/")[2].removesuffix(".jsonl.gz").rpartition("-")[0]


def write(connection: Connection, store: Store, run: str) -> dict[str, Any]:
    """Put the journal of an ended run, and of those before it that have none; return what its manifest says of it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal"
        with as_storage_error(f"cannot write the journal of {run}"):
            _write(path, changes(connection, {run, *unwritten(connection)}))
            with path.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        key = key_of(run, sha256)
        store.put(key, path)
        return {"file": key, "bytes": path.stat().st_size, "sha256": sha256}


def _write(path: Path, lines: Iterable[Line]) -> None:
    number = 0
    with path.open("wb") as raw, gzip.GzipFile("", "wb", LEVEL, raw, mtime=0) as file:
        for number, line in enumerate(lines, 1):  # noqa: B007 – the count is part of the result
            file.write(_line(line))
        file.write(_line({"lines": number}))


def _line(line: Line) -> bytes:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
