"""What a person should look at in a report. The values stand in the archive and in every export: never change one."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class QualityFlag(StrEnum):
    """A doubt about a report's year, body or text; ``meaning`` says it in words."""

    meaning: str

    def __new__(cls, value: str, meaning: str = "") -> Self:
        """Make the flag of its value, and give it its sentence."""
        flag = str.__new__(cls, value)
        flag._value_ = value
        flag.meaning = meaning
        return flag

    # The year.
    YEAR_DISAGREES = "year_disagrees", "title, text and date do not agree on the year"
    YEAR_RANGE = "year_range", "the title names two years; the later is taken"
    YEAR_FROM_CONTEXT = "year_from_context", "the year is that of the column or the path"
    YEAR_FROM_PUBLICATION = (
        "year_from_publication",
        "no word tells the year; it is the one before the date of publication",
    )
    YEAR_UNKNOWN = "year_unknown", "the link does not tell the year; its page will"  # never of a report that is kept
    SEVERAL_YEARS = "several_years", "the page holds the reports of several years, which could not be told apart"
    # The body.
    AGENCY_UNKNOWN = "agency_unknown", "nothing tells whose report it is"
    AGENCY_FROM_SOURCE = "agency_from_source", "the body is the source that the page names"
    AGENCY_FROM_TEXT = "agency_from_text", "the body is who signs the text or can be asked about it"
    # The text.
    TRUNCATED = (
        "truncated",
        "an answer ended before it should; what had arrived was read, and is asked for again unless nothing is missing",
    )
    SEVERAL_BODIES = (
        "several_bodies",
        "an archive holds the reports of several bodies, which could not be told apart",
    )
    PAGE_IMAGES = (
        "page_images",
        "the report is a series of pictures of its pages; its text was recognised in them, or is missing",
    )
    # Documents and files beside it, compared when they are kept or exported.
    SAME_BODY_AND_YEAR = "same_body_and_year", "another document of this body and year says something else"
    RENDITIONS_DISAGREE = (
        "renditions_disagree",
        "page and attached file have more than a fifth of their words not in common",
    )
    RENDITION_CHECKS_DISAGREE = (
        "rendition_checks_disagree",
        "a check holds in one file and fails in another: one of them was misread, or printed wrong",
    )
    RENDITION_FACTS_DISAGREE = (
        "rendition_facts_disagree",
        "a figure of a form is one number in one file and another one in another",
    )
