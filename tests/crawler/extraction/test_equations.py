from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.word_processing.equations import equation


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        (r"\o\ac(○,1)", "①"),
        (r"\o\ac(○, 21)", "21"),
        (r"\o\ac(□,密)", "密"),
        (r"\f(1,2)", "1/2"),
        (r"\f(\f(1,2);3)", "1/2/3"),
        (r"x\s\up5(2)", "x2"),
        (r"\o\ad(\s\up 9(nián),年)", "年"),
        (r'\* jc3 \* "Font:Calibri" \* hps22 \o\al(\s\up 10(nián),年)', "年"),
        (r"\o(\s\up 3(上),\s\do 2(下))", "上下"),
        (r"a\(b\)\,c", "a(b),c"),
        (r"\f(1,2", "1/2"),
        ("(1)", "(1)"),
        ("1" * 300, ""),
    ],
)
def test_what_is_drawn(code: str, shown: str) -> None:
    assert equation(code) == shown


@given(st.text(r"\fo(s,)up1○", max_size=255))
def test_any_code_has_a_text(code: str) -> None:
    assert len(equation(code)) <= 2 * len(code)
