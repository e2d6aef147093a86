"""The closed vocabularies of the archive: each word is the same in Python, in JSON and in the database."""

from __future__ import annotations

from enum import StrEnum


class VisitOutcome(StrEnum):
    """How a portal's visit ended."""

    COMPLETE = "complete"  # with proof: no report that the portal lists is missing from the archive
    INCOMPLETE = "incomplete"
    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"
    NEEDS_BROWSER = "needs_browser"
    INTERRUPTED = "interrupted"  # the next visit goes on with it
    HELD = "held"  # another run visits the portal now; such a visit has no row


class FrontierState(StrEnum):
    """What became of an entry of the frontier."""

    TODO = "todo"  # also what was handed out and is not recorded yet
    DONE = "done"
    FAILED = "failed"
    BLOCKED = "blocked"
    SKIPPED = "skipped"  # never asked; the reason says why


class ResourceKind(StrEnum):
    """Those kinds of answers that the archive's rules know; any other is the spider's word, kept as it came."""

    REPORT = "report"
    FILE = "file"
    SHELL = "shell"  # a page that shows nothing without scripts
    SOFT_404 = "soft_404"
    BLOCKED = "blocked"
    ROBOTS = "robots"
    OTHER = "other"


class RecordType(StrEnum):
    """The types of WARC records that we write."""

    WARCINFO = "warcinfo"
    REQUEST = "request"
    RESPONSE = "response"
    REVISIT = "revisit"  # the payload lies in an earlier response record
    METADATA = "metadata"  # of an exchange that got no answer
    RESOURCE = "resource"  # the page as a browser drew it


class FileRole(StrEnum):
    """What a file is to its report."""

    PAGE = "page"
    FURTHER_PAGE = "further_page"  # of an article, or the picture of one: its text goes on where that before it ends
    ATTACHMENT = "attachment"


class EventKind(StrEnum):
    """What happened to a document."""

    NEW = "new"
    SUBSTANTIVE = "substantive"  # its text or tables differ
    RENDITION = "rendition"  # the same report in other files
    MOVED = "moved"
    GONE = "gone"
    RETURNED = "returned"
    UNCHANGED = "unchanged"  # nothing; no event is written


class Severity(StrEnum):
    """How much a finding of health asks of a person."""

    CRITICAL = "critical"  # the harvest as a whole is in danger
    WARNING = "warning"  # reports of a portal may be lost until somebody looks
    NOTICE = "notice"  # good to know; nobody has to do anything tonight


class FindingKind(StrEnum):
    """What health finds. Of a portal first, then of a run."""

    LIST_SHRANK = "list_shrank"
    LIST_EMPTIED = "list_emptied"
    REDESIGNED = "redesigned"
    REPORTS_VANISHED = "reports_vanished"
    REPORTS_LATE = "reports_late"
    WALL = "wall"
    UNREACHABLE = "unreachable"
    STAYS_INCOMPLETE = "stays_incomplete"
    NEVER_COMPLETE = "never_complete"
    NEEDS_BROWSER = "needs_browser"
    CERTIFICATE = "certificate"
    HOME_MOVED = "home_moved"
    READ_WORSE = "read_worse"  # files, lengths, failures or flags of what was read are unlike the portal's past
    MORE_REQUESTS = "more_requests"
    MANY_PORTALS = "many_portals"  # the same trouble on most portals of a run
    DISK = "disk"
    CLOCK = "clock"
    OVERDUE = "overdue"  # no run, though one was due


class ListAnswer(StrEnum):
    """How the page of a list answered that showed no entries."""

    READ = "read"
    GONE = "gone"  # 404, 410, or sent away
    FAILED = "failed"
