"""The columns of every table of the export, and the rows that one record makes of each: one row one fact, cell, file.

A column's kind: text, whole, number, truth, time, or json (nested values as JSON text). A text column of a flat
table is never null: "" is what is not known, so that no chunk of a file without a value makes it another type.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

Record = dict[str, Any]

TEXT, WHOLE, NUMBER, TRUTH, TIME, JSON = "text", "whole", "number", "truth", "time", "json"

_OF_REPORT = {
    "document": TEXT,
    "version": WHOLE,
    "code": TEXT,
    "portal": TEXT,
    "agency": TEXT,
    "level": TEXT,
    "year": WHOLE,
}
FACT = {
    "form": TEXT,
    "field": TEXT,
    "alias": TEXT,
    "value": NUMBER,
    "unit": TEXT,
    "state": TEXT,
    "raw": TEXT,
    "file": WHOLE,
    "table": WHOLE,
    "row": WHOLE,
    "column": WHOLE,
    "source": TEXT,
    "certainty": NUMBER,
}
FLAT: dict[str, dict[str, str]] = {
    "facts": {
        **_OF_REPORT,
        **FACT,
        "mapper": WHOLE,
    },
    "comparable": {
        **_OF_REPORT,
        "name": TEXT,
        "value": NUMBER,
        "form": TEXT,
        "fields": TEXT,
        "derived": TRUTH,
    },
    "checks": {**_OF_REPORT, "rule": TEXT, "ok": TRUTH},
    "panel": {
        **_OF_REPORT,
        "rule": TEXT,
        "field": TEXT,
        "ok": TRUTH,
        "expected": NUMBER,
        "printed": NUMBER,
        "before": TEXT,
    },
    "cells": {
        **_OF_REPORT,
        "file": WHOLE,
        "table": WHOLE,
        "kind": TEXT,
        "row": WHOLE,
        "column": WHOLE,
        "text": TEXT,
    },
    "files": {
        **_OF_REPORT,
        "file": WHOLE,
        "is_body": TRUTH,
        "role": TEXT,
        "part": TEXT,
        "url": TEXT,
        "name": TEXT,
        "media_type": TEXT,
        "bytes": WHOLE,
        "sha256": TEXT,
        "fetched_at": TIME,
        "status": WHOLE,
        "headers": JSON,
        "warc_file": TEXT,
        "warc_offset": WHOLE,
        "warc_record_id": TEXT,
        "tls": JSON,
        "extraction_status": TEXT,
        "extractor": TEXT,
        "extractor_version": WHOLE,
        "notes": JSON,
    },
    "events": {
        "document": TEXT,
        "version": WHOLE,
        "code": TEXT,
        "year": WHOLE,
        "at": TIME,
        "run": TEXT,
        "kind": TEXT,
        "detail": JSON,
    },
    "rejected": {"code": TEXT, "portal": TEXT, "run": TEXT, "at": TIME, "url": TEXT, "title": TEXT, "reason": TEXT},
}
REPORTS = "reports"  # the nested records themselves
NAMES = (REPORTS, *FLAT)
OF_RELEASES: dict[str, dict[str, str]] = {  # what only a release has
    "coverage": {
        "code": TEXT,
        "portal": TEXT,
        "agency": TEXT,
        "level": TEXT,
        "owes": TRUTH,
        "year": WHOLE,
        "state": TEXT,
        "why": TEXT,
        "url": TEXT,
        "documents": TEXT,
        "outcome": TEXT,
        "visited": TEXT,
    },
    "left_out": {"document": TEXT, "code": TEXT, "year": WHOLE, "reason": TEXT},
}


def of(table: str) -> dict[str, str]:
    """Return the columns of a flat table and their kinds."""
    return FLAT[table] if table in FLAT else OF_RELEASES[table]


def dumped(value: Any) -> str:
    """Return a nested value as a column of kind json has it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def of_report(record: Record) -> Record:
    """Return the columns that say which report a row is of."""
    return {
        "document": record["id"],
        "version": record["version"],
        "code": record["portal"]["code"],
        "portal": record["portal"]["name"],
        "agency": record["agency"] or "",
        "level": record["level"],
        "year": record["year"],
    }


def _facts(record: Record) -> Iterator[Record]:
    mapper = record["provenance"]["mapper"]
    for fact in record["facts"]:
        yield {**fact, "mapper": mapper}


def _comparable(record: Record) -> Iterator[Record]:
    for one in record["comparable"]:
        yield {**one, "fields": " + ".join(one["fields"])}


def _checks(record: Record) -> Iterator[Record]:
    yield from record["checks"]


def _cells(record: Record) -> Iterator[Record]:
    for number, file in enumerate(record["files"]):
        for at, table in enumerate(file["tables"]):
            for row, cells in enumerate(table["rows"]):
                for column, text in enumerate(cells):
                    place = {"file": number, "table": at, "row": row, "column": column}
                    yield {**place, "kind": table["kind"] or "", "text": text}


def _files(record: Record) -> Iterator[Record]:
    for number, file in enumerate(record["files"]):
        warc, extraction = file["warc"], file["extraction"]
        yield {
            **file,
            "file": number,
            "is_body": number == record["body"],
            "headers": dumped(file["headers"]),
            "warc_file": warc["file"],
            "warc_offset": warc["offset"],
            "warc_record_id": warc["record_id"],
            "tls": dumped(file["tls"]),
            "extraction_status": extraction["status"],
            "extractor": extraction["extractor"] or "",
            "extractor_version": extraction["version"],
            "notes": dumped(extraction["notes"]),
        }


ROWS: dict[str, Callable[[Record], Iterator[Record]]] = {
    "facts": _facts,
    "comparable": _comparable,
    "checks": _checks,
    "cells": _cells,
    "files": _files,
}


def rows(table: str, records: Iterator[Record]) -> Iterator[Record]:
    """Yield the rows of a flat table that records make, each with all its columns in their order."""
    columns = FLAT[table]
    for record in records:
        report = of_report(record)
        for row in ROWS[table](record):
            whole = {**report, **row}
            yield {name: whole[name] for name in columns}
