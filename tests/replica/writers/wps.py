"""Documents of WPS Writer: the container and structures of Word 97, under WPS's own name."""

from __future__ import annotations

import random

from crawler.extraction.base import Block
from tests.replica.writers import doc

VARIANTS = doc.VARIANTS


def write(blocks: tuple[Block, ...], *, title: str = "", rng: random.Random, variant: str = "") -> bytes:
    """Return a .wps; a ``title`` stands above the blocks as a paragraph of its own."""
    return doc.write(blocks, title=title, rng=rng, variant=variant, program=doc.WPS)
