"""What the classifier is given and what it answers."""

from __future__ import annotations

from dataclasses import dataclass

from spiders.reports.flags import QualityFlag


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
    heading: str = ""  # the year that the link stands below
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
    flags: tuple[QualityFlag, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class NotAReport:
    """Not a report: a slug of REASONS and the words that decided."""

    reason: str
    detail: str
