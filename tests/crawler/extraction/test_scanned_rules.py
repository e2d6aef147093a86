"""What scans show that is no letter: rules between rows as low as their letters, seals, slashes, mere signs."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont

from crawler.extraction import extract, ocr
from crawler.extraction.base import Paragraph, Status, Table, render
from crawler.extraction.ocr import models
from crawler.extraction.ocr.models import FoundLine
from crawler.extraction.ocr.punctuation import tidy
from crawler.extraction.ocr.scanned_page import _whole
from tests.replica.writers import fonts, scan

pytestmark = pytest.mark.ocr
WIDTH, LEFT, RIGHT, TOP = 1654, 200, 1400, 400
RED = (214, 34, 38)


def a_page() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    page = Image.new("RGB", (WIDTH, 2339), "white")
    return page, ImageDraw.Draw(page)


def written(pen: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int = 25, anchor: str = "mm") -> None:
    pen.text(at, text, "black", ImageFont.truetype(fonts.PATH, size), anchor=anchor)


def ruled(pen: ImageDraw.ImageDraw, heights: Sequence[int], columns: Sequence[int]) -> list[list[tuple[float, float]]]:
    """Draw rows of these heights with as many columns, and return the middles of their cells."""
    y, middles = TOP, []
    pen.line((LEFT, y, RIGHT, y), "black", 2)
    for height, count in zip(heights, columns, strict=True):
        wide = (RIGHT - LEFT) / count
        for c in range(count + 1):
            pen.line((LEFT + c * wide, y, LEFT + c * wide, y + height), "black", 2)
        middles.append([(LEFT + (c + 0.5) * wide, y + height / 2) for c in range(count)])
        y += height
        pen.line((LEFT, y, RIGHT, y), "black", 2)
    return middles


def tables(page: Image.Image) -> list[list[list[str]]]:
    out = io.BytesIO()
    page.save(out, "PNG")
    return [block.rows() for block in ocr.extract(out.getvalue()).blocks if isinstance(block, Table)]


def test_columns_that_only_one_low_row_has_are_columns() -> None:
    page, pen = a_page()
    head, figures, foot = ruled(pen, (30, 28, 30), (1, 5, 1))
    written(pen, head[0], "行政诉讼")
    for at, text in zip(figures, "20136", strict=True):
        written(pen, at, text)
    written(pen, foot[0], "本年没有其他情形")
    assert tables(page) == [[["行政诉讼", "", "", "", ""], list("20136"), ["本年没有其他情形", "", "", "", ""]]]


def test_a_stroke_that_fills_a_low_row_and_goes_on_in_a_letter_below_is_no_rule() -> None:
    page, pen = a_page()
    rows = ruled(pen, (26, 26), (2, 2))
    for middles in rows:
        written(pen, middles[1], "18")
    pen.line((500, TOP, 500, TOP + 46), "black", 2)
    for y in range(TOP + 5, TOP + 42, 6):
        pen.line((505, y, 522, y), "black", 2)
    (found,) = tables(page)
    assert [row[1:] for row in found] == [["18"], ["18"]]


def test_a_whole_line_between_letters_that_come_near_is_a_rule() -> None:
    page, pen = a_page()
    head, figures = ruled(pen, (90, 40), (12, 12))
    for c, at in enumerate(head):
        written(pen, (at[0], at[1] - 14), "结果维" if c % 2 else "其他结", 31)
        written(pen, (at[0], at[1] + 20), "持" if c % 2 else "果", 31)
    for at in figures:
        written(pen, at, "7")
    assert tables(page) == [[["其他结果", "结果维持"] * 6, ["7"] * 12]]


def test_columns_of_a_few_rows_that_a_page_break_left_open_are_columns() -> None:
    page, pen = a_page()
    head, figures = ruled(pen, (110, 40), (9, 9))
    pen.line((LEFT, TOP, RIGHT, TOP), "white", 6)
    for c, at in enumerate(head):
        written(pen, at, "总计" if c % 4 == 0 else "纠正", 30)
    for c, at in enumerate(figures):
        written(pen, at, str(c))
    assert tables(page) == [[["总计", *["纠正"] * 3] * 2 + ["总计"], list("012345678")]]


def test_a_slash_alone_in_a_cell_is_no_one() -> None:
    page, pen = a_page()
    rows = ruled(pen, (40, 40, 40), (3, 3, 3))
    for middles, texts in zip(rows, ("1/1", "0/7", "/1/"), strict=True):
        for at, text in zip(middles, texts, strict=True):
            written(pen, at, text)
    assert tables(page) == [[list("1/1"), list("0/7"), list("/1/")]]


def test_a_dash_alone_in_a_cell_is_no_letter() -> None:
    page, pen = a_page()
    rows = ruled(pen, (40, 40, 40, 40), (3, 3, 3, 3))
    texts = (("处罚", "—", "12"), ("许可", "7", "——"), ("强制", "—", "—"), ("总计", "5", "—"))
    for middles, cells in zip(rows, texts, strict=True):
        for at, text in zip(middles, cells, strict=True):
            written(pen, at, text)
    assert tables(page) == [[list(cells) for cells in texts]]


def test_a_rule_that_letters_touch_is_a_rule() -> None:
    page, pen = a_page()
    rows = ruled(pen, (40, 40, 40), (2, 2, 2))
    for middles, text in zip(rows, ("一二三", "三三三", "上下工"), strict=True):
        written(pen, middles[0], text)
        written(pen, middles[1], "18")
    for x in range(LEFT + 30, LEFT + 430, 100):
        pen.rectangle((x, TOP + 42, x + 50, TOP + 58), "black")
    (found,) = tables(page)
    assert [row[-1] for row in found] == ["18", "18", "18"]


def test_characters_that_make_no_text_are_not_handed_on() -> None:
    rng = random.Random(3)
    nonsense = "".join(rng.choices("亓谯阙笪浏禤岚佴逄苴佟", k=200))
    text = extract(scan.write((Paragraph(nonsense),), rng=rng, variant="clear"))
    assert (text.status, text.extractor, text.text) == (Status.CORRUPT, "pdf", "")
    assert "make no text" in text.notes[0]


def test_what_stands_under_a_red_seal_is_read_and_the_seal_is_not() -> None:
    page, pen = a_page()
    for n, line in enumerate(("本年度没有需要说明的其他情况，也没有收取费用。", "特此报告，请予审阅并提出意见。")):
        written(pen, (LEFT, 300 + 80 * n), line, 44, "lm")
    written(pen, (900, 620), "青山县人民政府", 44, "lm")
    written(pen, (920, 700), "2023年1月17日", 44, "lm")
    seal = Image.new("RGB", page.size, "white")
    ring = ImageDraw.Draw(seal)
    ring.ellipse((900, 480, 1240, 820), outline=RED, width=10)
    points = [(50 if k % 2 == 0 else 20, k * math.pi / 5) for k in range(10)]
    ring.polygon([(1070 + r * math.sin(a), 650 - r * math.cos(a)) for r, a in points], fill=RED)
    for k, letter in enumerate("青山县人民政府"):
        angle = math.radians(-120 + 40 * k)
        at = 1070 + 122 * math.sin(angle), 650 - 122 * math.cos(angle)
        ring.text(at, letter, RED, ImageFont.truetype(fonts.PATH, 46), anchor="mm")
    out = io.BytesIO()
    ImageChops.multiply(page, seal).save(out, "JPEG", quality=60)
    lines = render(ocr.extract(out.getvalue()).blocks).splitlines()
    assert lines[-2:] == ["青山县人民政府", "2023年1月17日"]


def test_what_stands_close_beside_a_line_is_read_with_it() -> None:
    ink = np.zeros((100, 800), np.uint8)
    ink[48:51, 100:125] = ink[58:64, 130:136] = 255  # 一、
    ink[62:68, 505:511] = 255  # 。
    ink[40:65, 600:625] = 255  # of another column
    line = FoundLine(145, 36, 500, 70)
    assert _whole(line, ink, [line])[::2] == (96, 515)
    assert _whole(line, ink, [line, FoundLine(90, 36, 140, 70)])[::2] == (145, 515)


def test_of_two_likely_letters_the_simplified_one_is_taken() -> None:
    letters = models._alphabet()
    odds = np.zeros((3, len(letters)), np.float32)
    odds[0, letters.index("結")], odds[0, letters.index("结")] = 0.8, 0.18
    odds[1, 0] = 1
    odds[2, letters.index("堃")], odds[2, letters.index("堂")] = 0.9, 0.04
    assert models._decode(odds).text == "结堃"


def test_figures_and_units_stand_together_as_they_are_written() -> None:
    assert tidy("共 3 件，1.5 万元 OFD 2 份") == "共3件，1.5万元 OFD 2份"
