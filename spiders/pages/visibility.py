"""What a browser shows of an element, and what it leaves out."""

from __future__ import annotations

from lxml.etree import _Element

from spiders.linear import IGNORECASE, pattern
from spiders.pages.parsing import content
from spiders.pages.regions import SKIP
from spiders.pages.report_marks import SECTION

MIN_HIDDEN_PAGE = 400  # characters: that much text behind display:none is a page of the article, not a tooltip
HIDDEN = pattern(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", IGNORECASE)
_FURNITURE = pattern(r"mso-element\s*:\s*(?:header|footer|comment)", IGNORECASE)  # of Word's pages
_HEADS = ("header", "footer")  # LibreOffice's


def unseen(node: _Element) -> bool:
    """Whether a browser shows nothing of it. Hidden pages of a paged article are shown by script, so they count."""
    if node.tag in SKIP or _is_of_the_editor(node):
        return True
    style = node.get("style")
    if (style is None or not HIDDEN.search(style)) and node.get("hidden") is None:
        return False
    text = content(node)
    return len(text) < MIN_HIDDEN_PAGE and not SECTION.search(text.strip())


def _is_of_the_editor(node: _Element) -> bool:
    """Whether it is a head, a foot, a comment or a deletion of the document that a word processor made a page of."""
    tag = node.tag
    if tag == "del":
        return node.get("datetime") is not None or node.get("cite") is not None
    if tag == "div":
        return node.get("title") in _HEADS or _FURNITURE.search(node.get("style") or "") is not None
    return tag == "span" and node.get("class") == "MsoCommentReference"
