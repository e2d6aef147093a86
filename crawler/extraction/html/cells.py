"""A table cell's text, its paragraphs on lines of their own."""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element

from crawler.extraction.html.lists import label
from spiders.pages.parsing import content
from spiders.pages.regions import BLOCK, SKIP
from spiders.pages.visibility import HIDDEN, unseen

_TYPED = ("text", "number")
_OWN_LINES = frozenset(("br", "li", "del"))  # what is more than one line, or may not be shown


def cell_text(cell: _Element) -> str:
    """Return a cell's text, its paragraphs on lines of their own."""
    if unseen(cell):
        return ""
    if _is_one_line(cell):
        return content(cell).strip()
    lines, pieces = [""], [""]
    walk = etree.iterwalk(cell, events=("start", "end"))
    for event, node in walk:
        if event == "start" and unseen(node):
            pieces.append(_filled_in(node))
            walk.skip_subtree()
            continue  # its end comes all the same
        if node.tag in BLOCK:
            lines.append("".join(pieces))
            pieces = []
        if event == "start":
            pieces += label(node), node.text or ""
        elif node is not cell:
            pieces.append(node.tail or "")
    lines.append("".join(pieces))
    return "\n".join(filter(None, map(str.strip, lines)))


def _filled_in(node: _Element) -> str:
    """Return what a form shows in a field."""
    if node.tag == "input" and (node.get("type") or "text").lower() in _TYPED:
        return node.get("value") or ""
    return content(node) if node.tag == "textarea" else ""


def _is_one_line(cell: _Element) -> bool:
    """Whether a cell, as most do, holds one paragraph and nothing hidden: then its characters are its text."""
    blocks = 0
    for node in cell.iterdescendants():
        if _may_differ(node):
            return False
        blocks += node.tag in BLOCK
    if blocks != 1 or len(cell) != 1:
        return not blocks
    return cell[0].tag in BLOCK and not f"{cell.text or ''}{cell[0].tail or ''}".strip()


def _may_differ(node: _Element) -> bool:
    """Whether what is shown of an element may not be its characters in one line."""
    if node.tag in SKIP or node.tag in _OWN_LINES or node.get("hidden") is not None:
        return True
    return HIDDEN.search(node.get("style") or "") is not None
