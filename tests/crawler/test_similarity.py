from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.base import Status
from crawler.versions.similarity import choose_body, content_key, difference, grams
from storage.values import Extracted

WORDS = st.text(alphabet="公开信息申请2021，。 \n", max_size=80)
REPORT = "\n".join(f"{n}、某方面情况\n" + "全年公开信息，情况良好。" * 12 for n in "一二三四五六")


def text(words, *tables, status=Status.OK):
    kinds = tuple({"kind": "requests", "rows": table} for table in tables)
    return Extracted(
        status=status, extractor="html", version=1, media_type="text/html", text=words, tables=kinds, notes=()
    )


def disagreement(first, second):
    return difference(grams(first), grams(second))


def body(*files: tuple):
    return choose_body(files)


def test_the_page_carries_the_text_when_it_says_as_much():
    assert body(("page", text(REPORT)), ("attachment", text(REPORT + "第1页"))) == 0
    assert body(("attachment", text(REPORT)), ("page", text(REPORT))) == 1


def test_an_attachment_does_when_the_page_only_announces_it():
    assert body(("page", text("现公布年度报告，详见附件。")), ("attachment", text(REPORT))) == 1


def test_an_attachment_does_when_the_page_lacks_tables_or_parts():
    assert body(("page", text(REPORT)), ("attachment", text(REPORT, [["0"]]))) == 1
    assert body(("page", text(REPORT[: len(REPORT) // 3])), ("attachment", text(REPORT))) == 1


def test_what_could_not_be_read_carries_nothing():
    failed = text("", status=Status.CORRUPT)
    assert body(("page", text("详见附件")), ("attachment", failed), ("attachment", None)) == 0
    assert body(("page", failed), ("attachment", text(REPORT))) == 1
    assert body(("page", None), ("attachment", None)) == 0


def test_pictures_of_pages_carry_the_text_though_nobody_could_read_them():
    unread = replace(text("", status=Status.UNSUPPORTED), media_type="image/jpeg")
    assert body(("page", text("贺兰县2021年报告")), ("attachment", unread), ("further_page", unread)) == 1
    assert body(("page", text(REPORT)), ("attachment", unread)) == 0


def differing(a: str, b: str) -> float:
    return difference(grams(a), grams(b))


@given(WORDS, WORDS)
def test_the_difference_is_a_share_and_symmetric(a, b):
    assert 0 <= differing(a, b) <= 1
    assert differing(a, b) == differing(b, a)
    assert differing(a, "\n".join(a)) == 0


def test_the_difference_sees_figures_and_not_the_place_of_lines():
    assert 0 < differing(REPORT, REPORT.replace("全年公开", "全年没有公开", 1)) < 0.05
    assert differing(REPORT, "完全不同的另一件事") == 1.0
    assert differing("", "") == 0.0


@given(WORDS)
def test_white_space_and_width_are_no_content(words):
    wide = words.replace("2021", "２０２１").replace(" ", "\u3000\u3000").replace("\n", "\n\n")
    assert content_key(text(words)) == content_key(text(wide))


def test_a_moved_figure_is_content():
    assert content_key(text("1", [["1", ""], ["", ""]])) != content_key(text("1", [["", "1"], ["", ""]]))
    assert content_key(text("11")) != content_key(text("1", [["1"]]))
