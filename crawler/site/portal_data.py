"""One portal as the site shows it: body × year, visits, findings, what happened of late. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from crawler.coverage import LEVELS, OWN_REASON, Ledger, LedgerCell, LedgerRow, State
from crawler.site import shown
from storage.export.corpus import stamp
from storage.values import VisitStats
from storage.vocabulary import EventKind, VisitOutcome

if TYPE_CHECKING:
    from storage.export.history import DocumentEvent
    from storage.health.values import FindingRecord
    from storage.models import Visit

LETTERS = {  # of a row's years, a letter each
    State.HELD: "h",
    State.GONE: "g",
    State.UNREAD: "r",
    State.ELSEWHERE: "e",
    State.MISSING: "m",
    State.BEFORE: "b",
    State.LIST_UNREAD: "l",
    State.BLOCKED: "x",
    State.UNKNOWN: "u",
    State.NOT_DUE: "n",
    State.NONE: ".",
}
WIDE = 1_000  # signs of a reason or of advice


def portal(
    ledger: Ledger, visits: Iterable[Visit], findings: Iterable[FindingRecord], events: Iterable[DocumentEvent]
) -> dict[str, Any]:
    """Return what the page of a portal needs."""
    cells = (cell for row in ledger.rows for cell in row.cells.values() if cell.state in OWN_REASON)
    whys = {why: number for number, why in enumerate(dict.fromkeys((cell.why, cell.url) for cell in cells))}
    return {
        "code": ledger.code,
        "name": shown.line(ledger.name),
        "home": shown.url(ledger.home),
        "outcome": str(ledger.outcome),
        "reason": shown.line(ledger.reason, WIDE),
        "visited": ledger.visited,
        "years": list(ledger.rows[0].cells) if ledger.rows else [],
        "rows": [_row(row, ledger.code, whys) for row in ledger.rows],
        "whys": [[shown.line(why, WIDE), shown.url(url)] for why, url in whys],
        "claimed": ledger.claimed,
        "seen": ledger.seen,
        "visits": [_visit(visit) for visit in visits],
        "findings": [finding(record) for record in findings],
        "events": [event(one) for one in events],
    }


def _row(row: LedgerRow, code: str, whys: Mapping[tuple[str, str], int]) -> list[Any]:
    """Return body, level, whether it owes every year, a letter a year, year → its reports, year → number of its why."""
    states = "".join(LETTERS[cell.state] for cell in row.cells.values())
    reports = {str(year): _reports(cell, code) for year, cell in row.cells.items() if cell.reports}
    own = {str(year): whys[cell.why, cell.url] for year, cell in row.cells.items() if cell.state in OWN_REASON}
    return [shown.line(row.body) if row.body else None, LEVELS.index(row.level), int(row.listed), states, reports, own]


def letters(counts: Counter[State]) -> str:
    """Return counts as short as can be, without zeros: ``12h3m``."""
    return "".join(f"{counts[state]}{letter}" for state, letter in LETTERS.items() if counts[state] and letter != ".")


def _reports(cell: LedgerCell, code: str) -> list[list[Any]]:
    """Return key, version, whether it is gone and how many flags it has, of each report."""
    return [
        [key_of(report.id, code), report.version, int(report.gone_since is not None), len(report.flags)]
        for report in cell.reports
    ]


def key_of(document: str, code: str) -> str:
    """Return a document's name within its portal: the name of its file too."""
    return document.removeprefix(f"{code}-")


def _visit(visit: Visit) -> dict[str, Any]:
    stats = VisitStats.of_json(visit.stats) if visit.stats else VisitStats()
    changes = {kind: number for kind, number in stats.changes.items() if kind != EventKind.UNCHANGED and number}
    return {
        "at": stamp(visit.ended or visit.started),
        "run": visit.run_id,
        "outcome": str(visit.outcome or VisitOutcome.INTERRUPTED),
        "reason": shown.line(visit.reason, WIDE),
        "requests": stats.requests,
        "failed": stats.failed,
        "changes": dict(sorted(changes.items())),
    }


def finding(record: FindingRecord) -> dict[str, Any]:
    """Return what health has found, without its inner names."""
    found = record.found
    return {
        "kind": str(found.kind),
        "severity": str(found.severity),
        "since": stamp(record.since),
        "closed": stamp(record.closed) if record.closed else None,
        "what": shown.line(found.what, WIDE),
        "do": shown.line(found.todo, WIDE),
        "url": shown.url(found.url),
        "before": found.before,
        "after": found.after,
    }


def event(one: DocumentEvent) -> list[Any]:
    """Return when, what kind, which document and version, and its title."""
    return [stamp(one.event.at), str(one.event.kind), one.document.id, one.event.version, shown.line(one.title)]


def by_year(ledger: Ledger) -> dict[int, Counter[State]]:
    """Return year → state → bodies."""
    counts: dict[int, Counter[State]] = {}
    for row in ledger.rows:
        for year, cell in row.cells.items():
            counts.setdefault(year, Counter())[cell.state] += 1
    return counts
