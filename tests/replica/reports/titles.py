"""Titles as the field writes them: year first, last, in Chinese numerals, doubled; agency long, short or absent."""

from __future__ import annotations

import random

from tests.replica.chance import chance

_COMMON = (
    "{agency}{year}年政府信息公开工作年度报告",
    "{agency}{year}年度政府信息公开工作报告",
    "{agency}{year}年政府信息公开年度报告",
    "{year}年{agency}政府信息公开工作年度报告",
    "{short}{year}年政府信息公开工作年度报告",
)
_SELDOM = (
    "{year}年度{short}政府信息公开年报",
    "{agency}政府信息公开工作年度报告（{year}年）",
    "{agency}{chinese}年政府信息公开工作年度报告",
    "{agency}关于{year}年度政府信息公开工作情况的报告",
    "{agency}{year}年度政府信息公开年度报告",
    "{short}{year}年信息公开工作年度报告",
    "{year}年度政府信息公开工作年度报告（{short}）",
    "{agency}政府信息公开{year}年度报告",
    "{year}年政府信息公开工作年度报告",
)
_DIGITS = "〇一二三四五六七八九"


def chinese_year(year: int) -> str:
    """Return 二〇二〇 for 2020."""
    return "".join(_DIGITS[int(digit)] for digit in str(year))


def chinese_number(number: int) -> str:
    """Return 十五 for 15; 1 to 99."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return head + (_DIGITS[ones] if ones else "")


def title(agency: str, short: str, year: int, rng: random.Random) -> str:
    """Return one title for the report."""
    pattern = rng.choice(_COMMON if chance(rng, 0.75) else _SELDOM)  # three of four titles are plain
    return pattern.format(agency=agency, short=short, year=year, chinese=chinese_year(year))
