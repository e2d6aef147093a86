"""Where the body of an article stands: in a container platforms are known to use, else where most of the prose is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lxml import etree

from spiders.pages.text import line, text_of
from spiders.pages.url_shapes import is_file

if TYPE_CHECKING:
    from lxml.etree import _Element

# Containers that platforms put the body in, most telling first: #id or .class.
CONTAINERS = (
    "#UCAP-CONTENT", "#UCAPCONTENT", ".TRS_Editor", ".trs_editor_view", ".TRS_UEDITOR", ".Custom_UnionStyle",
    "#zoom", "#Zoom", "#vsb_content", ".v_news_content", "#ivs_content", ".Article_content", "#webeditorview",
    ".xxgk_content", ".xxgk-content", ".article-content", ".article_content", ".articleContent", ".zz-xl-ct",
    ".jgzn_content", ".tyxxy_main", ".news_cont_d_wrap", ".main-txt", "#BodyLabel", "#content", "#Content",
    "#article", ".article", ".content", ".con_text", ".wzcon", ".nr", ".zwnr",
)  # fmt: skip
_BLOCKS = ("div", "td", "article", "section", "main")
_PARAGRAPHS = ("p", "h1", "h2", "h3", "h4", "h5", "li", "dd", "dt", "pre", "th", "blockquote", "center")
_NO_PROSE = {"a", "option", "select", "script", "style", "title", "button", "textarea", "head"}
MAX_ELEMENTS = 300_000  # looked at for prose; beyond is no report
_SHORT = 40  # characters; a container with less is not the body's
_LOOSE = {"content", "article", "nr"}


def body_of(root: _Element, containers: tuple[str, ...] = ()) -> _Element | None:
    """Return the element that holds the article's body, looked for in ``containers`` first; None when there is none."""
    wanted = tuple(dict.fromkeys((*containers, *CONTAINERS)))
    named = _named(root, frozenset(wanted))
    for selector in wanted:
        found = [one for one in named.get(selector, ()) if len(line(text_of(one))) > _SHORT or _has_file(one)]
        if found:
            best = max(found, key=lambda one: len(text_of(one)))
            # "content" often wraps the whole page: then the paragraphs decide.
            inner = _wordiest(best) if selector[1:].lower() in _LOOSE else None
            return inner if inner is not None else best
    return _wordiest(root)


def _named(root: _Element, wanted: frozenset[str]) -> dict[str, list[_Element]]:
    found: dict[str, list[_Element]] = defaultdict(list)
    for element in root.iter():
        names = {f".{name}" for name in (element.get("class") or "").split()} | {f"#{element.get('id')}"}
        for name in names & wanted:
            if len(found[name]) < 20:  # noqa: PLR2004 - of one name; a page of hundreds is a list
                found[name].append(element)
    return found


def _has_file(element: _Element) -> bool:
    return any(is_file(a.get("href") or "") for a in element.iter("a")) or element.find(".//img") is not None


def _wordiest(root: _Element) -> _Element | None:
    """Return the innermost block that holds most of the prose; cells of data tables count for what is around them."""
    scores: dict[_Element, float] = defaultdict(float)
    for count, element in enumerate(root.iter()):
        if count > MAX_ELEMENTS:
            break
        own = _own(element)
        if own and (leaf := _leaf(element)) is not None:
            for weight, block in zip((1.0, 0.5, 0.2), _around(leaf, own), strict=False):
                scores[block] += own * weight
    best = max(scores, key=lambda block: scores[block], default=None)
    return best if best is not None and scores[best] >= 20 else None  # noqa: PLR2004 - a few words are no body


def _own(element: _Element) -> int:
    """Return how many characters stand directly in an element."""
    if not isinstance(element.tag, str) or element.tag in _NO_PROSE:
        return 0
    return len((element.text or "").strip()) + sum(len((child.tail or "").strip()) for child in element)


def _leaf(element: _Element) -> _Element | None:
    """Return the paragraph-like element around a run of text; None for a link's words."""
    node: _Element | None = element
    while node is not None and node.tag not in _PARAGRAPHS and node.tag not in _BLOCKS:
        if node.tag == "a":
            return None
        node = node.getparent()
    return node


def _around(leaf: _Element, own: int) -> Iterator[_Element]:
    """Yield the blocks that a paragraph speaks for, innermost first."""
    table = next(leaf.iterancestors("table"), None)
    if table is not None and leaf.tag in {"td", "th", "p", "div"} and _is_grid(table):
        leaf = table
    elif leaf.tag in _BLOCKS and (own >= 200 or next(leaf.iterchildren(*_BLOCKS, *_PARAGRAPHS), None) is not None):  # noqa: PLR2004
        yield leaf
    for count, ancestor in enumerate(leaf.iterancestors(*_BLOCKS)):
        if count == 2:  # noqa: PLR2004
            return
        yield ancestor


def _is_grid(table: _Element) -> bool:
    """Tell a table of data from one that lays out a page: no table inside, several rows of several short cells."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    rows = [row for _, row in zip(range(12), table.iterdescendants("tr"), strict=False)]
    return len(rows) > 1 and sum(len(row) for row in rows) >= 2 * len(rows)


_BREAKS = {
    "p",
    "div",
    "br",
    "tr",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "table",
    "section",
    "article",
    "td",
    "dd",
    "dt",
    "center",
}


def lines_of(element: _Element, most: int = 1_000_000) -> str:
    """Return an element's text with a line break where a block begins or ends; runs inside a block stay together."""
    parts: list[str] = []
    size = 0
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if node.tag in _BREAKS:
            parts.append("\n")
        text = node.text if event == "start" else (node.tail if node is not element else None)
        if text and isinstance(node.tag, str):
            parts.append(re.sub(r"\s+", " ", text))
            size += len(text)
            if size > most:
                break
    return "\n".join(text for part in "".join(parts).split("\n") if (text := line(part)))
