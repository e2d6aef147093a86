"""The values the spider passes on: what to ask for next, and what an answer turned out to be.

All are frozen and have one JSON form (``spiders.json_form``), so that a ``Link`` survives a crash in the frontier table
and comes back the same.
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
class Call:
    """What the script of a page asks its server for, and the answer where a browser has seen it."""

    url: str
    method: str = "GET"
    body: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRef:
    """The report that a file is attached to."""

    key: str
    year: int  # the year reported on


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkContext:
    """What the answer to a link must be read with: what the pages on the way to it said. Defaults say nothing."""

    annual: bool = False  # it stands in a column of annual reports on disclosure
    column: str = ""  # the name of the column that it stands in
    heading: str = ""  # the year that it stands below in its list
    title: str = ""  # of a file: the words of the link, which name a report that has no page
    root: str = ""  # directory (``spiders.urls.directory``) below which everything is the agency's own
    unnamed_steps: int = 0  # links whose words said nothing, one after the other, on the way here
    shell: str = ""  # key of the page that shows nothing without scripts and that this answer fills
    runs_on: str = ""  # of a script's file: URL of the page that runs it
    beside: str = ""  # of a script's file: the page's own scripts, and what can be clicked on it, as markup
    stands_at: str = ""  # URL of the report's page, where this answer is only the text that its script fetches
    report: ReportRef | None = None  # the report that this file is attached to
    continues: Report | None = None  # the report that this page goes on with, as far as the pages before it say it
    list_key: str = ""  # key of the first page of the list that this answer continues
    page: int | None = None  # 0-based page of that list; None where only its pager knows
    tried: tuple[str, ...] = ()  # URLs of the home page that gave no answer
    control: str = ""  # of a form: what was chosen last; only what stands behind it is still to be chosen
    tree_call: Call | None = None  # a script's call with a hole, to be filled with the nodes of a tree


NO_CONTEXT = LinkContext()


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
    context: LinkContext = NO_CONTEXT  # what its answer must be read with
    method: str = "GET"
    body: str = ""  # form body of a POST list endpoint
    render: bool = False  # ask a browser: the plain answer was a shell


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A document that belongs to a report page."""

    url: str
    key: str
    name: str  # as printed, usually the real title
    part: bool = False  # no file beside the page, but the page's own text: what its script fetches, or a further page
    member: str = ""  # of an archive: the file in it that is meant
    further: bool = False  # its text goes on where that before it ends: a further page, or the picture of one


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
    part: tuple[str, ...] = ()  # of a page of several reports: the line that this one begins with, then the others';
    # of an archive of several: the name of its file
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
