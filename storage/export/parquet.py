"""The export as Parquet: typed columns, times and dates as such, and nothing that only some readers know (no maps)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import IO, Any

import pyarrow as pa
from pyarrow import parquet

from storage.export.columns import FACT, REPORTS, of

REPORTS_IN_GROUP = 500  # nested records of a row group, which is in memory until it is written
ROWS_IN_GROUP = 50_000

Record = dict[str, Any]

TEXT, WHOLE = pa.string(), pa.int64()
TIME, DATE = pa.timestamp("us", tz="UTC"), pa.date32()
KINDS = {
    "text": TEXT,
    "json": TEXT,
    "whole": WHOLE,
    "number": pa.float64(),
    "truth": pa.bool_(),
    "time": TIME,
}


def _struct(**fields: pa.DataType) -> pa.StructType:
    return pa.struct(list(fields.items()))


TABLES = pa.list_(_struct(kind=TEXT, rows=pa.list_(pa.list_(TEXT))))
FILE = _struct(
    role=TEXT,
    part=TEXT,
    url=TEXT,
    name=TEXT,
    media_type=TEXT,
    bytes=WHOLE,
    sha256=TEXT,
    fetched_at=TIME,
    status=WHOLE,
    headers=pa.list_(_struct(name=TEXT, value=TEXT)),
    warc=_struct(file=TEXT, offset=WHOLE, record_id=TEXT),
    tls=_struct(protocol=TEXT, cipher=TEXT, verified=pa.bool_(), why=TEXT, chain=TEXT),
    extraction=_struct(status=TEXT, extractor=TEXT, version=WHOLE, notes=pa.list_(TEXT)),
    text=TEXT,
    tables=TABLES,
)
FACTS = pa.list_(pa.struct([(name, KINDS[kind]) for name, kind in FACT.items()]))
COMPARABLE = _struct(name=TEXT, value=pa.float64(), form=TEXT, fields=pa.list_(TEXT), derived=pa.bool_())
FIELDS = {
    "schema": WHOLE,
    "id": TEXT,
    "version": WHOLE,
    "is_current": pa.bool_(),
    "first_seen": TIME,
    "last_seen": TIME,
    "gone_since": TIME,
    "portal": _struct(code=TEXT, name=TEXT),
    "agency": TEXT,
    "level": TEXT,
    "year": WHOLE,
    "title": TEXT,
    "published": DATE,
    "index_number": TEXT,
    "url": TEXT,
    "body": WHOLE,
    "text": TEXT,
    "tables": TABLES,
    "files": pa.list_(FILE),
    "facts": FACTS,
    "comparable": pa.list_(COMPARABLE),
    "checks": pa.list_(_struct(rule=TEXT, ok=pa.bool_())),
    "flags": pa.list_(TEXT),
    "provenance": _struct(
        run=TEXT, software=TEXT, mapper=WHOLE, discovered_via=pa.list_(_struct(url=TEXT, anchor=TEXT))
    ),
}


def schema(table: str = REPORTS) -> pa.Schema:
    """Return the columns of a table."""
    fields = FIELDS if table == REPORTS else {name: KINDS[kind] for name, kind in of(table).items()}
    return pa.schema(list(fields.items()), metadata={"nianbao.schema": "1", "nianbao.table": table})


def write(file: IO[bytes], records: Iterable[Record], table: str = REPORTS) -> int:
    """Write rows as one Parquet file; return how many."""
    columns = schema(table)
    size = REPORTS_IN_GROUP if table == REPORTS else ROWS_IN_GROUP
    times = [] if table == REPORTS else [name for name, kind in of(table).items() if kind == "time"]
    number = 0
    with parquet.ParquetWriter(file, columns, compression="zstd") as writer:
        for group in _groups(records, size):
            typed = [_typed_report(row) if table == REPORTS else _typed_row(row, times) for row in group]
            writer.write_table(pa.Table.from_pylist(typed, columns))
            number += len(group)
    return number


def _groups(records: Iterable[Record], size: int) -> Iterator[list[Record]]:
    """Yield the records in groups; one empty group when there are none."""
    group: list[Record] = []
    is_first = True
    for record in records:
        group.append(record)
        if len(group) == size:
            yield group
            group, is_first = [], False
    if group or is_first:
        yield group


def _typed_row(row: Record, times: Iterable[str]) -> Record:
    return {**row, **{name: _moment(row[name]) for name in times}}


def _typed_report(record: Record) -> Record:
    times = {name: _moment(record[name]) for name in ("first_seen", "last_seen", "gone_since")}
    published = date.fromisoformat(record["published"]) if record["published"] else None
    return {**record, **times, "published": published, "files": [_typed_file(file) for file in record["files"]]}


def _typed_file(file: Record) -> Record:
    headers = [{"name": name, "value": value} for name, value in file["headers"].items()]
    return {**file, "headers": headers, "fetched_at": _moment(file["fetched_at"])}


def _moment(stamp: str | None) -> datetime | None:
    return datetime.fromisoformat(stamp) if stamp else None
