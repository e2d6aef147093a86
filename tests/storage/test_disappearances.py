"""When what is missing is gone, and when it is not."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from changing_portal import LIST, A, B, C, Page
from invented_portal import HOME, NAME, T0, exchange

from storage.export import history
from storage.queries import Selected
from storage.values import ListSeen, Unit


@pytest.fixture
def history_since(shared, world):
    def kinds(since: datetime | None) -> list[str]:
        with shared[0].read() as reader:
            return [row["kind"] for row in history.events(reader, Selected(portals=[world.code], since=since))]

    return kinds


def test_gone_needs_looks_and_days(world, records):
    pages = {A: Page("甲"), B: Page("乙", agency="立岗镇")}
    world.harvest(pages)
    left = {B: pages[B]}
    assert world.kinds(left) == []
    assert world.kinds(left, days=3) == []
    assert world.kinds(left, days=3) == []
    assert world.kinds(left, days=1) == [("gone",)]
    assert world.kinds(left) == []
    gone = {record["agency"]: record["gone_since"] for record in records()}
    assert gone == {"金贵镇": "2026-11-23T07:04:00Z", "立岗镇": None}


@pytest.mark.parametrize("status", [404, 410])
def test_not_found_is_missing_even_when_listed(world, status):
    world.harvest({A: Page("甲")})
    world.harvest({A: Page("甲", status=status)})
    assert world.kinds({A: Page("甲", status=status)}, days=8) == [("gone",)]


@pytest.mark.parametrize("status", [403, 412, 500, 503])
def test_a_wall_is_never_gone(world, records, status):
    world.harvest({A: Page("甲")})
    for _ in range(4):
        assert world.kinds({A: Page("甲", status=status, listed=False)}, days=9) == []
    assert records()[0]["gone_since"] is None


@pytest.mark.parametrize("outcome", ["incomplete", "blocked", "unreachable", "needs_browser"])
def test_an_incomplete_visit_is_no_look(world, outcome):
    world.harvest({A: Page("甲")})
    for _ in range(3):
        assert world.kinds({}, outcome=outcome, days=9) == []


def test_what_its_own_list_dropped_is_gone_whatever_else_the_visit_could_not_read(world):
    pages = {A: Page("甲"), B: Page("乙", agency="立岗镇")}
    world.harvest(pages, outcome="incomplete", list_read=True)
    left = {B: pages[B]}
    assert world.kinds(left, outcome="incomplete", list_read=True) == []
    assert world.kinds(left, outcome="needs_browser", list_read=True, days=8) == [("gone",)]


def test_what_the_server_denies_is_gone_whatever_else_the_visit_could_not_read(world):
    world.harvest({A: Page("甲")}, outcome="incomplete")
    world.harvest({A: Page("甲", status=404)}, outcome="incomplete")
    assert world.kinds({A: Page("甲", status=404)}, outcome="incomplete", days=8) == [("gone",)]


def test_what_another_list_named_that_was_not_read_to_its_end_may_still_stand_there(world):
    pages, column = {A: Page("甲"), B: Page("乙", agency="立岗镇")}, f"{HOME}column/"
    world.harvest(pages, unproven={column: (A,)})
    left = {B: pages[B]}
    for _ in range(3):
        assert world.kinds(left, outcome="incomplete", list_read=True, unproven={column: (B,)}, days=9) == []


def test_an_emptied_list_of_an_incomplete_visit_proves_nothing(world):
    world.harvest({A: Page("甲")}, outcome="incomplete", list_read=True)
    for _ in range(3):
        assert world.kinds({}, outcome="incomplete", list_read=True, days=9) == []


def test_listed_but_not_asked_stands(world, records):
    world.harvest({A: Page("甲")})
    for _ in range(3):
        assert world.kinds({A: Page("甲", asked=False)}, days=9) == []
    [record] = records()
    assert (record["gone_since"], record["last_seen"]) == (None, "2026-12-19T07:04:00Z")


def test_a_report_that_its_page_holds_no_more_is_gone(world, records):
    world.harvest({A: Page("甲", bodies=("立岗镇", "金贵镇"))})
    assert world.kinds({A: Page("甲", asked=False)}, days=9) == []
    left = {A: Page("甲乙", bodies=("立岗镇",))}
    assert world.kinds(left) == [("substantive",)]
    assert world.kinds(left, days=9) == [("gone",)]
    assert {record["agency"]: bool(record["gone_since"]) for record in records()} == {"立岗镇": False, "金贵镇": True}


def test_all_reports_of_a_page_that_is_not_found_are_gone(world):
    world.harvest({A: Page("甲", bodies=("立岗镇", "金贵镇"))})
    world.harvest({A: Page("甲", status=404)})
    assert world.kinds({A: Page("甲", status=404)}, days=8) == [("gone",), ("gone",)]


def test_returned(world, records, history_since):
    world.harvest({A: Page("甲")})
    world.harvest({})
    assert world.kinds({}, days=9) == [("gone",)]
    assert world.kinds({A: Page("甲")}) == [("returned",)]
    assert records()[0]["gone_since"] is None
    assert history_since(T0 + timedelta(days=world.day)) == ["returned"]


def test_returned_elsewhere_with_other_words(world):
    [first] = world.harvest({A: Page("甲")})
    world.harvest({})
    world.harvest({}, days=9)
    [change] = world.harvest({C: Page("甲乙")})
    assert (change.document, change.events) == (first.document, ("returned", "substantive", "moved"))


def test_since_shows_what_is_new_and_what_is_gone(world, records, history_since):
    world.harvest({A: Page("甲"), B: Page("乙", agency="立岗镇")})
    world.harvest({A: Page("甲 改")})
    world.harvest({A: Page("甲 改")}, days=9)
    moment = T0 + timedelta(days=2)
    found = [(record["text"], record["gone_since"] is not None) for record in records(since=moment)]
    assert sorted(found) == [("乙", True), ("甲 改", False)]
    assert records(since=moment + timedelta(days=30)) == []
    assert sorted(history_since(None)) == ["gone", "new", "new", "substantive"]
    assert sorted(history_since(moment)) == ["gone", "substantive"]


def test_a_second_look_of_a_resumed_visit_counts_once(world):
    world.harvest({A: Page("甲")})
    archive = world.archive
    for _ in range(3):  # the same cycle, looked at three times because it was cut short after looking
        world.day += 9
        visit = archive.begin_visit(world.code, NAME, HOME)
        listing = ListSeen(column=LIST, page=0, entries=(), total=None, pages=None, more=False)
        archive.record(Unit(visit=visit.id, key=None, exchanges=(exchange(LIST),), listing=listing))
        assert archive.looked(visit.id) == []
        archive.end_visit(visit.id, "interrupted", "")
