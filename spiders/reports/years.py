"""The year reported on: in a title, in a text's data period, in what surrounds them.

The year of publication is another year, and serves only as a last resort and flagged.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from spiders.linear import IGNORECASE, Match, between, pattern
from spiders.reports.flags import QualityFlag

FIRST, LAST = 2003, 2039  # the first local rules on disclosure date from 2002; beyond it is no year but a number
_SCHOOL = pattern(r"20\d\d年?[-—–~～至到/]+(?:20)?\d\d年?学年(?:度)?|20\d\d学年|学年度?")
_RANGE = pattern(r"(20[0-3]\d)年?(?:度)?[-—–~～至到]+(20[0-3]\d)年")
_SEVERAL = between(r"^|[^0-9]", r"(20[0-3]\d)年?(?:度)?[-—–~～至到]+(20[0-3]\d)", r"年?度?(?:[）〕]|$|[^0-9年])")
_TWICE = pattern("|".join(digit + digit for digit in "0123456789"))
# "…年报（2020年1月1日-12月31日）": a period, worth a year only when nothing else stands there
_SPAN = pattern(
    r"(20[0-3]\d)[年.]\d{1,2}[月.]?(?:\d{1,2}日?)?[-—–~～至到]{1,2}(?:20[0-3]\d[年.])?\d{1,2}[月.](?:\d{1,2}日?)?"
)
_DATE = pattern(
    r"[（(〔]?20[0-3]\d[-./](?:1[0-2]|0?[1-9])[-./](?:3[01]|[12]\d|0?[1-9])日?(?:发布|公布)?[）)〕]?|20[0-3]\d年(?:1[0-2]|0?[1-9])月(?:(?:3[01]|[12]\d|0?[1-9])日)?"
)
_YEAR = pattern(r"(?P<digits>[0-9]+)(?:年?年度|年(?:年|度)?|[_-])?(?:年?度|全年)?")
_SHORT = between(r"^|[^0-9]", r"(?P<digits>[012][0-9])(?:年度|年)", "")
_LOST = pattern(r"(?:年度?)$|^(?:年度?)")


@dataclass(frozen=True, slots=True)
class Years:
    """The year of a title, its flags, and head and tail of the title without the words of the year."""

    year: int | None
    flags: tuple[QualityFlag, ...]
    head: str
    tail: str
    school: str = ""


def plausible(digits: str) -> int | None:
    """Return the year that a run of four to six digits means (222012 is 2012, 20221 2022, 20019 2019), else None."""
    if not 4 <= len(digits) <= 6:  # noqa: PLR2004 - a year with at most two digits too many
        return None
    for part in (digits[-4:], digits[:4], _TWICE.sub(lambda twice: twice[0][0], digits, count=1)):
        if FIRST <= int(part) <= LAST:
            return int(part)
    return None


def several(text: str) -> bool:
    """Tell whether a title spans more than two years: a collection (2008-2021), not one report."""
    span = _SEVERAL.search(text)
    return span is not None and int(span[2]) - int(span[1]) > 1


def take_years(head: str, between: str, tail: str) -> Years:
    """Read the year nearest to the topic: between topic and 报告, else before it, else behind it."""
    if school := _SCHOOL.search(head + between):
        return Years(None, (), head, tail, school[0])
    flags: tuple[QualityFlag, ...] = ()
    span = _RANGE.search(head + between)
    if span and span[1] != span[2]:
        flags = (QualityFlag.YEAR_RANGE,)
        head, between = (_RANGE.sub(r"\2年", part) for part in (head, between))
    covered = _covered(head, tail)
    head, tail = (_DATE.sub("", _SPAN.sub("", part)) for part in (head, tail))
    year = _last(between) or _last(head) or _first(tail) or covered
    if year is None:
        year = _two_digits(head, between, tail)
        head, tail = _SHORT.sub("", head), _SHORT.sub("", tail)
    return Years(year, flags, _LOST.sub("", _YEAR.sub(_drop, head)), _YEAR.sub(_drop, tail))


def _covered(head: str, tail: str) -> int | None:
    """Return the year of a period in a title (2020年1月1日-12月31日), None when there is none."""
    span = _SPAN.search(head) or _SPAN.search(tail)
    return int(span[1]) if span else None


def _two_digits(*parts: str) -> int | None:
    """Return the year that a title writes short (21年), None when there is none or it is too early."""
    short = next(filter(None, map(_SHORT.search, parts)), None)
    year = 2000 + int(short["digits"]) if short else 0
    return year if year >= FIRST else None


def _drop(match: Match[str]) -> str:
    return "" if plausible(match["digits"]) else match[0]


def _last(part: str) -> int | None:
    years = [year for match in _YEAR.finditer(part) if (year := plausible(match["digits"]))]
    return years[-1] if years else None


def _first(part: str) -> int | None:
    return next((year for match in _YEAR.finditer(part) if (year := plausible(match["digits"]))), None)


# Every unit may be lost or replaced: 202111日起至20211231日, 2015-1-1至2015-12-31, 20231月1日至202312月31日.
_TO = r"日?(?:起|开始|始)?[，,、]?[至到止—–~～-]{1,3}(?:当年|同年|本年)?(?:(?:20)??(?P<second>20[0-3][0-9])[年./-]?)?"
_PERIOD = pattern(rf"(?P<first>20[0-3][0-9])[年./-]?(?:1[0-2]|0?[1-9])[月./-]?[0-3]?[0-9]?{_TO}(?:1[0-2]|0?[1-9])")
_WHOLE_YEAR = pattern(rf"(?P<first>20[0-3][0-9])[年./-]?0?1[月./-]?0?1{_TO}12")
_ABOUT_DATA = pattern(
    r"统计(?:期限|期间|时限|时段|时间|周期|范围|区间)|数据.{0,12}(?:期限|时限|时间|起止)|起止时间|报告期"
)


def period(text: str) -> int | None:
    """Return the year of the sentence that says which period the data cover, also when it lost characters."""
    for match in _ABOUT_DATA.finditer(text[:60_000]):
        if dates := _PERIOD.search(text[match.start() : match.end() + 60]):
            return int(dates["second"] or dates["first"])
    whole = _WHOLE_YEAR.search(text[:6_000])
    return int(whole["second"] or whole["first"]) if whole else None


_LEAD = pattern(
    r"(?:现将|公布|发布)[^。；0-9]{0,30}(20[0-3][0-9])年[^。；0-9]{0,20}(?:信息公开|政务公开)[^。；]{0,30}(?:报告|如下|汇报)"
)


def lead(text: str) -> int | None:
    """Return the year of the sentence that leads into the report: 现将我镇2019年政府信息公开工作报告如下."""
    match = _LEAD.search(text[:6_000])
    return int(match[1]) if match else None


_MENTIONED = between(r"^|[^0-9〔\[（(]", r"(20[0-3][0-9])年", "")


def _mentions(text: str) -> Counter[int]:
    start = max(text.find("总体情况"), 0)
    return Counter(int(year) for year in _MENTIONED.findall(text[start : start + 3_000]))


def majority(text: str) -> int | None:
    """Return the year that 一、总体情况 speaks of most, None when two are even."""
    ranked = _mentions(text).most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def stale(text: str, year: int) -> bool:
    """Tell whether the text speaks of another year's work and never of its own: last year's report, copied."""
    mentions = _mentions(text)
    return not mentions[year] and max(mentions.values(), default=0) >= _MIN_COPIED


_MIN_COPIED = 3  # mentions of another year, beside none of the own, that make a report last year's

_QUERY_YEAR = pattern(r"[?&](?:fbtime|nbYear)=(20[0-3]\d)(?:$|[^0-9])", IGNORECASE)
_PATH_YEAR = pattern(
    r"(?:^|[^0-9])n?(20[0-3]\d)(?:_?nb|nd(?:bg)?|n)(?:$|[^a-z0-9])|(?:nb|ndbg|gknb)_?(20[0-3]\d)(?:$|[^0-9])"
)
_OF_OURS = pattern(r"20[0-3]\d")
_PUBLISHED = pattern(
    r"/t?(20[0-3]\d)[-_]?(?:0[1-9]|1[0-2])[-_/]?(?:[0-3]\d)?[_/]|/(20[0-3]\d)/\d{1,2}/\d{1,2}/|/(20[0-3]\d)/[01]\d-[0-3]\d/"
    r"|/(20[0-3]\d)-[01]?\d(?:-[0-3]?\d)?/|/art/(20[0-3]\d)/"
)


def in_query(url: str) -> int | None:
    """Return the report year that a URL's query names (``fbtime=2013``): the platform's own key of the report."""
    match = _QUERY_YEAR.search(url[:2_000])
    return int(match[1]) if match else None


def in_path(url: str) -> int | None:
    """Return the year of a year column in the path (``gknb2017``, ``2021n``): often right, sometimes a year behind."""
    match = _PATH_YEAR.search(url[:2_000])
    return int(match[1] or match[2]) if match else None


def of_publication(published: str | None, url: str) -> int | None:
    """Return the year of publication by the date given, else by the date in the URL."""
    if published and _OF_OURS.match(published):
        return int(published[:4])
    match = _PUBLISHED.search(url[:2_000])
    return int(next(filter(None, match.groups()))) if match else None
