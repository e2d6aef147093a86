"""What a text itself proves: the statutory sections, the tables' own words, the outline of before 2019.

Or that it is a notice, a rule, an empty form, a list. Reads folded text (``normalise.text``) in bounded time.
"""

from __future__ import annotations

from dataclasses import dataclass

from spiders.linear import pattern

_SECTIONS = tuple(
    pattern(words)
    for words in (
        r"总体情况",
        r"主动公开(?:政府)?信息(?:的)?情况|主动公开(?:的)?情况",
        r"(?:收到和)?(?:处理|办理)(?:政府)?信息公开申请(?:的)?情况|依申请公开(?:政府信息)?(?:和不予公开政府信息)?(?:的)?(?:办理)?情况",
        r"行政复议.{0,6}(?:提起)?行政诉讼",
        r"存在的?(?:主要)?(?:问题|不足).{0,8}改进",
        r"其他需要报告的?(?:有关)?事项|需要说明的?(?:其他)?事项",
    )
)
_OLD = tuple(
    pattern(words)
    for words in (
        r"[一二三四五六七八九、（）]概述|基本情况|工作(?:总体|基本)情况",
        r"主动公开",
        r"依申请公开",
        r"收费(?:及|和)?(?:减免)?",
        r"复议|诉讼|申诉",
        r"存在的?(?:主要)?(?:问题|不足)",
        r"改进|下一步|今后|打算",
        r"信息公开条例",
    )
)
_MARKERS = ("勾稽关系", "第二十条第", "本年新收政府信息公开申请", "三安全一稳定", "结转下年度继续办理", "法律服务机构")
_NOTICE = pattern(
    r"(?:通知如下|印发给你们|请遵照执行|请认真(?:贯彻|抓好|组织|做好)|请各(?:单位|地|部门|乡镇|有关)|现就.{0,30}通知)"
)
_ARTICLE = pattern(r"第[一二三四五六七八九十]{1,3}条[^第]{2}")
_PLACEHOLDER = pattern(
    r"20[Xx×＊*_]{2}年|[Xx×]{2,}(?:年|县|局|镇|单位|机关)|\{\{|（行政机关(?:规范)?全称）|此处填写|（文字描述）"
)
_ENTRY = pattern(
    r"20[0-3][0-9]年?度?[^。，；]{0,12}公开.{0,8}?(?:报告|年报)|公开.{0,8}?(?:报告|年报)[^。，；]{0,10}20[0-3][0-9]"
)
_PROSE = 400  # characters
MIN_SECTIONS, MIN_MARKERS, MIN_OLD = 3, 3, 5  # of 6 sections, 6 table marks and 8 old headings, that make a report
_MAX_ENTRIES = 5  # years beside the words of a report; a report names itself a few times, a list more often
_MAX_QUOTED = 4  # articles; a report quotes one or two
_SCHOOL = pattern(r"学年|高等学校信息公开办法")


@dataclass(frozen=True, slots=True)
class Content:
    """The evidence of a text: how many sections, headings of the old outline, words of the tables; what else it is."""

    length: int
    sections: int
    old: int
    markers: int
    topical: bool
    readable: bool  # prose of some length: a page that only announces its file, or a scan misread, proves nothing
    other: str = ""  # slug of REASONS

    @property
    def is_report(self) -> bool:
        """Whether the text alone proves a report, whatever its title."""
        statutory = self.sections >= MIN_SECTIONS or self.markers >= MIN_MARKERS
        return not self.other and (statutory or (self.topical and self.old >= MIN_OLD))

    @property
    def is_plain(self) -> bool:
        """Whether it proves one wherever it stands, with nothing around it that speaks of annual reports."""
        return self.sections > MIN_SECTIONS or self.markers >= MIN_MARKERS


def weigh(text: str) -> Content:
    """Weigh a folded text."""
    sections = sum(bool(words.search(text)) for words in _SECTIONS)
    markers = sum(words in text for words in _MARKERS)
    topical = "信息公开" in text or "政务公开" in text
    old = sum(bool(words.search(text)) for words in _OLD) if topical else 0
    readable = len(text) > _PROSE and sum(map(text.count, "的。")) * 100 > len(text)
    return Content(len(text), sections, old, markers, topical, readable, _something_else(text, sections))


def _something_else(text: str, sections: int) -> str:
    start = text[:3_000]
    if len(_PLACEHOLDER.findall(text[:60_000])) > 1:
        return "template"
    if sections < MIN_SECTIONS and len(_ENTRY.findall(text[:20_000])) > _MAX_ENTRIES:
        return "column"
    if _NOTICE.search(start[:1_500]):
        return "notice"
    if len(_ARTICLE.findall(text[:20_000])) > _MAX_QUOTED and sections < MIN_SECTIONS:
        return "rules"
    return "school" if len(_SCHOOL.findall(start)) > 1 else ""
