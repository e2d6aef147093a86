"""Tables whose columns no rule parts, and texts that only look a little like them."""

from __future__ import annotations

from crawler.extraction.base import Table
from crawler.extraction.layout import Glyph, Page, blocks

SIZE = 12.0
PLACES = (70.0, 250.0, 330.0, 410.0)


def page(*rows: tuple[str, ...], exact: bool = True) -> Page:
    glyphs = [
        Glyph(c, x + k * SIZE, y, x + (k + 1) * SIZE, y + SIZE, SIZE)
        for y, row in zip(range(100, 800, 24), rows, strict=False)
        for x, text in zip(PLACES, row, strict=False)
        for k, c in enumerate(text)
    ]
    return Page(595.0, 842.0, glyphs, exact=exact)


def tables(*pages: Page) -> list[list[list[str]]]:
    return [block.rows() for block in blocks(pages)[0] if isinstance(block, Table)]


ROWS = (
    ("信息名称", "单位", "数量", "备注"),
    ("道路养护", "件", "12", "无"),
    ("水质监测", "件", "7", "/"),
    ("合计", "", "19", ""),
)


def test_texts_below_each_other_are_a_table() -> None:
    assert tables(page(*ROWS)) == [[list(row) for row in ROWS]]


def test_a_gap_in_a_column_moves_nothing() -> None:
    rows = (*ROWS[:3], ("食品抽检", "批次", "", "无"), ("林木管护", "", "3", ""))
    assert tables(page(*rows)) == [[list(row) for row in rows]]


def test_the_sentence_above_is_no_row() -> None:
    sentence = ("本年公开的信息见下表，其中道路养护的信息由养护站提供。",)
    assert tables(page(sentence, *ROWS)) == [[list(row) for row in ROWS]]


def test_labels_with_a_page_or_a_date_are_lines() -> None:
    contents = (("一、总体情况", "", "", "1"), ("二、主动公开", "", "", "3"), ("三、其他", "", "", "9"))
    assert tables(page(*contents)) == []


def test_two_lines_are_not_enough() -> None:
    assert tables(page(*ROWS[:2])) == []


def test_a_scan_is_not_measured_so_finely() -> None:
    assert tables(page(*ROWS, exact=False)) == []


def test_labels_may_be_subdivided_on_the_next_page() -> None:
    upper = [(f"{n}、本年新收政府信息公开申请", "", str(5 * k), str(6 * k)) for k, n in enumerate("一二三", 1)]
    lower = [
        ("三、结果", "予以公开", "305", "7"),
        ("四、结转", "部分公开", "3", "12"),
        ("五、其他", "不予公开", "14", "9"),
    ]
    assert tables(page(*upper), page(*lower)) == [[list(row) for row in [*upper, *lower]]]
