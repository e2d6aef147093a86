"""The values the crawl hands to the archive, and gets back. Plain and frozen; nothing here knows Scrapy or SQL.

``Unit`` is the transaction: one asked frontier entry with every HTTP exchange it took (redirect hops, retries)
and all that was learned from the answer. Either all of it is committed or the entry is still to do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsFacts:
    """What a TLS handshake came to."""

    protocol: str  # TLSv1.2
    cipher: str
    verified: bool  # certificate chain and name
    why: str  # what does not verify, or why the strict handshake failed and old ways were used; "" = all is well
    chain: str  # SHA-256 over the certificates as sent, in order, as DER


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One HTTP request and what came back, as it was on the wire (transfer-encoding undone, content-encoding kept).

    ``status`` is None when no response arrived; then ``error`` is the kind: dns, refused, timeout, reset, tls,
    too_large, forbidden_address, robots, protocol.
    """

    url: str
    method: str
    started: datetime  # aware, UTC
    request_headers: tuple[tuple[str, str], ...]
    request_body: bytes = b""
    status: int | None = None
    reason: str = ""  # the reason phrase
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    ip: str | None = None
    protocol: str = "HTTP/1.1"
    truncated: str | None = None  # length | time | disconnect
    whole: bool = False  # truncated, and yet nothing is missing by the body's own marks
    tls: TlsFacts | None = None  # None over plain http
    error: str | None = None
    detail: str = ""  # the error in words
    rendered: bytes | None = None  # DOM after scripts (UTF-8 HTML), kept as a WARC resource record beside the response


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontierEntry:
    """A row of the frontier. ``payload`` is the spider's Link as JSON, opaque to storage."""

    key: str  # canonical twin key: unique in the visit's cycle
    url: str
    kind: str
    score: float
    group: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRef:
    """A file of a report: its page, the report itself when it has no page, or an attachment."""

    key: str
    url: str
    name: str
    role: str  # page | attachment


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A report seen at one place in this visit. ``keep`` joins the sightings of a portal into documents."""

    key: str  # twin key of the page, or of the file when there is no page
    url: str
    title: str
    year: int
    agency: str | None
    level: str
    published: str | None
    index_number: str | None
    files: tuple[FileRef, ...]
    flags: tuple[str, ...]
    via: tuple[tuple[str, str], ...]  # (page URL, anchor text)
    meta: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSeen:
    """One page of a list as it was seen; the proof that paging was followed to its end."""

    column: str
    page: int
    entries: tuple[str, ...]
    total: int | None
    pages: int | None
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """The result of reading one payload. ``tables`` are ``{"kind", "rows"}`` as in the export."""

    status: str
    extractor: str
    version: int
    media_type: str
    text: str
    tables: tuple[dict[str, Any], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One frontier entry asked and answered: the unit of commit."""

    visit: int
    key: str | None  # of the frontier entry; None for robots.txt and other side requests
    exchanges: tuple[Exchange, ...]
    kind: str = "other"  # what the answer proved to be
    reason: str = ""
    content_key: str = ""  # equal to the last fetch's: the page says the same, its bytes need no blob of their own
    state: str = "done"  # done | failed | blocked | skipped
    links: tuple[FrontierEntry, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    rejected: tuple[tuple[str, str, str], ...] = ()  # url, title, reason
    listing: ListSeen | None = None
    memory: dict[str, Any] | None = None  # the explorer's memory of the portal, to go on with after a crash
    extracted: Extracted | None = None  # of the last exchange's payload, when already read


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What we know of a URL from earlier: for conditional requests and for deciding whether its turn has come."""

    key: str
    url: str
    kind: str
    fetched_at: datetime  # last answer of any kind
    status: int | None
    etag: str | None
    last_modified: str | None
    payload_sha256: str | None
    content_key: str
    changed_at: datetime  # last time its content key changed
    unchanged_looks: int  # looks since then that found the same
    next_due: datetime | None
    payload: dict[str, Any] = field(default_factory=dict)  # the Candidate.payload it was last asked with


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """The last full answer of a resource that the archive still holds: for conditional requests and for a 304."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes  # the raw entity body, content-encoding kept
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedVisit:
    """A visit just begun. ``resumed``: an earlier run's visit was cut short, and its frontier and sightings go on."""

    id: int
    cycle: int
    resumed: bool
    memory: dict[str, Any] | None  # of the visit that is resumed
    earlier: dict[str, Any] | None  # of the last visit that came to its end: what was learned of the portal before
    earlier_outcome: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingExtraction:
    """A payload that is still to be read, or was read by an older extractor. Bytes: ``Archive.payload(sha256)``."""

    sha256: str
    media_type: str  # as the server said
    name: str
    content_encoding: str  # of the payload; "" when it is the file itself


@dataclass(frozen=True, slots=True, kw_only=True)
class SightedFile:
    """A file of a sighting and what the archive has of it.

    The good fetch is this cycle's, or an earlier one when it was not asked for again, answered 304 or failed; of
    fetches with one content key it is the first. ``missing``: this cycle the server said that it is not there; then,
    and when it was never fetched, ``sha256`` is "".
    """

    role: str
    url: str
    key: str
    name: str
    missing: bool = False
    fetch_id: int = 0
    sha256: str = ""
    media_type: str = ""  # as the server said
    content_encoding: str = ""
    extracted: Extracted | None = None  # the newest good one, else the newest
    truncated: bool = False  # its transfer ended before it should


@dataclass(frozen=True, slots=True, kw_only=True)
class SightingRecord:
    """A sighting with all that ``keep`` needs to know of its files, and of the ``document`` that stands at its place.

    ``chief``: the document's own place. ``earlier``: not looked at in this cycle; ``missing``: it stands no more.
    """

    key: str
    url: str
    title: str
    year: int
    agency: str | None
    level: str
    published: str | None
    index_number: str | None
    files: tuple[SightedFile, ...]
    flags: tuple[str, ...]
    via: tuple[tuple[str, str], ...]
    meta: dict[str, str]
    document: str | None = None
    chief: bool = False
    earlier: bool = False
    missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file of a report that is kept."""

    role: str  # page | attachment
    url: str
    key: str
    name: str
    fetch_id: int
    sha256: str
    media_type: str  # what the bytes are


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A place of a report: looked at in this cycle, or known from before and standing."""

    key: str
    url: str
    seen: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDraft:
    """A report as it was seen, at one place or at several, ready to become a document's version.

    ``content_key``: equal when text, tables and attachments say the same. ``text_key``: of text and tables of the
    body alone, "" when there is no text. Both are computed from extractions: see ``Archive.rekey``.
    ``renditions``: digests of the files that say what the body says. ``alone``: the same without what only stood at
    places that are missing now, to be kept when the report does not say what it said.
    """

    portal: str
    agency: str | None
    level: str
    year: int
    title: str
    published: str | None
    index_number: str | None
    url: str
    key: str
    files: tuple[KeptFile, ...]
    body: int
    content_key: str
    text_key: str
    flags: tuple[str, ...] = ()
    via: tuple[tuple[str, str], ...] = ()
    meta: dict[str, str] = field(default_factory=dict)
    places: tuple[Location, ...]
    renditions: tuple[str, ...] = ()
    alone: ReportDraft | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What ``keep`` or ``looked`` made of a report. ``kind`` is the chief event, or "unchanged".

    Events: new, substantive (text or tables differ), rendition (same report, other files), moved, gone, returned.
    """

    document: str
    version: int
    kind: str
    events: tuple[str, ...] = ()
    version_added: bool = False
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A version that stands somewhere on a portal, with each file's newest extraction: to compute its keys anew."""

    document: str
    version: int
    body: int
    content_key: str
    text_key: str
    files: tuple[KeptFile, ...]
    extractions: tuple[Extracted | None, ...]
