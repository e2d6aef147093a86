"""What two years of one body say of each other."""

import pytest

from crawler import panel


def record(year, agency="某县某镇人民政府", code="640122", current=True, **values):
    facts = [{"field": field.replace("__", "."), "value": value, "source": "cell"} for field, value in values.items()]
    portal = {"code": code, "name": "某县"}
    name = {"id": f"{code}-{year}-{agency}", "version": 1, "is_current": current, "agency": agency, "level": "township"}
    return {**name, "portal": portal, "year": year, "facts": facts}


@pytest.mark.parametrize(
    ("before", "after", "rule", "expected"),
    [
        (
            {"requests__carried_forward__total": 2},
            {"requests__carried_over__total": 3},
            "panel.carried_over",
            2,
        ),
        (
            {"proactive__licence__previous": 40, "proactive__licence__change": -2},
            {"proactive__licence__previous": 38},
            "panel.previous",
            38,
        ),
        (
            {"proactive__normative__in_force": 10},
            {
                "proactive__normative__made": 3,
                "proactive__normative__repealed": 1,
                "proactive__normative__in_force": 12,
            },
            "panel.in_force",
            12,
        ),
    ],
)
def test_a_year_goes_on_from_the_one_before(before, after, rule, expected):
    [row] = panel.rows([record(2021, **before), record(2022, **after)])
    assert (row["rule"], row["expected"], row["year"], row["before"]) == (rule, expected, 2022, record(2021)["id"])
    assert row["ok"] is (row["printed"] == expected)


def test_blanks_gaps_and_other_bodies_are_not_compared():
    left, came = {"requests__carried_forward__total": 2}, {"requests__carried_over__total": 3}
    assert list(panel.rows([record(2021, **left), record(2022, requests__carried_over__total=None)])) == []
    assert list(panel.rows([record(2020, **left), record(2022, **came)])) == []
    assert list(panel.rows([record(2021, **left), record(2022, "某县另镇人民政府", **came)])) == []
    assert list(panel.rows([record(2021, **left), record(2022, code="640205", **came)])) == []
    assert list(panel.rows([record(2021, None, **left), record(2022, None, **came)])) == []
    assert list(panel.rows([record(2021, **left), record(2022, current=False, **came)])) == []


def test_of_two_reports_of_a_year_nobody_knows_which_goes_on():
    left, came = {"requests__carried_forward__total": 2}, {"requests__carried_over__total": 2}
    assert list(panel.rows([record(2021, **left), record(2021, **left), record(2022, **came)])) == []
