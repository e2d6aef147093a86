"""Plain text: a line is a paragraph. Nothing is joined, nothing is taken for a table."""

from __future__ import annotations

from crawler.extraction.base import BlockDocument, Paragraph
from crawler.extraction.html.decode import decode

NAME = "plain"
MEDIA_TYPES = frozenset({"text/plain"})
VERSION = 1


def extract(data: bytes) -> BlockDocument:
    """Return the lines as paragraphs; the charset is found as for pages."""
    text, notes = decode(data)
    return BlockDocument(tuple(Paragraph(line) for line in text.splitlines() if line.strip()), notes)
