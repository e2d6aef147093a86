"""Writing a table of the export: JSON Lines (also gzipped), Parquet, CSV, or stdout. A file appears whole or not."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from storage.errors import StorageError, as_storage_error
from storage.export.columns import REPORTS, of

CSV = ".csv"
ENDINGS = (".jsonl", ".jsonl.gz", ".parquet")

# what a spreadsheet would compute; neither a dash alone nor a number is that
_FORMULA = re.compile(r"[=@\t\r＝＠]|[+\-＋－](?![\d.,%]*$)(?![-—－]*$)")

Record = dict[str, Any]


def endings(table: str) -> tuple[str, ...]:
    """Return the endings that a table can have: CSV has no nested values."""
    return ENDINGS if table == REPORTS else (*ENDINGS, CSV)


def write(path: str, found: Iterable[Record], table: str = REPORTS) -> int:
    """Write the rows of a table to ``path`` (by its ending; "-" is JSON Lines on stdout) and return how many.

    Rows are taken one by one. Raises StorageError for an ending that is none of the table's, or a failing disk.
    """
    if path == "-":
        return _on_stdout(found)
    if not path.endswith(endings(table)):
        raise StorageError(f"cannot export {table} to {path}: the ending must be one of {', '.join(endings(table))}")
    with as_storage_error(f"cannot write {path}"), whole(Path(path)) as file:
        if path.endswith(".parquet"):
            return _parquet(file, found, table)
        if path.endswith(CSV):
            return _comma_separated(file, found, table)
        if path.endswith(".gz"):
            with gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as packed:
                return _lines(packed, found)
        return _lines(file, found)


def _on_stdout(found: Iterable[Record]) -> int:
    try:
        number = _lines(sys.stdout.buffer, found)
        sys.stdout.buffer.flush()
    except BrokenPipeError:  # its reader has seen enough: no failure
        raise
    except OSError as error:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 – or its buffer fails at the end again
        raise StorageError(f"cannot write to stdout: {error.strerror}") from error
    return number


def _parquet(file: IO[bytes], found: Iterable[Record], table: str) -> int:
    try:
        from storage.export import parquet  # noqa: PLC0415 – pyarrow is 60 MB that only this ending needs
    except ModuleNotFoundError as error:
        raise StorageError(f"{error.name} is missing: pip install 'nianbao[parquet]'") from error
    return parquet.write(file, found, table)


@contextmanager
def whole(path: Path) -> Iterator[IO[bytes]]:
    """Give a file to write that takes the place of ``path`` when the block ends well, and is removed otherwise."""
    path.parent.mkdir(parents=True, exist_ok=True)
    growing = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with growing.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        growing.replace(path)
    finally:
        growing.unlink(missing_ok=True)


def _lines(file: IO[bytes] | gzip.GzipFile, found: Iterable[Record]) -> int:
    number = 0
    for number, record in enumerate(found, 1):  # noqa: B007 – the count is the result
        file.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
    return number


def _comma_separated(file: IO[bytes], found: Iterable[Record], table: str) -> int:
    """Write RFC 4180 in UTF-8 with a head; null is an empty field, truth is true and false, no text is a formula."""
    text = io.TextIOWrapper(file, "utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow(of(table))
    number = 0
    for number, row in enumerate(found, 1):  # noqa: B007 – the count is the result
        writer.writerow(_printed(value) for value in row.values())
    text.detach()
    return number


def _printed(value: Any) -> Any:
    if isinstance(value, str):
        return f"'{value}" if _FORMULA.match(value) else value
    return str(value).lower() if isinstance(value, bool) else value
