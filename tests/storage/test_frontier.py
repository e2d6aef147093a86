from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from invented_portal import HOME, NAME, T0, candidate

from storage.database.types import shorten


@pytest.fixture
def visit(shared, code) -> tuple[Any, int]:
    archive = shared[1]
    return archive, archive.begin_visit(code, NAME, HOME).id


def order(archive: Any, visit: int, now: Any = T0) -> list[str]:
    found = []
    while asked := archive.next(visit, now):
        found.append(asked.key)
    return found


def test_best_first_then_first_found(visit):
    archive, number = visit
    assert archive.enqueue(number, [candidate("b", 0.5), candidate("a", 0.5), candidate("c", 0.9)]) == 3
    assert (archive.best(number), archive.pending(number)) == (0.9, 3)
    assert order(archive, number) == ["c", "b", "a"]
    assert (archive.best(number), archive.pending(number)) == (None, 3)


def test_a_known_key_only_keeps_its_higher_score(visit):
    archive, number = visit
    archive.enqueue(number, [candidate("a", 0.5), candidate("b", 0.6)])
    assert archive.enqueue(number, [candidate("a", 0.2), candidate("b", 0.1), candidate("a", 0.7)]) == 0
    assert order(archive, number) == ["a", "b"]


def test_a_candidate_comes_back_as_it_went_in(visit):
    archive, number = visit
    given = candidate("http://x/年报", 0.25, "栏目", "report")
    archive.enqueue(number, [given])
    assert archive.next(number, T0) == given


def test_groups_are_weighed_now_and_later(visit):
    archive, number = visit
    archive.enqueue(number, [candidate("good", 0.5, "g"), candidate("bad", 0.9, "b")])
    archive.rescore(number, {"b": 0.1, "g": 1.5})
    archive.enqueue(number, [candidate("bad too", 1.0, "b"), candidate("free", 0.3)])
    archive.enqueue(number, [candidate("bad", 0.95, "b")])
    assert order(archive, number) == ["good", "free", "bad too", "bad"]


def test_postponed_rows_wait_for_their_time(visit):
    archive, number = visit
    later = T0 + timedelta(minutes=5)
    archive.enqueue(number, [candidate("a"), candidate("b", 0.1)])
    assert archive.next(number, T0).key == "a"
    assert archive.postpone(number, "a", later) == 1
    assert archive.wait_until(number) == later
    assert order(archive, number) == ["b"]
    assert archive.next(number, later).key == "a"
    assert archive.wait_until(number) is None
    assert archive.postpone(number, "a", later) == 2


def test_the_rest_is_skipped_with_its_reason(visit, shared):
    archive, number = visit
    archive.enqueue(number, [candidate("a"), candidate("b"), candidate("c")])
    archive.next(number, T0)
    assert archive.skip_rest(number, "budget") == 3
    assert (archive.next(number, T0), archive.pending(number)) == (None, 0)
    archive.end_visit(number, "incomplete", "budget", {"requests": 1})
    with shared[0].read() as reader:
        [row] = [row for row in reader.visits() if row.id == number]
        assert row.stats == {"requests": 1, "frontier": {"skipped": {"budget": 3}}}


def test_what_was_handed_out_is_still_to_do_after_a_crash(site, opened: Callable[..., Any]):
    first = opened(site)
    first.begin_run(arguments={}, user_agent="", contact="")
    visit = first.begin_visit("640122", NAME, HOME).id
    first.enqueue(visit, [candidate("a"), candidate("b", 0.5, "g")])
    first.rescore(visit, {"g": 3.0})
    first.commit()
    assert first.next(visit, T0).key == "b"
    first.enqueue(visit, [candidate("never committed")])
    first.close()
    second = opened(site)
    second.begin_run(arguments={}, user_agent="", contact="")
    state = second.begin_visit("640122", NAME, HOME)
    assert (state.resumed, state.cycle) == (True, visit)
    second.enqueue(state.id, [candidate("c", 0.6, "g")])
    assert order(second, state.id) == ["c", "b", "a"]


