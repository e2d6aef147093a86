"""What the reader makes of a page now, as ``case.json``: what a maintainer corrects and the tests then hold us to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from scrapy.http import HtmlResponse

from crawler.case.page import CasePage
from spiders.cms import families
from spiders.cms.base import Cms, Follow, Listing, ReportPage
from spiders.discovery import Explorer
from spiders.discovery.link_priors import PROMISING
from spiders.items import Kind, Reading
from spiders.json_form import as_json
from spiders.pages.text import text_of

MAX_SNIPPET = 40  # characters of a report's text by which its body is told

Json = dict[str, Any]


def expected(case: CasePage) -> Json:
    """Return the case's expected values, by today's reader."""
    response = case.response
    family = surest(response)
    reading = Explorer(case.portal).read(response, case.link)
    content: Json = {"url": case.url, "family": family.name}
    if case.status != HtmlResponse("http://x/").status:
        content["status"] = case.status
    report, listing = family.report(response), family.listing(response)
    if _is_document(reading) and report:
        content["report"] = of_report(report, case)
    elif listing:
        content["listing"] = of_listing(listing)
    return content | {"reading": {**_asked(case), **of_reading(reading)}}


def surest(response: HtmlResponse) -> Cms:
    """Return the family that is surest of a page, by the page alone."""
    return max(families(), key=lambda family: family.recognises(response))


def _is_document(reading: Reading) -> bool:
    own = any(entry.url == reading.link.url for entry in reading.rejected)
    return bool(reading.reports) or own or reading.link.kind is Kind.REPORT


# --- as the family reads it -----------------------------------------------------------------------------------------
def of_listing(listing: Listing) -> Json:
    """Return what a family reads of a list."""
    content: Json = {
        "entries": [[entry.url, entry.title, entry.date] for entry in listing.entries],
        "pages": [follow.url for follow in listing.pages],
        **_forms(listing.pages),
        "page": listing.page,
        "page_count": listing.page_count,
        "total": listing.total,
        "first": listing.first,
    }
    columns = [[follow.url, follow.anchor] for follow in listing.columns]
    return content | ({"columns": columns} if columns else {})


def _forms(pages: tuple[Follow, ...]) -> Json:
    """Return how the further pages are asked for, where that is not by GET."""
    methods = {follow.method for follow in pages} - {"GET"}
    return {"method": methods.pop(), "bodies": [follow.body for follow in pages]} if methods else {}


def of_report(report: ReportPage, case: CasePage) -> Json:
    """Return what a family reads of an article."""
    content: Json = {
        "title": report.title,
        "published": report.published,
        "index_number": report.index_number,
        "agency": report.agency,
        "breadcrumb": list(case.page.breadcrumb),
        "attachments": [[file.url, file.name] for file in report.attachments],
        "meta": dict(report.meta),
    }
    if snippet := _snippet(report.body):
        content["body"] = snippet
    if len(report.follow) == 1:
        [follow] = report.follow
        content["follow"] = [follow.url, follow.method, follow.body]
    return content


def _snippet(body: str) -> str:
    """Return the beginning of the first long line of a body; "" without a line."""
    response = HtmlResponse("http://x/", body=body.encode("utf-8", "replace"), encoding="utf-8")
    lines = (line.strip() for line in text_of(response.selector.root).splitlines())
    return max((line[:MAX_SNIPPET] for line in lines), key=len, default="")


# --- as the search for reports reads it -----------------------------------------------------------------------------
def _asked(case: CasePage) -> Json:
    """Return whose page it is, and what was asked for: what the reading depends on beside the page."""
    portal, link = replace(case.portal, columns=(), delay=None), replace(case.link, group="")
    return {"portal": as_json(portal), "link": as_json(link)}


def of_reading(reading: Reading) -> Json:
    """Return what the search for reports makes of an answer."""
    return {
        "kind": str(reading.kind),
        "reports": [[report.title, report.year, report.agency, report.level] for report in reading.reports],
        "links": [[str(link.kind), link.url, link.anchor] for link in reading.links if link.score >= PROMISING],
        "rejected": [[entry.reason, entry.url, entry.title] for entry in reading.rejected],
    }
