"""Lists whose numbers do not fit: what their pages claim against what was seen of them."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.audit.evidence import AuditFinding, AuditKind, PortalEvidence
from crawler.redaction import quoted
from spiders.discovery.list_progress import ListProgress

ROUND_NUMBERS = frozenset({10, 15, 20, 25, 30, 40, 50})  # entries that portals print on a page


def misfits(evidence: PortalEvidence) -> Iterator[AuditFinding]:
    """Yield the lists of reports that are not proven to have been read to their end, each with its numbers."""
    for seen in evidence.lists:
        if fault := _fault(seen.progress):
            reason = f"{quoted(seen.progress.name)}: {fault}"
            yield AuditFinding(kind=AuditKind.LIST_NUMBERS, url=seen.url, reason=reason)


def _fault(progress: ListProgress) -> str:
    if progress.annual and not progress.entries_seen:
        return "a column of annual reports without an entry"
    return progress.fault() or _full_page(progress)


def _full_page(progress: ListProgress) -> str:
    """Return what is odd about a single page that is as full as pages are, and says nothing of further ones."""
    silent = progress.total is None and progress.page_count is None and len(progress.pages) == 1
    if silent and progress.entries_seen in ROUND_NUMBERS:
        return f"its one page has {progress.entries_seen} entries and no word of further ones: was a pager missed?"
    return ""
