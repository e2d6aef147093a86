from __future__ import annotations

import io
import random
import re
import zipfile
from datetime import datetime

import openpyxl
import pytest
from openpyxl.styles import Border, Side

from crawler.extraction import excelxml, ods, xls, xlsx
from crawler.extraction.base import MAX_CELLS, Cell, ExtractionError, Paragraph, Table, render
from crawler.extraction.spreadsheets.sheet_blocks import Sheet, document
from tests.replica.writers import xls as writer

BOX = Border(*[Side(style="thin")] * 4)


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows(found):
    return [b.rows() for b in found.blocks if isinstance(b, Table)]


def test_cells_are_read_as_shown():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["项目", 1, 0.5, datetime(2021, 1, 5), True, "/", "=1+1"])  # noqa: DTZ001 - a sheet's dates have no zone
    for place, code in (("B1", '0"件"'), ("C1", "0%"), ("D1", 'yyyy"年"m"月"d"日"')):
        sheet[place].number_format = code
    sheet["A2"] = "合并"
    sheet.merge_cells("A2:C3")
    found = xlsx.extract(saved(book))
    assert rows(found) == [[["项目", "1件", "50%", "2021年1月5日", "TRUE", "/"], ["合并", "", "", "", "", ""]]]
    assert found.notes == ("formulas_not_computed",)  # what wrote this file does not reckon


def test_rich_text_phonetics_and_cached_values():
    parts = {
        "xl/workbook.xml": "<workbook><sheets><sheet name='甲' r:id='r1'/></sheets></workbook>",
        "xl/_rels/workbook.xml.rels": "",
        "xl/sharedStrings.xml": "<sst><si><r><t>一</t></r><r><t>字</t></r><rPh><t>no</t></rPh></si></sst>",
        "xl/s.xml": (
            "<worksheet><sheetData><row><c t='s'><v>0</v></c><c t='str'><f>no</f><v>式</v></c>"
            "<c t='inlineStr'><is><t>内</t></is></c><c t='e'><v>#DIV/0!</v></c><c><f>no</f><v>2.50</v></c></row>"
            "<row r='2'><c r='C2'><v>x</v></c></row></sheetData></worksheet>"
        ),
    }
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="s.xml"/>'
        f'<Relationship Id="r2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in parts.items():
            root = content.replace(">", f' xmlns="{main}" xmlns:r="{office}">', 1)
            package.writestr(name, root if content else relations)
    assert rows(xlsx.extract(out.getvalue())) == [[["一字", "式", "内", "#DIV/0!", "2.5"], ["", "", "x", "", ""]]]


def test_strict_workbooks_read_like_transitional_ones():
    book = openpyxl.Workbook(iso_dates=True)
    book.active.append(["甲", 1, datetime(2021, 1, 5), datetime(2021, 1, 5)])  # noqa: DTZ001 - a sheet's dates have no zone
    book.active["C1"].number_format, book.active["D1"].number_format = 'yyyy"年"m"月"d"日"', "General"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(book))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            strict = re.sub(
                rb"schemas.openxmlformats.org/(officeDocument|spreadsheetml)/2006/",
                rb"purl.oclc.org/ooxml/\1/",
                old.read(name),
            )
            new.writestr(name, strict)
    assert rows(xlsx.extract(out.getvalue())) == [[["甲", "1", "2021年1月5日", "2021/1/5"]]]


def test_hidden_sheets_rows_and_columns_are_left_out_with_a_remark():
    book = openpyxl.Workbook()
    first = book.active
    first.title = "第一表"
    for row in (["a", "no", "b"], ["no", "no", "no"], ["c", "no", "d"]):
        first.append(row)
    first.column_dimensions["B"].hidden = True
    first.row_dimensions[2].hidden = True
    second = book.create_sheet("第二表")
    second.append(["e", "f"])
    book.create_sheet("隐").append(["no", "no"])
    book["隐"].sheet_state = "hidden"
    found = xlsx.extract(saved(book))
    assert render(found.blocks) == "第一表\n\na\tb\nc\td\n\n第二表\n\ne\tf"
    assert found.notes == ("hidden_cells_skipped", "hidden_sheets_skipped")


def test_ruled_blanks_at_the_edge_belong_to_the_table_and_far_cells_do_not_stretch_it():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["B2"], sheet["C2"], sheet["B40"] = "甲", "乙", "远"
    for place in ("B3", "C3", "D2"):
        sheet[place].border = BOX
    assert rows(xlsx.extract(saved(book))) == [[["甲", "乙", ""], ["", "", ""], ["远", "", ""]]]


def test_a_sheet_of_one_column_is_text():
    sheet = Sheet("Sheet1")
    sheet.put(0, 3, "一行")
    sheet.put(4, 3, "又一行")
    assert document([sheet]).blocks == (Paragraph("一行"), Paragraph("又一行"))


