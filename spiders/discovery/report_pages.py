"""Judges a page as a document: the report it is, with its attachments, or the reason why it is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING

from spiders import urls
from spiders.cms.base import Follow, ReportPage
from spiders.discovery.page_context import PageContext
from spiders.items import Attachment, Edge, Kind, Link, LinkContext, Rejected, Report, ReportRef
from spiders.linear import pattern
from spiders.pages.article_pages import ArticlePages, article_pages
from spiders.pages.content_keys import text_key
from spiders.pages.parsing import parse
from spiders.pages.text import lines_of, text_of
from spiders.pages.url_shapes import is_article, is_file
from spiders.portals.hosts import same_portal
from spiders.reports import Context, NotAReport, ReportKey, ReportPart, classify, reports_in
from spiders.reports.titles import Form, read

if TYPE_CHECKING:
    from lxml.etree import _Element

ATTACHMENT = 0.6  # certain to be wanted, yet it leads to no further report
BODY = 0.97  # where a page keeps its text: without it the page says nothing
OTHER_BODY = "other_body"  # the reason: a true report, of a body of another place
MIN_PROSE = 120  # characters that make a column's page an article
MAX_TITLE = 300  # characters
MAX_FRAMES = 2  # of a page without text that are asked for it
_FIRST_SECTION = pattern(r"(?:^|\n)\s*[(（]?一[)）、]")  # what a report begins with


@dataclass(frozen=True)
class JudgedPage:
    """What a page is as a document: a report and its files, a refusal, or neither."""

    report: Report | None = None
    others: tuple[Report, ...] = ()  # that stand on the same page
    rejected: Rejected | None = None
    files: tuple[Link, ...] = ()
    content_key: str = ""  # of the exact body; "" when the page is more than its report


def judge(place: PageContext, article: ReportPage | None, years: frozenset[int] | None) -> JudgedPage:
    """Judge a page; one that was not asked for as a report (a column, an index page) is one only by long prose."""
    link = place.link
    expected = link.kind in {Kind.REPORT, Kind.FILE}
    if link.context.continues is not None and article is not None and _goes_on(link.context.continues, article):
        return _with_further_page(place, link.context.continues, article)
    if article is None:
        empty = Rejected(url=place.page.url, title=link.anchor, reason="empty")
        return JudgedPage(rejected=empty if expected else None)
    body = parse(article.body)
    text = lines_of(body) if body is not None else ""
    if not expected and (link.kind is Kind.HOME or _prose_length(body, text) < MIN_PROSE):
        return JudgedPage()
    return _judge_article(place, article, text, years, expected=expected)


def _judge_article(
    place: PageContext, article: ReportPage, text: str, years: frozenset[int] | None, *, expected: bool
) -> JudgedPage:
    if expected and article.follow and not text:
        return JudgedPage(files=tuple(behind(place, article.follow)))
    judged = _classified(place, replace(article, title=_title(place, article)), text, years)
    return judged if expected else replace(judged, rejected=None, content_key="")


def _title(place: PageContext, article: ReportPage) -> str:
    """Return an article's title; the link's words for one without, and for a viewer's page that names itself."""
    link = place.link
    is_viewer = bool(link.context.stands_at) and read(article.title).form is not Form.REPORT
    return (link.anchor if is_viewer else article.title) or article.title or link.anchor


def _classified(place: PageContext, article: ReportPage, text: str, years: frozenset[int] | None) -> JudgedPage:
    if len(several := _several(place, article, text)) > 1:
        return _judge_several(place, several, text, years)
    verdict = _verdict(place, article, text)
    if isinstance(verdict, NotAReport):
        rejected = Rejected(url=_stands_at(place), title=article.title[:MAX_TITLE], reason=verdict.reason)
        return JudgedPage(rejected=rejected)
    if years is not None and verdict.year not in years:
        return JudgedPage()
    pages = _pages(place, article)
    if pages and not pages.is_first and (pages.numbered or not _FIRST_SECTION.search(text)):
        return JudgedPage(files=(place.to(pages.first, Kind.REPORT, BODY, anchor=place.link.anchor or article.title),))
    report = _with_pages(_report(place, article, verdict), pages if pages and pages.is_first else None)
    return JudgedPage(report, (), None, (*_links(place, report), *behind(place, article.follow)), text_key(text))


