"""Reads one answer by itself: a wall, an error, a document or a page. Writes nothing, so that any thread may do it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from spiders import urls, walls
from spiders.discovery import file_answers
from spiders.discovery.page_reading import PageReading, VisitKnowledge, read_page
from spiders.discovery.script_files import with_its_page
from spiders.items import Call, Kind, Link, Reading, Rejected
from spiders.pages import Page, page_of
from spiders.pages.client_redirects import refresh_of
from spiders.pages.content_keys import page_key, text_key
from spiders.portals.hosts import same_portal
from spiders.request_context import TRUNCATED, WHOLE

if TYPE_CHECKING:
    from scrapy.http import Response

MIN_WORDS = 80  # characters by which a page is known again
MIN_ERROR = 400  # HTTP status codes below this are answers


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAnswer:
    """What an answer is. Only the fields of its sort say something: a wall, an error, a document, or a page."""

    url: str  # where it came from
    cut: bool = False  # its end was not received, or it is larger than what is read of a page
    wall: str = ""  # kind of wall that it is
    error: str = ""  # http_<status>
    document: Reading | None = None  # what is no page, read by its name
    content_key: str = ""  # of a page
    words: str = ""  # key of its words; "" of a page with few
    not_there: str = ""  # why a page is not what was asked for, in words
    page: PageReading | None = None
    refused: tuple[Rejected, ...] = ()  # links that cannot be asked for
    refresh: str = ""  # where a full page sends the reader on


def read_answer(visit: VisitKnowledge, response: Response, link: Link, calls: tuple[Call, ...] = ()) -> ReadAnswer:
    """Return what the answer to a link is; ``calls``: what a rendered page asked for. Never raises for its content."""
    if link.context.runs_on and response.status < MIN_ERROR:
        response = with_its_page(response, link)
    markup = file_answers.is_markup(response)
    page = page_of(response) if markup else None
    short = TRUNCATED in response.flags and WHOLE not in response.flags
    answer = ReadAnswer(url=response.url, cut=short or (page is not None and page.cut))
    if wall := walls.wall_of(response.status, page):
        return replace(answer, wall=wall)
    if response.status >= MIN_ERROR:
        return replace(answer, error=f"http_{response.status}")
    if page is None:
        return replace(answer, document=file_answers.read_file(visit.portal, link, response, visit.years))
    refused = tuple(Rejected(url=link.address, title=link.text, reason=link.why) for link in page.refused)
    words = text_key(page.text) if len(page.text) >= MIN_WORDS else ""
    answer = replace(answer, content_key=page_key(page), words=words, refused=refused, refresh=_refresh(visit, page))
    if not_there := _not_there(visit, page, link, answer.content_key):
        return replace(answer, not_there=not_there)
    return replace(answer, page=read_page(visit, response, link, calls))


def _not_there(visit: VisitKnowledge, page: Page, link: Link, content_key: str) -> str:
    """Return why a page is not what was asked for (soft 404); "" for one that is."""
    if link.kind is Kind.HOME or link.context.runs_on:
        return ""
    if urls.key(page.url) == urls.key(visit.portal.home) != urls.key(link.url):
        return "redirects to the home page"
    if visit.home_key == content_key:
        return "is the home page"
    return "" if link.kind is Kind.DATA else walls.missing(page)


def _refresh(visit: VisitKnowledge, page: Page) -> str:
    """Return where the refresh of a full page leads: it is read, and a browser goes on from it."""
    target = refresh_of(page)
    elsewhere = target is not None and urls.key(target) != urls.key(page.url)
    return target if target is not None and elsewhere and same_portal(target, visit.portal) else ""
