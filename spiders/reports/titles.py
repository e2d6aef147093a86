"""The grammar of a report's title: [body] [year] topic … document, in any order, damaged as portals damage it.

Reads one title and nothing else; what the context adds is decided in ``spiders.reports``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from spiders.bodies import body_of
from spiders.bodies.forms import is_relative
from spiders.reports import fold, vetoes
from spiders.reports.years import Years, take_years


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
    r"|政务公开|信息公开)(?:[和与及、暨]?(?:政务公开|政府信息公开|依申请公开))?"
)
_BETWEEN = r"[工作情况年度总体的及、（）《》“”\"'0-9.\-—_:：本\]\[〔〕·]{0,30}?"
_REPORT = re.compile(rf"(?P<topic>{_TOPIC})(?P<between>{_BETWEEN})(?P<word>报告书?|年报|汇报)")
_TOPIC_ONLY = re.compile(_TOPIC)
_ANNUAL = re.compile(r"年度?(?:工作)?报告|年报|年度(?:工作)?情况报告")
_FILE_NAME = re.compile(r"\.(?:pdf|docx?|wps|ofd|rtf|odt|xlsx?|et|s?html?|zip|rar)$", re.IGNORECASE)
_SEPARATOR = re.compile(r"[_|>»]|--+|(?<![0-9])-|-(?![0-9])|——|—(?![0-9])")
_SITE = re.compile(
    rf"首页|(?:法定)?(?:主动)?公开内容|(?:政府)?网站|.{{0,20}}(?:人民政府|政府)(?:门户)?(?:网站?|信息网|信息公开网|平台)?|.{{0,12}}门户网?站?"
    rf"|.{{0,12}}(?:公开网|公开平台|公开专栏)|(?:各?(?:部门|乡镇|镇街|单位|机关))?{_TOPIC}(?:工作)?(?:年度)?(?:工作)?(?:报告|年报)?(?:专栏)?"
)
_NUMBER = re.compile(
    r"^[\u4e00-\u9fff]{0,8}[〔\[（(【]?20\d\d[〕\]）)】]?第?\d{1,5}号|[〔\[（(【]20\d{2}[〕\]）)】]?第?\d{1,5}号|第\d{1,5}号"
)
_LEADING = re.compile(
    r"^(?:附件?[0-9一二三四五六七八九]{0,2}[:：.、]?|[0-9]{1,3}[.、](?![0-9])|【[^】]{0,12}】|(?:转发|转载)[:：]?)+"
)
_ABOUT = re.compile(r"关于(?:公布|发布|公开|印发|报送|上报|提交|公示)?|(?:公布|发布|公示|印发)$")
_PLURAL = re.compile(
    r"^(?:各.{0,12}|(?:县|市|区|旗|州)?(?:直|级)?(?:政府)?(?:工作)?部门|乡镇|镇街|街镇|乡镇（街道）|镇（街道）|街道|部门.{0,8}|历年|往年|历史.{0,4}|下级.{0,6})$"
)
_PAREN = re.compile(r"（([^（）]{1,40})）")
_TRIM = "的_-—–·:：、,，.。“”\"'《》〈〉（）|>*/ "


def read(raw: str) -> Title:
    """Return what a title says: its form, the year reported on, the body as written, and what forbids it."""
    text = _drop_site(_LEADING.sub("", _FILE_NAME.sub("", fold.title(raw))))
    if not text:
        return Title(Form.NONE, veto="empty")
    text = _NUMBER.sub("", text.translate(str.maketrans("()[]【】", "（）（）（）")).replace("（）", ""))
    if match := _REPORT.search(text):
        return _report(text, match)
    return _other(text)


def _drop_site(text: str) -> str:
    """Return the title without the names of column and site that page titles carry before or behind it."""
    parts = [part for part in _SEPARATOR.split(text) if part]
    kept = [part for part in parts if not _SITE.fullmatch(part)]
    return "-".join(kept) if kept and len(kept) < len(parts) else text


def _report(text: str, match: re.Match[str]) -> Title:
    head, tail = text[: match.start()], text[match.end() :]
    years = take_years(head, match["between"], tail)
    agency, rest = _body_in(years.head, years.tail)
    slug, word = _forbidden(text, match, years, rest)
    if not slug and _PLURAL.fullmatch(years.head.strip(_TRIM)):
        slug, word = "column", years.head.strip(_TRIM)
    form = Form.REPORT
    if not slug and not agency and years.year is None and not rest.strip(_TRIM):
        form = Form.COLUMN
    return Title(form, years.year, years.flags, agency, slug, word)


def _forbidden(text: str, match: re.Match[str], years: Years, rest: str) -> tuple[str, str]:
    if years.school:
        return "school", years.school
    if found := vetoes.NOTICE.search(text):
        slug, word = vetoes.find(vetoes.AFTER[:1], text)
        return (slug, word) if slug else ("notice", found[0])
    slug, word = vetoes.find(vetoes.BEFORE, rest)
    if slug:
        return slug, word
    return vetoes.find(vetoes.AFTER, match["between"] + years.tail)


def _body_in(head: str, tail: str) -> tuple[str, str]:
    """Return the body named before the topic or in brackets behind the report, and what of the head names nobody."""
    candidate = _ABOUT.sub("", head).strip(_TRIM)
    for name in (candidate, *_pieces(candidate)):
        if name and (is_relative(name) or body_of(name)):
            return name, _rest_of(candidate, name)
    for found in _PAREN.finditer(tail):
        if body_of(found[1]):
            return found[1], candidate
    return "", candidate


def _pieces(candidate: str) -> list[str]:
    """Return the parts of a head that holds more than a name: a red head line doubled, a remark in brackets."""
    parts = [part.strip(_TRIM) for part in re.split(r"[-_:：、，,《》“”\"|>]", candidate)]
    return [part for part in reversed(parts) if len(part) > 1] if len(parts) > 1 else []


def _rest_of(candidate: str, name: str) -> str:
    return "" if candidate == name else candidate.replace(name, "", 1)


def _other(text: str) -> Title:
    years = take_years(text, "", "")
    rest = years.head.strip(_TRIM)
    if years.school:
        return Title(Form.NONE, years.year, veto="school", word=years.school)
    if not rest:
        return Title(Form.YEAR if years.year else Form.NONE, years.year, years.flags)
    topic = _TOPIC_ONLY.search(rest)
    annual = _ANNUAL.search(rest)
    if topic or annual:
        found = topic or annual
        assert found is not None
        left = _ABOUT.sub("", rest[: found.start()]).strip(_TRIM)
        slug, word = vetoes.find(vetoes.INSTEAD, rest)
        agency = left if left and (is_relative(left) or body_of(left)) else ""
        if not slug and left and not agency:
            slug, word = "no_report_words", left
        if not slug and years.year is None and not agency:
            return Title(Form.COLUMN, agency=agency)
        return Title(Form.TOPIC if topic else Form.ANNUAL, years.year, years.flags, agency, slug, word)
    if body_of(rest):
        return Title(Form.NAME, years.year, years.flags, rest)
    slug, word = vetoes.find(vetoes.INSTEAD, rest)
    return Title(Form.NONE, years.year, years.flags, "", slug, word)