def _several(place: PageContext, article: ReportPage, text: str) -> list[Report]:
    """Return the reports that stand on a page below each other; at most one for a page that is a report itself."""
    parts = reports_in(f"{article.title}\n{text}")
    named = classify(article.title, place.page.url, _context(place, article)) if parts else None
    whose = named.agency if isinstance(named, ReportKey) else None
    reports: dict[tuple[str | None, int], Report] = {}
    for part in parts:
        title = part.heading if part.named.form is Form.REPORT else f"{article.title}（{part.named.year}年）"
        alone = replace(article, title=title[:MAX_TITLE], attachments=_own_files(article, part, parts), follow=())
        context = replace(_context(place, article), anchor="", agency=place.agency or whose)
        verdict = classify(title, place.page.url, context, part.text)
        if isinstance(verdict, ReportKey) and not is_foreign(place, verdict):
            headings = (part.heading, *(other.heading for other in parts if other is not part))
            report = replace(_report(place, alone, verdict), part=headings)
            reports.setdefault((report.agency, report.year), report)
    return list(reports.values())


def _own_files(article: ReportPage, part: ReportPart, parts: Sequence[ReportPart]) -> tuple[Attachment, ...]:
    """Return the files of a page whose names fit one of its reports alone."""
    titles = {file.key: read(file.name) for file in article.attachments}
    fitting = {key: [one for one in parts if title.year and one.is_of(title)] for key, title in titles.items()}
    return tuple(file for file in article.attachments if fitting[file.key] == [part])


def _judge_several(place: PageContext, several: list[Report], text: str, years: frozenset[int] | None) -> JudgedPage:
    wanted = [report for report in several if years is None or report.year in years]
    files = chain.from_iterable(_links(place, report) for report in wanted)
    if not wanted:
        return JudgedPage()
    return JudgedPage(wanted[0], tuple(wanted[1:]), None, tuple(files), text_key(text))


def _verdict(place: PageContext, article: ReportPage, text: str) -> ReportKey | NotAReport:
    verdict = classify(article.title, _stands_at(place), _context(place, article), f"{article.title}\n{text}")
    if isinstance(verdict, ReportKey) and is_foreign(place, verdict):
        return NotAReport(OTHER_BODY, verdict.agency or "")
    return verdict


def is_foreign(place: PageContext, verdict: ReportKey) -> bool:
    """Tell whether a report is of a body outside the county: reposted here, it belongs to another portal."""
    return verdict.level == "other" and verdict.agency is not None and not verdict.agency.startswith(place.portal.name)


def _context(place: PageContext, article: ReportPage) -> Context:
    return Context(
        portal_code=place.portal.code,
        portal_name=place.portal.name,
        agency=place.agency,
        column=place.name,
        breadcrumb=place.page.breadcrumb,
        column_type=place.page.meta.get("columntype", ""),
        content_source=article.agency or "",
        anchor=place.link.anchor,
        heading=place.link.context.heading,
        published=article.published or place.link.date,
    )


def _report(place: PageContext, article: ReportPage, verdict: ReportKey) -> Report:
    link = place.link
    url = _stands_at(place)
    meta = {**article.meta, "breadcrumb": " > ".join(place.page.breadcrumb), "reason": verdict.reason}
    if link.context.heading:
        meta["heading"] = link.context.heading
    return Report(
        url=url,
        key=_key(place, url),
        title=article.title,
        year=verdict.year,
        agency=verdict.agency,
        level=verdict.level,
        published=article.published or link.date,
        index_number=article.index_number,
        attachments=_attachments(place, article, urls.key(url)),
        flags=verdict.flags,
        via=(Edge(url=link.via, anchor=link.anchor),) if link.via else (),
        meta={name: value for name, value in meta.items() if value},
    )


def _attachments(place: PageContext, article: ReportPage, page_key: str) -> tuple[Attachment, ...]:
    """Return the files of a report, the text that its script fetched first among them."""
    link = place.link
    attachments: dict[str, Attachment] = {}
    names_files = link.context.runs_on and article.attachments  # a flip-book's settings are no part of its report
    if link.context.stands_at and not names_files:
        attachments[link.key] = Attachment(url=link.url, key=link.key, name=article.title, part=True)
    for file in article.attachments:
        if same_portal(file.url, place.portal) and file.key != page_key:
            attachments[file.key] = file
    return tuple(attachments.values())


