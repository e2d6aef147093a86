"""Decides whether a title, page or file is an annual report on information disclosure, of which year and body.

Pure and explainable: every answer carries its reason. Asked for a list entry (title, URL, context), again for the page
and again with the text. It never opens anything, and a body it cannot know is None.
"""

from __future__ import annotations

from spiders.reports.classification import classify
from spiders.reports.flags import QualityFlag
from spiders.reports.keys import Context, NotAReport, ReportKey
from spiders.reports.likeness import likeness
from spiders.reports.several import ReportPart, reports_in
from spiders.reports.unusual import gathers_reports
from spiders.reports.vetoes import REASONS

__all__ = [
    "REASONS",
    "Context",
    "NotAReport",
    "QualityFlag",
    "ReportKey",
    "ReportPart",
    "classify",
    "gathers_reports",
    "likeness",
    "reports_in",
]
