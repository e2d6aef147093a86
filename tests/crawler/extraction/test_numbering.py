from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.word_processing.numbering import MAX_NUMBER, STYLES, Counters, Level, numeral, prefixed


@pytest.mark.parametrize(
    ("number", "style", "shown"),
    [
        (1, "chineseCounting", "一"),
        (10, "chineseCounting", "十"),
        (11, "chineseCounting", "十一"),
        (20, "chineseCounting", "二十"),
        (99, "chineseCounting", "九十九"),
        (100, "chineseCounting", "一〇〇"),
        (101, "chineseCountingThousand", "一百零一"),
        (110, "chineseCountingThousand", "一百一十"),
        (1005, "chineseCountingThousand", "一千零五"),
        (20_003, "chineseCountingThousand", "二万零三"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (2020, "ideographDigital", "二〇二〇"),
        (11, "ideographTraditional", "甲"),
        (12, "ideographZodiac", "亥"),
        (20, "decimalEnclosedCircle", "⑳"),
        (21, "decimalEnclosedCircle", "21"),
        (3, "decimalEnclosedParen", "⑶"),
        (3, "decimalEnclosedFullstop", "⒊"),
        (3, "ideographEnclosedCircle", "㊂"),
        (12, "decimalFullWidth", "１２"),
        (7, "decimalZero", "07"),
        (27, "lowerLetter", "aa"),
        (2, "upperLetter", "B"),
        (14, "lowerRoman", "xiv"),
        (1994, "upperRoman", "MCMXCIV"),
        (5, "none", ""),
        (5, "unheard-of", "5"),
    ],
)
def test_numerals(number, style, shown):
    assert numeral(number, style) == shown


@given(st.integers(), st.sampled_from(STYLES))
def test_a_numeral_is_short_whatever_the_number(number, style):
    assert len(numeral(number, style)) <= 100


@given(st.integers(1, MAX_NUMBER))
def test_spoken_numbers_can_be_read_back(number):
    total = section = digit = 0
    for sign in numeral(number, "chineseCountingThousand"):
        if sign in "十百千":
            section += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[sign]
            digit = 0
        elif sign == "万":
            total, section, digit = (section + digit) * 10_000, 0, 0
        else:
            digit = "零一二三四五六七八九".index(sign)
    assert total + section + digit == number


LEVELS = {
    0: Level(("第", 0, "章"), "chineseCounting"),
    1: Level((0, ".", 1), "decimal", legal=True),
    2: Level(("(", 2, ")"), "lowerLetter", restart=0),
}


def test_a_higher_level_starts_the_lower_ones_again_unless_told_not_to():
    counters = Counters()
    labels = [counters.label("a", LEVELS, depth).strip() for depth in (0, 1, 1, 2, 0, 1, 2)]
    assert labels == ["第一章", "1.1", "1.2", "(a)", "第二章", "2.1", "(b)"]


def test_lists_count_apart_and_an_instance_starts_where_it_says_once():
    counters = Counters()
    counters.label("a", LEVELS, 0)
    assert counters.label("b", LEVELS, 0).strip() == "第一章"
    assert [counters.label("a", LEVELS, 0, "x", {0: 7}).strip() for _ in range(2)] == ["第七章", "第八章"]


def test_a_level_that_was_passed_over_has_begun():
    counters = Counters()
    labels = [counters.label("a", LEVELS, depth).strip() for depth in (0, 2, 1)]
    assert labels == ["第一章", "(a)", "1.2"]
    begun = [counters.label("a", LEVELS, depth, "new", {0: 5, 1: 1}).strip() for depth in (1, 0)]
    assert begun == ["5.1", "第六章"]


@pytest.mark.parametrize(
    ("label", "text", "line"),
    [
        ("一、", "总则", "一、总则"),
        ("（一）\t", "总则", "（一）总则"),
        ("1.\t", "总则", "1.总则"),
        ("1.\t", "General", "1. General"),
        ("第一章\t", "\t总则", "第一章 总则"),
        ("1.1\t", "总则", "1.1 总则"),
        ("1.\t", "", "1."),
        ("", "  总则", "  总则"),
    ],
)
def test_a_label_stands_before_its_text_as_it_would_be_typed(label, text, line):
    assert prefixed(label, text).rstrip() == line.rstrip()
