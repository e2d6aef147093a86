"""One report as the site shows it: its versions, what they say, and what changed between them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise, zip_longest
from typing import Any

from crawler.site import shown
from storage.values import Extracted
from storage.versions.diff import CellChange, TextChange, compare

MAX_VERSIONS = 20  # the last ones; of more, the export has them
MAX_CHANGES = 300  # of paragraphs, and of cells, between two versions
MAX_PARAGRAPH = 3_000
MAX_FILES = 60
MAX_LINKS = 5  # that led to it

Record = dict[str, Any]
Block = str | list[list[str]]  # a paragraph, or the rows of a table


def report(records: Sequence[Record]) -> Record:
    """Return what the page of a report needs, from the export records (with facts) of its versions, in order."""
    current = records[-1]
    return {
        "id": current["id"],
        "code": current["portal"]["code"],
        "portal": shown.line(current["portal"]["name"]),
        "agency": shown.line(current["agency"]) or None,
        "level": current["level"],
        "year": current["year"],
        "gone": current["gone_since"],
        "run": current["provenance"]["run"],
        "software": current["provenance"]["software"],
        "via": [
            [shown.url(link["url"]), shown.line(link["anchor"])]
            for link in current["provenance"]["discovered_via"][:MAX_LINKS]
        ],
        "versions": [_version(record) for record in records],
        "changes": [change(old, new) for old, new in pairwise(records)],
    }


def _version(record: Record) -> Record:
    text, is_cut = blocks(record["text"], record["tables"])
    return {
        "number": record["version"],
        "first": record["first_seen"],
        "last": record["last_seen"],
        "title": shown.line(record["title"]),
        "published": shown.line(record["published"]) or None,
        "index": shown.line(record["index_number"]),
        "url": shown.url(record["url"]),
        "flags": record["flags"],
        "checks": [[check["rule"], check["ok"]] for check in record["checks"]],
        "figures": {one["name"]: [one["value"], one["derived"]] for one in record["comparable"]},
        "files": [_file(file) for file in record["files"][:MAX_FILES]],
        "body": record["body"],
        "text": text,
        "cut": is_cut,
    }


def _file(file: Record) -> Record:
    extraction = file["extraction"]
    return {
        "role": file["role"],
        "name": shown.line(file["name"] or file["part"]),
        "url": shown.url(file["url"]),
        "type": shown.line(file["media_type"]),
        "bytes": file["bytes"],
        "sha256": file["sha256"],
        "at": file["fetched_at"],
        "status": file["status"],
        "reading": extraction["status"],
        "reader": f"{extraction['extractor']} {extraction['version']}" if extraction["extractor"] else "",
        "warc": [file["warc"]["file"], file["warc"]["offset"], file["warc"]["record_id"]],
        "verified": file["tls"]["verified"] if file["tls"] else None,
    }


def blocks(text: str, tables: Sequence[Record]) -> tuple[list[Block], bool]:
    """Return a report's paragraphs and tables in reading order, and whether its end was left out.

    A table stands in the text as tab-separated lines, between blank ones.
    """
    raw = text[: shown.MAX_TEXT].split("\n")
    waiting = iter(tables)
    table = _rows_of(next(waiting, None))
    found: list[Block] = []
    at = 0
    while at < len(raw):
        if table and [line.rstrip() for line in raw[at : at + len(table)]] == table:
            found.append([[shown.line(cell) for cell in row.split("\t")] for row in table])
            at += len(table)
            table = _rows_of(next(waiting, None))
            continue
        if raw[at].strip():
            found.append(shown.line(raw[at], MAX_PARAGRAPH))
        at += 1
    return found, len(text) > shown.MAX_TEXT


def _rows_of(table: Record | None) -> list[str]:
    """Return a table as the lines that stand for it in the text."""
    return ["\t".join(row).rstrip() for row in table["rows"]] if table else []


def change(old: Record, new: Record) -> Record:
    """Return what the newer of two versions has that the older has not, and the other way round."""
    difference = compare(_reading(old), _reading(new))
    paragraphs = sum(max(len(place.old), len(place.new)) for place in difference.places)
    return {
        "from": old["version"],
        "to": new["version"],
        "about": [
            [name, shown.line(old[name]), shown.line(new[name])]
            for name in ("title", "published", "index_number")
            if old[name] != new[name]
        ],
        "paragraphs": list(islice(_pairs(difference.places), MAX_CHANGES)),
        "cells": [_cell(cell, old["tables"], new["tables"]) for cell in difference.cells[:MAX_CHANGES]],
        "more": max(0, paragraphs - MAX_CHANGES) + max(0, len(difference.cells) - MAX_CHANGES),
        "readers": _reader(old) != _reader(new),
        "files": [_sha256s(old), _sha256s(new)],
    }


def _reading(record: Record) -> Extracted:
    """Return a version's text as the archive has it."""
    return Extracted(
        status="ok",
        extractor="",
        version=0,
        media_type="",
        text=record["text"],
        tables=tuple(record["tables"]),
        notes=(),
    )


def _reader(record: Record) -> tuple[str | None, int | None]:
    extraction = record["files"][record["body"]]["extraction"]
    return extraction["extractor"], extraction["version"]


def _sha256s(record: Record) -> list[str]:
    return [file["sha256"] for file in record["files"][:MAX_FILES]]


def _pairs(places: Iterable[TextChange]) -> Iterator[list[str | None]]:
    """Yield old and new paragraph side by side: what was taken away, and what stands in its place."""
    for place in places:
        for pair in zip_longest(place.old, place.new):
            yield [None if text is None else shown.line(text, MAX_PARAGRAPH) for text in pair]


def _cell(cell: CellChange, old: Sequence[Record], new: Sequence[Record]) -> list[Any]:
    """Return a cell's place counted from 1, the words of its row and column, and what it said and says."""
    tables = new if cell.table < len(new) else old
    rows = tables[cell.table]["rows"]
    row = rows[cell.row] if cell.row < len(rows) else []
    label = next((text for text in row[: cell.column] if text.strip() and not text.strip().isdigit()), "")
    head = rows[0][cell.column] if rows and cell.column < len(rows[0]) and cell.row else ""
    words = " · ".join(shown.line(text, 60) for text in (label, head) if text.strip())
    said = [None if text is None else shown.line(text) for text in (cell.old, cell.new)]
    return [cell.table + 1, cell.row + 1, cell.column + 1, words, *said]
