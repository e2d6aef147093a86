"""Documents inside a DOCX: pages and documents in the text, workbooks shown as tables."""

from __future__ import annotations

import io
import random
import struct
import zipfile

import openpyxl
import pytest

from crawler.extraction import docx as reader
from crawler.extraction.base import BlockDocument, Cell, Table, render
from crawler.extraction.containers.ole import Container
from tests.crawler.extraction.wordml import docx, p, tbl, tr
from tests.replica.writers import xls as xls_writer
from tests.replica.writers.compound import compound

CHUNK = p("前") + '<w:altChunk r:id="aFChunk"/>' + p("后")
OBJECT = (
    '<w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" {} r:id="package"/></w:object></w:r>'
)


def holding(body: str, kind: str, content: bytes) -> bytes:
    """Return a DOCX with a further part of any bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx(body, **{kind: ""}))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, content if name == f"word/{kind}.xml" else old.read(name))
    return out.getvalue()


def shown(body: str, kind: str, content: bytes) -> tuple[str, tuple[str, ...]]:
    found: BlockDocument = reader.extract(holding(body, kind, content))
    return render(found.blocks), found.notes


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["别的表", "9"])
    sheet = book.create_sheet("申请")
    for row in (["项目", "自然人", "草稿"], ["新收", 12, 99], ["总计", 0, 99], ["草稿", 99, 99]):
        sheet.append(row)
    book.active = 1
    out = io.BytesIO()
    book.save(out)
    cropped = io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(cropped, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"</workbook>", b'<oleSize ref="A1:B3"/></workbook>'))
    return cropped.getvalue()


@pytest.mark.parametrize(
    ("content", "inside"),
    [
        ("第一行\n第二行".encode("gb18030"), "第一行\n第二行"),
        (
            "<html><p>甲。</p><table><tr><td>新收</td><td>0</td><tr><td>总计</td><td>1</td></table></html>".encode(),
            "甲。\n\n新收\t0\n总计\t1\n",
        ),
        (rb"{\rtf1\ansi\ansicpg936 \'bc\'d7\par}", "甲"),
        (docx(p("甲") + tbl(tr("新收", "0"), tr("总计", "1"))), "甲\n\n新收\t0\n总计\t1\n"),
        (holding(CHUNK, "aFChunk", docx(p("甲"))), "前\n甲\n后"),
    ],
)
def test_a_document_is_read_in_its_place(content: bytes, inside: str) -> None:
    assert shown(CHUNK, "aFChunk", content) == (f"前\n{inside}\n后", ())


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (docx("<w:p>甲"), "chunk_damaged"),
        (holding(CHUNK, "aFChunk", holding(CHUNK, "aFChunk", docx(p("甲")))), "chunk_skipped"),
        (b"%PDF-1.4", "chunk_skipped"),
    ],
)
def test_what_cannot_be_read_costs_no_more_than_itself(content: bytes, note: str) -> None:
    text, notes = shown(CHUNK, "aFChunk", content)
    assert text.startswith("前\n")
    assert text.endswith("\n后")
    assert "甲" not in text
    assert notes == (note,)


def test_a_workbook_is_read_as_far_as_it_is_shown() -> None:
    for content in (workbook(), compound({"Package": workbook(), "\x01CompObj": b"x"}, bytes(16))):
        body = p("前", OBJECT.format('ProgID="Excel.Sheet.12" DrawAspect="Content"')) + p("后")
        assert shown(body, "package", content) == ("前\n\n项目\t自然人\n新收\t12\n总计\t0\n\n后", ())


def test_an_old_workbook_is_read_as_far_as_it_is_shown() -> None:
    table = Table(tuple(Cell(r, c, f"{r}{c}") for r in range(3) for c in range(3)))
    stream = Container(xls_writer.write((table,), rng=random.Random(1), variant="excel")).read("Workbook")
    window = stream.index(struct.pack("<HH", 0x3D, 18))
    size = struct.pack("<HHHHHBB", 0xDE, 18, 0, 1, 2, 0, 1)
    stream = stream[:window] + size + stream[window + len(size) :]
    for prog in ("Excel.Sheet.8", "ET.Workbook.6"):
        body = p(OBJECT.format(f'ProgID="{prog}" DrawAspect="Content"'))
        assert shown(body, "package", compound({"Workbook": stream}, bytes(16))) == ("10\t11\n20\t21", ())


def test_an_attached_file_and_a_damaged_one_are_not_text() -> None:
    icon = p("甲", OBJECT.format('ProgID="Excel.Sheet.12" DrawAspect="Icon"'))
    assert shown(icon, "package", workbook()) == ("甲", ())
    content = p("甲", OBJECT.format('ProgID="Excel.Sheet.12" DrawAspect="Content"'))
    assert shown(content, "package", workbook()[:300]) == ("甲", ("object_skipped",))
