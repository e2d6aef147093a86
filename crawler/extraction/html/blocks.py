"""A page's lines and tables as blocks: list items with the numbers they show, cells as a grid."""

from __future__ import annotations

from crawler.extraction.base import Block, Paragraph
from crawler.extraction.html.cells import cell_text
from crawler.extraction.html.lists import label
from crawler.extraction.html.table_grid import build
from crawler.extraction.word_processing.numbering import prefixed
from spiders.pages.flow import FlowItem


def block_of(item: FlowItem) -> Block:
    """Return a line as a paragraph, a table as its grid."""
    if item.table is not None:
        return build(item.table.groups, cell_text)
    return Paragraph(item.text if item.numbered is None else prefixed(label(item.numbered), item.text))
