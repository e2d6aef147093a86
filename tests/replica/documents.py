"""The replica's reports as files: each format written by its writer, bytes equal for equal seeds."""

from __future__ import annotations

import random

from crawler.extraction.base import Block
from tests.replica.writers import doc, docx, html, pdf

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_WRITERS = {"pdf": pdf.write, "doc": doc.write, "docx": docx.write}


def markup(blocks: tuple[Block, ...], rng: random.Random) -> str:
    """Return the blocks as an HTML fragment in one of the markups of the field."""
    return html.write(blocks, rng)


def write(ending: str, blocks: tuple[Block, ...], title: str, rng: random.Random) -> bytes:
    """Return the report as a file of this format, its title above the blocks."""
    return _WRITERS[ending](blocks, title=title, rng=rng)
