"""The replica's truth: which report stands where. For tests and benchmarks; the spider never sees it."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.extraction.base import Block
from tests.replica.reports import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFile:
    """A file of a report: where it is served, what its bytes are, page or attachment."""

    path: str
    format: str  # html, docx, doc, pdf
    role: str  # page | attachment


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueReport:
    """One report of one body for one year, as a perfect harvest of its portal would describe it."""

    portal: str
    agency: str | None  # in normal form; None when nothing on the portal tells
    level: str
    year: int
    title: str
    path: str  # where it stands: its page, or the file when it has no page
    also: tuple[str, ...]  # further places that show the same report
    files: tuple[TrueFile, ...]
    bodies: tuple[int, ...]  # indices of the files that carry the report's text
    published: str  # ISO date
    index_number: str
    lists: tuple[str, ...]  # lists that name it, by their first page
    blocks: tuple[Block, ...]
    facts: Facts  # what the report says: figures, broken identities, the year of its data
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one report between two states of its portal.

    ``kind`` is new, substantive, rendition_added, rendition_replaced, moved, gone or returned.
    """

    kind: str
    portal: str
    agency: str | None
    year: int
    before: str  # where it stood; "" when it is new
    after: str  # where it stands; "" when it is gone


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A page or file that a careless eye takes for a report, and its kind."""

    portal: str
    path: str
    title: str
    kind: str
