from __future__ import annotations

import pytest

from crawler.extraction import rtf as reader
from crawler.extraction.base import ExtractionError, Table, render

FONTS = (
    r"{\fonttbl{\f0\fcharset0 Times New Roman;}{\f1\fcharset134 SimSun;}{\f2\fcharset2 Wingdings;}"
    r"{\f3\fcharset136 PMingLiU;}{\f4\fcharset2 Symbol;}}"
)


def read(body, head=r"\ansi\ansicpg936\deff0"):
    return reader.extract(f"{{\\rtf1{head}{FONTS}{body}}}".encode("latin-1"))


def text(body, **how):
    return render(read(body, **how).blocks)


def rows(body):
    (table,) = (b for b in read(body).blocks if isinstance(b, Table))
    return table.rows()


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (r"\f1 \'c4\'ea\'b6\'c8", "年度"),
        (r"\f0 \'c4\'ea\'b6\'c8", "年度"),  # the font leaves it to the document
        (r"\f3 \'a4\'a4\'a4\'e5", "中文"),
        (r"\f1 \'81@", "丂"),  # the second byte of a pair may be a letter
        (r"\uc1\u24180?\u24230\'3f", "年度"),
        (r"\uc2\u24180\'c4\'ea\u24230??x", "年度x"),
        (r"\uc0\u-10179\u-8367!", "\U0001f751!"),
        (r"\f2 \'fe\'a8", "☑□"),
        (r"\f0\u61694?", "☑"),
        (r"\f4 \'b3", "≥"),
        (r"\{a\~b\_c\-d\}\\", "{a b-cd}\\"),
        (r"\ldblquote x\rdblquote\emdash", "“x”—"),
        ("a\\\r\nb", "a\nb"),
    ],
)
def test_characters(body, shown):
    assert text(body + r"\par") == shown


def test_the_document_may_be_utf_8_or_a_code_page_without_a_font():
    assert text("年".encode().decode("latin-1") + r"\par", head=r"\ansi\ansicpg65001") == "年"
    assert text(r"\'e9\par", head=r"\ansi\ansicpg1252") == "é"


def test_what_is_not_text_stays_out():
    body = (
        r"{\info{\title no}}{\header no\par}{\*\unknown no}{\pict\wmetafile8 0102}{\object{\*\objdata 01}{\result ja}}"
        r"{\b\*\cs7 ja}{\v no}{\deleted no}{\revised ja}{\annotation no}{\xe no}\bin5 {{{{{\upr{no}{\*\ud{ja}}}\par"
    )
    assert text(body) == "jajajaja"
    assert read(body).notes == ("images_skipped",)


def test_fields_show_results_but_no_page_number():
    field = r"{\field{\*\fldinst %s}{\fldrslt %s}}"
    nested = field % ("IF " + field % ("X", "no"), "ja")
    assert text(field % ('HYPERLINK "x"', "ja") + field % (" PAGE ", "7") + nested + r"\chpgn\par") == "jaja"


def test_what_word_draws_from_a_code_is_written_once():
    body = r"{\field{\*\fldinst {eq \\o\\ac(\u9675?,1)}}{\fldrslt {no}}}\f1 \'bc\'d7\par"
    assert text(body) == "①甲"


def test_labels_of_lists_are_kept_and_bullets_are_not():
    body = (
        r"{\listtext\f1 \'d2\'bb\'a1\'a2\tab}\f1\'d7\'dc\par{\listtext\f4\'b7\tab}\f0 a\par{\listtext o\tab}b\par"
        r"{\pntext 1.\tab}c\par"
    )
    assert text(body) == "一、总\na\nb\n1. c"


def test_merged_cells():
    row = r"\trowd\trleft-108\clvmgf\cellx1000\cellx2000\cellx3000 a\intbl\cell b\cell c\cell\row"
    wide = r"\trowd\trleft-110\clvmrg\cellx1010\cellx3000 \intbl\cell d\cell\row"
    flags = r"\trowd\cellx1000\clmgf\cellx2000\clmrg\cellx3000 \intbl e\cell f\cell\cell\row"
    assert rows(row + wide + flags + r"\pard z\par") == [["a", "b", "c"], ["", "d", ""], ["e", "f", ""]]


def test_nested_tables():
    inner = (
        r"\pard\intbl\itap2 1\nestcell 2\nestcell{\*\nesttableprops\trowd\cellx500\cellx900\nestrow}{\nonesttables\par}"
    )
    body = (
        r"\trowd\cellx1000\cellx5000\pard\intbl long words here\cell " + inner + r"\pard\intbl more\cell\row\pard\par"
    )
    assert rows(body) == [["long words here", "1 2 more"]]
    assert text(r"\trowd\cellx5000\pard\intbl x\par " + inner + r"\pard\intbl\cell\row\pard\par") == "x\n\n1\t2"


def test_boxes_follow_their_anchor_and_notes_the_text():
    box = r"{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt\pard box\par}}{\shprslt no}}"
    assert text(r"a" + box + r"b{\footnote note}\par c\par") == "ab\nbox\nc\nnote"


@pytest.mark.parametrize("data", [b"", b"text", b"{\\rtf1" + b"{" * 20_000, b"{\\rtf1{\\pict 00"])
def test_what_cannot_be_read_says_so(data):
    with pytest.raises(ExtractionError):
        reader.extract(data)


def test_a_file_that_ends_too_early_keeps_its_text_and_a_remark():
    document = reader.extract(b"{\\rtf1 one\\par {two")
    assert (render(document.blocks), document.notes) == ("one\ntwo", ("truncated",))


def test_numbers_without_measure_are_harmless():
    body = r"\trowd\cellx99999999\cellx-99999999\trleft9999999 \itap99999999\intbl a\cell\cell\row\uc-5\f-1 b\u9999999999 \par"
    assert "a" in text(body)


def test_rare_characters_of_labels_are_whole_too():
    assert text(
        r"{\listtext \u-10176?\u-9205?.\tab}a\par{\listtext 1\u-10176?\tab}b\par"
    ) == "𠀋.\ta\n1\ufffd\tb".replace("\t", " ")
