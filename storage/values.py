"""The values the crawl hands to the archive, and gets back. Plain and frozen; nothing here knows Scrapy or SQL.

``Unit`` is the transaction: one asked frontier entry with every HTTP exchange it took (redirect hops, retries)
and all that was learned from the answer. Either all of it is committed or the entry is still to do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from storage.vocabulary import FileRole, FrontierState, ResourceKind, VisitOutcome


def header(headers: Iterable[Sequence[str]], name: str) -> str | None:
    """Return the first value of a header, None when there is none; ``headers`` are pairs, ``name`` in lower case."""
    return next((value for key, value in headers if key.lower() == name), None)


_PART = "#part="  # no key has a fragment of its own


def part_key(key: str, body: str) -> str:
    """Return the key of one body's report on a page (or in a file) that holds the reports of several."""
    return f"{key}{_PART}{hashlib.sha256(body.encode('utf-8', 'replace')).hexdigest()[:12]}"


def page_key(key: str) -> str:
    """Return the key of the page that is asked for, of the key of a report on it."""
    return key.partition(_PART)[0]


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

    @property
    def is_cut(self) -> bool:
        """Whether something is missing at the end of the body."""
        return self.truncated is not None and not self.whole


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
    role: FileRole
    part: tuple[str, ...] = ()  # of a page of several reports: the line that this one begins with, then the others'


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


READ_WELL = "ok"  # the status of an extraction that read everything


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
    members: tuple[
        tuple[str, int, int], ...
    ] = ()  # of an archive: each file's name, and where its lines and tables end


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One frontier entry asked and answered: the unit of commit."""

    visit: int
    key: str | None  # of the frontier entry; None for robots.txt and other side requests
    exchanges: tuple[Exchange, ...]
    kind: str = ResourceKind.OTHER  # what the answer proved to be
    reason: str = ""
    content_key: str = ""  # equal to the last fetch's: the page says the same, its bytes need no blob of their own
    state: FrontierState = FrontierState.DONE
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
    payload: dict[str, Any] = field(default_factory=dict)  # the FrontierEntry.payload it was last asked with


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
    earlier_outcome: VisitOutcome | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitStats:
    """The counts of a visit that came to its end, as ``scrapy status`` tells them."""

    requests: int = 0  # HTTP exchanges
    failed: int = 0  # frontier entries that got no usable answer
    stopped: str = ""  # why the rest was not asked for
    rejected: Mapping[str, int] = field(default_factory=dict)  # reason → entries that are no reports
    not_due: int = 0  # known keys seen again whose turn had not come
    changes: Mapping[str, int] = field(default_factory=dict)  # kind of event → documents
    frontier: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # state → reason → entries

    def as_json(self) -> dict[str, Any]:
        """Return the counts as they are stored."""
        return {
            "requests": self.requests,
            "failed": self.failed,
            "stopped": self.stopped,
            "rejected": dict(self.rejected),
            "not_due": self.not_due,
            "changes": dict(self.changes),
        }

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> VisitStats:
        """Return the counts from what is stored; what a visit did not say is nothing."""
        return cls(**data)


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingExtraction:
    """A payload that is still to be read, or was read by an older extractor. Bytes: ``Archive.payload(sha256)``."""

    sha256: str
    media_type: str  # as the server said
    name: str
    content_encoding: str  # of the payload; "" when it is the file itself
