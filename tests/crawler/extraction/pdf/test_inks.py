"""What is printed on a page and is none of its text: watermarks over tables, white words on white paper."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from reportlab.lib.colors import Color, black, white
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from crawler.extraction import pdf
from crawler.extraction.base import Paragraph, Table

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
ROWS = [["事项", "数量", "合计"], ["许可", "16524", "3"], ["处罚", "10", "28"], ["强制", "7", "0"]]


def printed(*paint: Callable[[Canvas], None]) -> bytes:
    """A page with a ruled table, and what is painted before and after it."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    before, after = paint[:1], paint[1:]
    for step in before:
        step(canvas)
    canvas.setFillColor(black)
    canvas.setFont(FONT, 10)
    for row in range(len(ROWS) + 1):
        canvas.line(80, 700 - 30 * row, 380, 700 - 30 * row)
    for column in range(4):
        canvas.line(80 + 100 * column, 700, 80 + 100 * column, 700 - 30 * len(ROWS))
    for r, row in enumerate(ROWS):
        for c, text in enumerate(row):
            canvas.drawString(90 + 100 * c, 681 - 30 * r, text)
    for step in after:
        step(canvas)
    canvas.save()
    return out.getvalue()


def written(text: str, x: float, y: float, size: float, colour: Color) -> Callable[[Canvas], None]:
    def paint(canvas: Canvas) -> None:
        canvas.setFillColor(colour)
        canvas.setFont(FONT, size)
        canvas.drawString(x, y, text)

    return paint


def read(data: bytes) -> tuple[list[list[list[str]]], list[str], tuple[str, ...]]:
    found = pdf.extract(data)
    tables = [block.rows() for block in found.blocks if isinstance(block, Table)]
    return tables, [block.text for block in found.blocks if isinstance(block, Paragraph)], found.notes


def nothing(_: Canvas) -> None:
    """Paint nothing."""


@pytest.mark.parametrize("size", [18, 30, 60])
@pytest.mark.parametrize("colour", [Color(0.8, 0.8, 0.8), Color(0, 0, 0, alpha=0.2), Color(1, 0, 0, alpha=0.25)])
@pytest.mark.parametrize("above", [True, False])
def test_a_level_watermark_is_no_part_of_the_cells_that_it_lies_across(size: int, colour: Color, above: bool) -> None:
    mark = written("仅供内部", 120, 640, size, colour)
    assert read(printed(nothing, mark) if above else printed(mark)) == ([ROWS], [], ("watermark_dropped",))


def test_a_watermark_of_single_letters_in_several_places_goes_as_a_whole() -> None:
    marks = [written(char, 100 + 40 * n, 400, 32, Color(0.8, 0.8, 0.8)) for n, char in enumerate("草案")]
    across = written("草案", 150, 620, 32, Color(0.8, 0.8, 0.8))
    assert read(printed(nothing, across, *marks)) == ([ROWS], [], ("watermark_dropped",))


def test_a_large_grey_title_is_text() -> None:
    title = written("某镇信息公开", 120, 760, 26, Color(0.6, 0.6, 0.6))
    assert read(printed(title)) == ([ROWS], ["某镇信息公开"], ())


def test_a_small_grey_remark_is_text() -> None:
    assert read(printed(written("单位：件", 320, 705, 9, Color(0.6, 0.6, 0.6)))) == ([ROWS], ["单位：件"], ())


def test_white_words_on_white_paper_are_not_seen() -> None:
    words = [written("禁止复制", 95, 655, 9, white), written("99", 100, 300, 9, white)]
    assert read(printed(nothing, *words)) == ([ROWS], [], ("white_text_dropped",))


def test_white_words_on_a_dark_ground_are_text() -> None:
    def band(canvas: Canvas) -> None:
        canvas.setFillColor(Color(0.1, 0.2, 0.5))
        canvas.rect(80, 740, 300, 30, stroke=0, fill=1)
        written("年度报告", 100, 750, 12, white)(canvas)

    assert read(printed(band)) == ([ROWS], ["年度报告"], ())
