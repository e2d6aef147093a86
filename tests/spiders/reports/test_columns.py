"""Columns of annual reports by their names, and what in them is worth asking for."""

import pytest

from spiders.discovery.link_priors import named_annual, prior
from spiders.items import Kind
from spiders.reports import Context, NotAReport, ReportKey, classify, gathers_reports
from spiders.reports.location import in_column, is_column_name, names_other_reports
from tests.spiders.reports.test_texts import FREE, LEAD, STATUTORY

PERIOD_2017 = LEAD.format(period="2017年1月1日起至2017年12月31日止")


def column(name, **known):
    return Context(portal_code="640122", portal_name="贺兰县", column=name, breadcrumb=("信息公开", name), **known)


@pytest.mark.parametrize(
    "name",
    [
        "历年年报",
        "往年年报",
        "以往年报",
        "历史年报",
        "历年年度报告",
        "年报（旧版）",
        "旧版年报",
        "年报归档",
        "年报（2019年以前）",
        "信息公开年报(2008-2018)",
        "公开工作年报",
        "公开年报",
        "年报公开",
        "部门年报",
        "乡镇年报",
        "各部门年报",
        "镇街年报",
        "县直部门年报",
        "县政府年报",
        "县级年报",
        "法定年报",
        "年报查询",
        "年报专栏",
        "信息公开年度工作报告",
        "政府信息公开工作报告",
        "2021年年报",
        "历年报告",
    ],
)
def test_names_of_columns_of_annual_reports(name):
    assert is_column_name(name)
    assert isinstance(classify("贺兰县水务局2017年", "http://a.cn/c/12.html", column(name)), ReportKey)


@pytest.mark.parametrize(
    "name",
    [
        "网站年报",
        "统计年报",
        "企业年报",
        "行政执法年报",
        "事业单位年报",
        "统计年鉴",
        "政府工作报告",
        "法治政府年报",
        "决算年报",
        "网站工作年度报表",
        "环境质量年报",
        "财务年报",
        "法治政府建设年度报告",
        "绩效报告",
        "审计报告",
        "工作报告",
        "通知公告",
    ],
)
def test_columns_of_other_reports_are_none(name):
    assert names_other_reports(name) or not is_column_name(name)
    assert isinstance(classify("贺兰县水务局2017年", "http://a.cn/c/12.html", column(name)), NotAReport)


@pytest.mark.parametrize(
    "path",
    ["zfxxgknb/", "xxgkgzndbg/", "gknb.html", "xxgkn2021/", "zfxxgkbg/", "xxgkndbg/", "nb/", "2021_nb/", "nb.jsp", "nbzl/", "bmndbg/", "ndgzbg/", "nianbao/"],
)  # fmt: skip
def test_an_address_named_as_such_columns_are_is_one_to_all_who_ask(path):
    url = f"http://a.cn/{path}"
    assert in_column(url, ())
    assert named_annual(url)
    assert prior("", url).kind is Kind.LIST


@pytest.mark.parametrize("path", ["xxgk/", "zwgk/", "nbsx/", "snb/", "column/12/"])
def test_other_addresses_name_no_such_column(path):
    assert not in_column(f"http://a.cn/{path}", ())
    assert not named_annual(f"http://a.cn/{path}")


UNUSUAL = """贺兰县文体局2017 年政府信息工作年度报告
贺兰县国税局2017年度信息与政务公开工作报告
贺兰县水务局2017年公开工作情况报告
贺兰县卫生局2017年信息公布工作报告
贺兰县林业局2017年政府信息公开情况的总结报告
贺兰县财政局2017年贯彻《政府信息公开条例》年度报告
贺兰县公安局2017年贯彻落实政府信息公开条例情况
贺兰县气象局2017年信息公开工作要情年报
贺兰县信访局2017年公开年报
洪广镇2017年政府信息公开工作开展情况
2017年度公开工作年度报告
贺兰县金贵镇2017年""".splitlines()
OTHERS = """政府信息公开年度报告制度
贺兰县政府信息公开指南
关于编制2021年政府信息公开工作年度报告的通知
一图读懂贺兰县2021年政府信息公开年报
图解：2021年贺兰县人民政府政府信息公开工作年度报告
贺兰县人民政府网站2021年工作年度报表
贺兰县2021年行政执法统计年报
贺兰县司法局2021年法治政府建设年度报告
贺兰县教育局2021年部门决算公开
贺兰县召开政府信息公开业务培训会
贺兰县2022年政务公开工作要点
贺兰县2022年政务公开自查报告
贺兰县人民政府2023年政务公开工作总结
上一页
更多
关于我们""".splitlines()
URL = "http://a.cn/xxgk/bmnb/2018-07-12/7.html"


@pytest.mark.parametrize("title", UNUSUAL)
def test_an_unusual_title_is_asked_for_in_a_column_of_reports_alone(title):
    assert isinstance(classify(title, URL, column("部门年报")), ReportKey)
    assert isinstance(classify(title, URL.replace("bmnb", "tzgg"), column("通知公告")), NotAReport)


