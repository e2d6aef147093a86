"""A harvest of a portal whose reports stand in unusual ways: each report alone, its text whole, nothing beside it."""

from collections import Counter

import pytest

from tests.crawler.harvest_portal import CODE, COUNTY, Served, harvest
from tests.crawler.unusual_reports import KINDS, answers


@pytest.fixture(scope="module")
def portal():
    served = Served(answers)
    yield served
    served.close()


@pytest.fixture(scope="module")
def harvested(portal, tmp_path_factory):
    return harvest(tmp_path_factory.mktemp("unusual"), portal.home)


def lines(record):
    return [line for line in record["text"].split("\n") if line]


@pytest.mark.parametrize("name", KINDS)
def test_each_report_is_one_document_with_its_own_text(name, harvested):
    kind = KINDS[name]
    for (body, year), right in kind.right.items():
        mine = {f"{COUNTY}{body}", f"{COUNTY}{body}人民政府"}
        found = [one for one in harvested.records if one["agency"] in mine and one["year"] == year]
        assert [lines(one) for one in found] == [right], (body, year)
        (record,) = found
        roles = kind.roles.get((body, year))
        assert roles is None or tuple(file["role"] for file in record["files"]) == roles
        assert set(kind.flags.get((body, year), ())) <= set(record["flags"])


def test_there_is_no_other_document(harvested):
    right = sum(len(kind.right) for kind in KINDS.values())
    assert len(harvested.records) == right
    assert harvested.outcome == "complete", harvested.reason


def test_a_second_harvest_changes_nothing(harvested, portal):
    corpus, arguments = harvested.corpus, [*harvested.arguments, "-a", "revisit=all"]
    corpus.run("crawl", "county_portals", "-a", f"portals={CODE}", *arguments)
    again = corpus.export("--all-versions")
    assert Counter(record["id"] for record in again) == Counter(record["id"] for record in harvested.records)
    assert {record["id"]: record["text"] for record in again} == {
        record["id"]: record["text"] for record in harvested.records
    }
