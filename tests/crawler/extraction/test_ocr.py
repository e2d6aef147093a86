from __future__ import annotations

import io
import random

import pytest
from PIL import Image, ImageDraw, ImageFont

from crawler.extraction import ocr
from crawler.extraction.base import Cell, ExtractionError, Table, UnsupportedError
from crawler.extraction.ocr.long_images import sheets
from crawler.extraction.ocr.punctuation import tidy
from tests.replica.writers import scan

ROWS = [["2019", "0", "37"], ["2020", "118", "5"], ["2021", "0", "4119"]]


def a_scan() -> bytes:
    page = Image.new("RGB", (1654, 2339), "white")
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(size=36)
    for r in range(4):
        pen.line((200, 400 + 80 * r, 1400, 400 + 80 * r), "black", 3)
    for c in range(4):
        pen.line((200 + 400 * c, 400, 200 + 400 * c, 640), "black", 3)
    for r, row in enumerate(ROWS):
        for c, text in enumerate(row):
            pen.text((330 + 400 * c, 418 + 80 * r), text, "black", font)
    out = io.BytesIO()
    page.rotate(0.6, fillcolor="white", resample=Image.Resampling.BICUBIC).save(out, "PNG")
    return out.getvalue()


@pytest.mark.ocr
def test_a_crooked_scan_gives_every_cell_of_its_table() -> None:
    document = ocr.extract(a_scan())
    assert [b.rows() for b in document.blocks if isinstance(b, Table)] == [ROWS]
    assert "ocr" in document.notes


@pytest.mark.ocr
def test_a_page_on_its_head_is_read_upright_and_letters_that_touch_rules_are_no_rules() -> None:
    rows = [["信息内容", "本年处理决定数量"], ["行政许可", "164"], ["行政处罚", "8"], ["行政强制", "0"]]
    table = Table(tuple(Cell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row)))
    document = ocr.extract(scan.write((table,), rng=random.Random(1), variant="flipped"))
    assert [b.rows() for b in document.blocks if isinstance(b, Table)] == [rows]


@pytest.mark.ocr
def test_pages_beyond_the_limit_are_named_as_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "MAX_PAGES", 1)
    first = Image.new("1", (200, 283), 1)
    out = io.BytesIO()
    first.save(out, "TIFF", save_all=True, append_images=[first, first])
    assert "only the first 1 pages" in ocr.extract(out.getvalue()).notes


@pytest.mark.ocr
def test_a_long_picture_is_cut_where_nothing_is_printed() -> None:
    import numpy as np  # noqa: PLC0415 - optional

    picture = np.full((6000, 1000, 3), 255, np.uint8)
    for top, bottom in ((0, 1300), (1360, 2600), (2700, 6000)):
        picture[top:bottom, ::2] = 0
    assert [len(sheet) for sheet in sheets(picture)] == [1330, 1320, 3350]


@pytest.mark.ocr
@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n cut", b"II*\x00 cut", a_scan()[:2000]])
def test_broken_images_are_refused(data: bytes) -> None:
    with pytest.raises(ExtractionError):
        ocr.extract(data)


def test_without_the_optional_part_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    with pytest.raises(UnsupportedError, match="make ocr"):
        ocr.extract(a_scan())


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("(一)主动公开", "（一）主动公开"),
        ("1,234.5", "1,234.5"),
        ("条例》(国令", "条例》（国令"),
        ("（三） 不予公开", "（三）不予公开"),
    ],
)
def test_punctuation_beside_chinese_is_wide(seen: str, meant: str) -> None:
    assert tidy(seen) == meant


def test_a_round_mark_alone_in_a_cell_is_a_zero() -> None:
    assert tidy("O", cell=True) == "0"
    assert tidy("O") == "O"
