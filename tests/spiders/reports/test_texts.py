import pytest

from spiders.reports import Context, NotAReport, ReportKey, classify

PLACE = Context(portal_code="640122", portal_name="贺兰县")
PAGE = "http://a.cn/zwgk/202101/t20210120_1.html"
LEAD = "根据《中华人民共和国政府信息公开条例》要求编制本报告。数据统计期限自{period}。"
PERIOD = "2020年1月1日起至2020年12月31日止"
STATUTORY = """
一、总体情况
2020年，立岗镇主动公开政府信息37条。
二、主动公开政府信息情况
第二十条第（一）项\t本年制发件数\t本年废止件数\t现行有效件数
三、收到和处理政府信息公开申请情况
本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和
一、本年新收政府信息公开申请数量\t0\t0
7.危及“三安全一稳定”\t0\t0
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
公开的时效还不够。
六、其他需要报告的事项
本年度没有收取信息处理费。
"""
FREE = """
一、概述
2012年，我镇按照条例做好政府信息公开工作，公开的渠道有公开栏和网站。
二、主动公开政府信息情况
全年主动公开政府信息41条。
三、依申请公开政府信息情况
没有收到申请。
四、政府信息公开收费及减免情况
没有收费。
五、因政府信息公开申请行政复议、提起行政诉讼情况
没有发生行政复议和诉讼。
六、存在的主要问题和改进措施
下一步充实力量。
"""


def judge(title: str, text: str, context: Context = PLACE, url: str = PAGE) -> ReportKey | NotAReport:
    return classify(title, url, context, text)


def report(title: str, text: str, context: Context = PLACE, url: str = PAGE) -> ReportKey:
    verdict = judge(title, text, context, url)
    assert isinstance(verdict, ReportKey), verdict
    return verdict


@pytest.mark.parametrize(
    "title", ["", "贺兰县人民政府", "政府信息公开年报", "2020年", "正文", "立岗镇", "2020年政府信息公开工作"]
)
def test_a_text_proves_itself_whatever_the_page_is_called(title):
    for head in (
        "立岗镇2020年政府信息公开工作年度报告\n",
        "# 立岗镇人民政府\n\n2020年政府信息公开工作\n年度报告\n",
        "贺兰县立岗镇人民政府\n立岗镇 2020 年政府信息公开工作 年度报告\n",
    ):
        key = report(title, head + LEAD.format(period=PERIOD) + STATUTORY)
        assert (key.year, key.agency, key.level) == (2020, "贺兰县立岗镇人民政府", "township")


def test_the_outline_of_before_2019_is_known_too():
    key = report("首页", "立岗镇2012年度政府信息公开工作年度报告\n" + FREE)
    assert (key.year, key.agency) == (2012, "贺兰县立岗镇人民政府")
    summary = judge("立岗镇2012年政务公开工作总结", FREE)  # the same outline, and not the statutory report
    assert isinstance(summary, NotAReport)
    assert summary.reason == "summary"


@pytest.mark.parametrize(
    "period",
    [
        PERIOD,
        "2020年1月1日至12月31日",
        "202011日起至20201231日止",
        "2020 11日到1231日",
        "20201月1日至202012月31日",
        "2020年1月1日至202020年12月31日",
        "2020-1-1至2020-12-31",
        "2020年1月1日开始，到2020年12月31日结束",
        "2020年1月1日至12月21日",
        "二〇二〇年一月一日",
    ],
)
def test_a_period_that_lost_characters_still_tells_the_year(period):
    key = report("立岗镇政府信息公开工作年度报告", LEAD.format(period=period) + STATUTORY, url="http://a.cn/x.html")
    assert (key.year, key.flags) == (2020, ())


def test_the_title_s_year_stands_and_disagreement_is_flagged():
    key = report(
        "立岗镇2021年政府信息公开工作年度报告", LEAD.format(period=PERIOD) + STATUTORY, url="http://a.cn/x.html"
    )
    assert (key.year, key.flags) == (2021, ("year_disagrees",))


