import pytest

from spiders.reports import QualityFlag, ReportKey
from spiders.reports.several import reports_in, years_reported
from tests.spiders.reports.test_texts import STATUTORY, judge

TITLES = (
    "立岗镇{}年政府信息公开工作年度报告",
    "{}年政府信息公开工作年度报告",
    "立岗镇政府信息公开工作年度报告（{}年）",
    "{}年度政府信息公开年报",
)


def page(title, *years):
    return "\n".join(f"{title.format(year)}\n{STATUTORY.replace('2020', str(year))}" for year in years)


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("years", [(2020, 2021), (2022, 2021, 2020), (2013, 2014)])
def test_each_report_stands_below_its_own_title(title, years):
    assert years_reported(page(title, *years)) == years


@pytest.mark.parametrize("title", TITLES)
def test_a_page_of_several_years_says_so(title):
    verdict = judge(title.format(2020), page(title, 2020, 2021))
    assert isinstance(verdict, ReportKey)
    assert QualityFlag.SEVERAL_YEARS in verdict.flags


@pytest.mark.parametrize(
    "around",
    [
        "",
        "\n上一篇：立岗镇2019年政府信息公开工作年度报告\n下一篇：立岗镇2021年政府信息公开工作年度报告",
        "\n相关阅读\n立岗镇2019年政府信息公开工作年度报告\n立岗镇2018年政府信息公开工作年度报告",
        "\n与2019年政府信息公开工作年度报告相比，2020年公开的数量有所增长，上年报告指出的问题已整改。",
    ],
)
def test_links_to_other_years_and_words_on_them_are_no_reports(around):
    title = TITLES[0].format(2020)
    verdict = judge(title, page(TITLES[0], 2020) + around)
    assert isinstance(verdict, ReportKey)
    assert verdict.year == 2020
    assert QualityFlag.SEVERAL_YEARS not in verdict.flags


def read_apart(text):
    return [(part.named.year, part.named.agency, part.text) for part in reports_in(text)]


@pytest.mark.parametrize("title", TITLES)
def test_each_report_of_a_page_has_its_own_text(title):
    alone = [page(title, year) for year in (2021, 2020)]
    tabs = "\n".join(title.format(year) for year in (2020, 2021))
    assert [text for *_, text in read_apart("\n".join([tabs, *alone]))] == alone


def test_years_alone_part_a_page_as_titles_do():
    assert [year for year, *_ in read_apart(f"年报\n{page('{}年', 2021, 2020)}")] == [2021, 2020]
    assert [year for year, *_ in read_apart(f"年报\n{page('{}年度报告', 2021, 2020)}")] == [2021, 2020]


def test_reports_of_several_bodies_are_told_apart():
    text = "\n".join(page(f"{body}{{}}年政府信息公开工作年度报告", 2020) for body in ("立岗镇", "金贵镇"))
    named = f"2020年政府信息公开工作年度报告\n{text}"
    assert [(year, body) for year, body, _ in read_apart(named)] == [(2020, "立岗镇"), (2020, "金贵镇")]


@pytest.mark.parametrize("below", ["", "\n与上年相比有所增长，其他情况见附件，特此公布，欢迎监督。" * 6])
def test_a_title_without_a_report_below_it_parts_nothing(below):
    assert reports_in(f"{page(TITLES[0], 2020)}\n{TITLES[0].format(2019)}{below}") == ()


def test_a_title_that_is_printed_twice_is_one_report():
    assert reports_in(page(TITLES[0], 2020, 2020)) == ()
    assert years_reported(page(TITLES[0], 2020, 2020)) == (2020,)
