"""Titles that lack a report's words: where only reports stand they may be one, and their text decides.

Also titles that gather the reports of many bodies or years: no report, but the page that leads to them.
"""

from __future__ import annotations

from functools import lru_cache

from spiders.linear import pattern
from spiders.reports import normalise
from spiders.reports.decoration import TOPIC, strip_decoration
from spiders.reports.titles import read, split_body
from spiders.reports.years import take_years

_FIRM = frozenset(  # vetoes that no place outweighs
    {"interpretation", "template", "guide", "directory", "plan", "not_annual", "school", "website_report", "study"}
)
_ENDS_AS_REPORTS_DO = pattern(
    r"(?:报告书?|年报表?|报表|汇报|情况|通报|公告|(?:^|[^一-鿿]|公开)年?度?)(?:（[^（）]{0,20}）)?$"
)
_ON_DISCLOSURE = pattern("公开|公布|信息|条例|年报|年度")
# What a title certainly is instead, read beyond the body's name (财政局 is no budget).
_SOMETHING_ELSE = pattern(
    "图解|解读|图说|读懂|一图|长图|漫画|答记者|数说|速览|出炉|格式|模板|模版|样本|范文|样式|填报|填写|编制|编写|撰写|报送|上报|通知|来函|批复|印发"
    "|制度|办法|规定|细则|规程|机制|指南|指引|流程|须知|目录|清单|要点|方案|计划|安排|规划|考核|评估|测评|评议|评价|问卷|调查|督查|检查"
    "|会议|培训|推进会|座谈|研讨|召开|举办|部署|动员|调研|学习|网站|执法|法治|依法行政|预算|决算|绩效|财政|债券|债务|三公|经费|收支|统计"
    "|年鉴|普查|经济运行|规范性文件|备案|清理|审查|学年|我校|党务|村务|校务|院务|厂务|警务|检务|财务|企业|环境|司法|审判|党建|扶贫|信用|双随机"
    "|审计|述职|述法|述廉|质量|社会责任|监测|建议|提案|政府工作报告|半年|季度|月报|浅谈|浅析|思考|研究|如何|栏目|专栏|平台|自查报告|自评|整改|先进"
)
_GATHERED = pattern(r"汇总|汇编|合集|合辑|集锦|一览|目录|链接|清单|[（(]各|(?:报告|年报)集")
_MANY = pattern(
    r"各.{0,6}(?:部门|单位|机关|局|乡|镇|街)|全[县区市旗].{0,4}(?:部门|单位|机关)|(?:[县区市]直|政府|机关|直属|年度?|[和、及]|^)(?:机关|部门|单位)"
    r"|[县区市]直(?:20|政府信息|信息公开|$)|乡镇|镇街|街镇|镇[（(]街道?[）)]|镇办|部门"
)
_NO_GATHERING = pattern(
    "通知|制度|办法|编制|编写|报送|填报|培训|会议|召开|考核|评估|测评|通报|格式|模板|模版|图解|解读|读懂|一图|统计|网站|执法|数据|学校|指南|督查|检查|工作要点"
)
_REPORT_WORDS = pattern(rf"{TOPIC}.{{0,12}}(?:报告|年报)|年报|年度报告")


def may_be_report(raw: str) -> bool:
    """Tell whether a title can be a report's in a column of reports: a body, a year, or words that end as titles do."""
    rest = _beyond_body_and_year(raw)
    if rest is None or read(raw).veto in _FIRM:
        return False
    if not rest:
        return True
    named = _ENDS_AS_REPORTS_DO.search(rest) and _ON_DISCLOSURE.search(rest)
    return named is not None and not _SOMETHING_ELSE.search(rest)


@lru_cache(maxsize=4096)
def _beyond_body_and_year(raw: str) -> str | None:
    """Return what a title says beyond a body's name and a year; None for one that says nothing at all."""
    text = strip_decoration(normalise.title(raw))
    years = take_years(text, "", "")
    if years.school or not text:
        return None
    agency, rest, left = split_body(years.head, years.tail)
    return rest + left if agency or years.year or rest else None


@lru_cache(maxsize=4096)
def gathers_reports(raw: str) -> bool:
    """Tell whether a title names a page that leads to the reports of many bodies: 2021年各部门…年报, …年报汇总."""
    text = normalise.title(raw)
    report = _REPORT_WORDS.search(text)
    if report is None or _NO_GATHERING.search(text):
        return False
    return bool(_GATHERED.search(text, report.start()) or _MANY.search(text[: report.start()]))
