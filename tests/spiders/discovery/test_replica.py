"""The portals of the replica from their home pages alone, a family each: what is found, and what it costs.

Documents are not rendered here (an Explorer does not look into them): their first bytes are enough.
"""

from __future__ import annotations

import asyncio
import json
import math
from urllib.parse import parse_qsl, urlsplit

import pytest
from scrapy.http import HtmlResponse, Request, Response

from crawler.downloader.redirects import Redirects
from spiders import urls
from spiders.county_portals import CountyPortals
from spiders.discovery import Explorer
from spiders.items import Kind, Link, Reading
from spiders.pages.url_shapes import is_file
from spiders.portals import Portal
from tests.replica import world
from tests.replica.counties import BENCHMARK, FOUNDING
from tests.spiders.discovery.lab import Visit

HOST = "127.0.0.1:8001"
SEALED = "530323"  # one of its lists only a browser can read
READABLE = [county for county in (*FOUNDING, *BENCHMARK) if county.code != SEALED]


class ReplicaVisit(Visit):
    """A visit to a portal of the replica; redirects and robots.txt are heeded as a harvest does."""

    def __init__(self, county) -> None:
        self.family = world.build(county)
        portal = Portal(code=county.code, name=county.name, home=f"http://{HOST}/")
        self.spider = CountyPortals([portal], {}, 3000)
        super().__init__(self.spider.explore(county.code, None), self._answer)

    def _answer(self, link: Link) -> Response | None:
        going = self.spider.request(self.explorer.portal.code, link)
        while isinstance(going, Request):
            response = self._served(going, link)
            if response is None:
                return None
            response.request = going
            going = Redirects().process_response(going, response)
        return going

    def _served(self, request: Request, link: Link) -> Response | None:
        site, parts = self.family.site, urlsplit(request.url)
        if any(parts.path.startswith(prefix) for prefix in site.disallowed):
            return None
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        endpoint = site.posts.get(parts.path) if request.method == "POST" else None
        form = dict(parse_qsl(request.body.decode(), keep_blank_values=True))
        page = endpoint(target, form) if endpoint else site.find(target)
        if page is None:
            return None
        document = link.kind is Kind.FILE and is_file(target)
        body = b"%PDF-1.4" if document else site.body(target, page, HOST)
        headers = {"Content-Type": page.content_type or site.content_type, **dict(page.headers)}
        return HtmlResponse(request.url, status=page.status, body=body, headers=headers)

    def _read(self, response: Response, link: Link) -> Reading:
        readings = self.spider.parse(response, self.explorer.portal.code, link)
        return asyncio.run(anext(readings))

    def _ask(self, link: Link) -> Reading:
        if link.render:
            reading = self.explorer.failed(link, "no_browser")
            self.asked.append((link, reading))
            return reading
        return super()._ask(link)


def key(path: str) -> str:
    return urls.key(f"http://{HOST}{path}")


@pytest.fixture(scope="module", params=READABLE, ids=lambda county: county.name)
def done(request):
    return ReplicaVisit(request.param).run()


def test_every_report_is_found_and_nothing_else(done):
    truth = {key(path): one for one in done.family.truth for path in (one.path, *one.also)}
    found = {truth[each].path for each in done.reports if each in truth}
    assert {one.path for one in done.family.truth} - found == set()
    assert [one.title for each, one in done.reports.items() if each not in truth] == []


def test_year_agency_and_level_are_right_or_flagged(done):
    truth = {key(path): one for one in done.family.truth for path in (one.path, *one.also)}
    wrong = [
        (one.title, one.year, one.agency, one.level)
        for each, one in done.reports.items()
        if each in truth and not one.flags
        and (one.year, one.agency, one.level) != (truth[each].year, truth[each].agency, truth[each].level)
    ]  # fmt: skip
    assert wrong == []


def test_every_attachment_is_asked_for(done):
    asked = {link.key for link, _ in done.asked}
    assert {key(file.path) for one in done.family.truth for file in one.files} - asked == set()


def test_requests_are_few_against_the_oracle(done):
    assert len(done.asked) <= 1.25 * len(done.family.oracle)


def test_most_reports_come_early(done):
    truth = {key(path): one.path for one in done.family.truth for path in (one.path, *one.also)}
    first: dict[str, int] = {}
    for each, when in done.found_at.items():
        if each in truth:
            first[truth[each]] = min(when, first.get(truth[each], when))
    when = sorted(first.values())[math.ceil(0.9 * len(done.family.truth)) - 1]
    assert when <= 1.1 * len(done.family.oracle)


def test_nothing_is_asked_twice_and_no_other_host_and_nothing_that_robots_forbid(done):
    keys = [urls.key(link.url, link.method, link.body) for link, _ in done.asked]
    assert len(keys) == len(set(keys))
    assert {urlsplit(link.url).netloc for link, _ in done.asked} == {HOST}


def test_the_visit_is_proven_complete(done):
    assert done.explorer.verdict()[0] == "complete", done.explorer.verdict()


def test_without_a_browser_its_list_is_missed_and_the_portal_says_so():
    done = ReplicaVisit(next(county for county in BENCHMARK if county.code == SEALED)).run()
    missed = [one for one in done.family.truth if key(one.path) not in done.reports]
    assert {one.level for one in missed} == {"township"}
    assert len(done.reports) == len(done.family.truth) - len(missed)
    assert sum(link.render for link, _ in done.asked) == 1
    assert done.explorer.verdict()[0] == "needs_browser"


def test_a_crash_in_the_middle_costs_no_report():
    whole = ReplicaVisit(FOUNDING[1]).run()
    half = ReplicaVisit(FOUNDING[1])
    half.limit = len(whole.asked) // 2
    half.run()
    reborn = Explorer(half.explorer.portal, json.loads(json.dumps(half.explorer.memory())))
    half.spider.explorers[half.explorer.portal.code] = half.explorer = reborn
    half.limit = 3000
    half.run()
    assert set(half.reports) == set(whole.reports)
    assert len(half.asked) <= len(whole.asked) + 10
    assert half.explorer.verdict() == whole.explorer.verdict()
