"""DOCX, DOCM and their templates, Strict or Transitional, read from the XML itself.

Kept: inserted text, text boxes, numbers that stand only in list definitions, foot- and endnotes (after the text).
Refused: headers, footers, page numbers, deleted and hidden text, comments, field codes, macros.
"""

from __future__ import annotations

from crawler.extraction.base import BlockDocument, ExtractionError
from crawler.extraction.containers.zip_package import Package
from crawler.extraction.docx.body import DocxReader

NAME = "docx"
VERSION = 3
_OPENXML = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_MACRO = "application/vnd.ms-word."
MEDIA_TYPES = frozenset(
    {
        _OPENXML + "document",
        _OPENXML + "template",
        _MACRO + "document.macroenabled.12",
        _MACRO + "template.macroenabled.12",
    }
)


def extract(data: bytes) -> BlockDocument:
    """Return the document's blocks. Raises ExtractionError (EncryptedError with a password) for unreadable bytes."""
    package = Package(data)
    try:
        reader = DocxReader(package, package.main("officeDocument", "word/document.xml"))
        return reader.document()
    except RecursionError as error:
        msg = "the document is nested too deeply"
        raise ExtractionError(msg) from error
