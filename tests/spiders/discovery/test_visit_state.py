"""The memory of a visit: what it keeps of lists, shells and groups, how much at most, and what that amounts to."""

import pytest

from spiders.discovery.completeness import NO_BROWSER, verdict
from spiders.discovery.list_progress import ListProgress
from spiders.discovery.observations import ListPage, Observations, Promise, Shell
from spiders.discovery.visit_state import MAX_SHELLS, MAX_TRACKED, HomePage, StopReason, VisitState
from spiders.items import Kind, ListClaim

COLUMN = "x.gov.cn/nb/"


def claim(page=0, entries=("a", "b"), **claimed):
    return ListClaim(column=COLUMN, page=page, entries=tuple(entries), **claimed)


def list_page(**values):
    return ListPage(claim=claim(**values), name="政府信息公开年报", annual=True, holds=True, group=f"pages {COLUMN}")


FAULTS = {
    "all read": ([claim(total=2, pages=1)], ""),
    "no claim": ([claim()], ""),
    "a page is missing": ([claim(pages=3), claim(page=2, entries="c")], "1 of 3 pages not read"),
    "a page was announced": ([claim(more=True)], "page 2 was announced and not read"),
    "entries are missing": ([claim(total=3)], "claims 3 entries, 2 seen"),
    "the list moved": ([claim(pages=2), claim(page=1, entries="bc")], "neighbouring pages overlap"),
    "a page says it all again": ([claim(pages=9), claim(page=1)], "its pages repeat, 2 entries seen of 9 pages"),
    "it repeats, all seen": ([claim(pages=9, total=2), claim(page=1)], ""),
    "more pages than anybody has": ([claim(pages=10**9)], "3999 of 1000000000 pages not read"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_the_end_of_a_list_is_proven_or_its_gap_is_named(name):
    claims, fault = FAULTS[name]
    progress = ListProgress()
    for page in claims:
        progress.note(page, annual=True)
    assert progress.fault().startswith(fault)
    assert bool(progress.fault()) == bool(fault)


def test_a_page_that_was_lost_is_named():
    progress = ListProgress()
    progress.note(claim(total=2), annual=True)
    progress.note_lost(1, "timeout" * 50)
    assert progress.fault() == f"page 2 could not be read ({('timeout' * 50)[:60]})"


def test_a_lost_page_that_is_read_later_is_lost_no_more():
    progress = ListProgress()
    progress.note(claim(pages=2), annual=True)
    progress.note_lost(1, "timeout")
    progress.note(claim(page=1, entries="cd"), annual=True)
    assert progress.fault() == ""


def test_a_list_that_repeats_itself_is_closed():
    state = VisitState()
    state.note(Observations(list_page=list_page()))
    assert state.factors() == {}
    state.note(Observations(list_page=list_page(page=1)))
    assert state.factors() == {f"pages {COLUMN}": 0.0}
    state.reward(f"pages {COLUMN}", 0.9, paid=True)
    assert state.groups[f"pages {COLUMN}"].factor == 0.0


def test_an_empty_box_is_an_empty_list_once_a_column_stood_in_its_page():
    state = VisitState()
    for key, promise in (("a", Promise.EMPTY_BOX), ("b", Promise.ANNUAL), ("c", Promise.UNKNOWN)):
        state.note(Observations(page_key=key, shell=Shell(url=f"http://{key}", promise=promise)))
    state.note(Observations(plain_column=True))
    assert list(state.shells) == ["b", "c"]
    assert state.factors() == {"rendered a": 0.0}


def test_a_trap_does_not_fill_the_memory():
    state = VisitState()
    for number in range(MAX_TRACKED + 9):
        state.reward(f"group {number}", 0.5, paid=False)
        page = ListPage(
            claim=ListClaim(column=str(number), page=0, entries=()), name="年报", annual=True, holds=True, group=""
        )
        shell = Shell(url="http://x.gov.cn/", promise=Promise.ANNUAL)
        state.note(Observations(page_key=str(number), list_page=page, shell=shell))
    assert (len(state.groups), len(state.lists), len(state.shells)) == (MAX_TRACKED, MAX_TRACKED, MAX_SHELLS)


def state_of(**values):
    return VisitState(**{"home": HomePage(read=True), "asked": 9, "entries": 3, "reports": {"county": 3}} | values)


SHELLS = {"a": Shell(url="http://a", promise=Promise.ANNUAL), "b": Shell(url="http://b", promise=Promise.UNKNOWN)}
VERDICTS = {
    "all read": (state_of(), "complete", "3 reports read; none of them of the 5 townships; all 0 lists"),
    "townships too": (state_of(reports={"township": 2}), "complete", "2 reports read; all 0 lists"),
    "never asked": (VisitState(), "unreachable", "the home page gave no answer: never asked"),
    "walls": (state_of(blocked=5, wall="waf_412"), "blocked", "5 of 9 answers were walls (waf_412)"),
    "a wall": (state_of(blocked=1, wall="waf_412"), "incomplete", "1 pages are behind a wall (waf_412)"),
    "no browser": (
        state_of(shells=SHELLS, render_error=NO_BROWSER),
        "needs_browser",
        "2 pages show nothing without scripts",
    ),
    "no browser was asked yet": (
        state_of(shells=SHELLS, stopped=StopReason.BUDGET),
        "incomplete",
        "1 pages show nothing without scripts (no browser was asked)",
    ),
    "the browser failed": (
        state_of(shells=SHELLS, render_error="timeout"),
        "incomplete",
        "1 pages show nothing without scripts (timeout)",
    ),
    "budget": (state_of(stopped=StopReason.BUDGET), "incomplete", "the budget of requests ended"),
    "mute": (state_of(stopped=StopReason.MUTE), "incomplete", "the portal gave no more answers"),
    "no report": (state_of(reports={}, entries=0), "incomplete", "no report was found in 9 answers"),
    "home lost": (state_of(home=HomePage(failure="dns")), "incomplete", "the home page gave no answer: dns"),
}


@pytest.mark.parametrize("name", VERDICTS)
def test_the_verdict_is_a_function_of_the_memory(name):
    state, outcome, reason = VERDICTS[name]
    assert verdict(state, bodies=5)[0] == outcome
    assert verdict(state, bodies=5)[1].startswith(reason)


def test_three_gaps_are_spelled_out_and_the_others_counted():
    state = state_of(stopped=StopReason.BUDGET, blocked=1)
    for kind in (Kind.REPORT, Kind.FILE, Kind.FILE):
        state.note_loss(kind, "timeout", f"http://x.gov.cn/{kind}")
    outcome, reason = verdict(state)
    assert outcome == "incomplete"
    assert reason.split("; ") == [
        "1 report pages gave no answer, last timeout at http://x.gov.cn/report",
        "2 files gave no answer, last timeout at http://x.gov.cn/file",
        "1 pages are behind a wall () (and 1 more)",
    ]


def test_listed_reports_that_are_not_there_are_named_and_too_many_are_a_gap():
    state = VisitState(home=HomePage(read=True), entries=4, reports={"county": 2})
    state.dead.note("http_404", "http://x.gov.cn/1.html")
    named = "1 listed reports are not there, last http_404 at http://x.gov.cn/1.html"
    outcome, reason = verdict(state)
    assert (outcome, reason.endswith(named)) == ("complete", True)
    for number in (2, 3):
        state.dead.note("不存在", f"http://x.gov.cn/{number}.html")
    assert verdict(state) == ("incomplete", "3 listed reports are not there, last 不存在 at http://x.gov.cn/3.html")


def test_a_list_is_judged_by_all_its_pages_once_one_of_them_holds_reports():
    state = VisitState(home=HomePage(read=True), entries=4, reports={"county": 2})
    for page, (entries, holds) in enumerate((("ab", False), ("cd", True), ("ef", False))):
        of_list = claim(page=page, entries=tuple(entries), pages=4 - (page == 2))
        state.note(
            Observations(list_page=ListPage(claim=of_list, name="通知公告", annual=False, holds=holds, group="g"))
        )
        assert list(state.list_faults()) == ([] if page == 0 else [f"通知公告: {3 - page} of 4 pages not read"])
