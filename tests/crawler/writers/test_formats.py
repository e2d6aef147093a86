"""Each further format, read back by a library or a few lines that share nothing with its writer."""

import email
import io
import random
import re
import zipfile

import lxml.etree
import lxml.html
import openpyxl
import py7zr
import pytest
import xlrd

from crawler.extraction.base import Paragraph, Table, render
from tests.replica.writers import archives, html, mht, odt, ofd, rtf, wps, xls, xlsx
from tests.replica.writers.grid import size

WRITERS = {"rtf": rtf, "odt": odt, "ofd": ofd, "wps": wps, "xls": xls, "xlsx": xlsx, "mht": mht}


def full(composed):
    return render((Paragraph(composed.title), *composed.blocks))


def rtf_text(data):
    source = data.decode("ascii")
    for group in (r"\{\\\*[^{}]*\}", r"\{\\(?:deleted|v) [^{}]*\}", r"\{\\header[^{}]*\}", r"\{\\stylesheet.*?;\}\}"):
        source = re.sub(group, "", source)
    source = re.sub(r"\{\\footer.*?\\par\}|\{\\fonttbl.*?\}\}|\{\\info.*?\}\}", "", source)
    source = re.sub(r"\\uc\d+", "", source)
    source = re.sub(r"\\u(-?\d+)(?:\?|(?:\\'[0-9a-f]{2})+)", lambda m: chr(int(m[1]) % 65536), source)
    source = re.sub(r"(?:\\'[0-9a-f]{2})+", lambda m: bytes.fromhex(m[0].replace("\\'", "")).decode("gbk"), source)
    return re.sub(r"\\[a-z]+-?\d* ?|[{}]", "", source)


@pytest.mark.parametrize("variant", rtf.VARIANTS)
def test_rtf_says_the_whole_text(composed, squeeze, variant):
    data = rtf.write(composed.blocks, title=composed.title, rng=random.Random(variant), variant=variant)
    assert squeeze(rtf_text(data)) == squeeze(full(composed))


@pytest.mark.parametrize("variant", rtf.VARIANTS)
def test_rtf_rows_have_as_many_cells_as_edges(composed, variant):
    data = rtf.write(composed.blocks, rng=random.Random(1), variant=variant).decode()
    rows = re.findall(r"\\trowd(.*?)\\row", data, re.DOTALL)
    assert len(rows) == sum(size(block)[0] for block in composed.blocks if isinstance(block, Table))
    for row in rows:
        edges = [int(edge) for edge in re.findall(r"\\cellx(-?\d+)", row)]
        assert len(edges) == len(re.findall(r"\\cell\b(?!x)", row))
        assert edges == sorted(edges)


ODF = {"t": "urn:oasis:names:tc:opendocument:xmlns:text:1.0", "tb": "urn:oasis:names:tc:opendocument:xmlns:table:1.0"}


def content(data, name="content.xml"):
    return lxml.etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(name))


@pytest.mark.parametrize("variant", [v for v in odt.VARIANTS if v != "numbered"])
def test_odt_holds_the_text_and_every_cell(composed, squeeze, shape, variant):
    data = odt.write(composed.blocks, title=composed.title, rng=random.Random(variant), variant=variant)
    body = content(data)
    for changes in body.xpath("//t:tracked-changes", namespaces=ODF):
        changes.getparent().remove(changes)
    assert squeeze("".join(body.itertext())) == squeeze(full(composed))
    tables = [
        [[squeeze("".join(cell.itertext())) for cell in row] for row in table.xpath(".//tb:table-row", namespaces=ODF)]
        for table in body.xpath("//tb:table", namespaces=ODF)
    ]
    assert tables == [cells for cells in shape(composed.blocks) if isinstance(cells, list)]


def test_odt_begins_with_its_uncompressed_type(composed):
    data = odt.write(composed.blocks, rng=random.Random(1))
    assert data[30:85].startswith(b"mimetypeapplication/vnd.oasis.opendocument.text")


