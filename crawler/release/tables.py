"""The tables of a release: the reports, those that follow from them, and what there is not."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.coverage import Ledger, State
from crawler.redaction import redacted
from crawler.release import redacting
from storage.export import columns, writing
from storage.release.soundness import UnsoundDocument

Record = dict[str, Any]

LINES, REPORTS = "reports.jsonl.gz", "reports.parquet"
FLAT = ("facts", "comparable", "checks", "cells")  # each follows from the reports
COVERAGE, LEFT_OUT = "coverage", "left_out"
TABLES = (*FLAT, COVERAGE, LEFT_OUT)  # as Parquet and CSV


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file of a release and what it holds."""

    path: str
    table: str
    rows: int

    @property
    def is_csv(self) -> bool:
        """Whether it is plain text."""
        return self.path.endswith(writing.CSV)


def write_reports(folder: Path, records: Iterable[Record]) -> Iterator[TableFile]:
    """Write the reports, redacted, and from what was written all tables that follow."""
    lines = folder / LINES
    yield TableFile(LINES, columns.REPORTS, writing.write(str(lines), map(redacting.record, records)))
    yield TableFile(REPORTS, columns.REPORTS, writing.write(str(folder / REPORTS), _read(lines)))
    for table in FLAT:
        for ending in (".parquet", writing.CSV):
            path = f"{table}{ending}"
            yield TableFile(path, table, writing.write(str(folder / path), columns.rows(table, _read(lines)), table))


def _read(lines: Path) -> Iterator[Record]:
    with gzip.open(lines, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def write_rest(folder: Path, ledgers: Iterable[Ledger], left_out: Iterable[UnsoundDocument]) -> Iterator[TableFile]:
    """Write which reports there should be, and which of the archive's are not in the release."""
    for table, rows in ((COVERAGE, list(_coverage(ledgers))), (LEFT_OUT, list(map(_left_out, left_out)))):
        for ending in (".parquet", writing.CSV):
            path = f"{table}{ending}"
            yield TableFile(path, table, writing.write(str(folder / path), rows, table))


def _coverage(ledgers: Iterable[Ledger]) -> Iterator[Record]:
    for ledger in ledgers:
        for row in ledger.rows:
            for year, cell in row.cells.items():
                if cell.state is not State.NONE:
                    yield {
                        "code": ledger.code,
                        "portal": ledger.name,
                        "agency": redacted(row.body or ""),
                        "level": row.level,
                        "owes": row.listed,
                        "year": year,
                        "state": str(cell.state),
                        "why": redacted(cell.why),
                        "url": cell.url,
                        "documents": " ".join(report.id for report in cell.reports),
                        "outcome": str(ledger.outcome),
                        "visited": ledger.visited,
                    }


def _left_out(one: UnsoundDocument) -> Record:
    document = one.document
    return {"document": document.id, "code": document.portal, "year": document.year, "reason": one.reason}
