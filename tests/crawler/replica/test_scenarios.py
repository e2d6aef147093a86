"""What changes between two harvests is told exactly, and faults strike as they say, once."""

import http.client
import json
from collections import Counter
from urllib.parse import urlsplit

import pytest

from tests.replica import Replica, changes
from tests.replica.counties import FOUNDING
from tests.replica.scenarios import parse
from tests.replica.world import build

HOST = "127.0.0.1:8000"


def body(family, target):
    return family.site.body(target, family.site.find(target), HOST)


@pytest.fixture(scope="module")
def states():
    return {
        name: build(FOUNDING[0], scenario=name) for name in ("", "second_year", "returned", "cosmetic", "redesigned")
    }


@pytest.fixture(scope="module")
def year(states):
    return [change for change in changes("second_year") if change.portal == "640122"]


def test_a_year_brings_every_kind_of_event(year):
    kinds = Counter(change.kind for change in year)
    expected = {"substantive": 3, "moved": 2, "gone": 2, "rendition_added": 1, "rendition_replaced": 1}
    assert {kind: count for kind, count in kinds.items() if kind != "new"} == expected
    assert kinds["new"] == len(FOUNDING[0].organs)
    assert {change.year for change in year if change.kind == "new"} == {2025}


def test_what_is_gone_or_moved_is_not_where_it_was(states, year):
    for change in year:
        if change.kind in {"gone", "moved"}:
            assert states[""].site.find(change.before) is not None
            assert states["second_year"].site.find(change.before) is None
        if change.kind in {"new", "moved"}:
            assert states[""].site.find(change.after) is None
            assert states["second_year"].site.find(change.after) is not None


def test_one_of_the_two_that_are_gone_is_still_listed(states, year):
    site = states["second_year"].site
    lists = [body(states["second_year"], t).decode() for t in site.pages if "nb" in t and t.endswith(("/", "_1.html"))]
    gone = [change.before.rpartition("/")[2] for change in year if change.kind == "gone"]
    assert sorted(any(name in text for text in lists) for name in gone) == [False, True]


def test_reports_that_are_not_named_are_the_same_to_the_byte(states, year):
    touched = {(change.agency, change.year) for change in year}
    recoded = 0
    for report in states[""].truth:
        if (report.agency, report.year) in touched:
            continue
        for file in report.files:
            if file.format in {"html", "docx"}:  # the others take their time
                recoded += body(states[""], file.path) != body(states["second_year"], file.path)
    assert recoded <= 1  # the file that was saved again with the same text


def test_a_correction_changes_the_text_under_the_same_address(states, year):
    for change in year:
        if change.kind == "substantive":
            assert change.before == change.after
            old, new = (next(r for r in states[name].truth if r.path == change.before) for name in ("", "second_year"))
            assert old.blocks != new.blocks
            file = old.files[old.bodies[0]].path
            assert body(states[""], file) != body(states["second_year"], file)


def test_what_was_withdrawn_returns():
    assert Counter(change.kind for change in changes("returned", before="second_year")) == {"returned": 5}


def test_a_new_look_changes_pages_and_no_report(states):
    assert changes("cosmetic") == []
    for target in ("/", states[""].truth[0].path):
        assert body(states[""], target) != body(states["cosmetic"], target)
    assert body(states["cosmetic"], "/ztzl/")


def test_a_redesign_moves_everything_on_one_portal(states):
    events = changes("redesigned")
    assert {(event.portal, event.kind) for event in events} == {("640122", "moved")}
    assert len(events) == len(states[""].truth)
    assert not {r.path for r in states[""].truth} & {r.path for r in states["redesigned"].truth}


def test_names_are_parsed_per_portal():
    assert parse("second_year@640122,resets,down@370305", "640122").state == "second_year"
    assert parse("second_year@640122,resets,down@370305", "370305").faults == {"resets", "down"}
    with pytest.raises(ValueError, match=r"unknown scenario 'third'.*second_year.*throttled"):
        parse("third", "640122")


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return tmp_path_factory.mktemp("faults") / "access.jsonl"


@pytest.fixture(scope="module")
def replica(log):
    with Replica(log=log) as running:
        yield running


def ask(replica, target, portal=0, timeout=30.0):
    connection = http.client.HTTPConnection(urlsplit(replica.portals[portal]["home"]).netloc, timeout=timeout)
    try:
        connection.request("GET", target)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def outcomes(replica, targets, timeout=30.0):
    """Ask for each target until it is answered with 200; return what came before that, by target."""
    met = {}
    for target in targets:
        met[target] = []
        while (result := outcome(replica, target, timeout)) != 200:
            met[target].append(result)
            assert len(met[target]) < 4
    return met


def outcome(replica, target, timeout):
    try:
        return ask(replica, target, timeout=timeout)[0]
    except (http.client.HTTPException, OSError) as error:
        return type(error).__name__


@pytest.fixture(scope="module")
def targets():
    site = build(FOUNDING[0]).site
    return [target for target in site.pages if "gzdt" in target or "jgzn" in target][:120]


def test_scenarios_change_at_run_time(replica):
    new = next(change for change in changes("second_year") if change.kind == "new" and change.portal == "640122")
    assert ask(replica, new.after)[0] == 404
    replica.become("second_year")
    assert ask(replica, new.after)[0] == 200
    assert len(replica.truth()) > 442 - 10
    with pytest.raises(ValueError, match="unknown scenario"):
        replica.become("nonsense")
    replica.become("")
    assert ask(replica, new.after)[0] == 404


def test_errors_come_first_and_then_the_page(replica, targets):
    replica.become("errors")
    met = outcomes(replica, targets)
    assert {status for seen in met.values() for status in seen} == {500, 502, 503, 504}
    assert {len(seen) for seen in met.values()} == {0, 1, 2}


@pytest.mark.parametrize(("fault", "error"), [("resets", "ConnectionResetError"), ("truncated", "IncompleteRead")])
def test_answers_break_off_once(replica, targets, fault, error):
    replica.become(fault)
    met = outcomes(replica, targets)
    assert [error] in met.values()
    assert all(seen in ([], [error]) for seen in met.values())


def test_a_stalled_answer_is_fine_the_second_time(replica, targets):
    replica.become("stalled")
    met = outcomes(replica, targets, timeout=0.5)
    assert ["TimeoutError"] in met.values()


def test_a_dripping_answer_arrives_whole(replica, targets):
    replica.become("")
    whole = {target: ask(replica, target)[1] for target in targets[:12]}
    replica.become("slow")
    assert {target: ask(replica, target)[1] for target in targets[:12]} == whole


def test_too_many_questions_are_told_to_wait(replica, targets):
    replica.become("throttled")
    statuses = [ask(replica, target)[0] for target in targets[:60]]
    assert statuses[:39] == [200] * 39
    assert 429 in statuses[39:]


def test_one_portal_is_down_and_another_blocked(replica):
    replica.become("down@640122,blocked@640205")
    assert [ask(replica, "/", portal)[0] for portal in (0, 1, 3)] == [503, 412, 302]


def test_nobody_asked_the_clone(replica, log):
    replica.become("")
    assert replica.decoy in ask(replica, "/")[1].decode()
    assert {json.loads(line)["portal"] for line in log.read_text().splitlines()} <= {c.code for c in FOUNDING}
