from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.extraction.spreadsheets.number_format import BUILT_IN, general, shown


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1234.5, "0", "1235"),
        (-2.5, "0", "-3"),
        (2.005, "0.00", "2.01"),
        (1234567, "#,##0", "1,234,567"),
        (0.5, "#.##", ".5"),
        (0.5, "0.##", "0.5"),
        (12, "00000", "00012"),
        (0.1234, "0.0%", "12.3%"),
        (12_345_678, "0.00E+00", "1.23E+07"),
        (0.00012, "0.0E+0", "1.2E-4"),
        (1e6, '0,"千"', "1000千"),
        (13_800_138_000, "000-0000-0000", "138-0013-8000"),
        (5, '0"件"', "5件"),
        (5, 'G/通用格式"件"', "5件"),
        (-3, "0.00;[红](0.00)", "(3.00)"),
        (0, '0;-0;"-"', "-"),
        (0, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "-"),
        (45.6, "¥#,##0.00_);(¥#,##0.00)", "¥45.60"),
        (1.5, "[$￥-804]0.00", "￥1.50"),
        (150, '[>=100]"多";"少"', "多"),
        (15, '[>=100]"多";"少"', "少"),
        (11, '[<10]0"少"', "11"),
        (1234567, "0.#,", "1234.6"),
        (5, ";;;", ""),
        (0.25, "# ?/?", "0.25"),
        (123, "[DBNum1][$-804]General", "一百二十三"),
        (43_830, 'yyyy"年"m"月"d"日"', "2019年12月31日"),
        (43_830, "yyyy-mm-dd", "2019-12-31"),
        (43_830, '[DBNum1][$-804]yyyy"年"m"月"d"日";@', "二〇一九年十二月三十一日"),
        (43_830, "aaaa", "星期二"),
        (43_830, "yy/m/d", "19/12/31"),
        (43_830, "[$-F800]dddd, mmmm dd, yyyy", "2019年12月31日"),
        (43_830.75, "yyyy/m/d h:mm:ss", "2019/12/31 18:00:00"),
        (0.3, "h:mm AM/PM", "7:12 AM"),
        (0.75, "上午/下午h时mm分", "下午6时00分"),
        (1.5, "[h]:mm", "36:00"),
        (-1.5, "[h]:mm", "-36:00"),
        (3.141_59, "s:m", "53:23"),
        (1.003_213_4, "ss.00", "37.64"),
        (0.999_999_999, "h:mm:ss", "0:00:00"),
        (0.5 / 86_400, "mm:ss.0", "00:00.5"),
        (1, "yyyy/m/d", "1900/1/1"),
        (61, "yyyy/m/d", "1900/3/1"),
        (-1, "yyyy/m/d", "-1"),
    ],
)
def test_numbers_are_shown_as_the_sheet_shows_them(value, code, text):
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1 + 0.2, "0.3"), (5.0, "5"), (-0.0, "0"), (1e20, "1E+20"), (1 / 3, "0.3333333333"), (float("nan"), "nan")],
)
def test_general(value, text):
    assert general(value) == text


def test_the_other_epoch():
    assert shown(0, "yyyy/m/d", epoch_1904=True) == "1904/1/1"


@given(st.floats(), st.text('0#?.,%;@_*"\\[]$-ymdhs年月日Ee+/ABC>=<:aG', max_size=30))
@example(1e-300, '?"')
@example(float("inf"), "0")
@example(1e308, "0.00%%%%%%%%")
@example(0.5, ",,,,,,,0")
def test_any_code_shows_something_short(value, code):
    assert len(shown(value, code)) < 2_000


@given(st.floats(0, 1e12), st.sampled_from(sorted(BUILT_IN.values())))
def test_the_formats_known_by_number_show_every_number(value, code):
    assert shown(value, code)
