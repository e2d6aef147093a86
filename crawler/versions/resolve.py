"""Year and body of a report once its text is known: what the page only guessed, the text may say. Pure.

A title's word stands. What was taken from a column, a date or an uploader gives way to a text that says it itself.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spiders.reports import QualityFlag

if TYPE_CHECKING:
    from spiders.reports import ReportKey
    from storage.versions.values import SightingRecord

WEAK_YEAR = frozenset({QualityFlag.YEAR_UNKNOWN, QualityFlag.YEAR_FROM_PUBLICATION, QualityFlag.YEAR_FROM_CONTEXT})
WEAK_AGENCY = frozenset({QualityFlag.AGENCY_UNKNOWN, QualityFlag.AGENCY_FROM_SOURCE, QualityFlag.AGENCY_FROM_TEXT})
NOTHING: frozenset[QualityFlag] = frozenset()


@dataclass(frozen=True, slots=True)
class ReportIdentity:
    """Which year a report is of, which body issued it, and the quality flags that belong to both."""

    year: int
    agency: str | None
    level: str
    flags: tuple[str, ...]


def resolve(sight: SightingRecord, verdict: ReportKey) -> ReportIdentity:
    """Return the better of what the page said and what the text says, with the flags that belong to it."""
    page_flags: set[str] = _page_flags(sight)
    text_flags: set[str] = set(verdict.flags)
    text_has_year = _better(page_flags & WEAK_YEAR, text_flags & WEAK_YEAR, QualityFlag.YEAR_UNKNOWN)
    text_has_agency = _better(page_flags & WEAK_AGENCY, text_flags & WEAK_AGENCY, QualityFlag.AGENCY_UNKNOWN)
    text_decides = (WEAK_YEAR if text_has_year else NOTHING) | (WEAK_AGENCY if text_has_agency else NOTHING)
    page_decides = (WEAK_YEAR | WEAK_AGENCY) - text_decides
    kept = [flag for flag in sight.flags if flag not in text_decides]
    known = page_decides | (page_flags - text_decides)
    added = [flag for flag in verdict.flags if flag not in known]
    return ReportIdentity(
        year=verdict.year if text_has_year else sight.year,
        agency=verdict.agency if text_has_agency else sight.agency,
        level=verdict.level if text_has_agency or sight.agency is None else sight.level,
        flags=(*kept, *added),
    )


def _page_flags(sight: SightingRecord) -> set[str]:
    """Return the page's flags; that it names no year or no body is one of them."""
    flags = set(sight.flags)
    if not sight.year:
        flags.add(QualityFlag.YEAR_UNKNOWN)
    if sight.agency is None:
        flags.add(QualityFlag.AGENCY_UNKNOWN)
    return flags


def _better(page: AbstractSet[str], text: AbstractSet[str], unknown: str) -> bool:
    """Tell whether the text knows better: it says what was guessed, or guesses what was unknown."""
    return bool(page) and (not text or (unknown in page and unknown not in text))
