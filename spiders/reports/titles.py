"""The grammar of a report's title: [body] [year] topic … document, in any order, damaged as portals damage it.

Reads one title and nothing else; what the context adds is decided in ``spiders.reports.judge``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from spiders.bodies import body_of
from spiders.bodies.forms import is_relative
from spiders.reports import fold, vetoes
from spiders.reports.years import take_years


class Form(StrEnum):
    """How much of a report's title stands there."""

    REPORT = "report"  # 政府信息公开 … 报告
    TOPIC = "topic"  # 政府信息公开 without 报告
    ANNUAL = "annual"  # 年度报告 without 政府信息公开
    NAME = "name"  # a body and nothing else but perhaps a year
    YEAR = "year"  # a year and nothing else
    COLUMN = "column"  # the words of the column: 政府信息公开年报
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Title:
    """A title read. ``agency`` is as written; ``veto`` a slug of REASONS, ``word`` what called for it."""

    form: Form
    year: int | None = None
    flags: tuple[str, ...] = ()
    agency: str = ""
    veto: str = ""
    word: str = ""


_TOPIC = (
    r"(?:政府信息与政务公开|政府信息和政务公开|政务信息公开|政府信息主动公开|政府信息工作公开|政府政务信息公开|政府公开信息|政府信息公开"
    r"|政府信公开|政务公开|信息公开)(?:[和与及、暨]?(?:政务公开|政府信息公开|依申请公开))?"
)
_BETWEEN = r"[工作情况年度总体的及、（）《》“”\"'0-9.\-—_:：本〔〕·]{0,30}?"
_REPORT = re.compile(rf"(?P<topic>{_TOPIC})(?P<between>{_BETWEEN})(?P<word>报告书?|年报|汇报)")
_TOPIC_ONLY = re.compile(_TOPIC)
_ANNUAL = re.compile(r"年度?(?:工作)?报告|年报|年度(?:工作)?情况报告")
_FILE_NAME = re.compile(r"\.(?:pdf|docx?|wps|ofd|rtf|odt|xlsx?|et|s?html?|zip|rar)$", re.IGNORECASE)
_BRACKETS = str.maketrans("()[]【】", "（）〔〕〔〕")
_SEPARATOR = re.compile(r"[_|>»]|--+|(?<![0-9])-|-(?![0-9])|——|—(?![0-9])")
_SITE = re.compile(
    rf"首页|(?:法定)?(?:主动)?公开内容|(?:政府)?网站|.{{0,20}}(?:人民政府|政府)(?:门户)?(?:网站?|信息网|信息公开网|平台)?|.{{0,12}}门户网?站?"
    rf"|.{{0,12}}(?:公开网|公开平台|公开专栏)|(?:各?(?:部门|乡镇|镇街|单位|机关))?{_TOPIC}(?:工作)?(?:年度)?(?:工作)?(?:报告|年报)?(?:专栏)?"
)
_NUMBER = re.compile(
    r"^[\u4e00-\u9fff]{0,8}[〔（]?20\d\d[〕）]?第?\d{1,5}号|[〔（]20\d{2}[〕）]?第?\d{1,5}号|第\d{1,5}号"
)
_LEADING = re.compile(r"^(?:附件?[0-9一二三四五六七八九]{0,2}[:：.、]?|[0-9]{1,3}[.、](?![0-9])|(?:转发|转载)[:：]?)+")
_ABOUT = re.compile(
    r"关于(?:公布|发布|公开|印发|报送|上报|提交|公示)?|(?:公布|发布|公示|印发)$|(?:政务公开|政府信息公开|信息公开)(?:工作)?[和与及暨、]$"
)
_PLURAL = re.compile(
    r"(?:各.{0,12}|(?:县|市|区|旗|州)?(?:直|级)?(?:政府)?(?:工作)?部门(?:及.{0,8})?|乡镇|镇街|街镇|乡镇（街道）|镇（街道）|街道|部门.{0,8}"
    r"|历年|往年|历史.{0,4}|下级.{0,6})"
)
_PAREN = re.compile(r"[（〔]([^（）〔〕]{1,40})[）〕]")
_ALSO = re.compile(r"^(?:及|和|与|暨)附.*|^(?:及|和|与|暨).{0,8}统计表.*")
_ORGAN_END = re.compile(r"局|委员会|委|办公室|办事处|办|镇|乡|政府|中心|街道")
_OWN = re.compile(r"[县区市旗](?:(?:人民)?政府)?")  # 县政府信息公开年报
_TRIM = "的_-—–·:：、,，.。“”\"'《》〈〉〔〕|>*/ "
_LONGEST_REMARK = 30  # characters before the topic that name no body; a longer head is a sentence


def _trim(text: str) -> str:
    text = text.strip(_TRIM)
    return text if text.count("（") == text.count("）") else text.strip("（）")


def read(raw: str) -> Title:
    """Return what a title says: its form, the year reported on, the body as written, and what forbids it."""
    return _read(raw[: 4 * fold.LONGEST_TITLE])


