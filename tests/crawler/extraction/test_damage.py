"""Whatever happens to a file on its way, a reader returns a document or one of the three errors: the law of readers."""

from __future__ import annotations

import contextlib
import io
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.extraction import doc, docx, excelxml, mht, ods, odt, rtf, wordxml, xls, xlsx
from crawler.extraction.base import Cell, ExtractionError, Paragraph, Table, render
from tests.replica.writers import doc as doc_writer
from tests.replica.writers import docx as docx_writer
from tests.replica.writers import mht as mht_writer
from tests.replica.writers import xls as xls_writer
from tests.replica.writers import xlsx as xlsx_writer

DOCUMENTS = Path(__file__).parents[2] / "documents"
BLOCKS = (
    *(Paragraph(text) for text in ("一、总则", "（一）目的", "1.甲", "一段。", "又一段。")),
    Table((Cell(0, 0, "项目", 2), Cell(0, 1, "数", 1, 2), Cell(1, 1, "0"), Cell(1, 2, "/"))),
)
SHEET_XML = (
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="a"><Table><Row ss:Index="2">'
    '<Cell ss:MergeAcross="1"><Data ss:Type="Number">1</Data></Cell></Row></Table></Worksheet></Workbook>'
)
WORD_XML = (
    '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body><w:p><w:r><w:t>x</w:t>'
    '</w:r></w:p><w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl></w:body>'
    "</w:wordDocument>"
)


def written(writer):
    return writer.write(BLOCKS, rng=random.Random(1), variant=writer.VARIANTS[0])


def spreadsheet():
    """Return an ODS: the same table markup as in text documents."""
    out = io.BytesIO()
    with zipfile.ZipFile(DOCUMENTS / "libreoffice.odt") as old, zipfile.ZipFile(out, "w") as new:
        content = old.read("content.xml").decode().replace("office:text", "office:spreadsheet")
        new.writestr("content.xml", content)
    return out.getvalue()


SAMPLES = {
    "docx": (docx, written(docx_writer)),
    "doc": (doc, (DOCUMENTS / "libreoffice.doc").read_bytes()),
    "doc of ours": (doc, written(doc_writer)),
    "rtf": (rtf, (DOCUMENTS / "libreoffice.rtf").read_bytes()),
    "odt": (odt, (DOCUMENTS / "libreoffice.odt").read_bytes()),
    "ods": (ods, spreadsheet()),
    "xlsx": (xlsx, written(xlsx_writer)),
    "xls": (xls, written(xls_writer)),
    "mht": (mht, written(mht_writer)),
    "word xml": (wordxml, WORD_XML.encode()),
    "excel xml": (excelxml, SHEET_XML.encode()),
}


def test_every_reader_of_this_kind_is_here():
    assert {reader.NAME for reader, _ in SAMPLES.values()} == {
        "docx", "doc", "rtf", "odt", "ods", "xlsx", "xls", "mht", "wordxml", "excelxml",
    }  # fmt: skip


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_can_be_read(name):
    reader, data = SAMPLES[name]
    assert reader.extract(data).blocks


def damaged(data, draw):
    """Cut, overwrite and repeat bytes."""
    out = bytearray(data)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(out)))
        kind = draw(st.sampled_from(("flip", "word", "copy", "cut", "end")))
        if kind == "flip" and at < len(out):
            out[at] ^= 1 << draw(st.integers(0, 7))
        elif kind == "word":
            out[at : at + 4] = draw(st.sampled_from((b"\xff" * 4, b"\0" * 4, b"\xff\xff\xff\x7f", b"\0\0\0\x80")))
        elif kind == "copy":
            start = draw(st.integers(0, len(out)))
            out[at:at] = out[start : start + draw(st.integers(0, 64))]
        elif kind == "cut":
            del out[at : at + draw(st.integers(1, 16))]
        elif draw(st.booleans()):
            del out[at:]
    return bytes(out)


def repacked(data, draw):
    """Damage one part of a zip and close it again: damage to the zip itself rarely reaches the XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        chosen = draw(st.sampled_from(sorted(old.namelist())))
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, damaged(part, draw) if name == chosen else part)
    return out.getvalue()


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_damage_is_an_error_of_the_known_kinds_or_a_document(name, data):
    reader, sample = SAMPLES[name]
    in_parts = sample.startswith(b"PK") and data.draw(st.booleans())
    bad = (repacked if in_parts else damaged)(sample, data.draw)
    with contextlib.suppress(ExtractionError):
        text = render(reader.extract(bad).blocks)
        assert text.encode().decode() == text