@pytest.mark.parametrize("title", OTHERS)
def test_what_is_certainly_something_else_is_not_asked_for_there_either(title):
    assert isinstance(classify(title, URL, column("部门年报")), NotAReport)


@pytest.mark.parametrize("title", UNUSUAL)
def test_the_text_makes_an_unusual_title_a_report(title):
    verdict = classify(title, URL, column("部门年报"), f"{title}\n{PERIOD_2017}{STATUTORY.replace('2020', '2017')}")
    assert isinstance(verdict, ReportKey)
    assert verdict.year == 2017


@pytest.mark.parametrize("title", UNUSUAL[:-1])
@pytest.mark.parametrize("text", ["", "政府信息公开工作有序推进，全年召开会议三次。" * 20])
def test_an_unusual_title_alone_makes_no_report(title, text):
    assert isinstance(classify(title, URL, column("部门年报"), f"{title}\n{text}"), NotAReport)


def test_an_old_outline_is_enough_of_a_text():
    text = "贺兰县国税局2012年度信息与政务公开工作报告\n" + FREE
    assert isinstance(classify("贺兰县国税局2012年度信息与政务公开工作报告", URL, column("年报"), text), ReportKey)


@pytest.mark.parametrize("title", ["贺兰县交通运输局", "立岗镇", "县水务局", "2021年", "2021"])
def test_a_date_beside_a_bare_name_or_year_makes_it_a_document(title):
    folder, dated = "http://a.cn/nb/jtj/", column("2021年度报告", published="2022-01-20")
    assert isinstance(classify(title, folder, dated), ReportKey)
    assert isinstance(classify(title, folder, column("2021年度报告")), NotAReport)


@pytest.mark.parametrize("title", ["贺兰县交通运输局.pdf", "2021年.doc"])
def test_a_file_s_name_is_a_document_s_wherever_it_lies(title):
    assert isinstance(classify(title, "http://a.cn/nb/7.html", column("2021年度报告")), ReportKey)


@pytest.mark.parametrize(
    "title",
    [
        "2020年度贺兰县政府信息公开工作年度报告汇总",
        "2021年度贺兰县各部门政府信息公开年度报告",
        "2021年各乡镇政府信息公开年报",
        "贺兰县2019年政府信息公开年报汇编",
        "2018年度政府信息公开年度报告合集",
        "2017年县直部门信息公开年报（汇总）",
        "关于公布2021年度各部门政府信息公开年报的公告",
        "2021年度信息公开年报一览表",
        "2020年部门年报汇总",
        "2020年度年报（各部门、乡镇街道）",
        "全县各单位2015年信息公开年报",
        "2022年镇（街道）政府信息公开年报",
        "县直各部门2018年度信息公开年报",
    ],
)
def test_titles_of_pages_that_gather_reports(title):
    assert gathers_reports(title)


@pytest.mark.parametrize(
    "title",
    [
        "贺兰县教育局2021年政府信息公开工作年度报告",
        "2021年政府信息公开年报",
        "政府信息公开目录",
        "关于报送2021年各部门政府信息公开年报的通知",
        "各部门年报编制培训会",
        "政府信息公开年度报告制度",
        "2021年各部门政府信息公开年报考核情况",
        "各乡镇网站年报汇总",
        "部门决算汇总",
        "一图读懂2021年各部门政府信息公开年报",
    ],
)
def test_other_titles_gather_none(title):
    assert not gathers_reports(title)


ZONE_TEXT = (
    "2021年政府信息公开工作年度报告\n一、总体情况\n2021年，{own}认真贯彻条例，{own}主动公开信息120条，{own}召开会议3次。\n二、主动公开政府信息情况\n"
    "三、收到和处理政府信息公开申请情况\n四、政府信息公开行政复议、行政诉讼情况\n五、存在的主要问题及改进情况\n六、其他需要报告的事项\n"
)


def of_district(own="我区", **known):
    known = {"column": "政府信息公开年报", **known}
    context = Context(portal_code="370305", portal_name="临淄区", **known)
    text = ZONE_TEXT.format(own=own)
    return classify("2021年政府信息公开工作年度报告", "http://a.cn/kfq/1.html", context, text)


@pytest.mark.parametrize(
    "known",
    [
        {"breadcrumb": ("青禾化学工业区", "政府信息公开", "政府信息公开年报")},
        {"breadcrumb": ("首页", "经济开发区", "政府信息公开年报")},
        {"breadcrumb": ("青禾产业园管委会", "政府信息公开年报")},
        {"content_source": "青禾化工区管委会"},
        {"anchor": "开发区2021年政府信息公开年报"},
        {"own": "我区管委会"},
        {"own": "我区（开发区）"},
        {"own": "我开发区"},
        {"own": "本园区"},
    ],
)
def test_a_zone_on_the_district_s_host_is_never_the_district(known):
    verdict = of_district(**known)
    assert isinstance(verdict, ReportKey)
    assert verdict.agency != "临淄区人民政府"
    assert verdict.level != "county"


def test_the_district_itself_is():
    verdict = of_district()
    assert isinstance(verdict, ReportKey)
    assert (verdict.agency, verdict.level) == ("临淄区人民政府", "county")
