import io
import random
import zipfile

import docx
import lxml.etree
import pytest

from crawler.extraction.base import Paragraph, Table, render
from tests.replica.writers import docx as writer
from tests.replica.writers.docx.runs import GHOST

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
DROPPED = "ancestor::w:del or ancestor::mc:Fallback or preceding-sibling::w:rPr/w:vanish"
NAMES = {"w": W[1:-1], "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006"}


def part(data, name):
    xml = zipfile.ZipFile(io.BytesIO(data)).read(name)
    return lxml.etree.fromstring(xml.replace(STRICT, W[1:-1].encode()))


def visible(node):
    return "".join(node.xpath(f".//w:t[not({DROPPED})]/text()", namespaces=NAMES))


def grid(table):
    rows = []
    for row in table.iter(W + "tr"):
        cells = []
        for cell in row.iter(W + "tc"):
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            cells += [visible(cell)] + [""] * (int(span.get(W + "val")) - 1 if span is not None else 0)
        rows.append(cells)
    return rows


@pytest.mark.parametrize("variant", writer.VARIANTS)
def test_the_xml_holds_the_whole_text_and_every_cell(composed, squeeze, shape, variant):
    data = writer.write(composed.blocks, title=composed.title, rng=random.Random(variant), variant=variant)
    body = part(data, "word/document.xml")
    expected = squeeze(render((Paragraph(composed.title), *composed.blocks)))
    if variant != "numbered":
        assert squeeze(visible(body)) == expected
    tables = [cells for cells in shape(composed.blocks) if isinstance(cells, list)]
    innermost = [table for table in body.iter(W + "tbl") if table.find(f".//{W}tbl") is None]
    innermost = innermost if tables else []
    assert [[[squeeze(c) for c in row] for row in grid(t)] for t in innermost] == tables


def test_python_docx_reads_the_same_paragraphs_and_merged_cells(composed, squeeze):
    data = writer.write(composed.blocks, title=composed.title, rng=random.Random(2), variant="plain")
    document = docx.Document(io.BytesIO(data))
    expected = [composed.title, *(b.text for b in composed.blocks if isinstance(b, Paragraph))]
    assert [p.text for p in document.paragraphs] == expected
    tables = [block for block in composed.blocks if isinstance(block, Table)]
    for table, block in zip(document.tables, tables, strict=True):
        for cell in block.cells:
            corner = table.cell(cell.row + cell.rowspan - 1, cell.col + cell.colspan - 1)
            assert squeeze(corner.text) == squeeze(cell.text)


def test_numbers_stand_only_in_the_numbering_part(composed):
    data = writer.write(composed.blocks, rng=random.Random(2), variant="numbered")
    text = visible(part(data, "word/document.xml"))
    assert "一、" in render(composed.blocks)
    assert "一、总体情况" not in text
    formats = part(data, "word/numbering.xml").xpath("//w:numFmt/@w:val", namespaces=NAMES)
    assert formats == ["chineseCountingThousand", "chineseCounting", "decimal"]


def test_deleted_and_hidden_words_are_in_the_file_but_not_in_the_text(composed):
    tracked = writer.write(composed.blocks, rng=random.Random(2), variant="tracked")
    hidden = writer.write(composed.blocks, rng=random.Random(2), variant="runs")
    for data in (tracked, hidden):
        body = part(data, "word/document.xml")
        assert GHOST in lxml.etree.tostring(body, encoding="unicode")
        assert GHOST not in visible(body)


def test_header_and_footer_are_there_to_be_left_out(composed):
    data = writer.write(composed.blocks, title=composed.title, rng=random.Random(2), variant="plain")
    assert visible(part(data, "word/header1.xml")) == composed.title
    assert "PAGE" in "".join(part(data, "word/footer1.xml").itertext())


def test_the_same_seed_writes_the_same_bytes(composed):
    first, second = (writer.write(composed.blocks, title="年报", rng=random.Random(9)) for _ in range(2))
    assert first == second


def test_strict_names_are_not_the_usual_ones(composed):
    document = zipfile.ZipFile(io.BytesIO(writer.write(composed.blocks, rng=random.Random(2), variant="strict")))
    assert STRICT in document.read("word/document.xml")
    assert W[1:-1].encode() not in document.read("word/document.xml")
