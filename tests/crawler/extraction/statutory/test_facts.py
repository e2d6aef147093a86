"""Every figure of every form under its one name, however it is printed; and nothing under a name that is not its own."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odd_forms import ODD, expected
from printed_forms import Figure, litigation, proactive_2019, requests_2019, requests_2021

from crawler.extraction.base import Table, render
from crawler.extraction.statutory.comparable import comparable
from crawler.extraction.statutory.facts import facts
from crawler.extraction.statutory.numbers import read_cell
from crawler.extraction.statutory.skeleton import CURRENT_FORMS, skeleton, statistics
from tests.replica.reports import compose
from tests.replica.reports.figures import Figures

NOT_PRINTED = {"absent", "unreadable"}


def by_alias(tables, text=""):
    return {fact.alias: fact for fact in facts(tables, text)}


@pytest.mark.parametrize("name", ODD)
def test_every_figure_has_its_name_and_no_other(name):
    tables = ODD[name]()
    found = {fact.alias: fact.raw for fact in facts(tables, "") if fact.state not in NOT_PRINTED and fact.raw}
    assert found == {field: raw for field, raw in expected(tables).items() if raw}


@pytest.mark.parametrize("name", ODD)
def test_a_fact_knows_the_cell_that_it_stands_in(name):
    tables = ODD[name]()
    for fact in facts(tables, ""):
        if fact.table is not None:
            assert tables[fact.table][fact.row][fact.column] == fact.raw


def test_states_of_cells():
    found = by_alias(ODD["states_of_cells"]())
    states = ["blank", "slash", "dash", "none", "not_applicable", "text", "number"]
    row = [fact for fact in found.values() if fact.field.startswith("requests.carried_over.")]
    assert [fact.state for fact in row] == states
    assert [fact.value for fact in row] == [None] * 6 + [0]


def test_amounts_and_changes():
    found = by_alias(ODD["amounts_and_changes"]())
    amount = found["proactive.procurement.amount"]
    assert (amount.value, amount.unit, amount.raw) == (328.65, "yuan_10k", "328.65 万元")
    changes = [f"proactive.{subject}.change" for subject in ("licence", "other_service", "penalty", "coercion", "fee")]
    assert [found[field].value for field in changes] == [3, -2, 12, -5, 1]
    assert found["proactive.licence.decisions"].value == 1234
    assert (found["proactive.other_service.decisions"].state, found["proactive.other_service.decisions"].value) == (
        "text",
        None,
    )


def test_a_unit_in_the_head_or_the_cell_is_the_unit():
    rows = proactive_2019()
    rows[-2][2] = "采购总金额（单位：元）"
    assert by_alias([rows])["proactive.procurement.amount"].unit == "yuan"
    rows[-1][2] = "0.5亿元"
    amount = by_alias([rows])["proactive.procurement.amount"]
    assert (amount.value, amount.unit) == (0.5, "yuan_100m")


def test_what_the_form_has_and_the_report_does_not_print_is_absent():
    found = by_alias(ODD["rows_left_out"]())
    gone = {field for field, fact in found.items() if fact.state == "absent"}
    rows = ("refused.enforcement_file", "not_processed.publication", "unavailable.not_held", "other.other")
    assert gone == {f"requests.{row}.{label.name}" for row in rows for label in skeleton().applicants.labels}
    assert all(found[field].table is None for field in gone)


def test_rows_that_nobody_can_name_are_unreadable_and_never_guessed():
    """One label of eight survived, and one row is lost: which one, the figures do not say."""
    rows = [[*row[:2], "", *row[3:]] if row[2] and isinstance(row[3], Figure) else row for row in requests_2019()]
    rows = [row for index, row in enumerate(rows) if index != 10]
    found = by_alias([rows])
    refused = [fact for field, fact in found.items() if field.startswith("requests.refused.")]
    assert {fact.state for fact in refused} == {"unreadable"}
    assert {fact.value for fact in refused} == {None}
    assert found["requests.unavailable.unclear.total"].state == "number"


def test_a_row_with_more_figures_than_columns_is_unreadable():
    rows = [[*row, ""] for row in litigation()]
    rows[3][15] = "0"
    assert {fact.state for fact in facts([rows], "")} == {"unreadable"}


def test_the_form_is_what_is_printed():
    assert {fact.form for fact in facts([proactive_2019(), requests_2021()], "") if fact.field.startswith("req")} == {
        "2021"
    }
    assert {fact.form for fact in facts(ODD["mixed_documents"](), "")} == {"2021"}
    assert {fact.form for fact in facts(ODD["plain_2014"](), "")} == {"2014"}


def test_of_two_bodies_in_one_document_the_first_counts():
    again = [[Figure("9", cell.name) if isinstance(cell, Figure) else cell for cell in row] for row in requests_2019()]
    assert by_alias([requests_2019(), again])["requests.new.total"].raw == "1006"


LABELS = [
    "",
    "0",
    "12",
    "/",
    "无",
    "３",
    "其他",
    "总计",
    "规章",
    "自然人",
    "行政复议",
    "复议后起诉",
    "结果维持",
    "统计指标",
    "统计数",
]
LABELS += [
    "（三）不予公开",
    "1.属于国家秘密",
    "一、本年新收政府信息公开申请数量",
    "本年制发件数",
    "第二十条第（一）项",
    "1.当面申请数",
]


GRIDS = st.integers(1, 9).flatmap(
    lambda width: st.lists(st.lists(st.sampled_from(LABELS), min_size=width, max_size=width), max_size=9)
)


@given(st.lists(GRIDS, max_size=4), st.text())
def test_any_grid_gives_facts_of_its_own_cells(tables, text):
    found = facts(tables, text)
    assert len({fact.field for fact in found}) == len(found)
    for fact in found:
        assert (fact.value is not None) == (fact.state == "number")
        if fact.table is not None:
            assert tables[fact.table][fact.row][fact.column] == fact.raw


@pytest.mark.parametrize(
    "rows", [requests_2019()[5:6] * 100_000, [["", "", "", "7"]] * 100_000, [["其他"] * 3000] * 100]
)
def test_a_table_of_any_size_is_read_in_bounded_time(rows):
    began = time.process_time()
    facts([requests_2019()[:5], rows], "")
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("sentence", "field", "value", "state"),
    [
        ("全年共收到政府信息公开申请两千件。", "text.requests.new", 2000, "number"),
        ("2015年，我局受理依申请公开二〇件。", "text.requests.new", 20, "number"),
        ("全县收到政府信息公开申请1,234件，均已答复。", "text.requests.new", 1234, "number"),
        ("全年有九件依申请公开事项。", "text.requests.new", 9, "number"),
        ("上年收到公开申请7件，本年收到公开申请十二件。", "text.requests.new", 12, "number"),
        ("本年度未收到政府信息公开申请。", "text.requests.new", None, "none"),
        ("因政府信息公开被申请行政复议3件，行政诉讼1件。", "text.review.total", 3, "number"),
        ("因政府信息公开被申请行政复议3件，行政诉讼1件。", "text.litigation.total", 1, "number"),
        ("2012年主动公开政府信息1.2万条。", "text.published", 12000, "number"),
    ],
)
def test_numbers_in_sentences(sentence, field, value, state):
    fact = by_alias([], f"一、概述\n{sentence}\n其他。")[field]
    assert (fact.value, fact.state, fact.source, fact.form) == (value, state, "text", "text")
    assert fact.raw == sentence


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1,234", 1234),
        ("1 234", 1234),
        ("１２件", 12),
        ("3.00", 3),
        ("-2", -2),
        ("二〇", 20),
        ("两千零五", 2005),
        ("一百零三", 103),
        ("一万二千三百一十六件", 12316),
        ("十二", 12),
        ("1.2万", 12000),
        ("0", 0),
    ],
)
def test_numbers_as_they_are_written(cell, value):
    assert read_cell(cell).value == value


@pytest.mark.parametrize(
    "cell",
    ["12 15", "1,23", "约3", "一百二", "二三百", "万", "十十", "3件2件", "增3", "2021年", "12%", "1-3", "9" * 40],
)
def test_what_is_no_number_is_text_and_never_0(cell):
    assert (read_cell(cell).state, read_cell(cell).value) == ("text", None)


@pytest.mark.parametrize("text", ["收到低保申请500件。", "收到政府信息公开申请5件\t1", "全年公开招聘12人。", ""])
def test_sentences_about_other_things_state_nothing(text):
    assert facts([], text) == []


@pytest.mark.parametrize(("form", "number"), [("2019", 198), ("2021", 200)])
def test_the_forms_have_as_many_figures_as_the_law_prints(form, number):
    assert sum(len(fields) for fields in skeleton().fields[form].values()) == number
    assert len(statistics().labels) == 58


def test_comparable_figures_of_every_form():
    wanted = {"requests.new", "requests.done", "requests.granted", "requests.partly_granted", "requests.refused"}
    for name in ("plain_2014", "plain_2019", "plain_2021"):
        tables = ODD[name]()
        found = {one.name: one for one in comparable(facts(tables, ""))}
        assert set(found) == wanted | {"review.total", "litigation.total"}
        assert found["requests.refused"].derived is (name != "plain_2014")
    [one] = comparable(facts([], "本年度未收到政府信息公开申请。"))
    assert (one.name, one.value, one.derived, one.fields) == ("requests.new", 0, True, ["text.requests.new"])


def _printed_numbers(figures: Figures, form: str):
    """Return field → number of the tables that the generator knows the numbers of."""
    fields = skeleton().fields[form]
    numbers = [number for row in figures.requests for number in row]
    yield from zip(fields["requests"], numbers, strict=True)
    yield from zip(fields["litigation"], figures.litigation, strict=True)


@pytest.mark.parametrize("seed", range(30))
def test_the_generators_numbers_come_back_under_their_names(seed):
    form = CURRENT_FORMS[seed % 2]
    report = compose("某县某镇人民政府", "county", 2020 + seed % 2, random.Random(seed), "某县")
    found = by_alias([block.rows() for block in report.blocks if isinstance(block, Table)], render(report.blocks))
    for field, number in _printed_numbers(report.facts.figures, form):
        fact = found[field]
        assert (fact.value == number) if fact.value is not None else (number == 0 and fact.state in {"blank", "slash"})
