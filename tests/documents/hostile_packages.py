"""DOCX, XLSX, ODT and OFD packages that want memory, time, files of the machine, or more nesting than a stack has."""

from __future__ import annotations

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BOUNDED = {"corrupt", "timeout", "out_of_memory"}
READ = {"ok"}
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
PASSWD = '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def package(parts, level=9):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def docx(body, *, doctype="", **parts: str):
    document = f'<?xml version="1.0"?>{doctype}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    more = {f"word/{name}.xml": part for name, part in parts.items()}
    return package({"[Content_Types].xml": "<Types/>", "word/document.xml": document} | more)


def paragraph(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def row(*cells: tuple[str, str]):
    return (
        "<w:tr>"
        + "".join(f"<w:tc><w:tcPr>{props}</w:tcPr>{paragraph(text)}</w:tc>" for text, props in cells)
        + "</w:tr>"
    )


def span(count):
    return f'<w:gridSpan w:val="{count}"/>'


def nested(depth):
    return "<w:tbl><w:tr><w:tc>" * depth + paragraph("底") + "</w:tc></w:tr></w:tbl>" * depth


def laughs():
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return docx(paragraph("&a11;"), doctype=f"<!DOCTYPE w:document [{entities}]>")


def quadratic():
    return docx(paragraph("&a;" * 50_000), doctype=f'<!DOCTYPE w:document [<!ENTITY a "{"x" * 50_000}">]>')


def bomb():
    """100 MB of blanks inside one text, 100 kB on disk."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w") as part:
            part.write(f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>'.encode())
            for _ in range(100):
                part.write(b" " * 1_000_000)
            part.write(b"</w:t></w:r></w:p></w:body></w:document>")
    return buffer.getvalue()


def lying_size():
    """A member that says it is small and is not."""
    data = bytearray(docx(paragraph("甲" * 200_000)))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(data)


def bad_checksum():
    data = bytearray(docx(paragraph("甲乙丙丁" * 3000)))
    local = data.index(b"word/document.xml")
    data[local + 60] ^= 0xFF
    return bytes(data)


def truncated(share):
    whole = docx("".join(paragraph(f"第{n}段内容") for n in range(3000)))
    return whole[: int(len(whole) * share)]


def style_loop():
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:basedOn w:val="s{(n + 1) % 5}"/></w:style>' for n in range(5)
    )
    return docx(
        '<w:p><w:pPr><w:pStyle w:val="s0"/></w:pPr><w:r><w:t>循环样式</w:t></w:r></w:p>',
        styles=f'<w:styles xmlns:w="{W}">{styles}</w:styles>',
    )


def numbering_far():
    numbering = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="2147483647"/>'
        '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、%9%8%7"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    numbered = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    return docx(f"<w:p>{numbered}<w:r><w:t>远号</w:t></w:r></w:p>" * 3, numbering=numbering)


def vmerge_alone():
    return docx("<w:tbl>" + row(("", "<w:vMerge/>"), ("右", "")) * 3 + "</w:tbl>")


def odt(content):
    names = f'xmlns:office="{OFFICE}:office:1.0" xmlns:text="{OFFICE}:text:1.0" xmlns:table="{OFFICE}:table:1.0"'
    xml = f"<office:document-content {names}><office:body><office:text>{content}</office:text></office:body></office:document-content>"
    return package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": xml})


def repeated_cells():
    cell = '<table:table-cell table:number-columns-repeated="1000000000"><text:p>格</text:p></table:table-cell>'
    return odt(
        f'<table:table><table:table-row table:number-rows-repeated="1000000000">{cell}</table:table-row></table:table>'
    )


def ofd(text, *, page="Pages/Page_0/Content.xml", extra=""):
    name = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    return package(
        {
            "OFD.xml": f"<ofd:OFD {name}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            "Doc_0/Document.xml": f"<ofd:Document {name}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
            f'</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="{page}"/>{extra}</ofd:Pages></ofd:Document>',
            "Doc_0/Pages/Page_0/Content.xml": f'<ofd:Page {name}><ofd:Content><ofd:Layer><ofd:TextObject Boundary="10 10 100 10" Size="5">{text}'
            "</ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>",
        }
    )


def xlsx(cells, more=""):
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return package(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rels}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{rels}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData>{more}</worksheet>',
        }
    )


def cell(reference, text="1"):
    number = "".join(c for c in reference if c.isdigit())
    return f'<row r="{number}"><c r="{reference}"><v>{text}</v></c></row>'


CASES = {
    "bomb.docx": (bomb, BOUNDED),
    "gridspan_1e9.docx": (lambda: docx("<w:tbl>" + row(("宽", span(10**9))) + "</w:tbl>"), BOUNDED | READ),
    "gridspan_many.docx": (
        lambda: docx("<w:tbl>" + row(*[("", span(20_000))] * 300) * 40 + "</w:tbl>"),
        BOUNDED | READ,
    ),
    "tables_nested_100.docx": (lambda: docx(nested(20)), BOUNDED | READ),
    "tables_nested_20000.docx": (lambda: docx(nested(20_000)), BOUNDED),
    "elements_nested_100000.docx": (lambda: docx("<w:sdt>" * 100_000 + "</w:sdt>" * 100_000), BOUNDED),
    "billion_laughs.docx": (laughs, BOUNDED | {"empty"}),
    "quadratic_entities.docx": (quadratic, BOUNDED | {"empty"}),
    "external_entity.docx": (lambda: docx(paragraph("前&x;后"), doctype=PASSWD), {"ok", "corrupt"}),
    "external_dtd.docx": (
        lambda: docx(paragraph("正文"), doctype='<!DOCTYPE w:document SYSTEM "http://127.0.0.1:9/x.dtd">'),
        {"ok", "corrupt"},
    ),
    "paragraphs_60000.docx": (lambda: docx(paragraph("段") * 60_000), BOUNDED | READ),
    "one_line_1000000.docx": (lambda: docx(paragraph("长" * 1_000_000)), READ, "长长长"),
    "control_characters.docx": (lambda: docx(paragraph("控\x01制")), {"corrupt"}),
    "lying_size.docx": (lying_size, BOUNDED | READ),
    "bad_checksum.docx": (bad_checksum, {"corrupt"}),
    "truncated_30.docx": (lambda: truncated(0.3), {"corrupt"}),
    "truncated_70.docx": (lambda: truncated(0.7), {"corrupt"}),
    "truncated_99.docx": (lambda: truncated(0.99), {"corrupt", "ok"}),
    "no_document.docx": (
        lambda: package({"[Content_Types].xml": "<Types/>", "word/styles.xml": "<x/>"}),
        {"corrupt", "unsupported"},
    ),
    "not_xml.docx": (lambda: package({"word/document.xml": b"\x00\xff<<<"}), {"corrupt"}),
    "style_loop.docx": (style_loop, READ, "循环样式"),
    "numbering_far.docx": (numbering_far, READ, "远号"),
    "vmerge_alone.docx": (vmerge_alone, READ, "右"),
    "repeated_cells_1e18.odt": (repeated_cells, BOUNDED | READ),
    "repeated_spaces_1e9.odt": (lambda: odt('<text:p>空<text:s text:c="1000000000"/>白</text:p>'), BOUNDED | READ),
    "nested_lists_50000.odt": (lambda: odt("<text:list>" * 50_000 + "</text:list>" * 50_000), BOUNDED | {"empty"}),
    "delta_1e9.ofd": (
        lambda: ofd('<ofd:TextCode X="0" Y="5" DeltaX="g 1000000000 5">文字</ofd:TextCode>'),
        BOUNDED | READ,
    ),
    "path_traversal.ofd": (lambda: ofd("", page="../../../../../../etc/passwd"), {"corrupt", "empty"}),
    "pages_100000_same.ofd": (
        lambda: ofd(
            '<ofd:TextCode X="0" Y="5">页</ofd:TextCode>',
            extra='<ofd:Page ID="2" BaseLoc="Pages/Page_0/Content.xml"/>' * 100_000,
        ),
        BOUNDED | READ | {"empty"},
    ),
    "numbers_not_numbers.ofd": (
        lambda: ofd('<ofd:TextCode X="NaN" Y="1e999" DeltaX="g g g">字</ofd:TextCode>'),
        {"ok", "corrupt", "empty"},
    ),
    "last_cell.xlsx": (lambda: xlsx(cell("A1") + cell("XFD1048576")), BOUNDED | READ),
    "merged_everything.xlsx": (
        lambda: xlsx(cell("A1", "7"), '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        BOUNDED | READ,
    ),
    "cell_reference_absurd.xlsx": (lambda: xlsx(cell("ZZZZZZ99999999999")), BOUNDED | {"ok", "empty"}),
    "no_sheets.xlsx": (
        lambda: package({"xl/workbook.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        {"corrupt", "empty"},
    ),
}
