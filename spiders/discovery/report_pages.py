"""Judges a page as a document: the report it is, with its attachments, or the reason why it is none."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from spiders import urls
from spiders.cms.base import Follow, ReportPage
from spiders.discovery.page_context import PageContext
from spiders.items import Attachment, Edge, Kind, Link, Rejected, Report
from spiders.pages.content_keys import text_key
from spiders.pages.parsing import parse
from spiders.pages.text import lines_of, text_of
from spiders.portals.hosts import same_portal
from spiders.reports import Context, NotAReport, ReportKey, classify

if TYPE_CHECKING:
    from lxml.etree import _Element

ATTACHMENT = 0.6  # certain to be wanted, yet it leads to no further report
BODY = 0.97  # where a page keeps its text: without it the page says nothing
FOREIGN = "other_body"  # the reason: a true report, of a body of another place
_LONG = 120  # characters of prose that make a column's page an article


@dataclass(frozen=True)
class JudgedPage:
    """What a page is as a document: a report and its files, a refusal, or neither."""

    report: Report | None = None
    rejected: Rejected | None = None
    files: tuple[Link, ...] = ()
    content_key: str = ""  # of the exact body; "" when the page is more than its report


def judge(place: PageContext, article: ReportPage | None, years: frozenset[int] | None) -> JudgedPage:
    """Judge a page; one that was not asked for as a report (a column, an index page) is one only by long prose."""
    link, page = place.link, place.page
    expected = link.kind in {Kind.REPORT, Kind.FILE}
    if article is None:
        return JudgedPage(rejected=Rejected(url=page.url, title=link.anchor, reason="empty") if expected else None)
    body = parse(article.body)
    lines = lines_of(body) if body is not None else ""
    if not expected and (link.kind is Kind.HOME or _prose(body, lines) < _LONG):
        return JudgedPage()
    if article.follow and expected and not lines:
        return JudgedPage(files=tuple(behind(place, article.follow)))
    article = replace(article, title=article.title or link.anchor)
    verdict = classify(article.title, _stands(place), _context(place, article), f"{article.title}\n{lines}")
    if isinstance(verdict, ReportKey) and foreign(place, verdict):
        verdict = NotAReport(FOREIGN, verdict.agency or "")
    if isinstance(verdict, NotAReport):
        refused = Rejected(url=_stands(place), title=article.title[:300], reason=verdict.reason)
        return JudgedPage(rejected=refused if expected else None)
    if years is not None and verdict.year not in years:
        return JudgedPage()
    report = _report(place, article, verdict)
    return JudgedPage(report, None, tuple(_files(place, article, report)), text_key(lines) if expected else "")


def foreign(place: PageContext, verdict: ReportKey) -> bool:
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
        published=article.published or place.link.date,
    )


def _report(place: PageContext, article: ReportPage, verdict: ReportKey) -> Report:
    link, page = place.link, place.page
    url = _stands(place)
    own = (one for one in article.attachments if same_portal(one.url, place.portal))
    attachments = {one.key: one for one in own if one.key not in {urls.key(url), link.key}}
    if "stands" in link.context:
        part = Attachment(url=link.url, key=link.key, name=article.title, part=True)
        attachments = {part.key: part, **attachments}
    meta = {**article.meta, "breadcrumb": " > ".join(page.breadcrumb), "reason": verdict.reason}
    return Report(
        url=url,
        key=_key(place, url),
        title=article.title,
        year=verdict.year,
        agency=verdict.agency,
        level=verdict.level,
        published=article.published or link.date,
        index_number=article.index_number,
        attachments=tuple(attachments.values()),
        flags=verdict.flags,
        via=(Edge(url=link.via, anchor=link.anchor),) if link.via else (),
        meta={name: value for name, value in meta.items() if value},
    )


def _files(place: PageContext, article: ReportPage, report: Report) -> list[Link]:
    tie = {"report": json.dumps({"key": report.key, "year": report.year}, ensure_ascii=False)}
    files = [
        place.to(one.url, Kind.FILE, ATTACHMENT, anchor=one.name, agency=report.agency, context=tie)
        for one in report.attachments
        if not one.part
    ]
    return [*files, *behind(place, article.follow)]


def behind(place: PageContext, calls: Iterable[Follow]) -> Iterator[Link]:
    """Yield the requests for the text of a page that does not hold it; the report stands at the page all the same."""
    link = place.link
    context = {**link.context, "stands": place.page.url, "shell": urls.key(place.page.url)}
    for one in calls:
        if same_portal(one.url, place.portal):
            yield replace(
                link, url=one.url, key=urls.key(one.url, one.method, one.body), score=BODY, kind=Kind.REPORT,
                group="", context=context, method=one.method, body=one.body, render=False,
            )  # fmt: skip


def _stands(place: PageContext) -> str:
    """Return the address where a reader finds what this answer says."""
    link, page = place.link, place.page
    if "stands" in link.context:
        return link.context["stands"]
    # A rendered look has a key of its own; the report stands at the address all the same.
    return link.url if urls.key(page.url) == urls.key(link.url) and link.method == "GET" else page.url


def _key(place: PageContext, url: str) -> str:
    """Return the key under which a report's page is known: that of the link, wherever redirects led."""
    link = place.link
    plain = link.method == "GET" and not link.render and "stands" not in link.context
    return link.key if plain else urls.key(url)


def _prose(body: _Element | None, lines: str) -> int:
    """Return how many characters of a body are no links."""
    return len(lines) - sum(len(text_of(a)) for a in body.iter("a")) if body is not None else 0
