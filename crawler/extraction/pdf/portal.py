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

MAX_HEAD_BLOCKS, MAX_TAIL_BLOCKS = 60, 12  # among which trail and footer are looked for


def article(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks between trail and related links, without the lines about the page."""
    texts = [plain(block.text) if isinstance(block, Paragraph) else None for block in blocks]
    trail = _trail(texts)
    if trail is None or not _has_footer(texts):
        return tuple(blocks)
    content = [at for at, text in enumerate(texts) if _is_content(text)]
    last = content[-1] if content else trail
    first = next((at for at in content if at > trail), last)
    end = next((at for at in range(last + 1, len(texts)) if _ends(texts[at])), len(texts))
    return tuple(blocks[at] for at in range(trail + 1, end) if not _is_about_page(texts[at], in_head=at < first))


def _trail(texts: Sequence[str | None]) -> int | None:
    """Return where the page's trail stands, None when there is none."""
    return next((at for at, text in enumerate(texts[:MAX_HEAD_BLOCKS]) if text and furniture.TRAIL.match(text)), None)


def _has_footer(texts: Sequence[str | None]) -> bool:
    return any(text and furniture.footer(text) for text in texts[-MAX_TAIL_BLOCKS:])


def _is_about_page(text: str | None, *, in_head: bool) -> bool:
    if not text:
        return False
    return furniture.interface(text) or (in_head and furniture.about(text, head=True))


def _is_content(text: str | None) -> bool:
    """Whether it is a table, a section's heading or a sentence."""
    if text is None or SECTION.search(text):
        return True
    return SENTENCE.search(text) is not None and not furniture.furniture(text)


def _ends(text: str | None) -> bool:
    return text is not None and text != "" and (furniture.TAIL.match(text) is not None or furniture.furniture(text))