def test_too_many_cells_are_refused():
    full = Sheet("Sheet1", {(n, 0): "x" for n in range(MAX_CELLS)})
    with pytest.raises(ExtractionError, match="cells"):
        full.put(MAX_CELLS, 0, "x")
    wide = Sheet("Sheet1", {(n, n): "x" for n in range(700)})
    with pytest.raises(ExtractionError, match="limit"):
        document([wide])


def test_excel_97_reads_like_excel_2007():
    table = Table((Cell(0, 0, "项目", 2), Cell(0, 1, "数", 1, 2), Cell(1, 1, "0"), Cell(1, 2, "007")))
    found = xls.extract(writer.write((table,), rng=random.Random(1), variant="excel"))
    assert rows(found) == [table.rows()]


def test_excel_2003_xml():
    data = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
    <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
     xmlns:x="urn:schemas-microsoft-com:office:excel">
    <Styles><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style></Styles>
    <Worksheet ss:Name="表"><Table><Row><Cell ss:MergeAcross="1"><Data ss:Type="String">甲</Data></Cell>
    <Cell><Data ss:Type="Number">1</Data></Cell></Row>
    <Row ss:Index="3"><Cell ss:Index="2" ss:StyleID="p"><Data ss:Type="Number">0.5</Data></Cell>
    <Cell><Data ss:Type="DateTime">2021-01-05T00:00:00.000</Data></Cell></Row></Table></Worksheet>
    <Worksheet ss:Name="no"><Table><Row><Cell><Data ss:Type="String">no</Data></Cell></Row></Table>
    <x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet></Workbook>"""
    found = excelxml.extract(data.encode())
    assert rows(found) == [[["甲", "", "1"], ["", "", ""], ["", "50.00%", "2021/1/5"]]]
    assert found.notes == ("hidden_sheets_skipped",)


def test_opendocument_sheets():
    names = ("office", "style", "text", "table")
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in names)
    body = (
        '<table:table table:name="a"><table:table-column table:number-columns-repeated="3"/>'
        '<table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>甲</text:p></table:table-cell>'
        "<table:covered-table-cell/><table:table-cell><text:p>1<text:s/>2</text:p></table:table-cell></table:table-row>"
        '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="3">'
        "<text:p>同</text:p></table:table-cell></table:table-row>"
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/>'
        "</table:table-row></table:table>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
            "</office:document-content>",
        )
    assert rows(ods.extract(out.getvalue())) == [[["甲", "", "1 2"], ["同"] * 3, ["同"] * 3]]


@pytest.mark.parametrize("reader", [xls, xlsx, ods, excelxml])
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"<x/", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)])
def test_what_is_no_workbook_says_so(reader, data):
    with pytest.raises(ExtractionError):
        reader.extract(data)


REPORT = [
    ["某镇2023年政府信息公开工作年度报告"],
    ["一、总体情况"],
    ["本年按期公开，未收到投诉。"],
    ["第二十条第（一）项", "", "", ""],
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "1", "0", "4"],
    [],
    ["四、行政复议、行政诉讼情况"],
    ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"],
    ["3", "0", "1", "0", "4"],
    ["六、其他需要报告的事项"],
    ["无。"],
]
TABLES = [REPORT[3:6], REPORT[8:10]]
LINES = [row[0] for row in (*REPORT[:3], REPORT[7], *REPORT[10:])]


def test_a_report_in_one_ruled_sheet_is_its_tables_and_the_lines_between_them():
    book = openpyxl.Workbook()
    sheet = book.active
    for number, row in enumerate(REPORT, 1):
        for column, text in enumerate(row, 1):
            sheet.cell(number, column, text or None)
            if number in {4, 5, 6, 9, 10}:
                sheet.cell(number, column).border = BOX
    sheet.merge_cells("A4:D4")
    for number in (1, 2, 3, 8, 11, 12):
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=5)
    found = xlsx.extract(saved(book))
    assert rows(found) == TABLES
    assert [b.text for b in found.blocks if isinstance(b, Paragraph)] == LINES


def test_a_report_in_one_sheet_without_borders_is_parted_at_its_headings_and_sentences():
    sheet = Sheet("年报")
    for number, row in enumerate(REPORT):
        for column, text in enumerate(row):
            sheet.put(number, column, text)
    found = document([sheet])
    assert rows(found) == TABLES
    assert [b.text for b in found.blocks if isinstance(b, Paragraph)] == LINES


def test_one_table_without_borders_keeps_its_title_and_its_blank_row():
    sheet = Sheet("年报")
    for number, row in enumerate((["一、统计表"], ["项目", "数量"], [], ["许可", "7"])):
        for column, text in enumerate(row):
            sheet.put(number, column, text)
    assert rows(document([sheet])) == [[["一、统计表", ""], ["项目", "数量"], ["", ""], ["许可", "7"]]]
