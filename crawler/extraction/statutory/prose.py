"""What a report's sentences state: how many applications, reviews, suits and published items."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.extraction.statutory.numbers import NUMERALS, FigureState, read_cell
from spiders.pages.text import squeeze

MAX_SENTENCE = 2000  # characters; longer ones are no sentences

NUMBER = rf"(?<![\d.])(\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?[万亿]?|[{NUMERALS}]+)"
_CLAUSE = r"[^\d。;]"
_UNIT = "(?:余|多)?[件份条宗例次起项篇]"
_RECEIVED = "(?:收到|新收|受理|接收|接到|收悉)"
_NONE = r"(?:未|没有|无|未曾)"
_SUFFERED = rf"{_NONE}(?:发生|收到|产生|出现|引发|因|有|被|接到)"

Patterns = tuple[re.Pattern[str], ...]

REQUESTS: Patterns = (
    re.compile(rf"{_RECEIVED}{_CLAUSE}{{0,30}}?申请{_CLAUSE}{{0,8}}?{NUMBER}{_UNIT}"),
    re.compile(rf"{_RECEIVED}{_CLAUSE}{{0,10}}?{NUMBER}{_UNIT}{_CLAUSE}{{0,16}}?申请"),
    re.compile(rf"(?:有|办理|处理|答复|共){NUMBER}{_UNIT}(?:政府信息)?(?:依申请公开|公开申请)"),
    re.compile(rf"{_NONE}{_RECEIVED}{_CLAUSE}{{0,24}}?申请"),
)
REVIEWS: Patterns = (
    re.compile(rf"行政复议(?:案件|申请|事项)?(?:共|为|数|数量|案)?{NUMBER}{_UNIT}"),
    re.compile(rf"行政复议[、和及或与,](?:提起)?(?:行政)?诉讼{_CLAUSE}{{0,6}}?(0){_UNIT}"),
    re.compile(rf"{_SUFFERED}{_CLAUSE}{{0,30}}?复议"),
)
SUITS: Patterns = (
    re.compile(rf"行政诉讼(?:案件|申请|事项)?(?:共|为|数|数量|案)?{NUMBER}{_UNIT}"),
    re.compile(rf"行政复议[、和及或与,](?:提起)?(?:行政)?诉讼{_CLAUSE}{{0,6}}?(0){_UNIT}"),
    re.compile(rf"{_SUFFERED}{_CLAUSE}{{0,30}}?诉讼"),
)
PUBLISHED: Patterns = (
    re.compile(rf"主动公开(?:的)?(?:各类|各项)?(?:政府|政务)?信息{_CLAUSE}{{0,12}}?{NUMBER}{_UNIT}"),
    re.compile(rf"主动公开{_CLAUSE}{{0,6}}?{NUMBER}{_UNIT}(?:政府|政务)?信息"),
    re.compile(
        rf"(?:全年|年度|年|累计|共|合计)(?:共|累计)?(?:发布|公开)(?:各类|各项)?(?:政府|政务)?信息{NUMBER}{_UNIT}"
    ),
    re.compile(rf"{_NONE}主动公开(?:政府)?信息"),
)
FIELDS = {
    "text.requests.new": REQUESTS,
    "text.review.total": REVIEWS,
    "text.litigation.total": SUITS,
    "text.published": PUBLISHED,
}

_ABOUT = re.compile("信息公开|依申请|公开申请|自然人|主动公开|公开.{0,4}信息")
_HEADING = re.compile(r"\(?[一二三四五六七八九十]+[)、]")
_HEADING_LENGTH = 40
_COMPARED = re.compile("上年度?|去年|同比|历年|以来|其中|截至目前")


def sentences(text: str) -> Iterator[tuple[str, str]]:
    """Yield (compared form, as printed) of sentences that speak of disclosure, by themselves or by their heading.

    Rows of tables are not text.
    """
    heading = ""
    for line in text.split("\n"):
        if "\t" in line:
            continue
        prose = squeeze(line)
        if len(prose) <= _HEADING_LENGTH and _HEADING.match(prose):
            heading = prose
            continue
        for printed in re.split("(?<=[。;；])", line):
            part = squeeze(printed).rstrip("。;")
            if part and len(part) <= MAX_SENTENCE and (_ABOUT.search(part) or _ABOUT.search(heading)):
                yield part, printed.strip()


@dataclass(frozen=True, slots=True)
class Statement:
    """A number stated, None where the sentence says that there was none. ``compared``: of another year, or a part."""

    value: float | None
    sentence: str
    compared: bool = False


def numbers(found: Sequence[tuple[str, str]], patterns: Patterns) -> Iterator[Statement]:
    """Yield what sentences state by these patterns, of which the last one is that of none."""
    *counted, none = patterns
    for part, printed in found:
        matches = [match for pattern in counted for match in pattern.finditer(part)]
        values = [(match, value) for match in matches if (value := _value(match)) is not None]
        for match, value in values:
            yield Statement(value, printed, _COMPARED.search(_clause(part, match)) is not None)
        if not values and none.search(part):
            yield Statement(None, printed)


def _value(match: re.Match[str]) -> float | None:
    reading = read_cell(match[1])
    return reading.value if reading.state is FigureState.NUMBER else None


def _clause(part: str, match: re.Match[str]) -> str:
    """Return the words from the comma before a match to its end."""
    return part[part.rfind(",", 0, match.start()) + 1 : match.end()]


def stated(text: str) -> Iterator[tuple[str, Statement]]:
    """Yield field and statement: the first one that compares with nothing else, or else the first."""
    found = list(sentences(text))
    for name, patterns in FIELDS.items():
        statements = list(numbers(found, patterns))
        plain = [one for one in statements if not one.compared]
        for statement in (plain or statements)[:1]:
            yield name, statement
