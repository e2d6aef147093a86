import itertools
import random

import pytest

from crawler.extraction.base import Paragraph, Table, render
from tests.replica.reports import compose
from tests.replica.reports.figures import failures

BODIES = [
    ("贺兰县金贵镇人民政府", "township", "贺兰县"),
    ("惠农区教育局", "department", "惠农区"),
    ("伊川县人民政府", "county", "伊川县"),
]


def reports(years, seeds):
    return [
        compose(agency, level, year, random.Random(f"{seed}/{agency}/{year}"), county)
        for agency, level, county in BODIES
        for year in years
        for seed in range(seeds)
    ]


def shingles(composed):
    text = "".join(block.text for block in composed.blocks if isinstance(block, Paragraph))
    return {text[start : start + 6] for start in range(len(text) - 5)}


def tables(composed):
    return [block.rows() for block in composed.blocks if isinstance(block, Table)]


def table_with(composed, label):
    return next(rows for rows in tables(composed) if any(label in cell for row in rows for cell in row))


def test_the_same_seed_writes_the_same_report():
    again = [compose("盐池县财政局", "department", 2021, random.Random(7), "盐池县") for _ in range(2)]
    assert again[0] == again[1]


def test_no_two_reports_are_near_duplicates():
    texts = [shingles(composed) for composed in reports([2012, 2017, 2020, 2023], 4)]
    worst = max(len(a & b) / len(a | b) for a, b in itertools.combinations(texts, 2))
    assert worst < 0.5


@pytest.mark.parametrize(("year", "rows"), [(2019, 26), (2020, 26), (2021, 28), (2024, 28)])
def test_the_applications_table_has_the_statutory_shape(year, rows):
    for composed in reports([year], 3):
        table = table_with(composed, "勾稽关系")
        assert len(table) == rows
        assert {len(row) for row in table} == {10}
        assert len(table_with(composed, "未经复议直接起诉")[3]) == 15
        assert {len(row) for row in table_with(composed, "第二十条第（一）项")} == {4}


def numbers(row):
    return [int(cell) if cell.isdigit() else 0 for cell in row[3:]]


def test_printed_tables_satisfy_the_identities_unless_flagged():
    sound = [composed for composed in reports([2019, 2020, 2021, 2023], 6) if not composed.facts.broken]
    for composed in sound:
        new, carried, *outcomes, total, left = (numbers(row) for row in table_with(composed, "勾稽关系")[3:])
        for column in range(7):
            assert sum(row[column] for row in outcomes) == total[column]
            assert new[column] + carried[column] == total[column] + left[column]
        assert all(sum(row[:6]) == row[6] for row in (new, carried, *outcomes, total, left))
    assert sound


def test_a_flagged_minority_breaks_them_on_purpose():
    drawn = [composed.facts for composed in reports(range(2019, 2025), 20)]
    share = sum(bool(facts.broken) for facts in drawn) / len(drawn)
    assert 0.005 < share < 0.1
    assert all(failures(facts.figures) == facts.broken for facts in drawn)


def test_what_one_year_carries_over_is_what_the_next_one_finds():
    for agency, level, county in BODIES:
        first, second = (compose(agency, level, year, random.Random(3), county).facts for year in (2021, 2022))
        if not (first.broken or second.broken):
            assert first.figures.requests[-1] == second.figures.requests[1]


def test_text_and_table_agree_on_the_applications():
    for composed in reports([2021, 2022, 2023], 8):
        new = composed.facts.figures.total(0)
        text = render(tuple(block for block in composed.blocks if isinstance(block, Paragraph)))
        assert (f"{new}件" in text) if new else any(word in text for word in ("未收到", "0件", "为零", "没有公民"))


def test_old_reports_have_no_statutory_table_and_some_the_old_sheet():
    old = reports([2016, 2017, 2018], 6)
    sheets = [rows for composed in old for rows in tables(composed) if rows[1] == ["统计指标", "单位", "统计数"]]
    assert 0 < len(sheets) < len(old)
    assert not any("第二十条第" in render(composed.blocks) for composed in old)


def test_titles_vary_and_name_the_year_or_carry_it_in_chinese():
    titles = {composed.title for composed in reports(range(2019, 2025), 10)}
    assert len(titles) > 60
    assert any("二〇" in title for title in titles)
