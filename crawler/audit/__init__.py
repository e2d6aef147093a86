"""What a person should look at on a portal, judged from what its last visit left in the archive.

Pure: evidence in, findings out; ``crawler.audit.reading`` takes the evidence from an archive. A finding is no fault of
the portal, nor of ours: it is a place where one of the two may have lost reports.
"""

from __future__ import annotations

from datetime import date

from crawler.audit import bodies, links, lists, titles
from crawler.audit.evidence import AuditFinding, AuditKind, PortalEvidence

__all__ = ["AuditFinding", "AuditKind", "PortalEvidence", "audit"]


def audit(evidence: PortalEvidence, today: date) -> list[AuditFinding]:
    """Return what a person should look at, what most surely hides reports first."""
    return [
        *links.unread_columns(evidence),
        *links.unread_reports(evidence),
        *links.unkept_promises(evidence),
        *lists.misfits(evidence),
        *bodies.few_reports(evidence, today),
        *bodies.silent(evidence),
        *bodies.missing_years(evidence, today),
        *links.foreign(evidence),
        *links.forbidden(evidence),
        *links.refused(evidence),
        *titles.lookalikes(evidence),
    ]
