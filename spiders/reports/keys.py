"""What the classifier is given and what it answers."""

from __future__ import annotations

from dataclasses import dataclass

FLAGS = {
    "year_disagrees": "title, text and date do not agree on the year",
    "year_from_publication": "no word tells the year; it is the one before the date of publication",
    "year_from_context": "the year is that of the column or the path",
    "year_unknown": "the link does not tell the year; its page will",
    "year_range": "the title names two years; the later is taken",
    "agency_unknown": "nothing tells whose report it is",
    "agency_from_source": "the body is the source that the page names",
    "truncated": "an answer ended before it should; what had arrived was read, and is asked for again",
    "agency_from_text": "the body is who signs the text or can be asked about it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known of a link or page besides its title. ``agency`` is what the list or organ index says."""

    portal_code: str = ""
    portal_name: str = ""
    agency: str | None = None
    column: str = ""
    breadcrumb: tuple[str, ...] = ()
    column_type: str = ""
    content_source: str = ""
    anchor: str = ""
    published: str | None = None


@dataclass(frozen=True, slots=True)
class ReportKey:
    """A report: the year reported on, the issuing body in full (None when unknown) and its level.

    ``year`` is 0, flagged ``year_unknown``, when a link is a report by its words and only its page can tell the year;
    never in an answer that has seen the text.
    """

    year: int
    agency: str | None
    level: str
    flags: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class NotAReport:
    """Not a report: a slug of REASONS and the words that decided."""

    reason: str
    detail: str
