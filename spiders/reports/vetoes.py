"""The words that make a title something else, however much it speaks of annual reports. The first found is the reason.

HARD vetoes stand whatever the page says; SOFT ones give way to a text that is a report throughout.
Each pattern reads a folded title (``normalise.title``) around, never inside, the issuing body's name.
"""

from __future__ import annotations

from spiders.linear import Pattern, pattern

REASONS = {
    "address_invalid": "its address is no URL",
    "address_credentials": "its address holds a user's name",
    "address_too_long": "its address is longer than servers take",
    "address_too_deep": "its address has so many folders that it feeds on itself",
    "empty": "no words to judge by",
    "notice": "a notice about annual reports (format, deadline, preparation), not a report",
    "rules": "a rule, measure or system (制度, 办法, 规定)",
    "template": "a form or model text to be filled in (格式, 模板, 范文)",
    "guide": "a guide to disclosure (指南, 指引, 流程)",
    "directory": "a catalogue or list (目录, 清单, 汇总)",
    "plan": "a plan or list of tasks (要点, 方案, 计划)",
    "summary": "a work summary (总结), not the statutory report",
    "assessment": "an assessment, examination or survey (考核, 评估, 测评, 问卷)",
    "news": "news about work on disclosure (会议, 培训, 推进)",
    "interpretation": "an explanation or picture of a report (图解, 解读), not the report",
    "table": "a statistics table by itself, not the report it belongs to",
    "website_report": "the annual return of a website (政府网站工作年度报表)",
    "enforcement": "statistics of law enforcement (行政执法统计年报)",
    "rule_of_law": "a report on law-based government (法治政府建设)",
    "finance": "budgets, accounts, debt or their evaluation (预决算, 绩效)",
    "statistics": "a statistical bulletin or yearbook (统计公报)",
    "documents": "work on normative documents (规范性文件, 备案审查)",
    "school": "a report of a school or university (学年)",
    "other_disclosure": "another kind of disclosure (党务, 村务, 企业 …)",
    "other_report": "a report on something else",
    "study": "an article or study about reports",
    "about_report": "something about a report (its figures, its publication), not the report",
    "not_annual": "a report on less than a year (季度, 半年)",
    "column": "a column or list page, not a document",
    "no_report_words": "neither the title nor the text shows a report on disclosure",
    "other_content": "the title names a report, the text is something else",
    "other_body": "a report of a body of another place, reposted here",
    "no_year": "a report by its words, but nothing tells the year reported on",
}

# After the words 政府信息公开…报告, or in a title that has no such words.
_AFTER = (
    ("template", "格式|模板|样本|样式|范本|范文|样表|样例|模版|空白|参考"),
    ("interpretation", "图解|解读|图说|读懂|长图|漫画|动漫|答记者|解析|说明|H5|h5|速览|数读|亮点|看点|划重点|出炉"),
    ("rules", "制度|办法|规定|规范|细则|条例|规程|机制"),
    ("guide", "指南|指引|流程|须知|程序"),
    ("directory", "目录|清单|汇总|一览|台账|查询|列表|集锦|时间表|链接|展示"),
    ("plan", "要点|方案|计划|安排"),
    ("assessment", "考核|评估|测评|评议|评价|问卷|调查|检查|督查|抽查|通报|点评|评分|排名|整改|审议|意见"),
    (
        "news",
        "会议|培训|推进会|部署会|座谈|研讨|召开|举办|动员|撰写|编制|编写|编报|填报|报送|上报|上线|提交|按时|完成|工作会|部署|讲话|发布会|[发公]布情况|陆续|启动",
    ),
    ("table", "^表|（表）|统计表|情况表|附表|数据表|报表|数据统计"),
    ("summary", "总结"),
    ("column", "栏目|专栏|专题|平台|系统$"),
    ("not_annual", "半年|季度|月报"),
)
AFTER = tuple((slug, pattern(words)) for slug, words in _AFTER)
TEMPLATE = AFTER[:1]

