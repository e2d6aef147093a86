import random
import re

import lxml.html
import pytest

from crawler.extraction.base import Table, render
from tests.replica.writers import html

INVISIBLE = re.compile(r'<!-- x -->|\u200b|&#8203;|\ufeff|<span style="display:none">.*?</span>|<wbr>|&shy;')


def grid(table):
    """The HTML standard's table algorithm, spans clipped at the table's end."""
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    taken = {}
    for r, row in enumerate(rows):
        col = 0
        for cell in row:
            while (r, col) in taken:
                col += 1
            down, right = int(cell.get("rowspan", 1)), int(cell.get("colspan", 1))
            for i in range(r, min(r + down, len(rows))):
                for j in range(col, col + right):
                    taken[i, j] = cell.text_content() if (i, j) == (r, col) else ""
    width = 1 + max(col for _, col in taken)
    return [[taken.get((r, col), "") for col in range(width)] for r in range(len(rows))]


@pytest.mark.parametrize("variant", html.VARIANTS)
def test_every_markup_holds_the_whole_text_and_every_cell(composed, squeeze, shape, variant):
    markup = html.write(composed.blocks, random.Random(variant), variant)
    root = lxml.html.document_fromstring(f"<html><body>{INVISIBLE.sub('', markup)}</body></html>")
    assert squeeze(root.text_content()) == squeeze(render(composed.blocks))
    found = [grid(table) for table in root.iter("table") if not table.xpath(".//table")]
    expected = [cells for cells in shape(composed.blocks) if isinstance(cells, list)]
    assert [[[squeeze(cell) for cell in row] for row in rows] for rows in found] == expected


def test_split_cuts_the_long_tables_and_loses_nothing(composed, squeeze):
    markup = html.write(composed.blocks, random.Random(1), "split")
    root = lxml.html.document_fromstring(f"<html><body>{markup}</body></html>")
    assert squeeze(root.text_content()) == squeeze(render(composed.blocks))
    long = [block for block in composed.blocks if isinstance(block, Table) and len(block.rows()) >= 12]
    tables = [block for block in composed.blocks if isinstance(block, Table)]
    assert len(list(root.iter("table"))) == len(tables) + len(long)


def test_word_leaves_one_character_runs_and_bookmarks_in_headings(composed):
    markup = html.write(composed.blocks, random.Random(1), "word")
    root = lxml.html.fromstring(markup)
    assert any(span.text == "年" for span in root.iter("span"))
    assert all(heading.xpath("./a[starts-with(@name, '_Toc')]") for heading in root.iter("h1"))
    assert root.xpath("//h1")


def test_the_same_seed_writes_the_same_markup(composed):
    assert html.write(composed.blocks, random.Random(5)) == html.write(composed.blocks, random.Random(5))
