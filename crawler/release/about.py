"""What a release says of itself in every one of its descriptions: one value, no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from crawler import SOFTWARE
from crawler.coverage import Ledger, State
from crawler.release.tables import TableFile
from storage.models import Run
from storage.release.soundness import UnsoundDocument

TITLE = "China's annual reports on government information disclosure (政府信息公开工作年度报告), county level and below"
NAME = "nianbao-corpus"
AUTHOR = "The nianbao maintainers"
HOME = "https://github.com/nianbao/nianbao"
LICENCE = "CC-BY-4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
KEYWORDS = (
    "government information disclosure",
    "政府信息公开工作年度报告",
    "freedom of information",
    "China",
    "county",
)
ABSTRACT = (
    "Reports that Chinese counties, county departments and townships have to publish each year on how they disclosed "
    "information: texts, statutory tables, every figure under one name, and which reports there should be and are not."
)
TABLES_ABOUT = {
    "reports": "one report in its current version, nested: texts, tables, files with their provenance, facts, checks",
    "facts": "one figure of one report, under a name that is the same in every year, portal and format",
    "comparable": "one of the few figures that mean the same in every form of the report, from 2008 on",
    "checks": "one arithmetic rule of one report; ok is empty when it cannot be judged",
    "cells": "one cell of one table of one file",
    "coverage": "one body in one year: whether its report is held, gone, missing, unknown or not due yet",
    "left_out": "a report of the archive that is not in the release, and why",
}


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file as the descriptions name it."""

    path: str
    bytes: int
    sha256: str
    table: TableFile


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """The facts of a release."""

    run: str  # the archive's last
    moment: datetime  # when that ended
    manifest: str  # its digest: it attests, by the chain, all runs before it
    selection: str  # in words
    files: tuple[ListedFile, ...] = ()
    states: Counter[State] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    left_out: tuple[UnsoundDocument, ...] = ()

    @property
    def version(self) -> str:
        """The release's version: the day of the archive's last run."""
        return f"{self.moment:%Y.%m.%d}"

    @property
    def day(self) -> str:
        """That day as an ISO date."""
        return f"{self.moment:%Y-%m-%d}"

    @property
    def software(self) -> str:
        """What made it."""
        return SOFTWARE

    def rows(self, table: str) -> int:
        """Return how many rows a table has."""
        return next(file.table.rows for file in self.files if file.table.table == table)


def of_run(run: Run, portals: str | None, years: str | None) -> ReleaseFacts:
    """Return what is known before anything is written."""
    chosen = [f"portals {portals}" if portals else "all portals", f"years {years}" if years else "all years"]
    return ReleaseFacts(run.id, run.ended or run.started, run.manifest_sha256 or "", ", ".join(chosen))


def counted(ledgers: Iterable[Ledger]) -> tuple[Counter[State], Counter[str]]:
    """Return body-years by state, and portals by the outcome of their last visit."""
    states: Counter[State] = Counter()
    outcomes: Counter[str] = Counter()
    for ledger in ledgers:
        states += ledger.counts()
        outcomes[str(ledger.outcome)] += 1
    return states, outcomes


def listed(folder: Path, tables: Iterable[TableFile], digest: dict[str, str]) -> tuple[ListedFile, ...]:
    """Return the tables' files with sizes and digests."""
    return tuple(
        ListedFile(table.path, (folder / table.path).stat().st_size, digest[table.path], table) for table in tables
    )
