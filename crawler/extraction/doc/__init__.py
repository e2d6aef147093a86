"""DOC of Word 97 to 2003 and Kingsoft WPS, read from the binary file itself ([MS-DOC]).

Kept: inserted text, text boxes, list numbers, foot- and endnotes (after the text), results of fields.
Refused: headers, footers, page numbers, deleted and hidden text, comments, bookmarks, macros. Word 6/95 and MS Works
are converted by LibreOffice when it is installed.
"""

from __future__ import annotations

import struct

from crawler.extraction import libreoffice
from crawler.extraction.base import Block, BlockDocument, EncryptedError, ExtractionError
from crawler.extraction.containers.ole import Container
from crawler.extraction.doc.fib import Fib, OldWordError
from crawler.extraction.doc.source import Source
from crawler.extraction.doc.story import DocStory

NAME = "doc"
VERSION = 2
MEDIA_TYPES = frozenset({"application/msword", "application/vnd.ms-works"})
_BEFORE_OLE = (b"\xdb\xa5", b"\x9b\xa5", b"\x31\xbe", b"\x32\xbe")  # Word 2, Word 1, Write
_WORKS = ("MatOST", "CONTENTS")


def extract(data: bytes) -> BlockDocument:
    """Return the document's blocks. Raises ExtractionError; UnsupportedError when only LibreOffice could read it."""
    if data.startswith(_BEFORE_OLE):
        return libreoffice.convert(data, "a Word before 6")
    container = Container(data)
    if "EncryptedPackage" in container or "\tDRMContent" in container:
        msg = "the document asks for a password or a licence"
        raise EncryptedError(msg)
    if any(stream in container for stream in _WORKS):
        return libreoffice.convert(data, "MS Works")
    try:
        return _read(container)
    except OldWordError as error:
        return libreoffice.convert(data, str(error))
    except (struct.error, IndexError, KeyError, ValueError, OverflowError, RecursionError) as error:
        msg = f"damaged Word file: {type(error).__name__} {str(error)[:100]}"
        raise ExtractionError(msg) from error


def _read(container: Container) -> BlockDocument:
    fib = Fib(container)
    source = Source(container, fib)
    blocks: list[Block] = list(DocStory(source, fib.main).blocks())
    lost = [place for places in source.boxes.values() for place in places]  # boxes that no character anchors
    for place in [*lost, fib.footnotes, fib.endnotes]:
        blocks += DocStory(source, place).blocks()
    return BlockDocument(tuple(blocks), tuple(sorted(source.notes)))
