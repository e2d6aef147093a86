"""Packages whose download broke off: what is whole is read, and a remark says what is missing."""

from __future__ import annotations

import io
import zipfile

import pytest

from crawler.extraction import docx, ofd, xlsx
from crawler.extraction.base import ExtractionError, render
from tests.crawler.extraction.wordml import CHAPTERS, OFFICE, PACKAGE, listed, num, p
from tests.crawler.extraction.wordml import docx as document

REPORT = document(p("总则", properties=listed(1)) + p("正文。"), numbering=CHAPTERS + num(1))


def place(data: bytes, part: str) -> int:
    """Return where a part's own header stands."""
    return data.index(part.encode()) - 30


def kept_uncompressed(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return out.getvalue()


@pytest.mark.parametrize("data", [REPORT, kept_uncompressed(REPORT)])
def test_a_document_is_read_when_only_parts_after_its_text_are_lost(data: bytes) -> None:
    for end in (place(data, "word/numbering.xml") + 60, place(data, "word/numbering.xml")):
        found = docx.extract(data[:end])
        assert render(found.blocks) == "总则\n正文。"
        assert found.notes == ("truncated", "zip_repaired")


@pytest.mark.parametrize("data", [REPORT, kept_uncompressed(REPORT)])
def test_a_document_whose_text_is_cut_is_none(data: bytes) -> None:
    with pytest.raises(ExtractionError, match=r"the file ends inside the part word/document\.xml"):
        docx.extract(data[: place(data, "word/_rels") - 5])


def test_a_document_that_lost_only_its_directory_lost_nothing() -> None:
    found = docx.extract(REPORT[: REPORT.index(b"PK\x01\x02") + 10])
    assert render(found.blocks) == "一、总则\n正文。"
    assert found.notes == ("zip_repaired",)


def test_a_workbook_without_its_words_is_none() -> None:
    main, office = OFFICE.replace("officeDocument", "spreadsheetml").replace("relationships/", "main"), OFFICE[:-1]
    kinds = {"worksheet": "sheet.xml", "sharedStrings": "words.xml"}
    links = "".join(
        f'<Relationship Id="{kind}" Type="{OFFICE}{kind}" Target="{part}"/>' for kind, part in kinds.items()
    )
    parts = {
        "xl/workbook.xml": '<workbook xmlns:r="{}"><sheets><sheet name="甲" r:id="worksheet"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>',
        "xl/sheet.xml": '<worksheet><sheetData><row><c t="s"><v>0</v></c><c><v>1</v></c></row></sheetData></worksheet>',
        "xl/words.xml": "<sst><si><t>新收</t></si></sst>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in parts.items():
            package.writestr(
                name, content.replace("{}", office).replace(">", f' xmlns="{main}">', "Rel" not in content)
            )
    data = out.getvalue()
    assert render(xlsx.extract(data).blocks) == "新收\t1"
    with pytest.raises(ExtractionError, match=r"xl/words\.xml"):
        xlsx.extract(data[: place(data, "xl/words.xml") + 80])


def test_an_ofd_says_that_it_was_cut() -> None:
    out = io.BytesIO()
    page = (
        '<Page><Area><PhysicalBox>0 0 210 297</PhysicalBox></Area><Content><Layer><TextObject ID="3" Boundary="20 20 99 9"'
        ' Font="1" Size="5"><TextCode X="0" Y="5" DeltaX="g 9 5">某县年度报告正文</TextCode></TextObject></Layer></Content></Page>'
    )
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("OFD.xml", "<OFD><DocBody><DocRoot>D/Document.xml</DocRoot></DocBody></OFD>")
        package.writestr("D/Document.xml", '<Document><Pages><Page ID="1" BaseLoc="P0.xml"/></Pages></Document>')
        package.writestr("D/P0.xml", page)
    found = ofd.extract(out.getvalue()[:-10])
    assert render(found.blocks) == "某县年度报告正文"
    assert found.notes == ("zip_repaired",)
