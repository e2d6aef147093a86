import csv
from pathlib import Path

import pytest

from spiders.portals import load_portals
from spiders.reports import REASONS, Context, NotAReport, ReportKey, classify, promising

TABLE = Path(__file__).with_name("titles.tsv")
PORTALS = load_portals(["spiders/portals"])
with TABLE.open(encoding="utf-8", newline="") as file:
    ROWS = [
        {key: "" if value == "-" else value for key, value in row.items()}
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    ]


def context(row: dict[str, str]) -> Context:
    code = row["portal"]
    return Context(
        portal_code=code,
        portal_name=PORTALS[code].name if code else "",
        breadcrumb=tuple(row["breadcrumb"].split(">")) if row["breadcrumb"] else (),
    )


@pytest.mark.parametrize("row", ROWS, ids=[row["title"] for row in ROWS])
def test_every_title_of_the_table(row):
    title = row["title"].replace("\\n", "\n")
    verdict = classify(title, row["url"], context(row))
    if row["want"].isdigit():
        assert isinstance(verdict, ReportKey)
        flags = tuple(filter(None, row["flags"].split(",")))
        wanted = (int(row["want"]), row["agency"] or None, row["level"], flags)
        assert (verdict.year, verdict.agency, verdict.level, verdict.flags) == wanted
        assert verdict.reason
    else:
        assert isinstance(verdict, NotAReport)
        assert verdict.reason == row["want"]
        assert verdict.detail
    assert (promising(title, row["url"], context(row)) >= 0.5) == isinstance(verdict, ReportKey)


def test_the_table_holds_enough_of_both_kinds():
    reports = sum(row["want"].isdigit() for row in ROWS)
    assert len(ROWS) >= 200
    assert min(reports, len(ROWS) - reports) >= 80


def test_every_reason_given_has_a_sentence():
    assert {row["want"] for row in ROWS if not row["want"].isdigit()} <= REASONS.keys()


YEARS = ["2019年", "2019年度", "二〇一九年", "二○一九年度", "二0一九年", "２０１９年", "2019", "2O19年"]
TOPICS = ["政府信息公开", "信息公开", "政务公开", "政府信息与政务公开"]
WORDS = ["工作年度报告", "年度报告", "年报", "工作报告", "年度工作报告", "工作情况报告", "情况年度报告"]


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("words", WORDS)
def test_the_grammar_is_a_product(topic, words):
    place = Context(portal_code="640122", portal_name="贺兰县")
    for year in YEARS:
        for title in (
            f"立岗镇{year}{topic}{words}",
            f"{year}立岗镇{topic}{words}",
            f"立岗镇{topic}{year}{words}",
            f"立岗镇{topic}{words}（{year}）",
            f" 立岗镇 \n{year} {topic}\n{words} ",
            f"立岗镇关于{year}{topic}{words}",
            f"{year}{topic}{words}（立岗镇）",
        ):
            verdict = classify(title, "", place)
            assert isinstance(verdict, ReportKey), title
            assert (verdict.year, verdict.agency) == (2019, "贺兰县立岗镇人民政府"), title


@pytest.mark.parametrize(
    "around",
    [
        "关于做好{}编制工作的通知",
        "{}制度",
        "{}格式",
        "{}图解",
        "一图读懂{}",
        "《{}》解读",
        "{}编制培训会召开",
        "{}考核办法",
        "{}目录",
        "{}模板",
    ],
)
def test_words_around_a_report_make_it_something_else(around):
    for title in ("贺兰县2022年政府信息公开工作年度报告", "2022年度立岗镇政府信息公开年报", "政府信息公开工作年度报告"):
        assert isinstance(classify(around.format(title), "http://a.cn/202301/t20230101_1.html"), NotAReport)


@pytest.mark.parametrize(
    ("url", "published", "year", "flag"),
    [
        ("http://a.cn/module/xxgk/xxgkAnnualReport.jsp?area=1&fbtime=2017", None, 2017, None),
        ("http://a.cn/x/202001/t20200110_1.html", None, 2019, "year_from_publication"),
        ("http://a.cn/2020/01-10/1.html", None, 2019, "year_from_publication"),
        ("http://a.cn/art/2020/1/10/art_1_1.html", None, 2019, "year_from_publication"),
        ("http://a.cn/x/1.html", "2020-01-10", 2019, "year_from_publication"),
        ("http://a.cn/gknb2015/201802/t20180201_1.html", None, 2015, "year_from_context"),
        ("http://a.cn/2024n/202601/t20260101_1.html", None, 2025, "year_from_publication"),
        ("http://a.cn/x/1.html", None, 0, "year_unknown"),
    ],
)
def test_a_title_without_year_takes_it_from_its_place(url, published, year, flag):
    verdict = classify("立岗镇政府信息公开工作年度报告", url, Context(published=published))
    assert isinstance(verdict, ReportKey)
    assert verdict.year == year
    assert verdict.flags == ((flag,) if flag else ())


def test_the_words_of_the_link_help_a_poor_page_title():
    place = Context(portal_code="640122", portal_name="贺兰县", anchor="贺兰县交通局2017年政府信息公开工作年度报告")
    verdict = classify("交通局", "http://a.cn/x.html", place)
    assert isinstance(verdict, ReportKey)
    assert (verdict.year, verdict.agency) == (2017, "贺兰县交通局")


@pytest.mark.parametrize(
    ("extra", "agency"),
    [
        ({"agency": "县财政局", "breadcrumb": ("首页", "教育局", "年报")}, "贺兰县财政局"),
        ({"breadcrumb": ("首页", "政务公开", "教育局", "政府信息公开年报")}, "贺兰县教育局"),
        ({"breadcrumb": ("首页", "教育局政府信息公开年报")}, "贺兰县教育局"),
        ({"column": "习岗镇政府信息公开年报"}, None),  # the first of the path is the site's own name
        ({"breadcrumb": ("首页",), "column": "习岗镇政府信息公开年报"}, "贺兰县习岗镇人民政府"),
        ({"content_source": "贺兰县民政局"}, "贺兰县民政局"),
        ({"content_source": "贺兰县人民政府办公室"}, None),  # uploads everything
        ({"breadcrumb": ("贺兰县人民政府", "政务公开")}, None),
        ({}, None),
    ],
)
def test_a_title_without_body_takes_it_from_its_place(extra, agency):
    place = Context(portal_code="640122", portal_name="贺兰县", **extra)
    verdict = classify("2020年政府信息公开工作年度报告", "http://a.cn/x.html", place)
    assert isinstance(verdict, ReportKey)
    assert verdict.agency == agency
    assert ("agency_unknown" in verdict.flags) == (agency is None)
