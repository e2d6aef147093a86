"""ODT (OpenDocument text), read from content.xml and the styles it names.

Kept: list and heading numbers, text boxes, notes (after the text), hidden nothing. Refused: headers, footers, page
numbers, tracked deletions, hidden text, comments.
"""

from __future__ import annotations

from crawler.extraction.base import BlockDocument, EncryptedError, ExtractionError
from crawler.extraction.containers.zip_package import Flat, Package
from crawler.extraction.odt.body import OdtReader
from crawler.extraction.odt.styles import OdtStyles

NAME = "odt"
VERSION = 3
_TEXT = "application/vnd.oasis.opendocument.text"
MEDIA_TYPES = frozenset({_TEXT, f"{_TEXT}-template", f"{_TEXT}-flat-xml"})
_MANIFEST = "META-INF/manifest.xml"


def opened(data: bytes) -> Package:
    """Return an OpenDocument file's parts; a flat one has a single part. Raises EncryptedError for encrypted ones."""
    text = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith(b"<"):
        return Flat({"content.xml": text})
    package = Package(data)
    if _MANIFEST in package and b"encryption-data" in package.read(_MANIFEST):
        msg = "the document asks for a password"
        raise EncryptedError(msg)
    return package


def extract(data: bytes) -> BlockDocument:
    """Return the document's blocks. Raises ExtractionError (EncryptedError with a password) for unreadable bytes."""
    package = opened(data)
    content = package.xml("content.xml")
    roots = [package.xml("styles.xml"), content] if "styles.xml" in package else [content]
    try:
        document = OdtReader(OdtStyles(roots)).document(content)
    except RecursionError as error:
        msg = "the document is nested too deeply"
        raise ExtractionError(msg) from error
    return BlockDocument(document.blocks, document.notes + package.notes)
