"""Export records for everybody: mobile and identity numbers and private mail replaced in all that people wrote."""

from __future__ import annotations

from typing import Any

from crawler.redaction import redacted

MIN_PERSONAL = 6  # characters of the shortest mail address
Record = dict[str, Any]


def text(value: str) -> str:
    """Return a text redacted."""
    return redacted(value) if len(value) >= MIN_PERSONAL else value


def record(full: Record) -> Record:
    """Return an export record with titles, texts, cells, names and anchors redacted; addresses and digests stay."""
    files = [_file(file) for file in full["files"]]
    via = [{**link, "anchor": text(link["anchor"])} for link in full["provenance"]["discovered_via"]]
    return {
        **full,
        "agency": full["agency"] and text(full["agency"]),
        "title": text(full["title"]),
        "text": text(full["text"]),
        "tables": _tables(full["tables"]),
        "files": files,
        "facts": [{**fact, "raw": text(fact["raw"])} for fact in full["facts"]],
        "provenance": {**full["provenance"], "discovered_via": via},
    }


def _file(file: Record) -> Record:
    return {
        **file,
        "name": text(file["name"]),
        "part": text(file["part"]),
        "text": text(file["text"]),
        "tables": _tables(file["tables"]),
    }


def _tables(tables: list[Record]) -> list[Record]:
    return [{**table, "rows": [[text(cell) for cell in row] for row in table["rows"]]} for table in tables]
