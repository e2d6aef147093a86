import base64
import itertools
import random
import re
import zlib
from collections import Counter

import pypdfium2
import pytest

from crawler.extraction.base import Cell, Paragraph, Table, render
from tests.replica.writers import pdf
from tests.replica.writers.press import Style, typeset
from tests.replica.writers.press.lines import half_width, wrap


def printed(pages):
    return "".join(run.text for page in pages for run in page.runs)


def page_texts(data, password=None):
    document = pypdfium2.PdfDocument(data, password=password)
    return [page.get_textpage().get_text_range() for page in document]


ESCAPED = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
SPECIAL = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def unescape(found):
    return bytes([int(found[1], 8)]) if found[1].isdigit() else SPECIAL.get(found[1], found[1])


def shown(data):
    """All strings that the content streams show, decoded by hand: the font's encoding is UTF-16."""
    text = ""
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        content = zlib.decompress(base64.a85decode(b"<~" + stream.strip(), adobe=True))
        for string in re.findall(rb"\(((?:[^()\\]|\\.)*)\) Tj", content, re.DOTALL):
            text += ESCAPED.sub(unescape, string).decode("utf-16-be")
    return text


def test_pages_hold_the_whole_text_in_reading_order(composed, squeeze):
    without_tables = tuple(block for block in composed.blocks if isinstance(block, Paragraph))
    pages = typeset(without_tables, composed.title, Style(folio=""))
    assert squeeze(printed(pages)) == squeeze(render((Paragraph(composed.title), *without_tables)))


def test_every_line_stays_on_its_page(composed):
    style = Style(head="页眉")
    for page in typeset(composed.blocks, composed.title, style):
        for run in page.runs:
            assert style.left - 1 <= run.x
            assert run.x + half_width(run.text) * run.size <= style.width - style.right + 1.5 * run.size
            assert 0 < run.y < style.height


def test_a_long_table_goes_on_under_its_repeated_head(composed):
    rows = [Cell(0, 0, "甲", 2, 1), Cell(0, 1, "乙", 1, 2), Cell(1, 1, "丙"), Cell(1, 2, "丁")]
    rows += [Cell(r, c, f"{r}/{c}") for r in range(2, 90) for c in range(3)]
    pages = typeset((Table(tuple(rows)),), "", Style())
    assert len(pages) > 2
    assert [sum(run.text == "丙" for run in page.runs) for page in pages] == [1] * len(pages)
    assert [run.text for page in pages for run in page.runs if "/" in run.text] == [
        f"{r}/{c}" for r in range(2, 90) for c in range(3)
    ]


def test_lines_never_begin_with_a_closing_mark_nor_break_a_number():
    text = "全年公开信息1234567条，其中（一）甲类占12.5%；乙类占87.5%。" * 9
    for width in (5.0, 7.5, 11.0, 23.0):
        lines = wrap(text, width, 2.0, half_width)
        assert "".join(lines) == text
        assert not any(line[0] in "，。；）%" for line in lines)
        assert not any(a[-1].isdigit() and b[0].isdigit() for a, b in itertools.pairwise(lines))


@pytest.mark.parametrize("variant", ["plain", "headed", "dense", "landscape", "rotated", "columns", "borderless"])
def test_the_content_streams_show_every_character(composed, squeeze, variant):
    data = pdf.write(composed.blocks, title=composed.title, rng=random.Random(variant), variant=variant)
    wanted = Counter(squeeze(render((Paragraph(composed.title), *composed.blocks))))
    assert not wanted - Counter(squeeze(shown(data)))  # heads, folios and repeated table heads come on top


def test_rotated_and_encrypted_are_what_they_say(composed):
    rotated = pypdfium2.PdfDocument(pdf.write(composed.blocks, rng=random.Random(1), variant="rotated"))
    assert rotated[0].get_rotation() == 90
    assert rotated[0].get_size() == pytest.approx((595, 842))
    locked = pdf.write(composed.blocks, rng=random.Random(1), variant="encrypted")
    assert b"/Encrypt" in locked
    assert page_texts(locked) == page_texts(locked, password="owner")


def test_an_embedded_font_says_what_its_glyphs_are(composed, squeeze):
    data = pdf.write(composed.blocks, title=composed.title, rng=random.Random(1), variant="embedded")
    wanted = Counter(squeeze(render((Paragraph(composed.title), *composed.blocks))))
    assert not wanted - Counter(squeeze("".join(page_texts(data))))


@pytest.mark.parametrize("variant", [*pdf.VARIANTS, *pdf.HARD])
def test_the_same_seed_writes_the_same_bytes(variant):
    blocks = (Paragraph("一、总体情况"), Table((Cell(0, 0, "规章"), Cell(0, 1, "0"))))
    first, second = (pdf.write(blocks, title="年报", rng=random.Random(4), variant=variant) for _ in range(2))
    assert first == second
