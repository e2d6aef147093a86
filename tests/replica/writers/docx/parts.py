"""The parts of the package around the body, and the constructs that hide text: text boxes and content controls."""

from __future__ import annotations

from xml.sax.saxutils import escape

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org"
_W = f'xmlns:w="{_OFFICE}/wordprocessingml/2006/main" xmlns:r="{_OFFICE}/officeDocument/2006/relationships"'
_DRAWING = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
    f' xmlns:wp="{_OFFICE}/drawingml/2006/wordprocessingDrawing" xmlns:a="{_OFFICE}/drawingml/2006/main"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {
    "document": "document.main",
    "styles": "styles",
    "numbering": "numbering",
    "header1": "header",
    "footer1": "footer",
}
_SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId3"/><w:footerReference w:type="default" r:id="rId4"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1985" w:left="1588"/></w:sectPr>'
)
_STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{ident}"><w:name w:val="{name}"/>{more}</w:style>'
    for ident, name, more in (
        ("a", "Normal", ""),
        ("1", "heading 1", '<w:basedOn w:val="a"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr>'),
        ("2", "heading 2", '<w:basedOn w:val="a"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr>'),
        ("ListParagraph", "List Paragraph", '<w:basedOn w:val="a"/>'),
        ("Title", "Title", '<w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:sz w:val="44"/></w:rPr>'),
    )
)
_FOOTER = (
    '<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t>— </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    '<w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t> —</w:t></w:r></w:p>'
)


def package(body: str, lists: str, *, header: str) -> dict[str, bytes | str]:
    """Return the parts of the .docx, first the content types as Word orders them."""
    header_xml = f'<w:p><w:pPr><w:jc w:val="right"/></w:pPr><w:r><w:t>{escape(header)}</w:t></w:r></w:p>'
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_KIND}.{kind}+xml"/>' for part, kind in _PARTS.items()
    )
    relations = "".join(
        _relation(f"rId{number}", kind, f"{part}.xml")
        for number, (part, kind) in enumerate(
            (("styles", "styles"), ("numbering", "numbering"), ("header1", "header"), ("footer1", "footer")), 1
        )
    )
    return {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_OFFICE}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": _relations(_relation("rId1", "officeDocument", "word/document.xml")),
        "word/document.xml": f"{_XML}<w:document {_W} {_DRAWING}><w:body>{body}{_SECTION}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations(relations),
        "word/styles.xml": f"{_XML}<w:styles {_W}>{_STYLES}</w:styles>",
        "word/numbering.xml": f"{_XML}<w:numbering {_W}>{lists}</w:numbering>",
        "word/header1.xml": f"{_XML}<w:hdr {_W}>{header_xml}</w:hdr>",
        "word/footer1.xml": f"{_XML}<w:ftr {_W}>{_FOOTER}</w:ftr>",
    }


def _relation(ident: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{ident}" Type="{_OFFICE}/officeDocument/2006/relationships/{kind}" Target="{target}"/>'


def _relations(relations: str) -> str:
    return f'{_XML}<Relationships xmlns="{_OFFICE}/package/2006/relationships">{relations}</Relationships>'


def textbox(runs: str) -> str:
    """Return a run with a text box, in both markups: newer Word reads the first, older the second, nobody both."""
    content = f"<w:txbxContent><w:p>{runs}</w:p></w:txbxContent>"
    shape = (
        '<w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="0"'
        ' locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH>'
        '<wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV>'
        '<wp:extent cx="3600000" cy="720000"/><wp:wrapTopAndBottom/><wp:docPr id="1" name="文本框 1"/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        '<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="3600000" cy="720000"/></a:xfrm>'
        f'<a:prstGeom prst="rect"/></wps:spPr><wps:txbx>{content}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData>'
        "</a:graphic></wp:anchor></w:drawing>"
    )
    old = f'<w:pict><v:shape style="width:283pt;height:57pt"><v:textbox>{content}</v:textbox></v:shape></w:pict>'
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{shape}</mc:Choice>'
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def control(xml: str) -> str:
    """Return the block inside a content control, as templates of offices have them."""
    return f'<w:sdt><w:sdtPr><w:alias w:val="正文"/></w:sdtPr><w:sdtContent>{xml}</w:sdtContent></w:sdt>'


def numbered(level: int) -> str:
    """Return the properties of a paragraph that the list numbers."""
    style = ("1", "2", "ListParagraph")[level]
    return f'<w:pStyle w:val="{style}"/><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="3"/></w:numPr>'


def numbering(levels: list[tuple[str, str]]) -> str:
    """Return the content of numbering.xml for levels of (format, text)."""
    xml = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
        for level, (form, text) in enumerate(levels)
    )
    return (
        f'<w:abstractNum w:abstractNumId="7"><w:multiLevelType w:val="multilevel"/>{xml}</w:abstractNum>'
        '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
    )


def frame(xml: str) -> str:
    """Return the body inside a borderless table of one cell, as offices frame a page; the frame is no table."""
    return (
        '<w:tbl><w:tblPr><w:tblW w:w="9000" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="9000"/></w:tblGrid>'
        f'<w:tr><w:tc><w:tcPr><w:tcW w:w="9000" w:type="dxa"/></w:tcPr>{xml}<w:p/></w:tc></w:tr></w:tbl><w:p/>'
    )


def strict(package: dict[str, bytes | str]) -> dict[str, bytes | str]:
    """Return the parts in the names of ISO 29500 Strict, which newer offices can save."""
    renamed = {
        f"{_OFFICE}/wordprocessingml/2006/main": "http://purl.oclc.org/ooxml/wordprocessingml/main",
        f"{_OFFICE}/officeDocument/2006/relationships": "http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
    parts = {}
    for name, part in package.items():
        text = str(part)
        for old, new in renamed.items():
            text = text.replace(old, new)
        parts[name] = text
    return dict(parts)
