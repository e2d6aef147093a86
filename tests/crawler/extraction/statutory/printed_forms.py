"""The three statutory forms as printed, written by hand from the notices: the ground truth of the odd variants beside it.

A cell that is a ``Figure`` knows the name it must be found under. Every figure of a form has another value, so a
figure under a wrong name cannot look right by chance.
"""

from __future__ import annotations

from typing import Self

APPLICANTS = (
    "natural_person",
    "business",
    "research",
    "public_interest",
    "legal_service",
    "other_organisation",
    "total",
)
RESULTS = ("upheld", "corrected", "other", "pending", "total")
RESULT_WORDS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


class Figure(str):
    """The text of a cell, and the field (or alias) that it states."""

    __slots__ = ("name",)

    def __new__(cls, text: str, name: str) -> Self:
        """Return the cell's text with its name."""
        figure = super().__new__(cls, text)
        figure.name = name
        return figure


Row = list[str]


def figures(start: int, *names: str) -> Row:
    """Return one figure a name, counted up from a start."""
    return [Figure(str(start + index), name) for index, name in enumerate(names)]


def _subject(label: str, start: int, subject: str, *measures: str) -> Row:
    return [label, *figures(start, *(f"proactive.{subject}.{measure}" for measure in measures))]


def proactive_2019() -> list[Row]:
    """Return the whole second section of form 2019 in one grid."""
    items = ("previous", "change", "decisions")
    heads = ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"]
    return [
        ["第二十条第（一）项", "", "", ""],
        ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"],
        _subject("规章", 301, "rules", "made", "published", "published_total"),
        _subject("规范性文件", 311, "normative", "made", "published", "published_total"),
        ["第二十条第（五）项", "", "", ""],
        heads,
        _subject("行政许可", 321, "licence", *items),
        _subject("其他对外管理服务事项", 331, "other_service", *items),
        ["第二十条第（六）项", "", "", ""],
        heads,
        _subject("行政处罚", 341, "penalty", *items),
        _subject("行政强制", 351, "coercion", *items),
        ["第二十条第（八）项", "", "", ""],
        ["信息内容", "上一年项目数量", "本年增/减", ""],
        [*_subject("行政事业性收费", 361, "fee", "previous", "change"), ""],
        ["第二十条第（九）项", "", "", ""],
        ["信息内容", "采购项目数量", "采购总金额", ""],
        [*_subject("政府集中采购", 371, "procurement", "projects", "amount"), ""],
    ]


def proactive_2021() -> list[Row]:
    """Return the whole second section of form 2021 in one grid."""
    documents = ("made", "repealed", "in_force")
    return [
        ["第二十条第（一）项", "", "", ""],
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        _subject("规章", 401, "rules", *documents),
        _subject("行政规范性文件", 411, "normative", *documents),
        ["第二十条第（五）项", "", "", ""],
        ["信息内容", "本年处理决定数量", "", ""],
        [*_subject("行政许可", 421, "licence", "decisions"), "", ""],
        ["第二十条第（六）项", "", "", ""],
        ["信息内容", "本年处理决定数量", "", ""],
        [*_subject("行政处罚", 431, "penalty", "decisions"), "", ""],
        [*_subject("行政强制", 441, "coercion", "decisions"), "", ""],
        ["第二十条第（八）项", "", "", ""],
        ["信息内容", "本年收费金额（单位：万元）", "", ""],
        [*_subject("行政事业性收费", 451, "fee", "amount"), "", ""],
    ]


_REFUSALS = [
    ("1.属于国家秘密", "refused.state_secret"),
    ("2.其他法律行政法规禁止公开", "refused.law"),
    ("3.危及“三安全一稳定”", "refused.security"),
    ("4.保护第三方合法权益", "refused.third_party"),
    ("5.属于三类内部事务信息", "refused.internal"),
    ("6.属于四类过程性信息", "refused.process"),
    ("7.属于行政执法案卷", "refused.enforcement_file"),
    ("8.属于行政查询事项", "refused.query"),
]
_UNAVAILABLE = [
    ("1.本机关不掌握相关政府信息", "unavailable.not_held"),
    ("2.没有现成信息需要另行制作", "unavailable.needs_creation"),
    ("3.补正后申请内容仍不明确", "unavailable.unclear"),
]
_NOT_PROCESSED = [
    ("1.信访举报投诉类申请", "not_processed.petition"),
    ("2.重复申请", "not_processed.repeated"),
    ("3.要求提供公开出版物", "not_processed.publication"),
    ("4.无正当理由大量反复申请", "not_processed.mass"),
    ("5.要求行政机关确认或重新出具已获取信息", "not_processed.confirmation"),
]
_OTHER_2021 = [
    ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "other.not_completed"),
    ("2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "other.fee_unpaid"),
    ("3.其他", "other.other"),
]


