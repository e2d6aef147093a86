"""The statutory tables without rules, with blanks and over page breaks: the printed form says where all stands."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from crawler.extraction.base import Block, Cell, Paragraph, Table
from crawler.extraction.layout import Glyph, GlyphPage, Segment, blocks
from crawler.extraction.layout.printed_forms import printed_forms
from tests.replica.reports import compose
from tests.replica.writers.press import Page, Style, half_width, typeset


def shown(page: Page, style: Style, *, ruled: bool = False) -> GlyphPage:
    glyphs = []
    for run in page.runs:
        x = run.x
        for char in run.text:
            width = half_width(char) * run.size
            if not char.isspace():
                glyphs.append(Glyph(char, x, run.y - 0.85 * run.size, x + width, run.y + 0.15 * run.size, run.size))
            x += width + run.spacing
    heads = [Segment(y0, x0, x1) for x0, y0, x1, y1 in page.rules if y0 == y1] if ruled else []
    return GlyphPage(style.width, style.height, glyphs, heads)


def blanked(block: Block, dice: random.Random) -> Block:
    """Leave some of a form's figures out, as offices do that have nothing to report."""
    if not isinstance(block, Table):
        return block
    return Table(tuple(replace(c, text="") if c.text in {"0", "/"} and dice.random() < 0.7 else c for c in block.cells))


def statutory(found: tuple[Block, ...]) -> list[list[list[str]]]:
    tables = [block.rows() for block in found if isinstance(block, Table)]
    return [rows for rows in tables if len(rows[0]) in {10, 15} or rows[0][0].startswith("第二十条")]


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("blanks", [False, True])
def test_forms_without_rules_are_read_by_their_labels(seed: int, blanks: bool) -> None:
    dice = random.Random(seed)
    report = compose("平安乡人民政府", "township", dice.choice((2019, 2021, 2023)), dice, "某县")
    written = tuple(blanked(block, dice) if blanks else block for block in report.blocks)
    style = Style(rules="none", size=14.0, leading=22.0, cell_size=dice.choice((8.0, 9.5, 10.5)))
    pages = typeset(written, report.title, style)
    found, _ = blocks([shown(page, style) for page in pages])
    assert statutory(found) == statutory(written)


def form(number: int) -> Table:
    """A form as it is printed, with a figure in each of its cells."""
    printed = printed_forms()[number]
    texts = ((cell.labels[0] if cell.labels else str(at % 7)) for at, cell in enumerate(printed.cells))
    cells = (Cell(c.row, c.col, t, c.rowspan, c.colspan) for c, t in zip(printed.cells, texts, strict=True))
    return Table(tuple(cells))


def pages_of(*written: Block, rules: str = "none") -> list[GlyphPage]:
    style = Style(rules=rules, size=14.0, leading=22.0)
    return [shown(page, style, ruled=rules != "none") for page in typeset(written, "", style)]


@pytest.mark.parametrize("number", range(len(printed_forms())))
def test_every_form_is_found_in_full(number: int) -> None:
    found, _ = blocks(pages_of(Paragraph("一、总体情况"), form(number)))
    (table,) = (block for block in found if isinstance(block, Table))
    assert table.rows() == form(number).rows()


def test_what_is_no_figure_of_the_form_is_not_pressed_into_it() -> None:
    (page,) = pages_of(form(0))
    stray = [Glyph(c, 10.0 + 9 * n, 150.0, 19.0 + 9 * n, 159.0, 9.0) for n, c in enumerate("附注")]
    found, _ = blocks([replace(page, glyphs=[*page.glyphs, *stray])])
    texts = "".join(
        block.text if isinstance(block, Paragraph) else "".join(map("".join, block.rows())) for block in found
    )
    assert "附注" in texts.replace(" ", "")
    assert not any(isinstance(block, Table) and block.rows() == form(0).rows() for block in found)


def test_sentences_with_the_words_of_a_form_are_sentences() -> None:
    labels = "、".join(label for printed in printed_forms() for cell in printed.labelled for label in cell.labels)
    found, _ = blocks(pages_of(Paragraph(f"本年报告说明下列各项：{labels}。")))
    assert all(isinstance(block, Paragraph) for block in found)


def test_a_page_of_one_character_is_read_in_bounded_time() -> None:
    glyphs = [Glyph("申", 40 + 5.0 * (n % 100), 40 + 8.0 * (n // 100), 44 + 5.0 * (n % 100), 47 + 8.0 * (n // 100), 7.0)
              for n in range(7_900)]  # fmt: skip
    labels = [Glyph(c, 40.0 + 7 * n, 700.0, 47.0 + 7 * n, 707.0, 7.0) for n, c in enumerate("申请人情况")]
    found, _ = blocks([GlyphPage(595.0, 842.0, [*glyphs, *labels])])
    assert found
