"""Patterns on others' text are linear: by their engine, and measured on text made to hurt each of them."""

import re
import time

import pytest

from spiders.linear import IGNORECASE, pattern


@pytest.mark.parametrize("expression", [r"(?<!a)b", r"a(?=b)", r"(a)\1", r"a*+b", r"(?>a)b"])
def test_what_backtracks_is_refused_not_handed_to_the_other_engine(expression):
    with pytest.raises(re.error):
        pattern(expression)


def test_it_reads_chinese_as_the_standard_engine_does():
    text = "贺兰县２０２０年度报告，共 12　件；２０２１年"
    for expression in (r"\d+", r"\w+", r"\s", r"(?P<year>\d{4})年", r"报告|件"):
        ours, theirs = pattern(expression), re.compile(expression)
        assert [m.span() for m in ours.finditer(text)] == [m.span() for m in theirs.finditer(text)]
        assert ours.sub("·", text) == theirs.sub("·", text)
    assert pattern("é", IGNORECASE).search("É")


@pytest.mark.parametrize("expression", [r"(?:…|\.{2,})+$", r"^(.*)(.*)(.*)x", r"(?:a|b|〇)*x", r"(?:^|\n)\s*x"])
def test_eight_times_the_text_is_no_sixty_four_times_the_work(expression):
    compiled = pattern(expression)

    def work(size):
        text = "." * size + "〇" * size + " " * size + "3"
        start = time.process_time()
        compiled.search(text)
        return time.process_time() - start

    growth = min(work(400_000) for _ in range(3)) / max(min(work(50_000) for _ in range(3)), 1e-4)
    assert growth < 24
