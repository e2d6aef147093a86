"""The values the spider passes on: what to ask for next, and what an answer turned out to be.

All are frozen and hold only JSON-able values, so that a ``Link`` survives a crash in the frontier table
and comes back the same (``Link(**json.loads(...))``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What we expect behind a link before asking, and what the answer proved to be afterwards."""

    HOME = "home"
    HUB = "hub"  # a page whose worth is its links: 政务公开, site map, section front page
    DIRECTORY = "directory"  # the organs of the county, one link each
    LIST = "list"  # entries with titles (and dates), possibly paged; a 年报 column is one
    REPORT = "report"  # a page that is, or announces, one report
    FILE = "file"  # a document: attachment of a report, or a report without a page
    DATA = "data"  # JSON/XML behind a script: list endpoints, detail endpoints
    OTHER = "other"  # read, and nothing for us
    SHELL = "shell"  # nothing without scripts: only a browser can read it
    SOFT_404 = "soft_404"  # answered 200 (or a redirect home), yet the page is not there
    BLOCKED = "blocked"  # a challenge or a wall; never content


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """How a report was found: the page that linked it and the words of the link."""

    url: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One URL worth asking for, and why.

    ``url`` is exactly what will be requested (absolute, the portal's own spelling, ``//`` kept); ``key`` is
    its canonical twin key (``spiders.urls.key``): two links with one key are one resource.
    """

    url: str
    key: str
    kind: Kind
    score: float  # larger is asked for first; 1.0 = certain to lead to reports
    group: str = ""  # links that succeed or fail together: tag path on a page, column, pager
    anchor: str = ""
    via: str = ""  # URL of the page it stood on
    date: str | None = None  # ISO date printed beside it in the list
    agency: str | None = None  # issuing body that the place on the portal announces
    context: dict[str, str] = field(default_factory=dict)  # what its answer must be read with
    method: str = "GET"
    body: str = ""  # form body of a POST list endpoint
    render: bool = False  # ask a browser: the plain answer was a shell

    def __post_init__(self) -> None:
        """Take the kind as the frontier's JSON has it: a plain string."""
        object.__setattr__(self, "kind", Kind(self.kind))


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a page asked its server for while a browser rendered it, and the answer."""

    url: str
    method: str = "GET"
    body: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A document that belongs to a report page."""

    url: str
    key: str
    name: str  # as printed, usually the real title
    part: bool = False  # no file beside the page, but what its script fetches: the page's own text


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report seen at one place: a page with its attachments, or a bare file."""

    url: str
    key: str
    title: str
    year: int  # the year reported on
    agency: str | None  # None when it cannot be known
    level: str  # county | department | township | other
    published: str | None = None  # ISO date
    index_number: str | None = None  # 索引号
    attachments: tuple[Attachment, ...] = ()
    flags: tuple[str, ...] = ()
    via: tuple[Edge, ...] = ()
    meta: dict[str, str] = field(default_factory=dict)  # ColumnName, ContentSource, SiteIDCode, breadcrumb …


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """An entry or page that looked at first like a report, and the reason why it is none."""

    url: str
    title: str
    reason: str  # a stable slug of spiders.reports.REASONS


@dataclass(frozen=True, slots=True, kw_only=True)
class ListClaim:
    """What one page of a list says of the whole list, and what was seen on it. ``column`` joins the pages."""

    column: str  # key of the list's first page
    page: int  # 0-based position in reading order
    entries: tuple[str, ...]  # keys of the entries seen, in order
    total: int | None = None  # entries that the list claims to hold
    pages: int | None = None  # pages that the list claims to have
    more: bool = False  # this page announces a further one


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that the spider makes of one answer (or of the failure to get one). One item per asked Link."""

    portal: str  # GB/T 2260 code
    link: Link
    kind: Kind
    reason: str = ""  # in words, for probe and status
    content_key: str = ""  # equal when the page says the same: links and text without counters and dates
    links: tuple[Link, ...] = ()
    reports: tuple[Report, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    listing: ListClaim | None = None
    cms: str | None = None
    wall: str = ""  # kind of wall when blocked: waf_412, waf_521, captcha …
