"""Portals drawn by chance from axes that somebody else wrote: a few of each, one axis at a time, visited in memory."""

import pytest

from tests.benchmarks.discovery.drawn.scoring import score
from tests.benchmarks.discovery.drawn.visit import Visit
from tests.benchmarks.discovery.drawn.world import build, one_axis_at_a_time

WHOLE = {
    ("entrance", "frameset"), ("entrance", "letters"), ("entrance", "tree"), ("entrance", "json_menu"), ("entrance", "sub_domain"),
    ("list", "year_select"), ("list", "scroll"), ("list", "matrix"), ("list", "endless"), ("list", "units_form"), ("list", "load_more"), ("list", "written"), ("list", "json_external"), ("entrance", "script_file"),
    ("form", "json_text"), ("form", "iframe"), ("form", "viewer"), ("form", "flip_book"), ("form", "text_in_variable"), ("noise", "fresh_tokens"), ("noise", "reposts"),
    ("wire", "gbk"), ("naming", "chinese_digits"),
}  # fmt: skip
NAMED = {  # what only a browser, or a person, can read
    ("entrance", "search_only"), ("entrance", "city_host"),
    ("list", "counted"),
}  # fmt: skip
DRAWS = {(axis, value): draw for axis, value, draw in one_axis_at_a_time()}
MAX_COST = 2.0  # requests, as a multiple of the oracle's


def visited(axis, value):
    world = build("one 1", DRAWS[axis, value])
    visit = Visit(world).run()
    found = [(report.url, report.year, report.agency, report.level) for report in visit.reports.values()]
    return score(world, found, visit.asked, visit.verdict)


@pytest.mark.parametrize(("axis", "value"), sorted(WHOLE & set(DRAWS)))
def test_all_is_found_and_nothing_else_at_a_bearable_cost(axis, value):
    result = visited(axis, value)
    assert (result.found, result.wrong) == (result.true, []), result.missing
    assert result.ratio <= MAX_COST


@pytest.mark.parametrize(("axis", "value"), sorted(NAMED & set(DRAWS)))
def test_what_was_not_read_is_never_called_complete(axis, value):
    result = visited(axis, value)
    assert result.outcome in {"incomplete", "needs_browser"}, result.reason
    assert result.wrong == []


def test_the_values_are_still_drawn():
    assert len(WHOLE & set(DRAWS)) + len(NAMED & set(DRAWS)) == len(WHOLE | NAMED)


def test_a_choice_that_shows_the_same_is_no_noise():
    world = build("mixed 116", DRAWS["list", "year_select"])
    visit = Visit(world).run()
    assert visit.explorer.state.noise == ()
