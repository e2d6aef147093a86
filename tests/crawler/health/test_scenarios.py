"""Planted troubles, each found once, with since when and what to do; and nights of well portals, on which nothing is."""

from datetime import UTC, datetime, timedelta

import pytest
from invented_history import FIRST, LIST, NIGHT, Seen, World, read, reports, with_facts

from storage.vocabulary import ListAnswer

WELL = Seen()
OTHER = "portal.example/zl"


def kinds(found):
    return [one.kind for one in found]


def only(found, kind):
    """Return the one finding there is."""
    assert kinds(found) == [kind]
    assert found[0].todo
    return found[0]


# --- lists ----------------------------------------------------------------------------------------------------------
def test_half_a_list_is_found_the_same_night_and_once():
    world = World()
    assert world.nights(5, p1=WELL) == []
    half = Seen({LIST: reports(36)})
    found = only(world.night(p1=half), "list_shrank")
    assert (found.before, found.after, found.url) == (72, 36, f"http://{LIST}/")
    assert "had 72 entries and shows 36" in found.what
    assert "2026-06-05 01:15Z" in found.what  # when it was whole
    assert world.nights(40, p1=half) == []  # its baseline does not slide
    assert [one.since for one in world.open] == [FIRST + 5 * NIGHT]


def test_what_is_whole_again_is_closed_after_a_few_looks():
    world = World()
    world.nights(3, p1=WELL)
    world.nights(2, p1=Seen({LIST: reports(30)}))
    assert world.nights(3, p1=WELL) == []
    assert [(one.closed_why, one.times) for one in world.findings] == [("cleared", 0)]


def test_what_a_person_accepts_is_the_new_state():
    world = World()
    world.nights(3, p1=WELL)
    half = Seen({LIST: reports(36)})
    world.night(p1=half)
    world.accept()
    assert world.nights(10, p1=half) == []
    assert kinds(world.night(p1=Seen({LIST: reports(10)}))) == ["list_shrank"]


@pytest.mark.parametrize(
    "trouble",
    [
        Seen({}, outcome="unreachable"),
        with_facts(Seen(outcome="incomplete"), reason="page 3 could not be read"),
        with_facts(WELL, moved_to="https://new.example/"),
        with_facts(Seen({}, outcome="blocked"), blocked=10),
        with_facts(WELL, tls="the certificate of www.portal.example does not verify: expired"),
    ],
    ids=["unreachable", "incomplete", "moved", "wall", "certificate"],
)
def test_what_a_person_accepts_is_not_found_again_as_long_as_it_lasts(trouble):
    world = World()
    world.nights(3, p1=WELL)
    assert len(world.nights(12, p1=trouble)) == 1
    world.accept()
    assert world.nights(40, p1=trouble) == []
    world.nights(20, p1=WELL)
    assert len(world.nights(12, p1=trouble)) == 1


def test_an_emptied_list_takes_the_place_of_the_half_one():
    world = World()
    world.nights(3, p1=WELL)
    world.night(p1=Seen({LIST: reports(36)}))
    empty = Seen({LIST: frozenset()}, outcome="incomplete")
    found = only(world.night(p1=empty), "list_emptied")
    assert (found.before, found.after) == (72, 0)
    assert world.nights(20, p1=empty) == []
    assert [one.closed_why for one in world.findings] == ["superseded", ""]


def test_a_redesign_is_one_finding_however_many_lists_it_took():
    world = World()
    many = Seen({f"portal.example/{year}": reports(12, 12 * year) for year in range(8)})
    world.nights(3, p1=many)
    bare = Seen({}, outcome="incomplete")
    found = only(world.night(p1=bare), "redesigned")
    assert (found.before, found.after) == (96, 0)
    assert world.nights(20, p1=bare) == []
    moved = Seen({"portal.example/new": reports(96)})  # found again, at a new address
    assert world.nights(3, p1=moved) == []
    assert world.open == []


def test_a_list_that_could_not_be_read_is_neither_lost_nor_whole():
    world = World()
    two = Seen({LIST: reports(40), OTHER: reports(20, 40)})
    world.nights(3, p1=two)
    failed = with_facts(Seen({LIST: reports(40)}, outcome="incomplete"), answers={OTHER: ListAnswer.FAILED}, held=60)
    assert world.nights(3, p1=failed) == []


def test_reports_that_leave_by_the_dozen_are_found_though_the_lists_are_as_long():
    world = World()
    big = with_facts(WELL, held=400)
    world.nights(3, p1=big)
    found = only(world.night(p1=with_facts(Seen({LIST: reports(70)}), held=400, missing=14)), "reports_vanished")
    assert (found.before, found.after, found.severity) == (0, 14, "warning")
    assert world.nights(20, p1=with_facts(Seen({LIST: reports(70)}), held=386, gone=14)) == []


# --- nothing ----------------------------------------------------------------------------------------------------------
def unchanged(_night):
    return WELL


def growing(night):
    return Seen({LIST: reports(72 + 3 * night)})


