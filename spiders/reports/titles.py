"""The grammar of a report's title: [body] [year] topic … document, in any order, damaged as portals damage it.

Reads one title and nothing else; what the context adds is decided in ``spiders.reports.classification``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from spiders.bodies import body_of
from spiders.bodies.forms import is_relative
from spiders.linear import Match, pattern
from spiders.reports import normalise, vetoes
from spiders.reports.decoration import SITE, TOPIC, is_remark, strip_decoration
from spiders.reports.flags import QualityFlag
from spiders.reports.years import several, take_years


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
    flags: tuple[QualityFlag, ...] = ()
    agency: str = ""
    veto: str = ""
    word: str = ""


_BETWEEN = r"[工作情况开展实施推进落终年月日至度总体的及、（）《》“”\"'0-9.\-—_:：本〔〕·]{0,30}?"
_REPORT = pattern(rf"(?P<topic>{TOPIC})(?P<between>{_BETWEEN})(?P<word>报告书?|年报|汇报会?)")
_TOPIC_ONLY = pattern(TOPIC)
_ANNUAL = pattern(r"年度?(?:工作)?报告|年报|年度(?:工作)?情况报告")
_ABOUT = pattern(
    r"关于(?:公布|发布|公开|印发|报送|上报|提交|公示)?|(?:政务公开|政府信息公开|信息公开)(?:工作)?[和与及暨、]$|编制的$|（）|（以下简称[^（）]*）"
)
_CIRCULAR = pattern(
    r"(?P<issuer>.{0,40}?)关于(?:印发|公布|发布|公开|公示|转发)《?(?P<report>.{4,120}?)》?的(?:通知|公告|通告|公示)"
)
_THE_OFFICE = pattern(r"政府办(?:公室|公厅)?$")
_PLURAL = pattern(
    r"(?:(?:国务院|全国|(?:全[县市区旗州省])?各).{0,12}|(?:县|市|区|旗|州)?(?:直|级)?(?:政府|机关)?(?:工作)?(?:部门|单位)(?:及.{0,8})?|乡镇|镇街|街镇|乡镇（街道）|镇（街道）|街道|部门.{0,8}"
    r"|历年|往年|历史.{0,4}|下级.{0,6})"
)
_PAREN = pattern(r"[（〔]([^（）〔〕]{1,40})[）〕]")
_ALSO = pattern(r"^[（〔]?(?:含|及|和|与|暨|、)(?:附[件表录图]?|.{0,8}统计表)[）〕]?")
_ORGAN_END = pattern(r"局|委员会|委会|委|办公室|办事处|办|镇|乡|政府|中心|街道")
_OWN = pattern(r"[县区市旗](?:(?:人民)?政府)?")  # 县政府信息公开年报
_HALF_LEFT = pattern(rf"(?:{TOPIC}|[工作情况开展总体年度的及、])*")
_MEETING = pattern(r"(?:发布|培训|推进|部署|座谈|研讨|动员|工作)会$")
_WORDS = pattern(r"[一-鿿]{2,}")
_MARKS, _BOUNDS = pattern(r"[-_|—]+"), pattern(r"[-_:：、，,《》“”\"|>（）〔〕]")
_TRIM = "的_-—–·:：、,，.。“”\"'《》〈〉〔〕|>*/ "
_LONGEST_REMARK = 30  # characters before the topic that name no body; a longer head is a sentence


def _trim(text: str) -> str:
    text = text.strip(_TRIM)
    return text if text.count("（") == text.count("）") else text.strip("（）")


def read(raw: str) -> Title:
    """Return what a title says: its form, the year reported on, the body as written, and what forbids it."""
    return _read(raw[: 4 * normalise.LONGEST_TITLE])


@lru_cache(maxsize=4096)
def _read(raw: str) -> Title:
    text = strip_decoration(normalise.title(raw))
    if not _trim(text):
        return Title(Form.NONE, veto="empty")
    if carried := _carried(text):
        return carried
    if match := _words_of_report(text):
        return _report(text, match)
    return _half(text)


def _words_of_report(text: str) -> Match[str] | None:
    return next((match for match in _REPORT.finditer(text) if match["word"] != "汇报会"), None)


def _carried(text: str) -> Title | None:
    """Read the report that a circular carries (…办公室关于印发…2012年…年度报告的通知); None when it carries none."""
    circular = _CIRCULAR.fullmatch(text)
    match = _words_of_report(circular["report"]) if circular else None
    if circular is None or match is None:
        return None
    title = _report(circular["report"], match)
    if title.veto or title.year is None:
        return None
    # the office publishes the government's report, not its own
    return title if title.agency else replace(title, agency=_THE_OFFICE.sub("政府", _trim(circular["issuer"])))


def _report(text: str, match: Match[str]) -> Title:
    head, tail = text[: match.start()], _ALSO.sub("", text[match.end() :])
    if head.endswith("人民") and match["topic"].startswith("政府"):  # 通源乡人民政府信息公开年报
        head += "政府"
    years = take_years(head, match["between"], tail)
    agency, rest, left = split_body(years.head, years.tail)
    if years.school:
        return Title(Form.REPORT, None, (), agency, "school", years.school)
    slug, word = _of_another(text, head, years.head, rest)
    if not slug:
        slug, word = _of_its_kind(agency, rest, match["topic"])
    if not slug:
        slug, word = _forbidden(text, match, rest, left)
    bare = not agency and years.year is None and not _trim(rest)
    return Title(Form.COLUMN if bare and not slug else Form.REPORT, years.year, years.flags, agency, slug, word)


def _of_another(text: str, head: str, named: str, rest: str) -> tuple[str, str]:
    """Return the veto of a title that speaks of less than a year, of many reports, or of a report in other dress."""
    slug, word = vetoes.find(vetoes.HEAD, head)
    if not slug and (part := vetoes.PART.search(text)):
        return "not_annual", part[0]
    if not slug and (several(text) or _PLURAL.fullmatch(_trim(named)) or _PLURAL.fullmatch(rest)):
        return "column", _trim(named) or "several years"
    return slug, word


def _of_its_kind(agency: str, rest: str, topic: str) -> tuple[str, str]:
    """Return the veto of a body that reports under other rules: a school, or an enterprise on its own disclosure."""
    if vetoes.is_school(agency or rest):
        return "school", agency or rest
    if not topic.startswith("政府") and vetoes.ENTERPRISE.search(agency or rest):
        return "other_disclosure", agency or rest
    return "", ""


def _forbidden(text: str, match: Match[str], rest: str, left: str) -> tuple[str, str]:
    """Return the veto of what stands before (``rest``) and behind (``left``) the words of a report."""
    if notice := vetoes.NOTICE.search(text):
        slug, word = vetoes.find(vetoes.TEMPLATE, text)
        return (slug, word) if slug else ("notice", notice[0])
    slug, word = vetoes.find(vetoes.BEFORE, rest)
    if not slug:
        slug, word = vetoes.find(vetoes.AFTER, match["between"] + left)
    if slug:
        return slug, word
    if rest and (len(rest) > _LONGEST_REMARK or not match["topic"].startswith("政府")):
        return "other_disclosure", rest[:_LONGEST_REMARK]
    return _behind(left)


def _behind(left: str) -> tuple[str, str]:
    """Return the veto of words behind a report's own that are neither a remark nor a body."""
    left = _trim(_PAREN.sub("", left).replace("（）", ""))  # a remark in brackets is a remark, whatever it says
    harmless = is_remark(left) or _words_of_report(left) or body_of(left)
    return ("about_report", left[:_LONGEST_REMARK]) if _WORDS.search(left) and not harmless else ("", "")