def _requests(other: list[tuple[str, str, str]]) -> list[Row]:
    lines = [
        ("一、本年新收政府信息公开申请数量", "", "", "new"),
        ("二、上年结转政府信息公开申请数量", "", "", "carried_over"),
        ("三、本年度办理结果", "（一）予以公开", "", "granted"),
        ("", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "", "partly_granted"),
    ]
    groups = (("（三）不予公开", _REFUSALS), ("（四）无法提供", _UNAVAILABLE), ("（五）不予处理", _NOT_PROCESSED))
    for group, children in groups:
        lines += [("", "" if number else group, label, name) for number, (label, name) in enumerate(children)]
    lines += [("", group, label, name) for group, label, name in other]
    lines += [("", "（七）总计", "", "done"), ("四、结转下年度继续办理", "", "", "carried_forward")]
    rows = [
        ["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "", "", "申请人情况", *[""] * 6],
        ["", "", "", "自然人", "法人或其他组织", "", "", "", "", "总计"],
        ["", "", "", "", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", ""],
    ]
    for number, (first, second, third, name) in enumerate(lines):
        cells = figures(1000 + 10 * number, *(f"requests.{name}.{applicant}" for applicant in APPLICANTS))
        rows.append([first, second, third, *cells])
    return rows


def requests_2019() -> list[Row]:
    """Return the third section of form 2019: 23 rows of 7 figures."""
    return _requests([("（六）其他处理", "", "other")])


def requests_2021() -> list[Row]:
    """Return the third section of form 2021: 25 rows of 7 figures."""
    return _requests([("" if n else "（六）其他处理", label, name) for n, (label, name) in enumerate(_OTHER_2021)])


def litigation() -> list[Row]:
    """Return the fourth section: 15 figures in one row."""
    names = [
        f"{path}.{result}" for path in ("review", "litigation.direct", "litigation.after_review") for result in RESULTS
    ]
    return [
        ["行政复议", "", "", "", "", "行政诉讼", *[""] * 9],
        [*RESULT_WORDS, "未经复议直接起诉", "", "", "", "", "复议后起诉", "", "", "", ""],
        ["", "", "", "", "", *RESULT_WORDS, *RESULT_WORDS],
        figures(501, *names),
    ]


_STATISTICS = """
一、主动公开情况||
（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）|条|published
其中：主动公开规范性文件数|条|published.normative
制发规范性文件总数|件|normative.made
（二）通过不同渠道和方式公开政府信息的情况||
1.政府公报公开政府信息数|条|published.gazette
2.政府网站公开政府信息数|条|published.website
3.政务微博公开政府信息数|条|published.weibo
4.政务微信公开政府信息数|条|published.wechat
5.其他方式公开政府信息数|条|published.other
二、回应解读情况||
（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）|次|stat.2.1
（二）通过不同渠道和方式回应解读的情况||
1.参加或举办新闻发布会总次数|次|stat.2.2.1
其中：主要负责同志参加新闻发布会次数|次|stat.2.2.1.a
2.政府网站在线访谈次数|次|stat.2.2.2
其中：主要负责同志参加政府网站在线访谈次数|次|stat.2.2.2.a
3.政策解读稿件发布数|篇|stat.2.2.3
4.微博微信回应事件数|次|stat.2.2.4
5.其他方式回应事件数|次|stat.2.2.5
三、依申请公开情况||
（一）收到申请数|件|requests.new
1.当面申请数|件|requests.new.in_person
2.传真申请数|件|requests.new.fax
3.网络申请数|件|requests.new.online
4.信函申请数|件|requests.new.letter
（二）申请办结数|件|requests.done
1.按时办结数|件|requests.done.on_time
2.延期办结数|件|requests.done.extended
（三）申请答复数|件|requests.answered
1.属于已主动公开范围数|件|requests.answered.already_public
2.同意公开答复数|件|requests.answered.granted
3.同意部分公开答复数|件|requests.answered.partly_granted
4.不同意公开答复数|件|requests.answered.refused
其中：（1）涉及国家秘密|件|requests.answered.refused.state_secret
（2）涉及商业秘密|件|requests.answered.refused.trade_secret
（3）涉及个人隐私|件|requests.answered.refused.privacy
（4）危及国家安全、公共安全、经济安全和社会稳定|件|requests.answered.refused.security
（5）不是《条例》所指政府信息|件|requests.answered.refused.not_government_information
（6）法律法规规定的其他情形|件|requests.answered.refused.law
5.不属于本行政机关公开数|件|requests.answered.not_ours
6.申请信息不存在数|件|requests.answered.not_existing
7.告知作出更改补充数|件|requests.answered.to_be_completed
8.告知通过其他途径办理数|件|requests.answered.other_way
四、行政复议数量|件|review.total
（一）维持具体行政行为数|件|review.upheld
（二）被依法纠错数|件|review.corrected
（三）其他情形数|件|review.other
五、行政诉讼数量|件|litigation.total
（一）维持具体行政行为或者驳回原告诉讼请求数|件|litigation.upheld
（二）被依法纠错数|件|litigation.corrected
（三）其他情形数|件|litigation.other
六、举报投诉数量|件|complaints
七、依申请公开信息收取的费用|万元|fees.collected
八、机构建设和保障经费情况||
（一）政府信息公开工作专门机构数|个|offices
（二）设置政府信息公开查阅点数|个|reading_points
（三）从事政府信息公开工作人员数|人|staff
1.专职人员数（不包括政府公报及政府网站工作人员数）|人|staff.full_time
2.兼职人员数|人|staff.part_time
（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）|万元|budget
九、政府信息公开会议和培训情况||
（一）召开政府信息公开工作会议或专题会议数|次|meetings
（二）举办各类培训班数|次|trainings
（三）接受培训人员数|人次|trainees
"""


def statistics_2014() -> list[Row]:
    """Return the 政府信息公开情况统计表 of 2014 to 2018; a row without alias is named by its outline number."""
    rows: list[Row] = [["统计指标", "单位", "统计数"]]
    for number, line in enumerate(_STATISTICS.strip().splitlines()):
        label, unit, name = line.split("|")
        rows.append([label, unit, Figure(str(2000 + number), name) if name else ""])
    return rows
