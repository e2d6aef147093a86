"""The ledger as JSON, the same facts as the page, and as a short table for a terminal."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from rich.cells import cell_len

from crawler.coverage import Ledger, LedgerCell, LedgerRow, State
from crawler.redaction import redacted

COUNTED_STATES = tuple(state for state in State if state is not State.NONE)

WIDTHS = tuple(max(8, len(state) + 2) for state in COUNTED_STATES)  # characters of the table's columns


def as_json(ledgers: Iterable[Ledger], generated: str, software: str) -> Iterator[str]:
    """Yield a JSON document piece by piece, one portal to a line."""
    yield f'{{"schema": 1, "generated": {json.dumps(generated)}, "software": {json.dumps(software)}, "portals": [\n'
    for number, ledger in enumerate(ledgers):
        yield (",\n" if number else "") + json.dumps(_portal(ledger), ensure_ascii=False)
    yield "\n]}\n"


def _portal(ledger: Ledger) -> dict[str, Any]:
    counts = ledger.counts()
    return {
        "code": ledger.code,
        "name": ledger.name,
        "home": ledger.home,
        "outcome": ledger.outcome,
        "reason": redacted(ledger.reason),
        "visited": ledger.visited or None,
        "claimed": ledger.claimed,
        "seen": ledger.seen,
        "counts": {str(state): counts[state] for state in COUNTED_STATES},
        "bodies": [_body(row) for row in ledger.rows],
    }


def _body(row: LedgerRow) -> dict[str, Any]:
    cells = {str(year): _cell(cell) for year, cell in row.cells.items()}
    return {"agency": row.body, "level": row.level, "owes": row.listed, "announced": row.announced, "years": cells}


def _cell(cell: LedgerCell) -> dict[str, Any]:
    reports = [asdict(report) for report in cell.reports]
    return {"state": str(cell.state), "why": cell.why, "url": cell.url or None, "reports": reports}


def explanation(ledgers: Iterable[Ledger], words: str) -> Iterator[str]:
    """Yield a line for each body-year of the bodies whose name holds these words: its state, why, and where to look."""
    for ledger in ledgers:
        for row in ledger.rows:
            if row.body and words in row.body:
                yield f"{row.body} ({row.level}, {ledger.code})"
                for year, cell in row.cells.items():
                    place = f"  {cell.url}" if cell.url else ""
                    yield f"  {year}  {cell.state:<11} {cell.why}{place}"


def table(ledgers: Iterable[Ledger]) -> Iterator[str]:
    """Yield a line per portal, numbers of body-years by state, and the total."""
    yield _line("code", "name", *(state.replace("_", " ") for state in COUNTED_STATES), "last visit")
    total: Counter[State] = Counter()
    for ledger in ledgers:
        counts = ledger.counts()
        total += counts
        visit = " ".join(filter(None, (ledger.outcome, ledger.visited[:10])))
        yield _line(ledger.code, ledger.name, *(str(counts[state]) for state in COUNTED_STATES), visit)
    yield _line("total", "", *(str(total[state]) for state in COUNTED_STATES), "")


def _line(code: str, name: str, *cells: str) -> str:
    numbers = "".join(f"{cell:>{width}}" for cell, width in zip(cells[:-1], WIDTHS, strict=True))
    return f"{code:<7} {name}{' ' * max(0, 18 - cell_len(name))}{numbers}  {cells[-1]}".rstrip()
