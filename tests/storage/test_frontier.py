from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from invented_portal import HOME, NAME, candidate
from sqlalchemy import select

from storage import models
from storage.database.types import shorten
from storage.errors import StorageError
from storage.frontier import MAX_LEFT, Frontier
from storage.values import VisitStats


@pytest.fixture
def visit(shared, code) -> int:
    return shared[1].begin_visit(code, NAME, HOME).id


@pytest.fixture
def frontier(shared, visit) -> Frontier:
    return shared[1].frontier(visit)


def order(frontier: Frontier) -> list[str]:
    keys = []
    while asked := frontier.next():
        keys.append(asked.key)
    return keys


def test_best_first_then_first_found(frontier):
    assert frontier.enqueue([candidate("b", 0.5), candidate("a", 0.5), candidate("c", 0.9)]) == 3
    assert (frontier.best(), frontier.pending()) == (0.9, 3)
    assert order(frontier) == ["c", "b", "a"]
    assert (frontier.best(), frontier.pending()) == (None, 3)


def test_a_known_key_only_keeps_its_higher_score(frontier):
    frontier.enqueue([candidate("a", 0.5), candidate("b", 0.6)])
    assert frontier.enqueue([candidate("a", 0.2), candidate("b", 0.1), candidate("a", 0.7)]) == 0
    assert order(frontier) == ["a", "b"]


def test_a_candidate_comes_back_as_it_went_in(frontier):
    given = candidate("http://x/年报", 0.25, "栏目", "report")
    frontier.enqueue([given])
    assert frontier.next() == given


def test_groups_are_weighed_now_and_later(frontier):
    frontier.enqueue([candidate("good", 0.5, "g"), candidate("bad", 0.9, "b")])
    frontier.rescore({"b": 0.1, "g": 1.5})
    frontier.enqueue([candidate("bad too", 1.0, "b"), candidate("free", 0.3)])
    frontier.enqueue([candidate("bad", 0.95, "b")])
    assert order(frontier) == ["good", "free", "bad too", "bad"]


def test_the_rest_is_skipped_with_its_reason(visit, frontier, shared):
    frontier.enqueue([candidate("a"), candidate("b"), candidate("c")])
    frontier.next()
    assert frontier.skip_rest("budget") == 3
    assert (frontier.next(), frontier.pending()) == (None, 0)
    shared[1].end_visit(visit, "incomplete", "budget", VisitStats(requests=1, rejected=Counter(notice=2)))
    with shared[0].read() as reader:
        [row] = [row for row in reader.visits() if row.id == visit]
        stats = VisitStats.of_json(row.stats)
        assert (stats.requests, stats.rejected) == (1, {"notice": 2})
        assert stats.frontier == {"skipped": {"budget": 3}}


def test_what_was_handed_out_is_still_to_do_after_a_crash(site, opened: Callable[..., Any]):
    first = opened(site)
    first.begin_run(arguments={}, user_agent="", contact="")
    visit = first.begin_visit("640122", NAME, HOME).id
    frontier = first.frontier(visit)
    frontier.enqueue([candidate("a"), candidate("b", 0.5, "g")])
    frontier.rescore({"g": 3.0})
    first.commit()
    assert frontier.next().key == "b"
    frontier.enqueue([candidate("never committed")])
    first.close()
    with pytest.raises(StorageError):
        frontier.next()
    second = opened(site)
    second.begin_run(arguments={}, user_agent="", contact="")
    state = second.begin_visit("640122", NAME, HOME)
    assert (state.resumed, state.cycle) == (True, visit)
    second.frontier(state.id).enqueue([candidate("c", 0.6, "g")])
    assert order(second.frontier(state.id)) == ["c", "b", "a"]


@pytest.mark.parametrize("outcome", ["complete", "incomplete", "blocked", "unreachable", "needs_browser"])
def test_only_an_interrupted_visit_goes_on(shared, code, outcome):
    archive = shared[1]
    visit = archive.begin_visit(code, NAME, HOME).id
    archive.frontier(visit).enqueue([candidate("a")])
    archive.end_visit(visit, "interrupted", "")
    again = archive.begin_visit(code, NAME, HOME)
    assert (again.resumed, archive.frontier(again.id).pending()) == (True, 1)
    archive.end_visit(again.id, outcome, "")
    fresh = archive.begin_visit(code, NAME, HOME)
    assert (fresh.resumed, fresh.cycle, archive.frontier(fresh.id).pending()) == (False, fresh.id, 0)


def left(shared, code):
    """What is left of the portal's visits: the cycle, key, state and reason of every entry."""
    with shared[0].read() as reader:
        cycle, row = models.Visit.cycle, models.FrontierRow
        of_portal = select(cycle).where(models.Visit.portal == code)
        query = select(row.cycle, row.key, row.state, row.reason).where(row.cycle.in_(of_portal))
        return [tuple(found) for found in reader.rows(query.order_by(row.cycle, row.seq))]


