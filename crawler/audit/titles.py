"""Titles that were taken for no report, those most like a report's first."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.audit.evidence import AuditFinding, AuditKind, PortalEvidence
from crawler.audit.links import REFUSED_ADDRESS
from crawler.redaction import quoted
from spiders.items import Rejected
from spiders.reports import REASONS, likeness

LIKE = 0.3  # of 1; a title that is less like a report's needs no second look


def lookalikes(evidence: PortalEvidence) -> Iterator[AuditFinding]:
    """Yield the refused titles that are like a report's, what is most like one first."""
    titles = [entry for entry in evidence.rejected if not entry.reason.startswith(REFUSED_ADDRESS)]
    like = [(likeness(entry.title, entry.reason), entry) for entry in titles]
    for score, entry in sorted(like, key=_most_like_first):
        if score >= LIKE:
            reason = f"{quoted(entry.title)} ({score:.2f}); {entry.reason}: {REASONS.get(entry.reason, 'not known')}"
            yield AuditFinding(kind=AuditKind.REJECTED, url=entry.url, reason=reason)


def _most_like_first(judged: tuple[float, Rejected]) -> tuple[float, str, str]:
    score, entry = judged
    return -score, entry.title, entry.url