def test_a_report_published_before_its_year_ended_is_flagged():
    key = report(
        "立岗镇2021年政府信息公开工作年度报告", STATUTORY, Context(published="2021-01-20"), "http://a.cn/x.html"
    )
    assert (key.year, key.flags[0]) == (2021, "year_disagrees")


def test_the_year_most_spoken_of_is_better_than_the_date_of_publication():
    key = report("立岗镇政府信息公开工作年度报告", STATUTORY, url="http://a.cn/x/202303/t20230301_1.html")
    assert (key.year, key.flags) == (2020, ())


def test_a_text_without_any_year_is_refused_and_not_guessed():
    text = STATUTORY.replace("2020年，", "")
    verdict = judge("立岗镇政府信息公开工作年度报告", text, url="http://a.cn/x.html")
    assert isinstance(verdict, NotAReport)
    assert verdict.reason == "no_year"
    assert report("立岗镇政府信息公开工作年度报告", text).flags == ("year_from_publication",)


@pytest.mark.parametrize(
    ("sentence", "agency"),
    [
        ("如有疑问，请与立岗镇人民政府办公室联系。", "贺兰县立岗镇人民政府"),
        ("本报告由贺兰县立岗镇人民政府编制。", "贺兰县立岗镇人民政府"),
        ("本报告由县财政局负责编制。", "贺兰县财政局"),
        ("我镇高度重视。", None),
    ],
)
def test_who_signs_the_text_issued_it(sentence, agency):
    key = report("2020年政府信息公开工作年度报告", sentence + STATUTORY)
    assert key.agency == agency
    assert key.flags == (("agency_from_text",) if agency else ("agency_unknown",))


@pytest.mark.parametrize(
    ("lead", "end", "agency", "level"),
    [
        ("我镇按条例公开。", "\n贺兰县立岗镇人民政府\n2021年1月20日", "贺兰县立岗镇人民政府", "township"),
        ("我局按条例公开。", "\n贺兰县民政局2021年1月20日\n", "贺兰县民政局", "department"),
        ("本报告由立岗镇信息公开工作办公室编制。", "", "贺兰县立岗镇人民政府", "township"),
        ("如有疑问，请联系：立岗镇党政办，电话：1。", "", "贺兰县立岗镇人民政府", "township"),
        ("现公布贺兰县民政局（以下简称我局）2020年政府信息公开工作年度报告。", "", "贺兰县民政局", "department"),
        ("贺兰县民政局根据条例编制年度报告。", "", "贺兰县民政局", "department"),
        ("可以下载本报告。贺兰县民政局联系电话：1。", "", "贺兰县民政局", "department"),
        ("现将我县2020年政府信息公开工作报告如下：我县重视公开。我县按期答复。", "", "贺兰县人民政府", "county"),
        ("我县要求公开，本单位按我县的规定和我县的指南公开。", "", None, "other"),
        ("我镇重视公开。如有疑问，请与贺兰县人民政府办公室联系。", "", None, "township"),  # not its author
        ("我局重视公开。", "\n贺兰县立岗镇人民政府\n2021年1月20日", None, "department"),  # somebody else's paper
        ("我镇我局都重视公开。", "", None, "other"),
    ],
)
def test_the_author_is_found_where_he_signs_and_stands(lead, end, agency, level):
    key = report("2020年政府信息公开工作年度报告", lead + STATUTORY + end)
    assert (key.agency, key.level) == (agency, level)
    assert key.flags == (("agency_from_text",) if agency else ("agency_unknown",))


@pytest.mark.parametrize(
    "text",
    [
        "现将我镇2019年政府信息公开工作报告如下：\n" + STATUTORY,
        STATUTORY.replace("2020年，", "2019年，2019年底，在2019年"),
    ],
)
def test_last_year_s_report_copied_is_flagged(text):
    key = report("立岗镇2020年政府信息公开工作年度报告", text, url="http://a.cn/x.html")
    assert (key.year, key.flags) == (2020, ("year_disagrees",))


