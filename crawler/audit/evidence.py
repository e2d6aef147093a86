"""What the archive knows of a portal's last visit, as far as an audit judges by it; and what an audit says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from crawler.coverage import LedgerRow
from crawler.coverage.announced import AnnouncedBody
from spiders.discovery.gaps import Gap
from spiders.discovery.list_progress import ListProgress
from spiders.items import Kind, Rejected
from storage.vocabulary import FrontierState


class AuditKind(StrEnum):
    """What a person should look at."""

    UNREAD_COLUMN = "unread_column"  # announced as a list of reports, or a way to one, and not read
    UNREAD_REPORT = "unread_report"  # listed, and not read
    NOT_FOLLOWED = "not_followed"  # it stands on a foreign host, robots.txt forbids it, or its address cannot be asked
    UNKEPT_PROMISE = "unkept_promise"  # a page says that there is more, and no link leads to it
    LIST_NUMBERS = "list_numbers"  # what a list claims is not what was seen of it
    REJECTED = "rejected"  # taken for no report, though its title is like a report's
    SILENT_BODY = "silent_body"  # it owes reports, or the portal names it, and none was found
    MISSING_YEAR = "missing_year"  # a body reported on the years before and after
    FEW_REPORTS = "few_reports"  # of all bodies, for one year


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFinding:
    """One thing to look at: where, and why in words."""

    kind: AuditKind
    url: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadLink:
    """An entry of the frontier that was not read. ``why`` as recorded: http_404, robots, the words of the stop rule."""

    url: str
    kind: Kind  # what it promised
    score: float
    anchor: str
    state: FrontierState
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenList:
    """A list that holds reports: where it begins, and what the visit saw of it."""

    url: str
    progress: ListProgress


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalEvidence:
    """All that one audit judges."""

    home: str
    unread: tuple[UnreadLink, ...] = ()  # what promises most first
    shells: tuple[str, ...] = ()  # addresses where reports are announced and nothing is to be seen without scripts
    gaps: tuple[Gap, ...] = ()  # what pages promise and did not give
    lists: tuple[SeenList, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    ledger: tuple[LedgerRow, ...] = ()  # bodies and their reports by year
    listed_at: Mapping[str, str] = field(default_factory=dict)  # id of a report → a page that lists it
    announced: tuple[AnnouncedBody, ...] = ()

    @property
    def holds_reports(self) -> bool:
        """Whether the archive has any report of the portal."""
        return any(cell.reports for row in self.ledger for cell in row.cells.values())
