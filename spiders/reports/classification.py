"""Joins title, place and text into one verdict with its reason."""

from __future__ import annotations

from dataclasses import replace

from spiders.linear import pattern
from spiders.reports import content, location, normalise
from spiders.reports.decoration import names_file
from spiders.reports.flags import QualityFlag
from spiders.reports.identity import ReportText, body_for, level_of_author, level_of_relative, year_of
from spiders.reports.keys import Context, NotAReport, ReportKey
from spiders.reports.several import years_reported
from spiders.reports.titles import Form, Title, read
from spiders.reports.unusual import may_be_report
from spiders.reports.vetoes import REASONS, SOFT

_EMPTY = Context()
_SENTENCE = pattern(r"[。，；]|[:：]$")
_HEAD_LENGTH, _HEAD_LINES = 4_000, 8  # characters, and lines that are no sentences, among which a text's title stands
_MAX_TITLE = 80  # characters; longer is a sentence
_OUTWEIGHED = frozenset({"notice", "school", "column"})


def classify(title: str, url: str, context: Context = _EMPTY, text: str | None = None) -> ReportKey | NotAReport:
    """Judge a link (no text) or a document (with its text). Costs milliseconds whatever the input."""
    page = _best_title(title, context)
    if text is None:
        verdict = _as_link(page, title, url, context)
        return verdict if isinstance(verdict, NotAReport) else _key(page, url, context, None, verdict)
    body = normalise.text(text)
    inner = _title_in(text)
    doubtful = _is_doubtful(title, url, context)
    verdict = _with_text(page, inner, url, context, content.weigh(body), doubtful=doubtful)
    if isinstance(verdict, NotAReport):
        return verdict
    key = _key(page, url, context, ReportText(body, inner, _end(text)), verdict)
    if isinstance(key, ReportKey) and len(years_reported(text)) > 1:
        return replace(key, flags=(*key.flags, QualityFlag.SEVERAL_YEARS))
    return key


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
    of_platform = location.is_report_kind(url)
    untitled = of_platform and page.veto == "empty"
    if page.veto and not untitled:
        return NotAReport(page.veto, page.word or REASONS[page.veto])
    if _names_report(page, url):
        return "title names disclosure and report"
    if of_platform:
        return "the platform files it as an annual report"
    if _half_named(page, document=location.is_document(url)) and location.in_column(url, _names(context)):
        return "title names half of it, and it stands in a column of annual reports"
    if page.form in (Form.COLUMN, Form.YEAR, Form.REPORT):
        return NotAReport("column", "the words of a column, without body or year")
    return NotAReport("no_report_words", page.form.value)


def _names_report(page: Title, url: str) -> bool:
    if page.form is not Form.REPORT:
        return False
    return not location.is_list(url) or bool(page.year and page.agency)


def _half_named(page: Title, *, document: bool) -> bool:
    if page.form in (Form.TOPIC, Form.ANNUAL):
        return page.year is not None or (page.agency != "" and document)
    if page.form is Form.NAME and page.year is not None and page.agency:
        return True  # 财政局 2018, in whatever row
    return page.form in (Form.NAME, Form.COLUMN) and document


def _as_link(page: Title, title: str, url: str, context: Context) -> str | NotAReport:
    """Judge a link: in a column of reports even an unusual title is worth a request, and the page decides."""
    verdict = _without_text(page, url, context)
    if (
        isinstance(verdict, NotAReport)
        and _is_doubtful(title, url, context)
        and _promises_document(page, title, url, context)
    ):
        return "an unusual title in a column of annual reports"
    return verdict


def _is_doubtful(title: str, url: str, context: Context) -> bool:
    """Tell whether a title without a report's words may still be one, for where it stands."""
    return location.in_column(url, _names(context)) and may_be_report(title)


def _promises_document(page: Title, title: str, url: str, context: Context) -> bool:
    """Tell whether a link leads to one document rather than to a folder called by a body or a year."""
    if location.is_document(url) or context.published is not None or names_file(title):
        return True
    return page.year is not None and page.form is not Form.YEAR and not location.is_list(url)


