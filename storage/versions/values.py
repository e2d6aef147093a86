"""The values that become versions: sightings with what is known of their files, reports ready to be kept, changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from storage.values import Extracted
from storage.vocabulary import EventKind, FileRole


@dataclass(frozen=True, slots=True, kw_only=True)
class SightedFile:
    """A file of a sighting and what the archive has of it.

    The good fetch is this cycle's, or an earlier one when it was not asked for again, answered 304 or failed; of
    fetches with one content key it is the first. ``missing``: this cycle the server said that it is not there; then,
    and when it was never fetched, ``sha256`` is "".
    """

    role: FileRole
    url: str
    key: str
    name: str
    part: tuple[str, ...] = ()
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

    role: FileRole
    url: str
    key: str
    name: str
    fetch_id: int
    sha256: str
    media_type: str  # what the bytes are
    part: tuple[str, ...] = ()


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
    """What ``keep`` or ``looked`` made of a report. ``kind`` is the chief event, or ``UNCHANGED``."""

    document: str
    version: int
    kind: EventKind
    events: tuple[EventKind, ...] = ()
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
