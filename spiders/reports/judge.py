"""Joins title, place and text into one verdict with its reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from spiders.bodies import Body, body_of
from spiders.bodies.forms import clean
from spiders.reports import content, fold, places, years
from spiders.reports.titles import Form, Title, read
from spiders.reports.vetoes import REASONS, SOFT


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


_EMPTY = Context()
_LEVEL_UNKNOWN = "other"


def classify(title: str, url: str, context: Context = _EMPTY, text: str | None = None) -> ReportKey | NotAReport:
    """Judge a link (no text) or a document (with its text). Costs milliseconds whatever the input."""
    page = _best_title(title, context)
    if text is None:
        verdict = _without_text(page, url, context)
        return verdict if isinstance(verdict, NotAReport) else _key(page, url, context, None, verdict)
    body = fold.text(text)
    inner = _title_in(text)
    verdict = _with_text(page, inner, url, context, content.weigh(body))
    if isinstance(verdict, NotAReport):
        return verdict
    return _key(page, url, context, _Text(body, inner), verdict)


def promising(title: str, url: str, context: Context = _EMPTY) -> float:
    """Return how likely a link leads to a report, 0 … 1; at least 0.5 exactly when ``classify`` without text agrees."""
    page = _best_title(title, context)
    verdict = _without_text(page, url, context)
    near = places.in_column(url, _names(context))
    if isinstance(verdict, NotAReport):
        if verdict.reason not in SOFT:
            return 0.02
        half = page.form in (Form.TOPIC, Form.NAME, Form.ANNUAL)
        return 0.1 * (1 + near + places.is_document(url) + half)
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
    if page.veto:
        return NotAReport(page.veto, page.word or REASONS[page.veto])
    if page.form is Form.REPORT:
        if places.is_list(url) and not (page.year and page.agency):
            return NotAReport("column", "the URL is a column's, and the title names not both body and year")
        return "title names disclosure and report"
    if places.in_column(url, _names(context)) and _half_named(page, document=places.is_document(url)):
        return "title names half of it, and it stands in a column of annual reports"
    if page.form in (Form.COLUMN, Form.YEAR):
        return NotAReport("column", "the words of a column, without body or year")
    return NotAReport("no_report_words", page.form.value)


def _half_named(page: Title, *, document: bool) -> bool:
    if page.form in (Form.TOPIC, Form.ANNUAL):
        return page.year is not None or (page.agency != "" and document)
    return page.form is Form.NAME and document


def _with_text(page: Title, inner: Title, url: str, context: Context, found: content.Content) -> str | NotAReport:
    verdict = _without_text(page, url, context)
    if isinstance(verdict, str):
        if found.other and not (found.other == "notice" and found.sections > 3 and inner.year):  # noqa: PLR2004
            return NotAReport(found.other, "by its text")
        if found.length > 400 and not found.topical:  # noqa: PLR2004 - shorter ones only announce their attachment
            return NotAReport("other_content", f"{found.length} characters without a word on disclosure")
        return f"{verdict}; {found.sections} of 6 sections, {found.markers} table marks"
    if verdict.reason not in SOFT or found.other or inner.veto:
        return verdict
    proven = found.is_report and (inner.form is Form.REPORT or found.sections > 3 or found.markers > 2)  # noqa: PLR2004
    if not proven:
        return verdict
    return (
        f"the text is a report: {found.sections} of 6 sections, {found.markers} table marks, {found.old} old headings"
    )


@dataclass(frozen=True, slots=True)
class _Text:
    folded: str
    title: Title


def _title_in(text: str) -> Title:
    """Read the title that a text begins with: one of its first lines, else two of them joined."""
    lines = [line.strip(" \t#*|") for line in text[:4_000].split("\n")]
    lines = [line for line in lines if line][:8]
    joined = [first + second for first, second in pairwise(lines)]
    titles = [read(line) for line in (*lines, *joined) if len(line) <= 80]  # noqa: PLR2004 - longer is a sentence
    titles = [title for title in titles if title.form is Form.REPORT and (title.year or title.agency)]
    return max(titles, key=lambda title: bool(title.year) + bool(title.agency), default=Title(Form.NONE))


def _key(page: Title, url: str, context: Context, text: _Text | None, reason: str) -> ReportKey | NotAReport:
    year, flags = _year(page, url, context, text)
    if year is None:
        if text is not None:
            return NotAReport("no_year", reason)
        year, flags = 0, (*flags, "year_unknown")
    body, how = _body(page, context, text)
    if how:
        flags = (*flags, how)
    level = body.level if body else _level_of_relative(page.agency)
    return ReportKey(year, body.name if body else None, level, tuple(dict.fromkeys((*page.flags, *flags))), reason)


def _year(page: Title, url: str, context: Context, text: _Text | None) -> tuple[int | None, tuple[str, ...]]:
    """Return the year and its flags.

    In this order: the platform's own key, title, link text, text's title, data period, majority, place, publication.
    """
    anchor = read(context.anchor).year if context.anchor else None
    named = [years.in_query(url), page.year, anchor]
    inner = [text.title.year, years.period(text.folded)] if text else []
    published = years.of_publication(context.published, url)
    stated = [year for year in (*named, *inner) if year]
    if not stated and text and (most := years.majority(text.folded)):
        stated = [most]
    if stated:
        year = stated[0]
        wrong = any(other != year for other in stated) or (published is not None and year >= published)
        return year, ("year_disagrees",) if wrong else ()
    for name in (context.column, *reversed(context.breadcrumb)):
        if (around := read(name).year) is not None:
            return around, ("year_from_context",)
    column = years.in_path(url)
    if column and (published is None or published - column != 2):  # noqa: PLR2004 - no new year column was made this time
        return column, ("year_from_context",)
    return (published - 1, ("year_from_publication",)) if published else (None, ())


_RELATIVE_LEVEL = (("township", "镇乡街苏"), ("department", "局委办院厅"), ("county", "县区市旗"))


def _level_of_relative(agency: str) -> str:
    last = agency.removesuffix("政府").removesuffix("道")[-1:]
    return next((level for level, ends in _RELATIVE_LEVEL if last and last in ends), _LEVEL_UNKNOWN)


def _body(page: Title, context: Context, text: _Text | None) -> tuple[Body | None, str]:
    code, name = context.portal_code, context.portal_name

    def known(raw: str | None) -> Body | None:
        return body_of(raw, code, name) if raw else None

    if body := known(page.agency):
        return body, ""
    sources = (
        (known(context.agency), ""),
        (known(read(context.anchor).agency) if context.anchor else None, ""),
        (known(text.title.agency) if text else None, ""),
        (places.body_in_path((*context.breadcrumb, context.column), code, name), ""),
        (_not_the_portal(known(context.content_source)), "agency_from_source"),
        (_signed(text.folded, code, name) if text else None, "agency_from_text"),
    )
    for body, how in sources:
        if body and _fits(page.agency, body):
            return body, how
    return None, "agency_unknown"


def _not_the_portal(body: Body | None) -> Body | None:
    # the county's own office is named as the source of everything it uploads
    return body if body and body.level in ("department", "township") else None


def _fits(relative: str, body: Body) -> bool:
    """Tell whether a body can be what 我镇 or 本局 means."""
    level = _level_of_relative(clean(relative)) if relative else _LEVEL_UNKNOWN
    return level in (_LEVEL_UNKNOWN, body.level)


_SIGNED = re.compile(
    r"(?:由|请与|请联系|请咨询|请直接与|，与)(?P<name>[\u4e00-\u9fff（）]{3,30}?)(?:负责|编制|联系|组织编制|公布)"
)


def _signed(folded: str, code: str, name: str) -> Body | None:
    """Return the body that says of itself that it made the report or is to be asked about it."""
    for match in _SIGNED.finditer(folded[:8_000]):
        raw = re.sub(r"(?:党政)?(?:综合)?(?:办公室|党政办)$", "", match["name"]) or match["name"]
        raw = raw if not raw.endswith(("政府", "县", "区")) else match["name"]
        if body := body_of(raw, code, name):
            return body
    return None
