from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crawler.revisit import MAX_AFTER_FAILURE, MAX_INTERVAL, MIN_AFTER_FAILURE, WEEK, next_due
from spiders.items import Kind, Link, LinkContext, Reading, Report, ReportRef
from storage.values import Resource

NOW = datetime(2026, 2, 10, tzinfo=UTC)
LINK = Link(url="http://a.example/x", key="a.example/x", kind=Kind.REPORT, score=1.0)
FILE = Link(
    url="http://a.example/x.pdf", key="a.example/x.pdf", kind=Kind.FILE, score=1.0,
    context=LinkContext(report=ReportRef(key="a.example/x", year=2025)),
)  # fmt: skip


def reading(kind, year=None, *, link=LINK, level="county", published=None):
    report = Report(
        url=LINK.url, key=LINK.key, title="t", year=year or 2012, agency=None, level=level, published=published
    )
    return Reading(portal="640122", link=link, kind=kind, reports=(report,) if year else ())


def known(looks=0, status=200, asked=NOW, due=None):
    return Resource(
        key=LINK.key, url=LINK.url, kind="report", fetched_at=asked, status=status, etag=None, last_modified=None,
        payload_sha256=None, content_key="k", changed_at=NOW, unchanged_looks=looks, next_due=due,
    )  # fmt: skip


def interval(item, after, before=None, now=NOW):
    return next_due(item, before, after, now) - now


def test_lists_are_read_every_time():
    for kind in (Kind.HOME, Kind.HUB, Kind.DIRECTORY, Kind.LIST):
        assert interval(reading(kind), known(9)) == timedelta(0)


@given(st.integers(0, 10**6))
def test_the_interval_grows_while_nothing_changes_but_never_beyond_half_a_year(looks):
    this, later = (interval(reading(Kind.REPORT, 2012), known(number)) for number in (looks, looks + 1))
    assert timedelta(0) < this <= later <= MAX_INTERVAL


@given(
    looks=st.integers(0, 40),
    day=st.dates(date(2015, 1, 1), date(2035, 12, 31)),
    year=st.integers(2007, 2035),
    level=st.sampled_from(["county", "department", "township", "other"]),
    status=st.sampled_from([200, 304, 404, 503, None]),
)
def test_on_any_day_every_report_has_a_turn_soon_enough(looks, day, year, level, status):
    now = datetime(day.year, day.month, day.day, tzinfo=UTC)
    wait = interval(reading(Kind.REPORT, year, level=level), known(looks, status), now=now)
    term = date(year + 1, *((1, 31) if level in {"department", "township"} else (3, 31)))
    most = MAX_AFTER_FAILURE if status not in {200, 304} else WEEK if 0 <= (day - term).days <= 60 else MAX_INTERVAL
    assert MIN_AFTER_FAILURE <= wait <= most


def test_a_change_brings_the_next_look_near_also_of_a_file():
    for item in (reading(Kind.REPORT, 2012), reading(Kind.FILE)):
        assert interval(item, known(0), known(6)) == timedelta(days=4)


def test_young_reports_are_looked_at_weekly_by_their_bodies_calendar():
    def at(month, day, **more):
        return interval(reading(Kind.REPORT, 2025, **more), known(9), now=datetime(2026, month, day, tzinfo=UTC))

    assert {at(1, 5), at(2, 10), at(5, 29), at(2, 10, level="department"), at(3, 31, level="township")} == {WEEK}
    assert {at(6, 1), at(4, 10, level="department"), at(7, 1, level="township")} == {MAX_INTERVAL}
    assert at(7, 1, published="2026-06-20") == WEEK
    assert interval(reading(Kind.REPORT, 2024), known(9)) == MAX_INTERVAL
    assert interval(reading(Kind.FILE, link=FILE), known(9)) == WEEK


@given(st.dates(), st.text(max_size=12), st.sampled_from([0, 2008, 2025, 2099]))
def test_no_date_is_too_odd(today, published, year):
    item = reading(Kind.REPORT, year, published=published or today.isoformat())
    assert interval(
        item, known(3), now=datetime(today.year, 1, 1, tzinfo=UTC) if today.year < 9000 else NOW
    ) > timedelta(0)


def test_what_fails_is_tried_again_soon_and_ever_later():
    assert interval(reading(Kind.BLOCKED), known()) == MIN_AFTER_FAILURE
    assert interval(reading(Kind.OTHER), known(status=404), known()) == MIN_AFTER_FAILURE
    before, waited = None, []
    for _ in range(12):
        moment = next_due(reading(Kind.OTHER), before, known(status=404), NOW)
        before = known(status=404, due=moment)
        waited.append(moment - NOW)
    assert waited[:3] == [MIN_AFTER_FAILURE, 2 * MIN_AFTER_FAILURE, 4 * MIN_AFTER_FAILURE]
    assert waited[-1] == MAX_AFTER_FAILURE


def test_a_page_that_only_sends_on_is_a_way_and_read_every_time():
    on = Reading(portal="640122", link=LINK, kind=Kind.OTHER, links=(LINK,))
    assert interval(on, None) == timedelta(0)
