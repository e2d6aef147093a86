"""Word documents (OOXML): merged cells, numbers that only numbering.xml knows, text boxes, tracked changes, split runs.

Running header and footer with page numbers are in every file, and are no part of its text.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from crawler.extraction.base import Block, Paragraph, Table
from tests.replica.writers.boxes import boxed
from tests.replica.writers.docx import parts
from tests.replica.writers.docx.runs import break_inside, changed, fields, plain, split
from tests.replica.writers.docx.table import table_xml
from tests.replica.writers.grid import HEADING
from tests.replica.writers.numbering import Numbering
from tests.replica.writers.package import zipped

VARIANTS = ("plain", "numbered", "runs", "tracked", "textbox", "controls", "fields", "layout", "strict")
_INLINE: dict[str, Callable[[str, random.Random], str]] = {"runs": split, "tracked": changed, "fields": fields}


def write(blocks: tuple[Block, ...], *, title: str = "", rng: random.Random, variant: str = "") -> bytes:
    """Return a .docx; a ``title`` stands above the blocks as a paragraph of its own."""
    variant = variant or rng.choice(VARIANTS)
    numbering = Numbering(blocks) if variant == "numbered" else None
    body = [_paragraph(title, rng, variant, None, style="Title")] if title else []
    box = boxed(blocks, rng) if variant == "textbox" else -1
    for index, block in enumerate(blocks):
        if index == box:
            continue
        if isinstance(block, Table):
            body.append(table_xml(block, _INLINE.get(variant, plain), rng))
            continue
        inside = blocks[box] if index + 1 == box else None
        extra = parts.textbox(plain(inside.text, rng)) if isinstance(inside, Paragraph) else ""
        body.append(_paragraph(block.text, rng, variant, numbering, extra=extra))
    if variant == "controls":
        body = [parts.control(xml) if index % 3 == 1 else xml for index, xml in enumerate(body)]
    if variant == "layout":
        body = [parts.frame("".join(body))]
    lists = parts.numbering(numbering.levels) if numbering else ""
    package = parts.package("".join(body), lists, header=title or "年度报告")
    return zipped(parts.strict(package) if variant == "strict" else package)


def _paragraph(
    text: str, rng: random.Random, variant: str, numbering: Numbering | None, *, style: str = "", extra: str = ""
) -> str:
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if numbering and (numbered := numbering.take(text)):
        properties, text = parts.numbered(numbered[0]), numbered[1]
    elif not style and HEADING.match(text):
        properties = '<w:pStyle w:val="1"/>'
    elif not style:
        properties = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
    inline = _INLINE.get(variant, plain)
    mark = '<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/>' if rng.randrange(9) == 0 else ""
    runs = inline(text, rng) if style else break_inside(inline(text, rng), rng)
    return f"<w:p><w:pPr>{properties}</w:pPr>{mark}{runs}{extra}</w:p>"
