"""Recorded cases: a page, its URL, and what its family must make of it."""

import json
import re
from pathlib import Path

import pytest
from scrapy.http import HtmlResponse

from spiders.cms import families
from spiders.cms.base import Listing, ReportPage
from spiders.discovery import Explorer
from spiders.discovery.link_priors import PROMISING
from spiders.items import Link
from spiders.json_form import from_json
from spiders.pages import page_of
from spiders.pages.text import text_of
from spiders.portals import Portal

SITES = Path(__file__).parents[2] / "sites"
CASES = sorted(SITES.glob("*/*/case.json"))
FAMILIES = {family.name: family for family in families()}


def load(path: Path):
    case = json.loads(path.read_text("utf-8"))
    page = next(path.parent.glob("page.*"))
    status = case.get("status", 200)
    return case, HtmlResponse(case["url"], status, headers={"Content-Type": "text/html"}, body=page.read_bytes())


@pytest.fixture(params=CASES, ids=lambda path: f"{path.parent.parent.name}-{path.parent.name}")
def case(request):
    return load(request.param)


def test_every_family_has_a_case():
    assert {path.parent.parent.name for path in CASES} == set(FAMILIES)


def test_the_right_family_is_surest(case):
    expected, response = case
    scores = {name: family.recognises(response) for name, family in FAMILIES.items()}
    assert max(scores, key=lambda name: scores[name]) == expected["family"], scores


def test_listing(case):
    expected, response = case
    if "listing" not in expected:
        return
    listing = FAMILIES[expected["family"]].listing(response)
    if expected["listing"] is None:
        assert listing is None
        return
    assert isinstance(listing, Listing)
    check_listing(listing, expected["listing"])


def check_listing(listing: Listing, expected: dict) -> None:
    if "entries" in expected:
        assert [[one.url, one.title, one.date] for one in listing.entries] == expected["entries"]
    if "pages" in expected:
        assert [one.url for one in listing.pages] == expected["pages"]
    assert {one.method for one in listing.pages} <= {expected.get("method", "GET")}
    if "body" in expected:
        assert {one.body for one in listing.pages} == {expected["body"]}
    if "bodies" in expected:
        assert [one.body for one in listing.pages] == expected["bodies"]
    if "columns" in expected:
        assert [[one.url, one.anchor] for one in listing.columns] == expected["columns"]
    for name in ("page", "page_count", "total", "first"):
        if name in expected:
            assert getattr(listing, name) == expected[name], name


@pytest.mark.parametrize("number", ["0", "9" * 5_000])
def test_no_number_makes_a_family_raise(case, number):
    expected, response = case
    family, source = FAMILIES[expected["family"]], response.url + "\0" + response.text
    for place in re.finditer(r"\d+", source):
        url, _, page = f"{source[: place.start()]}{number}{source[place.end() :]}".partition("\0")
        mutated = HtmlResponse(url, body=page, encoding="utf-8")
        assert isinstance(family.listing(mutated), Listing | None)
        assert isinstance(family.report(mutated), ReportPage | None)


def test_report(case):
    expected, response = case
    if "report" not in expected:
        return
    report = FAMILIES[expected["family"]].report(response)
    assert isinstance(report, ReportPage)
    wanted = expected["report"]
    for name in ("title", "published", "index_number", "agency"):
        if name in wanted:
            assert getattr(report, name) == wanted[name], name
    if "breadcrumb" in wanted:
        assert list(page_of(response).breadcrumb) == wanted["breadcrumb"]
    if "attachments" in wanted:
        assert [[one.url, one.name] for one in report.attachments] == wanted["attachments"]
    if "follow" in wanted:
        assert [[one.url, one.method, one.body] for one in report.follow] == [wanted["follow"]]
    if "body" in wanted:
        response = HtmlResponse(response.url, body=report.body.encode(), encoding="utf-8")
        assert wanted["body"] in text_of(response.selector.root)
    for name, value in wanted.get("meta", {}).items():
        assert report.meta[name] == value


def test_what_the_search_for_reports_makes_of_it(case):
    """What `scrapy case` writes beside the family's reading: whose page it is, what it was asked as, and what was found."""
    expected, response = case
    wanted = expected.get("reading")
    if wanted is None:
        return
    explorer, link = Explorer(from_json(Portal, wanted["portal"])), from_json(Link, wanted["link"])
    reading = explorer.read(response, link)
    if "kind" in wanted:
        assert reading.kind == wanted["kind"], reading.reason
    if "reports" in wanted:
        assert [[one.title, one.year, one.agency, one.level] for one in reading.reports] == wanted["reports"]
    if "links" in wanted:
        promising = [link for link in reading.links if link.score >= PROMISING]
        assert [[one.kind, one.url, one.anchor] for one in promising] == wanted["links"]
    if "rejected" in wanted:
        assert [[one.reason, one.url, one.title] for one in reading.rejected] == wanted["rejected"]