@lru_cache(maxsize=4096)
def _read(raw: str) -> Title:
    text = _drop_site(_LEADING.sub("", _FILE_NAME.sub("", fold.title(raw)).translate(_BRACKETS)))
    text = _NUMBER.sub("", text.replace("（）", ""))
    if not _trim(text):
        return Title(Form.NONE, veto="empty")
    if match := _REPORT.search(text):
        return _report(text, match)
    return _half(text)


def _drop_site(text: str) -> str:
    """Return the title without the names of column and site that page titles carry before or behind it."""
    tag = re.match(r"〔([^〔〕]{0,20})〕", text)
    if tag and _SITE.fullmatch(tag[1]):
        text = text[tag.end() :]
    parts = [part for part in _SEPARATOR.split(text) if part]
    kept = [part for part in parts if not _SITE.fullmatch(part)]
    return "-".join(kept) if kept and len(kept) < len(parts) else text


def _report(text: str, match: re.Match[str]) -> Title:
    head, tail = text[: match.start()], _ALSO.sub("", text[match.end() :])
    if head.endswith("人民") and match["topic"].startswith("政府"):  # 通源乡人民政府信息公开年报
        head += "政府"
    years = take_years(head, match["between"], tail)
    agency, rest = _body_in(years.head, years.tail)
    if years.school:
        return Title(Form.REPORT, None, (), agency, "school", years.school)
    slug, word = vetoes.find(vetoes.HEAD, head)
    if not slug and vetoes.SCHOOL.search(agency or rest):
        slug, word = "school", agency or rest
    if not slug and (_PLURAL.fullmatch(_trim(years.head)) or _PLURAL.fullmatch(rest)):
        slug, word = "column", _trim(years.head)
    if not slug:
        slug, word = _forbidden(text, match, rest, years.tail)
    bare = not agency and years.year is None and not _trim(rest)
    return Title(Form.COLUMN if bare and not slug else Form.REPORT, years.year, years.flags, agency, slug, word)


def _forbidden(text: str, match: re.Match[str], rest: str, tail: str) -> tuple[str, str]:
    if found := vetoes.NOTICE.search(text):
        slug, word = vetoes.find(vetoes.TEMPLATE, text)
        return (slug, word) if slug else ("notice", found[0])
    slug, word = vetoes.find(vetoes.BEFORE, rest)
    if not slug:
        slug, word = vetoes.find(vetoes.AFTER, match["between"] + tail)
    if not slug and rest and (len(rest) > _LONGEST_REMARK or not match["topic"].startswith("政府")):
        slug, word = "other_disclosure", rest[:_LONGEST_REMARK]
    return slug, word


def _body_in(head: str, tail: str) -> tuple[str, str]:
    """Return the body named before the topic or in brackets behind the report, and what of the head names nobody."""
    candidate = _trim(_ABOUT.sub("", head))
    for name in (candidate, *_pieces(candidate), *_prefixes(candidate)):
        if is_relative(name) or _OWN.fullmatch(name) or body_of(name):
            return name, _trim(candidate.replace(name, "", 1))
    for name in (*(found[1] for found in _PAREN.finditer(tail)), _trim(tail)):
        if body_of(name):
            return name, candidate
    return "", candidate


def _pieces(candidate: str) -> list[str]:
    """Return the parts of a head that holds more than a name: a red head line doubled, a remark in brackets."""
    parts = [_trim(part) for part in re.split(r"[-_:：、，,《》“”\"|>（）〔〕]", candidate)]
    return [part for part in reversed(parts) if len(part) > 1] if len(parts) > 1 else []


def _prefixes(candidate: str) -> list[str]:
    """Return the beginnings of a head that end as a body's name does, the longest first."""
    return [candidate[: match.end()] for match in reversed(list(_ORGAN_END.finditer(candidate))) if match.end() > 3][:6]  # noqa: PLR2004 - 某某局


def _half(text: str) -> Title:
    """Read a title that lacks one of the two halves, 政府信息公开 or 报告."""
    topic, annual = _TOPIC_ONLY.search(text), _ANNUAL.search(text)
    found = topic or annual
    if found is None:
        return _name(text)
    years = take_years(text[: found.start()], "", text[found.end() :])
    agency, rest = _body_in(years.head, years.tail)
    if years.school:
        return Title(Form.NONE, None, (), agency, "school", years.school)
    slug, word = vetoes.find(vetoes.INSTEAD, rest + text[found.start() :])
    if not slug and rest:
        slug, word = "no_report_words", rest
    form = Form.TOPIC if topic else Form.ANNUAL
    if not slug and years.year is None and not agency:
        form = Form.COLUMN if _SITE.fullmatch(text) or annual else Form.NONE
    return Title(form, years.year, years.flags, agency, slug, word)


def _name(text: str) -> Title:
    """Read a title without any word of a report: a body, a year, or something else."""
    years = take_years(text, "", "")
    rest = _trim(years.head)
    if years.school:
        return Title(Form.NONE, None, veto="school", word=years.school)
    if not rest:
        return Title(Form.YEAR if years.year else Form.NONE, years.year, years.flags)
    if body_of(rest):
        return Title(Form.NAME, years.year, years.flags, rest)
    slug, word = vetoes.find(vetoes.INSTEAD, rest)
    return Title(Form.NONE, years.year, years.flags, "", slug, word)
