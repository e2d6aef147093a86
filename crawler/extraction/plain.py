"""Plain text: a line is a paragraph. Nothing is joined, nothing is taken for a table."""

from __future__ import annotations

from crawler.extraction.base import BlockDocument, Paragraph
from spiders.pages.charset import decode

NAME = "plain"
MEDIA_TYPES = frozenset({"text/plain"})
VERSION = 2


def extract(data: bytes) -> BlockDocument:
    """Return the lines as paragraphs; the charset is found as for pages."""
    page = decode(data)
    return BlockDocument(tuple(Paragraph(line) for line in page.text.splitlines() if line.strip()), page.notes)