@pytest.mark.parametrize("variant", ofd.VARIANTS)
def test_ofd_places_every_character(composed, squeeze, variant):
    paragraphs = tuple(block for block in composed.blocks if isinstance(block, Paragraph))
    data = ofd.write(paragraphs, title=composed.title, rng=random.Random(variant), variant=variant)
    names = [name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if "/Pages/" in name]
    codes = [code for name in names for code in content(data, name).iter("{*}TextCode")]
    text = "".join(code.text for code in codes if not re.fullmatch(r"— \d+ —", code.text))
    assert squeeze(text) == squeeze(render((Paragraph(composed.title), *paragraphs)))
    for code in codes:
        steps = re.sub(r"g (\d+) (\S+)", lambda m: " ".join([m[2]] * int(m[1])), code.get("DeltaX", "")).split()
        assert len(steps) == len(code.text) - 1


def sheet_grid(composed):
    return [
        {(c.row, c.col): (c.text, c.rowspan, c.colspan) for c in block.cells if c.text}
        for block in composed.blocks
        if isinstance(block, Table)
    ]


@pytest.mark.parametrize("variant", xlsx.VARIANTS)
def test_openpyxl_reads_the_cells_of_xlsx(composed, variant):
    book = openpyxl.load_workbook(io.BytesIO(xlsx.write(composed.blocks, rng=random.Random(1), variant=variant)))
    for sheet, cells in zip(book.worksheets, sheet_grid(composed), strict=False):
        spans = {(m.min_row - 1, m.min_col - 1): (m.size["rows"], m.size["columns"]) for m in sheet.merged_cells.ranges}
        found = {
            (c.row - 1, c.column - 1): (str(c.value), *spans.get((c.row - 1, c.column - 1), (1, 1)))
            for row in sheet.iter_rows()
            for c in row
            if c.value is not None
        }
        assert found == cells


@pytest.mark.parametrize("variant", xls.VARIANTS)
def test_xlrd_reads_the_cells_of_xls(composed, variant):
    data = xls.write(composed.blocks, rng=random.Random(1), variant=variant)
    book = xlrd.open_workbook(file_contents=data, formatting_info=True)
    for sheet, cells in zip(book.sheets(), sheet_grid(composed), strict=False):
        spans = {(top, left): (bottom - top, right - left) for top, bottom, left, right in sheet.merged_cells}
        found = {}
        for row in range(sheet.nrows):
            for col, cell in enumerate(sheet.row(row)):
                if cell.value != "":
                    text = f"{cell.value:.0f}" if cell.ctype == xlrd.XL_CELL_NUMBER else cell.value
                    found[row, col] = (text, *spans.get((row, col), (1, 1)))
        assert found == cells


@pytest.mark.parametrize("variant", mht.VARIANTS)
def test_mht_is_mail_with_a_page_in_it(composed, squeeze, variant):
    message = email.message_from_bytes(
        mht.write(composed.blocks, title=composed.title, rng=random.Random(1), variant=variant)
    )
    page, image = message.get_payload()
    assert image.get_content_type() == "image/gif"
    root = lxml.html.document_fromstring(page.get_payload(decode=True).decode("gb18030"))
    assert squeeze(root.body.text_content()) == squeeze(full(composed))


def test_a_page_declares_gb2312_and_means_gb18030():
    data = html.page((Paragraph("䶮字不在 GB2312 里"),), title="年报", rng=random.Random(1), charset="gb2312")
    assert b"charset=gb2312" in data
    assert "䶮" in data.decode("gb18030")


FILES = {"年报/2023年报告.doc": b"one" * 400, "年报/附件：统计表.xls": b"two", "说明.txt": b"three"}


@pytest.mark.parametrize("encoding", archives.ENCODINGS)
def test_zip_names_are_in_the_encoding(encoding):
    archive = zipfile.ZipFile(io.BytesIO(archives.zip_of(FILES, encoding)))
    assert archive.testzip() is None
    assert [bool(info.flag_bits & 0x800) for info in archive.infolist()] == [encoding == "flagged"] * 3
    names = [name if encoding == "flagged" else name.encode("cp437").decode(encoding) for name in archive.namelist()]
    assert dict(zip(names, map(archive.read, archive.namelist()), strict=True)) == FILES


def test_7z_holds_the_files(tmp_path):
    with py7zr.SevenZipFile(io.BytesIO(archives.seven_zip_of(FILES))) as archive:
        archive.extractall(tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in FILES} == FILES


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_seed_writes_the_same_bytes(composed, name):
    first, second = (WRITERS[name].write(composed.blocks, title="年报", rng=random.Random(9)) for _ in range(2))
    assert first == second