def rolling(night):
    return with_facts(Seen({LIST: reports(20, 2 * night)}), held=20 + 2 * night, missing=2 * night)


def turned(night):
    """One list under an address that is new every night."""
    return Seen({f"{LIST}?session={night}": reports(72)})


def twice(night):
    """Two columns of the same reports, of which one is sometimes not linked."""
    return Seen({LIST: reports(72)} if night % 3 else {LIST: reports(72), OTHER: reports(72)})


def flickering(night):
    return Seen({LIST: reports(72 - night % 2)})


def unlucky(night):
    """A server that is down every fourth night."""
    return Seen(outcome="complete" if night % 4 else "unreachable")


def renumbered(night):
    """All addresses change one night, as http becomes https or the CMS is exchanged."""
    return Seen({LIST: reports(72, 1000 if night > 4 else 0)})


def asking_all(night):
    return with_facts(WELL, requests=90 if night in {0, 5} else 3, asked=90 if night in {0, 5} else 3)


@pytest.mark.parametrize(
    "portal",
    [unchanged, growing, rolling, turned, twice, flickering, unlucky, renumbered, asking_all],
    ids=["unchanged", "growing", "rolling", "turned", "twice", "flickering", "unlucky", "renumbered", "asking_all"],
)
def test_nothing_is_found_on_ten_nights_of_a_well_portal(portal):
    world = World()
    found = [one for night in range(10) for one in world.night(p1=portal(night))]
    assert [one for one in found if one.needs_person] == []
    assert [one.kind for one in found if not one.needs_person] in ([], ["reports_vanished"])  # the rolling one's


def test_a_portal_that_is_half_every_other_night_has_one_finding():
    world = World()
    found = [one for night in range(40) for one in world.night(p1=Seen({LIST: reports(36 if night % 2 else 72)}))]
    assert kinds(found) == ["list_shrank"]


def test_one_that_comes_back_again_and_again_needs_ever_longer_to_be_over():
    world = World()
    nights = [36 if night % 8 == 7 else 72 for night in range(120)]  # well for a week, then a night of half
    found = [one for number in nights for one in world.night(p1=Seen({LIST: reports(number)}))]
    assert len(found) <= 3


# --- access -----------------------------------------------------------------------------------------------------------
def test_a_new_wall_is_found_the_same_night_and_once():
    world = World()
    world.nights(3, p1=WELL)
    blocked = with_facts(Seen({}, outcome="blocked"), blocked=10, reason="the home page is behind a wall (ruishu)")
    found = only(world.night(p1=blocked), "wall")
    assert "ruishu" in found.what
    assert "2026-06-03 01:15Z" in found.what
    assert world.nights(30, p1=blocked) == []


def test_a_wall_that_always_was_is_none():
    assert World().nights(10, p1=with_facts(Seen({}, outcome="blocked"), blocked=10)) == []


def test_a_portal_is_unreachable_after_days_and_not_after_a_night():
    world = World()
    world.nights(3, p1=WELL)
    down = Seen({}, outcome="unreachable")
    assert world.nights(2, p1=down) == []  # a weekend
    only(world.night(p1=down), "unreachable")
    assert world.nights(20, p1=down) == []


def test_a_portal_that_stays_incomplete_is_found_after_a_week_and_the_one_that_always_was_is_a_notice():
    world = World()
    torn = with_facts(Seen(outcome="incomplete"), reason="page 3 could not be read")
    world.nights(3, p1=WELL, p2=torn)
    found = world.nights(30, p1=torn, p2=torn)
    assert sorted((one.portal, one.kind, one.severity) for one in found) == [
        ("1", "stays_incomplete", "warning"),
        ("2", "never_complete", "notice"),
    ]


def test_a_certificate_and_a_home_page_that_moved():
    world = World()
    world.nights(3, p1=WELL)
    bad = with_facts(WELL, tls="the certificate of www.portal.example does not verify: expired")
    assert only(world.night(p1=bad), "certificate").severity == "notice"
    moved = with_facts(WELL, moved_to="https://new.example/")
    assert only(world.night(p1=moved), "home_moved").url == "https://new.example/"
    assert world.nights(10, p1=moved) == []


def test_a_missing_browser_is_one_finding_for_all_who_need_one():
    world = World()
    needy = Seen({}, outcome="needs_browser")
    found = only(world.night(p1=needy, p2=needy, p3=WELL), "needs_browser")
    assert (found.portal, found.after) == ("", 2)
    assert world.nights(10, p1=needy, p2=needy, p3=WELL) == []


# --- what is read -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("subject", "worse"),
    [
        ("length", read(length=300)),
        ("files", read(files=0.4)),
        ("failed", read(failed=0.8)),
        ("flagged", read(flagged=0.9)),
    ],
)
def test_reports_that_are_read_worse_than_before(subject, worse):
    world = World()
    world.night(p1=with_facts(WELL, read=read()))
    assert world.nights(5, p1=WELL) == []
    found = only(world.night(p1=with_facts(WELL, read=worse)), "read_worse")
    assert found.subject == subject