_ACTING = (
    "召开|举办|举行|开展|组织|推进|推动|加强|强化|部署|布置|安排|学习|提升|扎实|圆满|顺利|积极|及时|按时|认真|高质量|做好|抓好|完成|编制|编写"
    "|编报|撰写|填报|报送|培训|参加|启动|调研|督导|督促|要求|多措并举|突出|聚焦|规范|如期|率先|全面|听取|审议|审核|指导|传达|发布$|公布$"
)
_OTHER_DISCLOSURE = (
    "(?:党务|村务|校务|院务|厂务|警务|检务|狱务|财务|企业|环境|财政|预算|司法|审判|环保)$|重点领域|基层政务|标准化|依申请"
    "|双公示|双随机|专项|扶贫|信用|住房保障|征地|拆迁|食品|药品|环评"
)
# Anywhere before the words: no body's name holds these.
_HEAD = (
    ("interpretation", "图解|解读|图说|读懂|看懂|看清|一图|长图|漫画|动漫|漫说|数说|数读|数看|速读|速览|带你"),
    ("template", "格式|模板|样本|范本|范文|模版|XX|xx|××|某县|某镇|某局|某单位"),
    ("school", "学年|我校|本校|高等学校|高校"),
    ("not_annual", "半年|季度|第[1-4一二三四]季|月份|月度"),
    ("column", "^历年|^往年|^历史"),
)
# 2022年1月至6月, 2023年6月: less than a year
PART = pattern(
    r"(?:[0-9]{1,2}月?(?:[0-9]{1,2}日)?)[-—–~～至到]+(?:20[0-9]{2}年)?(?:0?[1-9]|1[01])月(?:份|[0-9]{1,2}日)?"
    r"|(?:^|[^至到—–~～-])20[0-9]{2}年(?:0?[1-9]|1[0-2])月份?(?:政府信息公开|政务公开|信息公开)"
)
HEAD = tuple((slug, pattern(words)) for slug, words in _HEAD)
_SCHOOL = pattern("^(.*)(?:大学|学院|学校|中学|小学|幼儿园)$")
# They owe a report on 信息公开 of their own kind; on 政府信息公开 only where the county asks them for one.
ENTERPRISE = pattern("(?:公司|集团|(?:^|[^民]|^民|[^人]民)银行|医院|卫生院|保健院|供电局|自来水厂)(?:（[^（）]*）)?$")

# Before the words, once the issuing body and the year are taken away.
_BEFORE = (
    ("website_report", "网站"),
    ("study", "浅谈|浅析|浅议|试论|探析|研究|思考|如何|怎样|为什么|什么是|为例|论文"),
    ("news", _ACTING),
    ("rules", "制度|办法|条例"),
    ("assessment", "考核|评估|测评|评议"),
    ("directory", "指南|目录|清单|汇总"),
    ("other_disclosure", _OTHER_DISCLOSURE),
)
BEFORE = tuple((slug, pattern(words)) for slug, words in _BEFORE)

# A title without the words of a report: what it is instead.
_INSTEAD = (
    ("website_report", "网站(?:工作|监管)?(?:年度)?(?:工作|监管)?(?:报表|报告|年报)|网站年度"),
    ("enforcement", "执法"),
    ("rule_of_law", "法治政府|依法行政|法治建设"),
    ("finance", "预算|决算|绩效|财政|债券|债务|三公|资金|经费|收支"),
    ("school", "学年|我校|高校|大学|学院"),
    ("interpretation", "图解|解读|一图|读懂|答记者问"),
    ("notice", "通知$|通知[（(]|关于印发|通告$|公告$|的函$|批复"),
    ("template", "格式|模板|范文|样本"),
    ("rules", "制度|办法$|规定$|条例|细则"),
    ("guide", "指南|指引|流程"),
    ("directory", "目录|清单|汇总|一览"),
    ("plan", "要点|方案|计划|规划"),
    ("assessment", "考核|评估|测评|评议|评价|问卷|调查|自查|自评|先进"),
    ("table", "统计表|情况统计|数据统计"),
    ("documents", "规范性文件|备案|清理|合法性审查"),
    ("statistics", "统计公报|统计年鉴|统计数据|经济运行|普查"),
    ("summary", "总结"),
    ("news", "会议|培训|召开|举办|开展|推进|部署|加强|强化|调研|座谈"),
    ("not_annual", "半年|季度"),
    ("other_report", "政府工作报告|质量报告|审计|述职|述法|述廉|社会责任|监测|调研报告|环境状况|建议|提案|工作报告"),
)
INSTEAD = tuple((slug, pattern(words)) for slug, words in _INSTEAD)
NOTICE = pattern("通知|通报|的函$|来函|批复")
SOFT = frozenset({"empty", "notice", "news", "table", "column", "about_report", "no_report_words"})


def find(vetoes: tuple[tuple[str, Pattern[str]], ...], text: str) -> tuple[str, str]:
    """Return slug and word of the first veto that a text meets, ("", "") when none."""
    for slug, words in vetoes:
        if match := words.search(text):
            return slug, match[0]
    return "", ""


def forbids(text: str) -> bool:
    """Tell whether a tag or remark holds a word of any veto."""
    return bool(NOTICE.search(text) or any(find(group, text)[0] for group in (HEAD, BEFORE, AFTER)))


def is_school(name: str) -> bool:
    """Tell whether a body is a school; 行政学院 and 社会主义学院 are departments."""
    school = _SCHOOL.search(name)
    return school is not None and not school[1].endswith(("行政", "社会主义"))
