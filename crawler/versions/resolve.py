"""Year and body of a report once its text is known: what the page only guessed, the text may say. Pure.

A title's word stands. What was taken from a column, a date or an uploader gives way to a text that says it itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spiders.reports import QualityFlag

if TYPE_CHECKING:
    from spiders.reports import ReportKey
    from storage.values import SightingRecord

WEAK_YEAR = frozenset({QualityFlag.YEAR_UNKNOWN, QualityFlag.YEAR_FROM_PUBLICATION, QualityFlag.YEAR_FROM_CONTEXT})
WEAK_AGENCY = frozenset({QualityFlag.AGENCY_UNKNOWN, QualityFlag.AGENCY_FROM_SOURCE, QualityFlag.AGENCY_FROM_TEXT})


@dataclass(frozen=True, slots=True)
class Settled:
    """Which year a report is of, which body issued it, and what is to be told about both."""

    year: int
    agency: str | None
    level: str
    flags: tuple[str, ...]


def resolve(sight: SightingRecord, verdict: ReportKey) -> Settled:
    """Return the better of what the page said and what the text says, with the flags that belong to it."""
    seen: set[str] = set(sight.flags)
    read: set[str] = set(verdict.flags)
    seen |= {QualityFlag.YEAR_UNKNOWN} if not sight.year else set()
    seen |= {QualityFlag.AGENCY_UNKNOWN} if sight.agency is None else set()
    new_year = _better(seen & WEAK_YEAR, read & WEAK_YEAR, QualityFlag.YEAR_UNKNOWN)
    new_body = _better(seen & WEAK_AGENCY, read & WEAK_AGENCY, QualityFlag.AGENCY_UNKNOWN)
    dropped = (WEAK_YEAR if new_year else frozenset()) | (WEAK_AGENCY if new_body else frozenset())
    added = read - (frozenset() if new_year else WEAK_YEAR) - (frozenset() if new_body else WEAK_AGENCY)
    return Settled(
        year=verdict.year if new_year else sight.year,
        agency=verdict.agency if new_body else sight.agency,
        level=verdict.level if new_body or sight.agency is None else sight.level,
        flags=(
            *(flag for flag in sight.flags if flag not in dropped),
            *(flag for flag in verdict.flags if flag in added and flag not in seen - dropped),
        ),
    )


def _better(seen: set[str], read: set[str], unknown: str) -> bool:
    """Tell whether the text knows better: it says what was guessed, or guesses what was unknown."""
    return bool(seen) and (not read or (unknown in seen and unknown not in read))
