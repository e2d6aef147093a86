"""Documents inside documents: what a DOCX embeds as an altChunk, and the workbooks it shows as objects."""

from __future__ import annotations

from contextvars import ContextVar

from crawler import extraction
from crawler.extraction import sniff, xls, xlsx
from crawler.extraction.base import BlockDocument, ExtractionError
from crawler.extraction.containers import ole

MAX_DEPTH = 2
_READABLE = frozenset({"docx", "html", "mht", "odt", "plain", "rtf"})
STREAMS = ("Package", "Workbook", "Book")

_depth: ContextVar[int] = ContextVar("depth", default=0)


def extract(data: bytes, name: str) -> BlockDocument:
    """Read an embedded document by its bytes; what cannot be read is left out with a remark."""
    reader, depth = extraction.reader(sniff.sniff(data, name=name)), _depth.get()
    if reader is None or reader.NAME not in _READABLE or depth >= MAX_DEPTH:
        return BlockDocument((), ("chunk_skipped",))
    token = _depth.set(depth + 1)
    try:
        return reader.extract(data)
    except ExtractionError:
        return BlockDocument((), ("chunk_damaged",))
    finally:
        _depth.reset(token)


def workbook(data: bytes, _: str = "") -> BlockDocument:
    """Read the sheet that an embedded workbook shows; what cannot be read is left out with a remark."""
    try:
        if data.startswith(ole.MAGIC):
            container = ole.Container(data)
            data = next((content for stream in STREAMS if (content := container.read(stream))), b"")
        return xlsx.embedded(data) if data.startswith(b"PK") else xls.embedded(data)
    except ExtractionError:
        return BlockDocument((), ("object_skipped",))