@pytest.mark.parametrize(
    "text",
    [
        "根据县政府通知（请各单位按期报送），我局编制本报告。" + FREE,
        "本学年起始，上学年结束，我局公开招生信息。" + FREE,
        "政府信息\n" + "".join(f"贺兰县民政局{y}年政府信息公开年报\n" for y in range(2012, 2020)),
        "㊣▓" * 300,  # a scan misread
    ],
)
def test_a_title_with_everything_in_it_outweighs_a_word_of_the_text(text):
    key = report("贺兰县教育局2020年政府信息公开工作年度报告", text)
    assert (key.year, key.agency) == (2020, "贺兰县教育局")


def test_a_sentence_at_the_beginning_is_no_title():
    lead = "根据关于编制2020年政府信息公开工作年度报告的通知，现报告如下：\n"
    key = report("", lead + LEAD.format(period=PERIOD) + STATUTORY, Context(column="政府信息公开年报"))
    assert key.year == 2020


def test_our_town_is_the_town_of_the_column_never_another_level():
    town = Context(portal_code="640122", portal_name="贺兰县", breadcrumb=("首页", "立岗镇", "年报"))
    office = Context(portal_code="640122", portal_name="贺兰县", breadcrumb=("首页", "财政局", "年报"))
    assert report("我镇2020年政府信息公开工作情况报告", STATUTORY, town).agency == "贺兰县立岗镇人民政府"
    stranger = report("我镇2020年政府信息公开工作情况报告", STATUTORY, office)
    assert (stranger.agency, stranger.level) == (None, "township")


@pytest.mark.parametrize(
    ("title", "text", "reason"),
    [
        ("关于印发年度报告格式的通知", "各有关单位：现印发给你们，请认真贯彻执行。" + STATUTORY, "notice"),
        ("文件", "各部门：现就年度报告有关事项通知如下。" + STATUTORY, "notice"),
        ("政府信息公开年报", "政府信息公开工作年度报告格式模板\n" + STATUTORY, "template"),
        ("附件", "（行政机关全称）20XX年政府信息公开工作年度报告\n一、总体情况（文字描述）" + STATUTORY, "template"),
        ("政府信息公开工作年度报告制度", "第一条 为了规范年度报告，制定本制度。" + STATUTORY, "rules"),
        ("制度", "".join(f"第{n}条 各单位编制政府信息公开年度报告。" for n in "一二三四五六七"), "rules"),
        ("年报", "".join(f"立岗镇{y}年政府信息公开工作年度报告 {y + 1}-01-20\n" for y in range(2012, 2024)), "column"),
        ("信息公开", "某某学院2019-2020学年信息公开报告，本学年按照《高等学校信息公开办法》" + STATUTORY, "school"),
        ("立岗镇2020年政府信息公开工作年度报告", "立岗镇举行春季植树活动。" * 60, "other_content"),
        ("立岗镇2020年政府信息公开工作年度报告图解", STATUTORY, "interpretation"),
        ("贺兰县2020年法治政府建设年度报告", FREE, "rule_of_law"),
        ("领导之窗", "立岗镇镇长的工作分工。", "no_report_words"),
    ],
)
def test_texts_that_carry_the_marks_and_are_none(title, text, reason):
    verdict = judge(title, text)
    assert isinstance(verdict, NotAReport), verdict
    assert verdict.reason == reason


def test_a_circular_that_transmits_the_report_is_the_report():
    head = "立岗镇2020年政府信息公开工作年度报告\n各村：现将报告印发给你们。\n"
    key = report("立岗镇2020年政府信息公开工作年度报告", head + STATUTORY)
    assert key.year == 2020


def test_a_page_that_only_announces_its_attachment_is_a_report():
    assert report("立岗镇2020年政府信息公开工作年度报告", "详见附件。").agency == "贺兰县立岗镇人民政府"
