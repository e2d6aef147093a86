"""Bodies without any report, and years with fewer than the years around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from crawler.audit.evidence import AuditFinding, AuditKind, PortalEvidence
from crawler.coverage import FIRST_YEAR, LedgerReport, LedgerRow, due

MIN_AROUND = 4  # bodies that reported in a year beside; of fewer a dip says nothing
DIP = 0.5  # of the weaker year beside: a year with less is one
_NAMED_LEVELS = frozenset({"department", "township"})


def silent(evidence: PortalEvidence) -> Iterator[AuditFinding]:
    """Yield the bodies without any report: those that owe one, then those that the portal has pages of."""
    reporting = {row.body for row in evidence.ledger if reports_of(row)}
    places = {body.name: body.url for body in evidence.announced}
    owing = {row.body: row.level for row in evidence.ledger if row.listed and row.body and row.body not in reporting}
    for body, level in owing.items():
        reason = f"{body}, a {level}: no report of any year; it owes one for each since {FIRST_YEAR}"
        yield AuditFinding(kind=AuditKind.SILENT_BODY, url=places.get(body, evidence.home), reason=reason)
    for named in evidence.announced:
        if named.level in _NAMED_LEVELS and named.name not in reporting and named.name not in owing:
            reason = f"{named.name}, a {named.level}: the portal has pages of it, and no report was found"
            yield AuditFinding(kind=AuditKind.SILENT_BODY, url=named.url, reason=reason)


def few_reports(evidence: PortalEvidence, today: date) -> Iterator[AuditFinding]:
    """Yield the years for which far fewer bodies reported than for the years beside."""
    totals = _totals(evidence)
    for year, beside in thin_years(totals, today).items():
        rows = map(reports_of, evidence.ledger)
        places = Counter(_place(evidence, reports[beside]) for reports in rows if beside in reports)
        reason = f"{totals[year]} bodies reported for {year}, {totals[beside]} for {beside}"
        yield AuditFinding(kind=AuditKind.FEW_REPORTS, url=places.most_common(1)[0][0], reason=reason)


def missing_years(evidence: PortalEvidence, today: date) -> Iterator[AuditFinding]:
    """Yield the bodies that reported for the years before and after one, but for a year that is thin altogether."""
    thin = thin_years(_totals(evidence), today)
    for row in evidence.ledger:
        reports = reports_of(row) if row.body else {}
        for year in sorted(reports):
            missing, after = year + 1, reports.get(year + 2)
            if after and missing not in reports and missing not in thin:
                reason = f"{row.body} reported for {year} and {year + 2}, and not for {missing}"
                yield AuditFinding(kind=AuditKind.MISSING_YEAR, url=_place(evidence, after), reason=reason)


def reports_of(row: LedgerRow) -> dict[int, LedgerReport]:
    """Return year → the report of a body, also one that is gone."""
    return {year: cell.reports[0] for year, cell in row.cells.items() if cell.reports}


def thin_years(totals: Counter[int], today: date) -> dict[int, int]:
    """Return the years, of those due, with far fewer reports than the years beside → the fuller one of these.

    Beside the last year that is due there is only the one before it.
    """
    last = today.year - 1 if due(today.year - 1, "department", today) else today.year - 2
    thin = {}
    for year in range(min(totals, default=last) + 1, last + 1):
        beside = [year - 1, year + 1] if year < last else [year - 1]
        weaker = min(totals[other] for other in beside)
        if weaker >= MIN_AROUND and totals[year] < DIP * weaker:
            thin[year] = max(beside, key=lambda other: totals[other])
    return thin


def _totals(evidence: PortalEvidence) -> Counter[int]:
    """Return year → how many bodies reported on it."""
    return Counter(year for row in evidence.ledger if row.body for year in reports_of(row))


def _place(evidence: PortalEvidence, report: LedgerReport) -> str:
    """Return where a report is listed: its neighbours would stand there too."""
    return evidence.listed_at.get(report.id, report.url)
