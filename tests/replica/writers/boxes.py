"""Which paragraph goes into a text box that hangs on the paragraph before it."""

from __future__ import annotations

import itertools
import random

from crawler.extraction.base import Block, Paragraph


def boxed(blocks: tuple[Block, ...], rng: random.Random) -> int:
    """Return the index of one paragraph that follows another paragraph, -1 when there is none."""
    pairs = itertools.pairwise(blocks)
    after = [n for n, (a, b) in enumerate(pairs, 1) if isinstance(a, Paragraph) and isinstance(b, Paragraph)]
    return rng.choice(after) if after else -1