def split_body(head: str, tail: str) -> tuple[str, str, str]:
    """Return the body named before the topic or behind the report, and what of head and tail names nobody."""
    candidate, tail = _trim(_ABOUT.sub("", head)), tail.replace("（）", "")
    before = next(filter(_names, (candidate, *_pieces(candidate), *_prefixes(candidate))), "")
    pieces = (*(bracket[1] for bracket in _PAREN.finditer(tail)), *map(_trim, _MARKS.split(tail)))
    behind = next((piece for piece in pieces if body_of(piece) and not _MEETING.search(piece)), "")
    rest = _trim(candidate.replace(before, "", 1)) if before else candidate
    left = tail.replace(behind, "", 1) if behind else tail
    # 某县2020年…年报（教育局）: the county says where, the bracket who
    return (behind if behind and (not before or _is_place(before)) else before), rest, left


def _names(name: str) -> bool:
    return bool(is_relative(name) or _OWN.fullmatch(name) or body_of(name))


def _is_place(name: str) -> bool:
    body = body_of(name)
    return body is not None and body.level == "county" and not name.endswith(("政府", "办公室", "办"))


def _pieces(candidate: str) -> list[str]:
    """Return the parts of a head that holds more than a name: a red head line doubled, a remark in brackets."""
    parts = [_trim(part) for part in _BOUNDS.split(candidate)]
    return [part for part in reversed(parts) if len(part) > 1] if len(parts) > 1 else []


def _prefixes(candidate: str) -> list[str]:
    """Return the beginnings of a head that end as a body's name does, the longest first."""
    return [candidate[: match.end()] for match in reversed(list(_ORGAN_END.finditer(candidate))) if match.end() > 3][:6]  # noqa: PLR2004 - 某某局


def _half(text: str) -> Title:
    """Read a title that lacks one of the two halves, 政府信息公开 or 报告."""
    topic, annual = _TOPIC_ONLY.search(text), _ANNUAL.search(text)
    half = topic or annual
    if half is None:
        return _name(text)
    years = take_years(text[: half.start()], "", text[half.end() :])
    agency, rest, left = split_body(years.head, years.tail)
    if years.school:
        return Title(Form.NONE, None, (), agency, "school", years.school)
    slug, word = _half_forbidden(text[half.start() :], rest, left)
    form = Form.TOPIC if topic else Form.ANNUAL
    if not slug and years.year is None and not agency:
        form = Form.COLUMN if SITE.fullmatch(text) or annual else Form.NONE
    return Title(form, years.year, years.flags, agency, slug, word)


def _half_forbidden(words: str, rest: str, left: str) -> tuple[str, str]:
    """Return the veto of a title with half a report's words; ``rest`` stands before them and ``left`` behind."""
    slug, word = vetoes.find(vetoes.INSTEAD, rest + words)
    left = _trim(_PAREN.sub("", left).replace("（）", ""))
    harmless = _HALF_LEFT.fullmatch(left) or is_remark(left) or body_of(left)
    if not slug and (rest or not harmless):
        return "no_report_words", rest or left
    return slug, word


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
    return Title(Form.NONE, years.year, years.flags, split_body(rest, "")[0], slug, word)
