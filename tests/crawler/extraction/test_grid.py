from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.base import Cell, ExtractionError, Paragraph, Table
from crawler.extraction.tables.ruler_grid import HAIR, MAX_DEPTH, Slot, TableFlow, assemble


@st.composite
def tables(draw):
    """A table that a grid of at most 6 × 6 is cut into, each column and row begun by some cell."""
    height, width = draw(st.integers(1, 6)), draw(st.integers(2, 6))
    taken: set[tuple[int, int]] = set()
    cells = []
    for row in range(height):
        for col in range(width):
            if (row, col) in taken:
                continue
            wide = draw(st.integers(1, 3))
            while wide > 1 and (col + wide > width or any((row, c) in taken for c in range(col, col + wide))):
                wide -= 1
            high = draw(st.integers(1, min(3, height - row)))
            taken |= {(r, c) for r in range(row, row + high) for c in range(col, col + wide)}
            cells.append(Cell(row, col, f"{row},{col}", high, wide))
    return Table(tuple(cells)), height, width


def rows_of(table, height, edges):
    at = {(c.row + n, c.col): (c, n) for c in table.cells for n in range(c.rowspan)}
    for row in range(height):
        places = sorted(place for place in at if place[0] == row)
        for place in places:
            cell, down = at[place]
            blocks = () if down else (Paragraph(cell.text),)
            yield row, Slot(edges[cell.col], edges[cell.col + cell.colspan], blocks, down > 0)


@given(tables(), st.data())
def test_any_table_survives_its_way_over_the_ruler(drawn, data):
    table, height, width = drawn
    widths = data.draw(st.lists(st.integers(2 * HAIR, 3000), min_size=width, max_size=width))
    edges = [sum(widths[:n]) for n in range(width + 1)]
    rows: list[list[Slot]] = [[] for _ in range(height)]
    for row, slot in rows_of(table, height, edges):
        rows[row].append(slot)
    assert assemble(rows, edges) == [table]


@given(tables(), st.data())
def test_lines_that_waver_by_a_hair_are_one(drawn, data):
    table, height, width = drawn
    edges = [n * 10 * HAIR for n in range(width + 1)]
    waver = st.integers(0, HAIR // 2)
    rows: list[list[Slot]] = [[] for _ in range(height)]
    for row, slot in rows_of(table, height, edges):
        left = slot.left + data.draw(waver)
        rows[row].append(Slot(left, slot.right + data.draw(waver), slot.blocks, slot.continues))
    (read,) = assemble(rows, edges)
    assert [(c.row, c.col, c.colspan) for c in read.cells] == [(c.row, c.col, c.colspan) for c in table.cells]


@given(tables())
def test_any_table_survives_its_way_through_marks(drawn):
    table, height, width = drawn
    flow = TableFlow()
    edges = [n * 10 * HAIR for n in range(width + 1)]
    rows: list[list[Slot]] = [[] for _ in range(height)]
    for row, slot in rows_of(table, height, edges):
        rows[row].append(slot)
    for row in rows:
        for slot in row:
            flow.add(slot.blocks, 1)
            flow.end_cell(1)
        lines = [row[0].left, *(slot.right for slot in row)] if row else []
        flow.end_row(1, lines, {n for n, slot in enumerate(row) if slot.continues})
    (read,) = flow.finish()
    assert isinstance(read, Table)
    assert sorted(c.text for c in read.cells) == sorted(c.text for c in table.cells)


def test_a_narrow_column_with_a_cell_in_it_stays():
    rows = [[Slot(0, 50, (Paragraph("1"),)), Slot(50, 2000, (Paragraph("甲"),))]]
    (table,) = assemble(rows)
    assert table.rows() == [["1", "甲"]]


def test_a_frame_around_text_is_no_table():
    lines = tuple(Paragraph(t) for t in "甲乙丙")
    assert assemble([[Slot(0, 1000, lines)]]) == list(lines)


def test_marks_out_of_order_lose_no_text():
    flow = TableFlow()
    flow.end_row(1)
    flow.add((Paragraph("一"),), 2)
    flow.end_cell(1)
    flow.add((Paragraph("二"),), 10**6)
    flow.end_row(3, [5, 1, 1], {7}, {0, 9})
    flow.add((Paragraph("三"),), 0)
    said = "".join(c.text if isinstance(b, Table) else b.text for b in flow.finish() for c in getattr(b, "cells", [b]))
    assert all(word in said for word in "一二三")
    assert MAX_DEPTH < 100


def test_a_grid_beyond_the_limit_is_refused():
    rows = [[Slot(n * 1000, n * 1000 + 999, ())] for n in range(600)]
    with pytest.raises(ExtractionError, match="limit"):
        assemble(rows)


def test_a_column_in_which_no_cell_begins_is_none() -> None:
    cells = (
        Cell(0, 0, "行政复议", colspan=2),
        Cell(0, 2, "行政诉讼", colspan=2),
        Cell(1, 0, "0", colspan=2),
        Cell(1, 2, "3", colspan=2),
    )
    assert Table(cells).rows() == [["行政复议", "行政诉讼", ""], ["0", "3", ""]]
