"""Documents inside documents: what a DOCX embeds as an altChunk."""

from __future__ import annotations

from crawler import extraction
from crawler.extraction import sniff
from crawler.extraction.base import Document, Paragraph

_READABLE = frozenset({"html", "mht", "rtf"})  # none of them can embed another DOCX, so the nesting ends here


def extract(data: bytes, name: str) -> Document:
    """Read an embedded document by its bytes; kinds not read here are left out with a remark."""
    found = sniff.sniff(data, name=name)
    if found == sniff.PLAIN:
        text = data.decode("utf-8-sig", "replace")
        return Document(tuple(Paragraph(line) for line in text.splitlines() if line.strip()))
    reader = extraction.reader(found)
    if reader is None or reader.NAME not in _READABLE:
        return Document((), ("chunk_skipped",))
    return reader.extract(data)