def _links(place: PageContext, report: Report) -> Iterator[Link]:
    """Yield the requests for a report's files, and for the pages that go on with its own."""
    file_context = LinkContext(report=ReportRef(key=report.key, year=report.year))
    page_context = replace(file_context, continues=report)
    for file in report.attachments:
        if file.part and file.further:
            yield place.to(file.url, Kind.REPORT, BODY, anchor=file.name, agency=report.agency, context=page_context)
        elif not file.part:
            yield place.to(
                file.url, Kind.FILE, ATTACHMENT, anchor=file.name, agency=report.agency, context=file_context
            )


# --- an article over several pages ----------------------------------------------------------------------------------
def _pages(place: PageContext, article: ReportPage) -> ArticlePages | None:
    """Return the pages of the article that a page is one of; None when its text comes from elsewhere."""
    link = place.link
    plain = place.page.data is None and not link.context.stands_at
    expected = link.kind in {Kind.REPORT, Kind.FILE} or is_article(place.page.url)
    column = urls.key(f"{place.page.url.rpartition('/')[0]}/")  # whose pager turns its list
    single = expected or (read(article.title).form is Form.REPORT and place.key != column)
    return article_pages(place.page) if plain and single else None


def _with_pages(report: Report, pages: ArticlePages | None) -> Report:
    """Return a report with the further pages that a pager names, in order, before its files.

    A page beyond them is named by the pages before it: each further page hands on what is known by then.
    """
    known = [file for file in report.attachments if file.part and file.further]
    keys = {report.key, *(file.key for file in report.attachments)}
    new = [_further_page(url, report) for url in (pages.further if pages else ()) if urls.key(url) not in keys]
    files = [file for file in report.attachments if file not in known]
    return replace(report, attachments=(*known, *new, *files))


def _further_page(url: str, report: Report) -> Attachment:
    return Attachment(url=url, key=urls.key(url), name=report.title, part=True, further=True)


def _goes_on(report: Report, article: ReportPage) -> bool:
    """Tell whether a further page is one: "next" may have led to another report, whose title says so."""
    if article.title == report.title:
        return True
    named = classify(article.title, report.url)
    return isinstance(named, NotAReport) or (named.year in {0, report.year} and named.agency in {None, report.agency})


def _with_further_page(place: PageContext, report: Report, article: ReportPage) -> JudgedPage:
    """Return the report again, with what this page adds to it: its files, and the pages that only its pager names."""
    known = {report.key, *(file.key for file in report.attachments)}
    files = [file for file in _attachments(place, article, report.key) if file.key not in known]
    whole = _with_pages(replace(report, attachments=(*report.attachments, *files)), _pages(place, article))
    body = parse(article.body)
    return JudgedPage(
        whole, (), None, tuple(_links(place, whole)), text_key(lines_of(body) if body is not None else "")
    )


def behind(place: PageContext, calls: Iterable[Follow]) -> Iterator[Link]:
    """Yield the requests for the text of a page that does not hold it; the report stands at the page all the same."""
    link = place.link
    context = replace(link.context, stands_at=link.context.stands_at or place.page.url, shell=place.key)
    for call in calls:
        if same_portal(call.url, place.portal):
            yield replace(
                link, url=call.url, key=urls.key(call.url, call.method, call.body), score=BODY, kind=Kind.REPORT,
                group="", context=context, method=call.method, body=call.body, render=False,
            )  # fmt: skip


def framed(place: PageContext) -> Iterator[Follow]:
    """Yield the pages that a page without text shows in its frames."""
    frames = (anchor.url for anchor in place.page.anchors if anchor.region == "frame" and not is_file(anchor.url))
    yield from (Follow(url=url) for url in islice(dict.fromkeys(frames), MAX_FRAMES))


def _stands_at(place: PageContext) -> str:
    """Return the address where a reader finds what this answer says."""
    link, page = place.link, place.page
    if link.context.stands_at:
        return link.context.stands_at
    # A rendered look has a key of its own; the report stands at the address all the same.
    return link.url if place.key == urls.key(link.url) and link.method == "GET" else page.url


def _key(place: PageContext, url: str) -> str:
    """Return the key under which a report's page is known: that of the link, wherever redirects led."""
    link = place.link
    plain = not link.render and not link.context.stands_at
    return link.key if plain else urls.key(url)


def _prose_length(body: _Element | None, text: str) -> int:
    """Return how many characters of a body are no links."""
    return len(text) - sum(len(text_of(link)) for link in body.iter("a")) if body is not None else 0
