"""Word in one XML file: Word 2003 XML, and a DOCX package flattened. Both are brought into the DOCX reader's shape."""

from __future__ import annotations

from lxml import etree

from crawler.extraction.base import BlockDocument, ExtractionError
from crawler.extraction.containers.zip_package import Element, Flat, parse_xml
from crawler.extraction.docx.body import DocxReader

NAME = "wordxml"
VERSION = 3
MEDIA_TYPES = frozenset({"application/vnd.ms-wordml", "application/vnd.ms-word2006ml"})

_WORDML = b"http://schemas.microsoft.com/office/word/2003/wordml"
_WORD = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W = f"{{{_WORD.decode()}}}"
_HINT = "{http://schemas.microsoft.com/office/word/2003/auxHint}"
_PART = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_RENAMED = {"vmerge": "vMerge", "hmerge": "hMerge"}
_CHANGES = {"Word.Deletion": "del", "Word.Insertion": "ins"}


def extract(data: bytes) -> BlockDocument:
    """Return the document's blocks. Raises ExtractionError for XML that is no Word document."""
    root = parse_xml(data.lstrip(b"\xef\xbb\xbf\r\n\t ").replace(_WORDML, _WORD))
    if root.tag == f"{_PART}package":
        package = Flat(
            {
                part.get(f"{_PART}name", ""): etree.tostring(content)
                for part in root.iter(f"{_PART}part")
                for content in part.iterfind(f"{_PART}xmlData/*")
            }
        )
    else:
        _modernise(root)
        package = Flat({"word/document.xml": etree.tostring(root)})
    try:
        return DocxReader(package, package.main("officeDocument", "word/document.xml")).document()
    except RecursionError as error:
        msg = "the document is nested too deeply"
        raise ExtractionError(msg) from error


def _modernise(root: Element) -> None:
    """Rename what Word 2003 called otherwise, and write the list labels it noted into the text."""
    for item in root.iter(*(_W + name for name in _RENAMED)):
        item.tag = _W + _RENAMED[item.tag.rpartition("}")[2]]
    for item in root.iter("{http://schemas.microsoft.com/aml/2001/core}annotation"):
        kind = _CHANGES.get(item.get(f"{_W}type", ""))
        if kind:
            item.tag = _W + kind
    for item in list(root.iter(f"{_W}listPr")):
        _write_label(item)


def _write_label(item: Element) -> None:
    """Put the label that a list paragraph notes before its text."""
    note, paragraph = item.find(f"{_HINT}t"), item.getparent()
    paragraph = None if paragraph is None else paragraph.getparent()
    label = "" if note is None else note.get(f"{_HINT}val", "")
    if paragraph is not None and any(c.isalnum() for c in label):
        run = etree.Element(f"{_W}r")
        etree.SubElement(run, f"{_W}t").text = label + " " * label[-1].isalnum()
        paragraph.insert(0, run)