def test_a_portal_that_asks_for_thousands_of_requests():
    world = World()
    world.nights(3, p1=with_facts(WELL, requests=80))
    assert only(world.night(p1=with_facts(WELL, requests=900)), "more_requests").severity == "notice"


# --- the calendar -----------------------------------------------------------------------------------------------------
LAST_YEAR = {("county", 2025): 1, ("township", 2025): 11}


def test_a_late_county_is_found_by_the_calendar_and_not_by_days():
    world = World(now=datetime(2026, 9, 1, tzinfo=UTC), watched_since=datetime(2026, 9, 1, tzinfo=UTC))
    silent = Seen(published=LAST_YEAR)
    assert world.nights(120, p1=silent) == []  # nothing new since March: so it should be
    towns = Seen(published={**LAST_YEAR, ("township", 2026): 11})
    found = world.nights(182, p1=towns)  # until the end of June
    late = only(found, "reports_late")
    assert "county 0 of 1, due 2027-03-31" in late.what
    assert world.open[0].since.date() == datetime(2027, 5, 1, tzinfo=UTC).date()
    whole = Seen(published={**LAST_YEAR, ("township", 2026): 11, ("county", 2026): 1})
    assert world.nights(3, p1=whole) == []
    assert world.open == []


def test_each_level_is_late_by_its_own_day_and_a_stray_report_is_no_habit():
    world = World(now=datetime(2026, 12, 1, tzinfo=UTC), watched_since=datetime(2026, 12, 1, tzinfo=UTC))
    silent = Seen(published={**LAST_YEAR, ("department", 2025): 1, ("other", 2025): 9})
    found = world.nights(200, p1=silent)  # until the middle of June
    assert [one.subject for one in found if one.kind == "reports_late"] == ["township 2026", "county 2026"]


def test_many_late_portals_are_many_late_portals():
    world = World(now=datetime(2026, 12, 1, tzinfo=UTC), watched_since=datetime(2026, 12, 1, tzinfo=UTC))
    silent = {f"p{at}": Seen(published=LAST_YEAR) for at in range(6)}
    found = world.nights(100, **silent)  # until March: the townships are late
    assert sorted((one.portal, one.kind) for one in found) == [(code[1:], "reports_late") for code in silent]


def test_a_term_that_was_over_before_we_came_is_the_ledgers_business():
    world = World(now=datetime(2026, 11, 1, tzinfo=UTC), watched_since=datetime(2026, 11, 1, tzinfo=UTC))
    assert world.nights(10, p1=Seen(published={("county", 2024): 1})) == []


# --- the run ----------------------------------------------------------------------------------------------------------
def test_45_of_50_silent_portals_are_one_finding():
    world = World()
    codes = [f"p{at}" for at in range(50)]
    world.nights(3, **dict.fromkeys(codes, WELL))
    down = Seen({}, outcome="unreachable")
    silent = {code: down if at < 45 else WELL for at, code in enumerate(codes)}
    found = only(world.night(**silent), "many_portals")
    assert (found.portal, found.before, found.after, found.severity) == ("", 50, 45, "critical")
    assert "45 of 50 portals" in found.what
    assert world.nights(14, **silent) == []


def test_45_of_50_redesigned_at_once_are_one_finding_and_a_lonely_one_is_its_own():
    world = World()
    codes = [f"p{at}" for at in range(50)]
    world.nights(3, **dict.fromkeys(codes, WELL))
    bare = Seen({}, outcome="incomplete")
    assert kinds(world.night(**{code: bare if at < 45 else WELL for at, code in enumerate(codes)})) == ["many_portals"]
    assert kinds(world.nights(4, **{code: bare if at < 1 else WELL for at, code in enumerate(codes)})) == ["redesigned"]


def test_a_clock_that_jumped_back_or_runs_far_ahead():
    world = World()
    world.nights(3, p1=WELL)
    world.run = {"last_moment": world.now + timedelta(days=400)}
    assert "jumped back" in only(world.night(p1=WELL), "clock").what
    ahead = World()
    ahead.nights(3, p1=WELL, p2=WELL, p3=WELL)
    ahead.run = {"clocks": [-3650 * 86400.0, -3650 * 86400.0, 1.0]}
    assert "3650 days ahead" in only(ahead.night(p1=WELL, p2=WELL, p3=WELL), "clock").what


def test_one_portal_with_a_wrong_clock_is_its_own_business():
    world = World(run={"clocks": [-3650 * 86400.0]})
    assert world.nights(5, p1=WELL) == []


def test_a_disk_that_will_not_last_a_week():
    world = World(run={"free_bytes": 9_000_000_000, "grown_bytes": [2_000_000_000] * 5})
    assert only(world.night(p1=WELL), "disk").severity == "critical"
    assert World(run={"free_bytes": 9_000_000_000, "grown_bytes": [1_000_000_000] * 5}).night(p1=WELL) == []
