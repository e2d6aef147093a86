"""Put neighbouring tables together that a page break of the article, or an editor, cut in two."""

from __future__ import annotations

from dataclasses import replace

from crawler.extraction.base import Block, Table
from crawler.extraction.statutory.forms import kind


def merge_tables(blocks: list[Block]) -> list[Block]:
    """Return the blocks with every cut table whole; there is never a line of text at the cut."""
    whole: list[Block] = []
    for block in blocks:
        last = whole[-1] if whole else None
        merged = joined(last, block) if isinstance(last, Table) and isinstance(block, Table) else None
        if merged is None:
            whole.append(block)
        else:
            whole[-1] = merged
    return whole


def joined(first: Table, second: Table) -> Table | None:
    """Return two neighbouring tables as the one that a page break cut; None when they are two.

    They are one when equally wide and of one statutory kind, or when the second repeats the first's head, or goes
    on with figures right away.
    """
    upper, lower = first.rows(), second.rows()
    if len(upper[0]) != len(lower[0]):
        return None
    repeated = next((at for at, (a, b) in enumerate(zip(upper, lower, strict=False)) if a != b), len(lower))
    kinds = kind(upper), kind(lower)
    if not repeated and (kinds[0] != kinds[1] or (kinds[0] is None and _is_head(lower[0]))):
        return None
    below = (replace(c, row=c.row - repeated + len(upper)) for c in second.cells if c.row >= repeated)
    return Table((*first.cells, *below))


def _is_head(row: list[str]) -> bool:
    return not any(any(character.isdigit() for character in text) or not text for text in row)
