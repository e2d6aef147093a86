from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crawler.revisit import AFTER_FAILURE, LONGEST, SEASON, next_due
from spiders.items import Kind, Link, Reading, Report
from storage.facts import Resource

NOW = datetime(2026, 2, 10, tzinfo=UTC)
LINK = Link(url="http://a.example/x", key="a.example/x", kind=Kind.REPORT, score=1.0)


def reading(kind, year=None):
    report = Report(url=LINK.url, key=LINK.key, title="t", year=year or 2012, agency=None, level="county")
    return Reading(portal="640122", link=LINK, kind=kind, content_key="k", reports=(report,) if year else ())


def known(looks, content_key="k"):
    return Resource(
        key=LINK.key, url=LINK.url, kind="report", fetched_at=NOW, status=200, etag=None, last_modified=None,
        payload_sha256=None, content_key=content_key, changed_at=NOW, unchanged_looks=looks, next_due=None,
    )  # fmt: skip


def test_lists_are_read_every_time():
    for kind in (Kind.HOME, Kind.HUB, Kind.DIRECTORY, Kind.LIST):
        assert next_due(reading(kind), known(9), "k", NOW) == NOW


@given(st.integers(0, 40))
def test_the_interval_grows_while_nothing_changes_but_never_beyond_half_a_year(looks):
    this = next_due(reading(Kind.REPORT, 2012), known(looks), "k", NOW) - NOW
    later = next_due(reading(Kind.REPORT, 2012), known(looks + 1), "k", NOW) - NOW
    assert timedelta(0) < this <= later <= LONGEST


def test_a_change_brings_the_next_look_near():
    calm = next_due(reading(Kind.REPORT, 2012), known(6), "k", NOW)
    assert next_due(reading(Kind.REPORT, 2012), known(6, "other"), "k", NOW) < calm


def test_in_the_season_last_years_reports_are_looked_at_weekly():
    assert next_due(reading(Kind.REPORT, 2025), known(9), "k", NOW) - NOW == SEASON
    assert next_due(reading(Kind.REPORT, 2024), known(9), "k", NOW) - NOW == LONGEST


def test_a_failure_or_a_block_is_tried_again_soon():
    assert next_due(reading(Kind.BLOCKED), known(9), "k", NOW) - NOW == AFTER_FAILURE


def test_a_page_that_only_sends_on_is_a_way_and_read_every_time():
    on = Reading(portal="640122", link=LINK, kind=Kind.OTHER, links=(LINK,))
    assert next_due(on, None, "", NOW) == NOW
