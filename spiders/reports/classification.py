"""Joins title, place and text into one verdict with its reason."""

from __future__ import annotations

import re

from spiders.reports import content, location, normalise
from spiders.reports.identity import ReportText, body_for, level_of_author, level_of_relative, year_of
from spiders.reports.keys import Context, NotAReport, ReportKey
from spiders.reports.titles import Form, Title, read
from spiders.reports.vetoes import REASONS, SOFT

_EMPTY = Context()
_SENTENCE = re.compile(r"[。，；]|[:：]$")
_OUTWEIGHED = frozenset({"notice", "school", "column"})


def classify(title: str, url: str, context: Context = _EMPTY, text: str | None = None) -> ReportKey | NotAReport:
    """Judge a link (no text) or a document (with its text). Costs milliseconds whatever the input."""
    page = _best_title(title, context)
    if text is None:
        verdict = _without_text(page, url, context)
        return verdict if isinstance(verdict, NotAReport) else _key(page, url, context, None, verdict)
    body = normalise.text(text)
    inner = _title_in(text)
    verdict = _with_text(page, inner, url, context, content.weigh(body))
    if isinstance(verdict, NotAReport):
        return verdict
    return _key(page, url, context, ReportText(body, inner, _end(text)), verdict)


def promising(title: str, url: str, context: Context = _EMPTY) -> float:
    """Return how likely a link leads to a report, 0 … 1; at least 0.5 exactly when ``classify`` without text agrees."""
    page = _best_title(title, context)
    verdict = _without_text(page, url, context)
    near = location.in_column(url, _names(context))
    if isinstance(verdict, NotAReport):
        if verdict.reason not in SOFT:
            return 0.02
        half = page.form in (Form.TOPIC, Form.NAME, Form.ANNUAL)
        return 0.1 * (1 + near + location.is_document(url) + half)
    base = 0.8 if page.form is Form.REPORT else 0.55
    return base + 0.1 * (page.year is not None) + 0.09 * near


def _names(context: Context) -> tuple[str, ...]:
    return (context.column, context.column_type, *context.breadcrumb)


def _best_title(title: str, context: Context) -> Title:
    """Read the title, or the words of the link when they say more (a page titled 市交通局)."""
    page = read(title)
    if page.form is Form.REPORT or not context.anchor or page.veto:
        return page
    anchor = read(context.anchor)
    return anchor if anchor.form is Form.REPORT and not anchor.veto else page


def _without_text(page: Title, url: str, context: Context) -> str | NotAReport:
    if page.veto and not (page.veto == "empty" and location.is_report_kind(url)):
        return NotAReport(page.veto, page.word or REASONS[page.veto])
    if page.form is Form.REPORT and (not location.is_list(url) or (page.year and page.agency)):
        return "title names disclosure and report"
    if location.is_report_kind(url):
        return "the platform files it as an annual report"
    if location.in_column(url, _names(context)) and _half_named(page, document=location.is_document(url)):
        return "title names half of it, and it stands in a column of annual reports"
    if page.form in (Form.COLUMN, Form.YEAR, Form.REPORT):
        return NotAReport("column", "the words of a column, without body or year")
    return NotAReport("no_report_words", page.form.value)


def _half_named(page: Title, *, document: bool) -> bool:
    if page.form in (Form.TOPIC, Form.ANNUAL):
        return page.year is not None or (page.agency != "" and document)
    return page.form in (Form.NAME, Form.COLUMN) and document


def _with_text(page: Title, inner: Title, url: str, context: Context, found: content.Content) -> str | NotAReport:
    verdict = _without_text(page, url, context)
    if isinstance(verdict, str):
        return _confirmed(verdict, page, inner, found)
    if verdict.reason not in SOFT:
        return verdict
    if inner.veto or found.other:
        return NotAReport(inner.veto or found.other, inner.word or "by its text")
    near = location.in_column(url, _names(context))
    if not found.is_report or not (inner.form is Form.REPORT or found.sections > 3 or found.markers > 2 or near):  # noqa: PLR2004 - of 6
        return verdict
    return (
        f"the text is a report: {found.sections} of 6 sections, {found.markers} table marks, {found.old} old headings"
    )


def _confirmed(verdict: str, page: Title, inner: Title, found: content.Content) -> str | NotAReport:
    # a circular that transmits the report is the report; one that asks for reports is none
    transmits = found.other == "notice" and found.sections > 3 and inner.year  # noqa: PLR2004 - of 6
    # a title with everything in it outweighs words that a report may hold: a notice quoted, school years, a list below
    whole = page.form is Form.REPORT and page.year and page.agency and found.other in _OUTWEIGHED
    if found.other and not transmits and not whole:
        return NotAReport(found.other, "by its text")
    if found.readable and not found.topical:
        return NotAReport("other_content", f"{found.length} characters without a word on disclosure")
    return f"{verdict}; {found.sections} of 6 sections, {found.markers} table marks"


def _end(text: str) -> tuple[str, ...]:
    """Return the last lines of a text, folded: where its author and date stand."""
    lines = (normalise.title(line) for line in text[-600:].split("\n"))
    return tuple(line for line in lines if line)[-6:]


def _title_in(text: str) -> Title:
    """Read the title that a text begins with: one of its first lines, else two or three of them joined."""
    lines = [line.strip(" \t#*|") for line in text[:4_000].split("\n")]
    lines = [line for line in lines if line and not _SENTENCE.search(line)][:8]
    joined = ["".join(lines[i : i + size]) for size in (2, 3) for i in range(len(lines) - size + 1)]
    titles = [read(line) for line in (*lines, *joined) if len(line) <= 80]  # noqa: PLR2004 - longer is a sentence
    titles = [title for title in titles if title.form is Form.REPORT and (title.year or title.agency or title.veto)]
    return max(titles, key=lambda title: bool(title.year) + bool(title.agency), default=Title(Form.NONE))


def _key(page: Title, url: str, context: Context, text: ReportText | None, reason: str) -> ReportKey | NotAReport:
    year, when, flags = year_of(page, url, context, text)
    if year is None:
        if text is not None:
            return NotAReport("no_year", reason)
        year, flags = 0, (*flags, "year_unknown")
    body, whose, flag = body_for(page, context, text)
    if flag:
        flags = (*flags, flag)
    found = "".join(f"; {what} from {where}" for what, where in (("year", when), ("body", whose)) if where)
    level = body.level if body else _level(page, text)
    return ReportKey(
        year, body.name if body else None, level, tuple(dict.fromkeys((*page.flags, *flags))), reason + found
    )


def _level(page: Title, text: ReportText | None) -> str:
    """Return the level of an author who is not named: what 我镇 says in the title, else in the text."""
    level = level_of_relative(page.agency)
    return level_of_author(text.folded) if level == "other" and text else level
