"""A portal's page printed to PDF: what stands around the article is left out, as it is of the page itself.

Only done where the print shows the page's trail (您的位置：首页 > …) above and its footer (版权所有 …) below: the one
stands over every article, the other under every one, so no line of a report is lost.
"""

from __future__ import annotations

from collections.abc import Sequence

from crawler.extraction.base import Block, Paragraph
from spiders.pages import furniture
from spiders.pages.report_marks import SECTION, SENTENCE
from spiders.pages.text import plain

HEAD, TAIL = 60, 12  # lines among which trail and footer are looked for


def article(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks between trail and related links, without the lines about the page."""
    texts = [plain(block.text) if isinstance(block, Paragraph) else None for block in blocks]
    trail = next((at for at, text in enumerate(texts[:HEAD]) if text and furniture.TRAIL.match(text)), None)
    if trail is None or not any(text and furniture.footer(text) for text in texts[-TAIL:]):
        return tuple(blocks)
    last = max((at for at, text in enumerate(texts) if _is_content(text)), default=trail)
    first = next((at for at, text in enumerate(texts) if at > trail and _is_content(text)), last)
    end = next((at for at, text in enumerate(texts) if at > last and text and _ends(text)), len(texts))
    return tuple(
        block
        for at, (block, text) in enumerate(zip(blocks, texts, strict=True))
        if trail < at < end
        and not (text and (furniture.interface(text) or (at < first and furniture.about(text, head=True))))
    )


def _is_content(text: str | None) -> bool:
    """Whether it is a table, a section's heading or a sentence."""
    if text is None or SECTION.search(text):
        return True
    return SENTENCE.search(text) is not None and not furniture.furniture(text)


def _ends(text: str) -> bool:
    return furniture.TAIL.match(text) is not None or furniture.furniture(text)
