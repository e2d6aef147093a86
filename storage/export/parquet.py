"""The export record as Parquet columns: the JSON's names and nesting, headers as a map."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

import pyarrow as pa
from pyarrow import parquet

ROW_GROUP = 500  # records; a group is in memory until it is written

TEXT, NUMBER = pa.string(), pa.int64()


def _struct(**fields: pa.DataType) -> pa.StructType:
    return pa.struct(list(fields.items()))


TABLES = pa.list_(_struct(kind=TEXT, rows=pa.list_(pa.list_(TEXT))))
FILE = _struct(
    role=TEXT,
    url=TEXT,
    name=TEXT,
    media_type=TEXT,
    bytes=NUMBER,
    sha256=TEXT,
    fetched_at=TEXT,
    status=NUMBER,
    headers=pa.map_(TEXT, TEXT),
    warc=_struct(file=TEXT, offset=NUMBER, record_id=TEXT),
    tls=_struct(protocol=TEXT, cipher=TEXT, verified=pa.bool_(), why=TEXT, chain=TEXT),
    extraction=_struct(status=TEXT, extractor=TEXT, version=NUMBER, notes=pa.list_(TEXT)),
    text=TEXT,
    tables=TABLES,
)
FIELDS = {
    "schema": NUMBER,
    "id": TEXT,
    "version": NUMBER,
    "is_current": pa.bool_(),
    "first_seen": TEXT,
    "last_seen": TEXT,
    "gone_since": TEXT,
    "portal": _struct(code=TEXT, name=TEXT),
    "agency": TEXT,
    "level": TEXT,
    "year": NUMBER,
    "title": TEXT,
    "published": TEXT,
    "index_number": TEXT,
    "url": TEXT,
    "body": NUMBER,
    "text": TEXT,
    "tables": TABLES,
    "files": pa.list_(FILE),
    "checks": pa.list_(_struct(rule=TEXT, ok=pa.bool_())),
    "flags": pa.list_(TEXT),
    "provenance": _struct(run=TEXT, software=TEXT, discovered_via=pa.list_(_struct(url=TEXT, anchor=TEXT))),
}


def schema() -> pa.Schema:
    """Return the columns of the export."""
    return pa.schema(list(FIELDS.items()), metadata={"nianbao.schema": "1"})


def write(file: IO[bytes], records: Iterable[dict[str, Any]]) -> int:
    """Write records as one Parquet file; return how many."""
    number = 0
    with parquet.ParquetWriter(file, schema(), compression="zstd") as writer:
        group: list[dict[str, Any]] = []
        for number, record in enumerate(records, 1):  # noqa: B007 – the count is the result
            group.append(record)
            if len(group) == ROW_GROUP:
                writer.write_table(pa.Table.from_pylist(group, schema()))
                group.clear()
        writer.write_table(pa.Table.from_pylist(group, schema()))
    return number
