"""What the portals hold: enough of it, all of it reachable by clicking, and the same for a seed."""

import re
from collections import Counter
from html import unescape

import pytest

from crawler.extraction.base import Paragraph
from tests.replica.counties import BENCHMARK, FOUNDING, WILD
from tests.replica.families.trs import Trs
from tests.replica.lookalikes import KINDS
from tests.replica.world import build

HOST = "127.0.0.1:8000"
EVERY = (*FOUNDING, *BENCHMARK, *WILD[:2])


def said(markup):
    """Return the page's visible characters without tags and spaces."""
    hidden = r"<!--.*?-->|<(\w+)[^>]*display:\s*none[^>]*>.*?</\1>|<[^>]*>"
    text = unescape(re.sub(hidden, "", markup, flags=re.DOTALL))
    return "".join(re.sub("[\u00ad\u200b-\u200f\u2060\ufeff]", "", text).split())


@pytest.fixture(scope="module")
def reports(families):
    return [report for family in families[: len(FOUNDING)] for report in family.truth]


def test_there_are_enough_pages_and_reports(families, reports):
    founding = families[: len(FOUNDING)]
    assert sum(len(family.site.pages) for family in founding) >= 1500
    assert len(reports) >= 250
    assert len(families) >= 12
    for family in families:
        places = {file.path for report in family.truth for file in report.files}
        places |= {path for report in family.truth for path in (report.path, *report.also)}
        assert len(family.site.pages.keys() - places) >= 20 * len(family.truth), family.county.name


def test_all_levels_forms_and_years_occur(reports):
    assert {report.level for report in reports} == {"county", "department", "township"}
    assert {report.year for report in reports} == set(range(2008, 2025))
    assert {report.facts.form for report in reports} == {"free", "2019", "2021"}
    formats = Counter(file.format for report in reports for file in report.files)
    assert set(formats) == {"html", "pdf", "doc", "docx"}
    assert min(formats.values()) >= 30


def test_ways_of_publishing(reports):
    shapes = Counter(tuple(f"{file.role} {file.format}" for file in report.files) for report in reports)
    assert ("attachment pdf",) in shapes  # a bare file in a list
    assert ("page html", "attachment pdf", "attachment docx") in shapes  # a cover with two renditions
    assert ("page html", "attachment doc") in shapes
    assert any(report.bodies[0] > 0 for report in reports)
    assert sum(bool(report.also) for report in reports) >= 10
    assert any("agency_unknowable" in report.flags and report.agency is None for report in reports)
    assert any(report.path.endswith("n/") for report in reports)  # the index of a column


def test_a_body_reports_once_a_year(reports):
    keys = Counter((report.portal, report.agency, report.year) for report in reports)
    assert max(keys.values()) == 1


def test_every_kind_of_lookalike_occurs_and_none_is_a_report(families, reports):
    entries = [entry for family in families for entry in family.lookalikes]
    assert {entry.kind for entry in entries} == {*KINDS, "picture", "dead"}
    places = {(report.portal, path) for report in reports for path in (report.path, *report.also)}
    assert not places & {(entry.portal, entry.path) for entry in entries}


@pytest.mark.parametrize("index", range(len(EVERY)), ids=[county.code for county in EVERY])
def test_every_report_is_reached_by_clicking(families, reached, index):
    family = families[index]
    seen = reached(family)
    for report in family.truth:
        wanted = {report.path, *report.also, *report.lists, *(file.path for file in report.files)}
        assert wanted <= seen.keys(), report.title
    hidden = {target for target in family.site.pages if target.startswith(family.site.disallowed or ("\0",))}
    strange = family.site.pages.keys() - seen.keys() - hidden
    assert strange <= {"/", "/robots.txt", "/hdjl/", "/gannan/wzdt/common_list.shtml"}  # walled, or linked with a query


@pytest.mark.parametrize("index", range(len(EVERY)), ids=[county.code for county in EVERY])
def test_the_oracle_asks_for_every_report_and_little_else(families, index):
    family = families[index]
    wanted = {file.path for report in family.truth for file in report.files}
    assert wanted <= set(family.oracle)
    assert len(family.oracle) <= len(wanted) + 2 * len(family.truth)
    assert all(family.site.find(target.partition("#")[0]) for target in family.oracle)


def test_what_robots_closes_holds_copies_of_reports(families):
    site = families[0].site
    assert any("/zfxxgknb/" in target for target in site.pages if target.startswith(site.disallowed))


def test_a_report_is_shown_where_the_truth_says(families, reached):
    for family in families:
        if family.county.code in {"440823", "411025"}:
            continue  # there the text comes as JSON
        for report in family.truth:
            if report.bodies[0] == 0 and report.files[0].format == "html":
                page = family.site.pages[report.path]
                text = said(reached(family)[report.path].decode(page.charset or family.site.charset))
                for block in report.blocks:
                    if isinstance(block, Paragraph):
                        assert "".join(block.text.split()) in text


def test_equal_seeds_give_equal_bytes():
    one, two = (Trs(FOUNDING[0], "equal", 1) for _ in range(2))
    assert one.site.pages.keys() == two.site.pages.keys()
    assert one.truth == two.truth
    formats = {file.format: file.path for report in one.truth for file in report.files}
    for target in [*formats.values(), "/", "/xxgk_7799/zfxxgknb/"]:
        bodies = [family.site.body(target, family.site.pages[target], HOST) for family in (one, two)]
        assert bodies[0] == bodies[1], target


def test_other_seeds_give_other_portals():
    one, two = (build(FOUNDING[1], seed) for seed in ("one", "two"))
    assert {report.path for report in one.truth} != {report.path for report in two.truth}


def test_other_seeds_give_wild_portals_another_style():
    styles = {
        (portal.lists, portal.articles, portal.pager, portal.by) for portal in (build(WILD[0], s) for s in "abcd")
    }
    assert len(styles) >= 3


def test_scale_multiplies_only_what_is_no_report():
    small, large = build(FOUNDING[1], "scale", 1), build(FOUNDING[1], "scale", 3)
    assert [report.path for report in small.truth] == [report.path for report in large.truth]
    assert len(large.site.pages) > 2 * len(small.site.pages)
