"""What a cell of a form says: a number as printed in any way, or one of the ways to say that there is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from spiders.pages.text import squeeze

MAX_DIGITS = 15  # beyond that a float no longer holds every whole number


class FigureState(StrEnum):
    """What stands in the place of a figure."""

    NUMBER = "number"
    BLANK = "blank"
    SLASH = "slash"
    DASH = "dash"
    NONE = "none"
    NOT_APPLICABLE = "not_applicable"
    TEXT = "text"
    UNREADABLE = "unreadable"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class ReadNumber:
    """A cell understood. ``unit`` is what the cell itself names, None when the form's holds."""

    state: FigureState
    value: float | None = None
    unit: str | None = None


UNITS = {
    **dict.fromkeys(("条", "件", "份", "宗", "篇", "项"), "item"),
    **dict.fromkeys(("次", "起", "例", "个", "期", "场", "处"), "count"),
    **dict.fromkeys(("人", "名", "人次"), "person"),
    **dict.fromkeys(("万元", "万"), "yuan_10k"),
    "元": "yuan",
    "千元": "yuan_1k",
    "亿元": "yuan_100m",
}
_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
_ONES = "[一二两三四五六七八九]"
_LAST = f"(?:(?:零|(?<=十)|(?<![千百万亿])){_ONES})?"  # 一百二 is said for 120, and left alone
_BELOW_MYRIAD = f"(?:{_ONES}千)?(?:零?{_ONES}百)?(?:零?{_ONES}?十)?{_LAST}"
_CHINESE = re.compile(f"(?![万亿])(?:{_BELOW_MYRIAD}亿)?(?:零?{_BELOW_MYRIAD}万)?{_BELOW_MYRIAD}")
NUMERALS = "".join([*_DIGITS, *_TENS, *_MYRIADS])

_STATES = {
    FigureState.SLASH: re.compile(r"[/\\|]+"),
    FigureState.DASH: re.compile(r"[-–—―─━~_]+"),
    FigureState.NONE: re.compile("(?:暂|均|都)?(?:无|没有)(?:此项|数据|相关数据)?"),
    FigureState.NOT_APPLICABLE: re.compile("不适用|不涉及|n/?a", re.IGNORECASE),
}
_UNIT = "|".join(sorted((unit for unit in UNITS if unit != "万"), key=len, reverse=True))
_WRITTEN = re.compile(rf"([+-]?)([\d.,]+|[{NUMERALS}]+)(万|亿)?({_UNIT})?")
_DIGIT_RUN = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+")
_SPACED = re.compile(r"(?<=\d)\s+(?=\d)")
_THOUSANDS = re.compile(r"\D*\d{1,3}(?:\s+\d{3})+(?:\s*\.\s*\d+)?\D*")
_GREW = re.compile("^(?:增加|新增|增|上升|↑|\\+)(?=.)")
_SHRANK = re.compile("^(?:减少|减|下降|↓|[-−－–—])(?=.)")


def chinese(text: str) -> int | None:
    """Return the number written in Chinese digits (二〇, 两千, 一百零三, 十二), None when it is none."""
    if all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text)) if 0 < len(text) <= MAX_DIGITS else None
    if not _CHINESE.fullmatch(text):
        return None
    total, section, digit = 0, 0, 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _TENS:
            section += (digit or 1) * _TENS[char]
            digit = 0
        else:
            total = (total + section + digit) * _MYRIADS[char]
            section, digit = 0, 0
    return total + section + digit


@lru_cache(maxsize=4096)
def read_cell(text: str, *, change: bool = False, money: bool = False) -> ReadNumber:
    """Return what a cell says. ``change``: 增3 and ↓2 are signed numbers. ``money``: 3万 means 万元."""
    words = squeeze(text)
    if not words:
        return ReadNumber(FigureState.BLANK)
    for state, pattern in _STATES.items():
        if pattern.fullmatch(words):
            return ReadNumber(state)
    if _SPACED.search(text.strip()) and not _THOUSANDS.fullmatch(text.strip()):
        return ReadNumber(FigureState.TEXT)  # two numbers in one cell
    return _signed(words, money=money) if change else _number(words, money=money)


def _signed(words: str, *, money: bool) -> ReadNumber:
    for pattern, sign in ((_GREW, 1), (_SHRANK, -1)):
        if match := pattern.match(words):
            found = _number(words[match.end() :], money=money)
            if found.value is not None and not words[match.end() :].startswith(("+", "-")):
                return ReadNumber(FigureState.NUMBER, sign * found.value, found.unit)
            return ReadNumber(FigureState.TEXT)
    return _number(words, money=money)


def _number(words: str, *, money: bool) -> ReadNumber:
    match = _WRITTEN.fullmatch(words.replace("−", "-"))
    value = _value(match[2]) if match else None
    if match is None or value is None:
        return ReadNumber(FigureState.TEXT)
    sign, _, myriad, unit = match.groups()
    if myriad and unit in ("元", None if money else "元"):
        unit = myriad + "元"
    elif myriad:
        value *= _MYRIADS[myriad]
    return ReadNumber(FigureState.NUMBER, -value if sign == "-" else value, UNITS.get(unit or ""))


def _value(digits: str) -> float | None:
    if digits[0] in NUMERALS:
        found = chinese(digits)
        return None if found is None else float(found)
    if not _DIGIT_RUN.fullmatch(digits) or len(digits) > MAX_DIGITS:
        return None
    return float(digits.replace(",", ""))