def _with_text(
    page: Title, inner: Title, url: str, context: Context, body: content.Content, *, doubtful: bool
) -> str | NotAReport:
    verdict = _without_text(page, url, context)
    if isinstance(verdict, str):
        return _confirmed(verdict, page, inner, body)
    if verdict.reason not in SOFT and not doubtful:
        return verdict
    if doubtful and inner.veto == page.veto:  # the same unusual title, above the text
        inner = replace(inner, veto="")
    return _proven(inner, body, near=location.in_column(url, _names(context))) or verdict


def _proven(inner: Title, body: content.Content, *, near: bool) -> str | NotAReport:
    """Return what a text proves without the help of its title; "" when it proves nothing."""
    if inner.veto or body.other:
        return NotAReport(inner.veto or body.other, inner.word or "by its text")
    return _by_text_alone(body, expected=near or inner.form is Form.REPORT)


def _by_text_alone(body: content.Content, *, expected: bool) -> str:
    """Return why a text is a report although its title is none's; "" when it is none, or too little for its place."""
    if not body.is_report or not (expected or body.is_plain):
        return ""
    return f"the text is a report: {body.sections} of 6 sections, {body.markers} table marks, {body.old} old headings"


def _confirmed(verdict: str, page: Title, inner: Title, body: content.Content) -> str | NotAReport:
    if body.other and not _outweighed(page, inner, body):
        return NotAReport(body.other, "by its text")
    if body.readable and not body.topical:
        return NotAReport("other_content", f"{body.length} characters without a word on disclosure")
    return f"{verdict}; {body.sections} of 6 sections, {body.markers} table marks"


def _outweighed(page: Title, inner: Title, body: content.Content) -> bool:
    """Tell whether a text is a report although it also reads as something else."""
    # a circular that transmits the report is the report; one that asks for reports is none
    transmits = body.other == "notice" and body.sections > content.MIN_SECTIONS and bool(inner.year)
    # a title with everything in it outweighs words that a report may hold: a notice quoted, school years, a list below
    whole = page.form is Form.REPORT and bool(page.year and page.agency)
    return transmits or (whole and body.other in _OUTWEIGHED)


def _end(text: str) -> tuple[str, ...]:
    """Return the last lines of a text, folded: where its author and date stand."""
    lines = (normalise.title(line) for line in text[-600:].split("\n"))
    return tuple(line for line in lines if line)[-6:]


def _title_in(text: str) -> Title:
    """Read the title that a text begins with: one of its first lines, else two or three of them joined."""
    stripped = (line.strip(" \t#*|") for line in text[:_HEAD_LENGTH].split("\n"))
    lines = [line for line in stripped if line and not _SENTENCE.search(line)][:_HEAD_LINES]
    joined = ["".join(lines[i : i + size]) for size in (2, 3) for i in range(len(lines) - size + 1)]
    titles = map(read, (line for line in (*lines, *joined) if len(line) <= _MAX_TITLE))
    return max(filter(_says_something, titles), key=_fullness, default=Title(Form.NONE))


def _says_something(title: Title) -> bool:
    return title.form is Form.REPORT and bool(title.year or title.agency or title.veto)


def _fullness(title: Title) -> int:
    return bool(title.year) + bool(title.agency)


def _key(page: Title, url: str, context: Context, text: ReportText | None, reason: str) -> ReportKey | NotAReport:
    year, when, flags = year_of(page, url, context, text)
    if year is None:
        if text is not None:
            return NotAReport("no_year", reason)
        year, flags = 0, (*flags, QualityFlag.YEAR_UNKNOWN)
    body, whose, flag = body_for(page, context, text)
    doubts = (*page.flags, *flags, *([flag] if flag else []))
    sources = "".join(f"; {what} from {where}" for what, where in (("year", when), ("body", whose)) if where)
    level = body.level if body else _level(page, text)
    return ReportKey(year, body.name if body else None, level, tuple(dict.fromkeys(doubts)), reason + sources)


def _level(page: Title, text: ReportText | None) -> str:
    """Return the level of an author who is not named: what 我镇 says in the title, else in the text."""
    level = level_of_relative(page.agency)
    return level_of_author(text.folded) if level == "other" and text else level
