import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spiders.portals import load_portals
from spiders.reports import REASONS, Context, NotAReport, ReportKey, classify

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


BEFORE = [
    "",
    "【图文】",
    "[置顶]",
    "附件：",
    "附件2.",
    "1.",
    "★",
    "（一）",
    "20200118",
    "2020-01-18 ",
    "转发：",
    "政府信息公开年报 > ",
]
BEHIND = [
    "", ".pdf", "(1).docx", "（公章）", "[2020-01-18]", " 2020年1月18日", "20200118.doc", " - 副本.wps", "_贺兰县人民政府", "-贺兰县人民政府门户网站",
    "全文", "（含附表）", "及附表", "&nbsp;", "（贺政办发〔2020〕8号）", " 发布时间：2020-01-18 来源：政府办", "（定稿）",
]  # fmt: skip
CRUMBS = st.lists(st.sampled_from(["首页", "政务公开", "2016年", "2023年度", "财政局", "信息公开年报"]), max_size=3)
NAKED = st.tuples(st.just("立岗镇"), st.sampled_from(YEARS), st.sampled_from(TOPICS), st.sampled_from(WORDS)).map(
    "".join
)


def some(of: list[str]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(of), max_size=2, unique=True).map("".join)


@settings(deadline=None, max_examples=300)
@given(NAKED, some(BEFORE), some(BEHIND), CRUMBS)
def test_what_a_title_wears_changes_neither_year_nor_body(title, before, behind, crumbs):
    place = Context(portal_code="640122", portal_name="贺兰县", breadcrumb=tuple(crumbs), published="2020-01-18")
    verdict = classify(before + title + behind, "http://a.cn/t20200118_1.html", place)
    assert isinstance(verdict, ReportKey)
    assert (verdict.year, verdict.agency, verdict.flags) == (2019, "贺兰县立岗镇人民政府", ())


@pytest.mark.parametrize("end", range(5, 15))
def test_an_anchor_cut_short_is_read_to_its_end(end):
    title = "立岗镇2019年" + "政府信息公开工作年度报告"[:end] + "…"
    verdict = classify(title, "", Context(portal_code="640122", portal_name="贺兰县"))
    assert isinstance(verdict, ReportKey), title
    assert (verdict.year, verdict.agency) == (2019, "贺兰县立岗镇人民政府")


def test_half_a_name_in_a_bracket_is_no_remark():
    verdict = classify(
        "2019年政府信息公开工作年度报告（贺兰...", "", Context(portal_code="640122", portal_name="贺兰县")
    )
    assert isinstance(verdict, ReportKey)
    assert (verdict.year, verdict.agency) == (2019, None)


@pytest.mark.parametrize(
    ("short", "whole", "agency"),
    [
        ("县文旅局", "文化广电和旅游局", "贺兰县文化广电和旅游局"),
        ("县执法局", "综合行政执法局", "贺兰县综合行政执法局"),
        ("县政务大数据局", "政务服务和大数据管理局", "贺兰县政务服务和大数据管理局"),
        ("县教育局", "教育和体育局", "贺兰县教育局"),
        ("县林业局", "农业农村局", "贺兰县林业局"),
    ],
)
def test_a_short_name_is_written_out_as_the_text_does(short, whole, agency):
    title = f"{short}2019年政府信息公开工作年度报告"
    text = f"{title}\n本报告由贺兰县{whole}根据《中华人民共和国政府信息公开条例》编制。一、总体情况\n政府信息公开工作有序。"
    verdict = classify(title, "", Context(portal_code="640122", portal_name="贺兰县"), text)
    assert isinstance(verdict, ReportKey)
    assert verdict.agency == agency


def test_a_short_name_above_the_whole_one_is_one_name():
    text = "县住建局\n贺兰县住房和城乡建设局2018年政府信息公开工作年度报告\n一、概述\n政府信息公开工作有序。"
    verdict = classify(
        "县住建局", "http://h/nb/201903/t20190317_1.html", Context(portal_code="640122", portal_name="贺兰县"), text
    )
    assert isinstance(verdict, ReportKey)
    assert verdict.agency == "贺兰县住房和城乡建设局"


def test_what_is_cut_before_it_says_its_topic_is_no_report():
    for title in ("立岗镇2019年政务公开工…", "立岗镇政府信息公开…", "立岗镇2019年政府信…", "贺兰县2019年政府工作报…"):
        assert isinstance(classify(title, "http://a.cn/1.html"), NotAReport), title


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