def test_what_was_not_read_stays_until_the_next_visit_has_ended(shared, code):
    archive = shared[1]
    visit = archive.begin_visit(code, NAME, HOME).id
    frontier = archive.frontier(visit)
    frontier.enqueue([candidate("read"), candidate("lost", 0.9), candidate("not asked", 0.5)])
    frontier.finish("read", "done", "a list")
    frontier.finish("lost", "failed", "timeout")
    frontier.enqueue([candidate("nothing more to give", 0.8, group="news")])
    frontier.rescore({"news": 0.0})
    frontier.skip_rest("budget")
    archive.end_visit(visit, "incomplete", "")
    assert left(shared, code) == [(visit, "lost", "failed", "timeout"), (visit, "not asked", "skipped", "budget")]
    again = archive.begin_visit(code, NAME, HOME)
    assert (again.resumed, archive.frontier(again.id).pending()) == (False, 0)
    archive.frontier(again.id).enqueue([candidate("robots"), *(candidate(str(n), 0.1) for n in range(MAX_LEFT))])
    archive.frontier(again.id).skip_rest("robots")
    archive.end_visit(again.id, "complete", "")
    rows = left(shared, code)
    assert (rows[0], len(rows)) == ((again.id, "robots", "skipped", "robots"), MAX_LEFT)


def test_portals_do_not_see_each_other(shared, code):
    archive = shared[1]
    one, two = archive.begin_visit(code, NAME, HOME).id, archive.begin_visit(f"{code}x", NAME, HOME).id
    archive.frontier(one).enqueue([candidate("a")])
    archive.frontier(two).enqueue([candidate("a", 0.3)])
    assert archive.frontier(one).next().score == 1.0
    assert archive.frontier(two).next().score == 0.3


def test_a_key_too_long_to_index_is_one_key(frontier):
    long = "http://x/" + "长" * 2000
    assert frontier.enqueue([candidate(long), candidate(long), candidate(long + "y")]) == 2
    key = frontier.next().key
    assert key == shorten(long) == shorten(key)
    frontier.finish(long, "done", "")
    assert frontier.pending() == 1


class Model(RuleBasedStateMachine):
    """The table against the obvious dictionary."""

    archive: Any = None
    numbers = iter(range(10**9))
    keys = st.sampled_from([f"k{n}" for n in range(8)])

    @initialize()
    def begin(self) -> None:
        visit = self.archive.begin_visit(f"m{next(Model.numbers)}", NAME, HOME).id
        self.frontier = self.archive.frontier(visit)
        self.rows: dict[str, list[Any]] = {}  # key → score, group, state, seq
        self.factors: dict[str, float] = {}
        self.out: set[str] = set()

    def priority(self, key: str) -> float:
        score, group, *_ = self.rows[key]
        return score * self.factors.get(group, 1.0)

    def todo(self) -> list[str]:
        found = [key for key, row in self.rows.items() if row[2] == "todo"]
        return sorted(found, key=lambda key: (-self.priority(key), self.rows[key][3]))

    @rule(key=keys, score=st.sampled_from([0.25, 0.5, 1.0]), group=st.sampled_from("gh"))
    def enqueue(self, key: str, score: float, group: str) -> None:
        new = self.frontier.enqueue([candidate(key, score, group)])
        assert new == (key not in self.rows)
        row = self.rows.setdefault(key, [score, group, "todo", len(self.rows)])
        if score > row[0]:  # the better offer brings its group
            row[:2] = score, group

    @rule()
    def next(self) -> None:
        ready = [key for key in self.todo() if key not in self.out]
        asked = self.frontier.next()
        assert (asked.key if asked else None) == next(iter(ready), None)
        if asked:
            self.out.add(asked.key)

    @rule()
    def finish(self) -> None:
        for key in sorted(self.out & set(self.todo()))[:1]:
            self.rows[key][2] = "done"
            self.frontier.finish(key, "done", "")
            self.out.discard(key)

    @rule(group=st.sampled_from("gh"), factor=st.sampled_from([0.5, 1.0, 2.0]))
    def rescore(self, group: str, factor: float) -> None:
        self.factors[group] = factor
        self.frontier.rescore({group: factor})

    @rule()
    def skip(self) -> None:
        assert self.frontier.skip_rest("") == len(self.todo())
        for key in self.todo():
            self.rows[key][2] = "skipped"

    @invariant()
    def agree(self) -> None:
        waiting = self.todo()
        assert self.frontier.pending() == len(waiting)
        free = [key for key in waiting if key not in self.out]
        assert self.frontier.best() == (self.priority(free[0]) if free else None)


def test_the_table_behaves_like_a_dictionary(shared):
    machine = type("Bound", (Model,), {"archive": shared[1]})
    machine.TestCase.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
    machine.TestCase().runTest()
