import pytest

from crawler.extraction.layout.headers_footers import without_headers_footers
from crawler.extraction.layout.lines import Glyph, lines

HEIGHT = 842.0


def page(*texts):
    """Lines of a page: (text, distance from its top)."""
    return lines(
        Glyph(sign, 90 + 14 * i, top, 104 + 14 * i, top + 14, 14) for text, top in texts for i, sign in enumerate(text)
    )


@pytest.mark.parametrize("number", ["3", "-3-", "— 3 —", "第3页", "3/7", "—3一", "一3一"])
def test_a_page_number_is_known_by_shape_and_place(number):
    (kept,) = without_headers_footers([(page(("一、总体情况", 300), ("3", 400), (number, 790)), HEIGHT)])
    assert [line.text for line in kept] == ["一、总体情况", "3"]


@pytest.mark.parametrize("text", ["一", "二、其他", "2021年", "3件"])
def test_the_last_line_of_the_text_stays(text):
    (kept,) = without_headers_footers([(page(("一、总体情况", 300), (text, 790)), HEIGHT)])
    assert [line.text for line in kept] == ["一、总体情况", text]
