"""What a browser shows of an element, and what it leaves out; a cell's text."""

from __future__ import annotations

import re

from lxml import etree
from lxml.etree import _Element

from crawler.extraction.html import rules
from crawler.extraction.html.lists import label
from crawler.extraction.html.parse import content

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_FURNITURE = re.compile(r"mso-element\s*:\s*(?:header|footer|comment)", re.IGNORECASE)  # of Word's pages
_TYPED = ("text", "number")
_HEADS = ("header", "footer")  # LibreOffice's


def cell_text(cell: _Element) -> str:
    """Return a cell's text, its paragraphs on lines of their own."""
    if unseen(cell):
        return ""
    if _is_one_line(cell):
        return content(cell).strip()
    lines: list[str] = []
    pieces: list[str] = []
    walk = etree.iterwalk(cell, events=("start", "end"))
    for event, node in walk:
        if event == "start" and unseen(node):
            pieces.append(_filled_in(node))
            walk.skip_subtree()
            continue  # its end comes all the same
        block = node.tag in rules.BLOCK
        if block:
            lines.append("".join(pieces))
            pieces = []
        if event == "start":
            pieces += label(node), node.text or ""
        elif node is not cell:
            pieces.append(node.tail or "")
    return "\n".join(text for text in map(str.strip, (*lines, "".join(pieces))) if text)


def _filled_in(node: _Element) -> str:
    """Return what a form shows in a field."""
    if node.tag == "input" and (node.get("type") or "text").lower() in _TYPED:
        return node.get("value") or ""
    return content(node) if node.tag == "textarea" else ""


def _is_one_line(cell: _Element) -> bool:
    """Whether a cell, as most do, holds one paragraph and nothing hidden: then its characters are its text."""
    blocks = 0
    for node in cell.iterdescendants():
        tag = node.tag
        if (
            tag in rules.SKIP
            or tag in {"br", "li", "del"}
            or _HIDDEN.search(node.get("style") or "")
            or node.get("hidden") is not None
        ):
            return False
        blocks += tag in rules.BLOCK
    if blocks != 1 or len(cell) != 1:
        return not blocks
    return cell[0].tag in rules.BLOCK and not f"{cell.text or ''}{cell[0].tail or ''}".strip()


def unseen(node: _Element) -> bool:
    """Whether a browser shows nothing of it. Hidden pages of a paged article are shown by script, so they count."""
    if node.tag in rules.SKIP or _is_of_the_editor(node):
        return True
    style = node.get("style")
    if (style is None or not _HIDDEN.search(style)) and node.get("hidden") is None:
        return False
    text = content(node)
    return len(text) < rules.HIDDEN_PAGE and not rules.SECTION.search(text.strip())


def _is_of_the_editor(node: _Element) -> bool:
    """Whether it is a head, a foot, a comment or a deletion of the document that a word processor made a page of."""
    tag = node.tag
    if tag == "del":
        return node.get("datetime") is not None or node.get("cite") is not None
    if tag == "div":
        return node.get("title") in _HEADS or _FURNITURE.search(node.get("style") or "") is not None
    return tag == "span" and node.get("class") == "MsoCommentReference"