@pytest.mark.parametrize("outcome", ["complete", "incomplete", "blocked", "unreachable", "needs_browser"])
def test_only_an_interrupted_visit_goes_on(shared, code, outcome):
    archive = shared[1]
    visit = archive.begin_visit(code, NAME, HOME).id
    archive.enqueue(visit, [candidate("a")])
    archive.end_visit(visit, "interrupted", "", {})
    again = archive.begin_visit(code, NAME, HOME)
    assert (again.resumed, archive.pending(again.id)) == (True, 1)
    archive.end_visit(again.id, outcome, "", {})
    fresh = archive.begin_visit(code, NAME, HOME)
    assert (fresh.resumed, fresh.cycle, archive.pending(fresh.id)) == (False, fresh.id, 0)


def test_portals_do_not_see_each_other(shared, code):
    archive = shared[1]
    one, two = archive.begin_visit(code, NAME, HOME).id, archive.begin_visit(f"{code}x", NAME, HOME).id
    archive.enqueue(one, [candidate("a")])
    archive.enqueue(two, [candidate("a", 0.3)])
    assert archive.next(one, T0).score == 1.0
    assert archive.next(two, T0).score == 0.3


def test_a_key_too_long_to_index_is_one_key(visit):
    archive, number = visit
    long = "http://x/" + "长" * 2000
    assert archive.enqueue(number, [candidate(long), candidate(long), candidate(long + "y")]) == 2
    key = archive.next(number, T0).key
    assert key == shorten(long) == shorten(key)
    archive.postpone(number, long, T0)


class Model(RuleBasedStateMachine):
    """The table against the obvious dictionary."""

    archive: Any = None
    numbers = iter(range(10**9))
    keys = st.sampled_from([f"k{n}" for n in range(8)])

    @initialize()
    def begin(self) -> None:
        self.visit = self.archive.begin_visit(f"m{next(Model.numbers)}", NAME, HOME).id
        self.rows: dict[str, list[Any]] = {}  # key → score, group, state, next_at, seq
        self.factors: dict[str, float] = {}
        self.out: set[str] = set()
        self.now = T0

    def priority(self, key: str) -> float:
        score, group, *_ = self.rows[key]
        return score * self.factors.get(group, 1.0)

    def todo(self) -> list[str]:
        found = [key for key, row in self.rows.items() if row[2] == "todo"]
        return sorted(found, key=lambda key: (-self.priority(key), self.rows[key][4]))

    @rule(key=keys, score=st.sampled_from([0.25, 0.5, 1.0]), group=st.sampled_from("gh"))
    def enqueue(self, key: str, score: float, group: str) -> None:
        new = self.archive.enqueue(self.visit, [candidate(key, score, group)])
        assert new == (key not in self.rows)
        row = self.rows.setdefault(key, [score, group, "todo", None, len(self.rows)])
        if score > row[0]:  # the better offer brings its group
            row[:2] = score, group

    @rule()
    def next(self) -> None:
        ready = [key for key in self.todo() if key not in self.out and (self.rows[key][3] or self.now) <= self.now]
        asked = self.archive.next(self.visit, self.now)
        assert (asked.key if asked else None) == next(iter(ready), None)
        if asked:
            self.out.add(asked.key)

    @rule(minutes=st.integers(-5, 5))
    def postpone(self, minutes: int) -> None:
        for key in sorted(self.out & set(self.todo()))[:1]:
            self.rows[key][3] = self.now + timedelta(minutes=minutes)
            self.archive.postpone(self.visit, key, self.rows[key][3])
            self.out.discard(key)

    @rule(group=st.sampled_from("gh"), factor=st.sampled_from([0.5, 1.0, 2.0]))
    def rescore(self, group: str, factor: float) -> None:
        self.factors[group] = factor
        self.archive.rescore(self.visit, {group: factor})

    @rule(minutes=st.integers(0, 5))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def skip(self) -> None:
        assert self.archive.skip_rest(self.visit, "") == len(self.todo())
        for key in self.todo():
            self.rows[key][2] = "skipped"

    @invariant()
    def agree(self) -> None:
        waiting = self.todo()
        assert self.archive.pending(self.visit) == len(waiting)
        free = [key for key in waiting if key not in self.out]
        assert self.archive.best(self.visit) == (self.priority(free[0]) if free else None)
        times = [self.rows[key][3] for key in free if self.rows[key][3]]
        assert self.archive.wait_until(self.visit) == min(times, default=None)


def test_the_table_behaves_like_a_dictionary(shared):
    machine = type("Bound", (Model,), {"archive": shared[1]})
    machine.TestCase.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
    machine.TestCase().runTest()
