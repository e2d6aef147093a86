"""What inline scripts say without being run: the trees they draw."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass

from spiders.linear import IGNORECASE, Match, code
from spiders.pages.page import Page
from spiders.pages.text import line

MAX_NODES = 20_000
_MAX_NAME = 300  # characters, with tags
_TAG, _ESCAPED = code(r"<[^<>]{0,200}>"), code(r"\\u([0-9a-fA-F]{4})")
_NODE = code(
    r"[\"']?(?:name|title|text|label|caption|channelName|columnName)[\"']?\s*:\s*(?:\"([^\"]+)\"|'([^']+)')"
    r"[^{}\[\]]{0,400}?[\"']?(?:url|href|link|jump_url|linkUrl|path)[\"']?\s*:\s*(?:\"([^\"]+)\"|'([^']+)')"
)
_EDON = code(
    r"[\"']?(?:url|href|link|jump_url|linkUrl)[\"']?\s*:\s*(?:\"([^\"]+)\"|'([^']+)')"
    r"[^{}\[\]]{0,400}?[\"']?(?:name|title|text|label|channelName)[\"']?\s*:\s*(?:\"([^\"]+)\"|'([^']+)')"
)
_DTREE = code(
    r"\.add\(\s*[\"']?[\w-]+[\"']?\s*,\s*[\"']?[\w-]+[\"']?\s*,\s*[\"']([^\"']+)[\"']\s*,\s*[\"']([^\"']+)[\"']"
)
# Two strings side by side, one in Chinese and one that looks like a path: menus as arrays, or objects of any keys.
_CHINESE = r"[^\"'<>\n]{0,80}[一-鿿][^\"'<>\n]{0,80}"
_PATH = r"(?:https?:)?\.{0,2}/[^\"'\s]*|[\w/.-]+\.s?html?"
_KEY = r"(?:[\"']?\w{1,20}[\"']?\s*:\s*)?"
_PAIR = code(rf"(?:\"({_CHINESE})\"|'({_CHINESE})')\s*,\s*{_KEY}(?:\"({_PATH})\"|'({_PATH})')")
_XTREE = code(
    r"new WebFXTree(?:Item)?\(\s*'((?:<[^<>]*>)*)([^'<>]{1,80})(?:</[^']*)?'\s*,"
    r"\s*document\.getElementById\(\"(\w+)\"\)"
)
_WRITTEN = code(
    r"<a\b[^<>]*?href\s*=\s*\\?[\"']([^\"'\\+]+)\\?[\"'][^<>]*>((?:[^+<]|<[^+/<]|</[^+a<])+)</a>", IGNORECASE
)
# Patterns of nodes, and the groups that hold name and address.
_DRAWN = (
    (_NODE, (1, 2), (3, 4)),
    (_EDON, (3, 4), (1, 2)),
    (_DTREE, (1,), (2,)),
    (_PAIR, (1, 2), (3, 4)),
    (_WRITTEN, (2,), (1,)),
)


@dataclass(frozen=True, slots=True)
class Node:
    """A named link that a script draws; nodes of one array share their ``block``."""

    url: str
    text: str
    block: int = 0


def nodes_of(page: Page) -> tuple[Node, ...]:
    """Return the named links that only scripts draw: zTree, dTree, xtree, arrays, ``document.write``."""
    nodes: dict[tuple[str, str], Node] = {}
    for block, text, href in _pairs(page):
        url = page.resolve(html.unescape(href).replace("\\/", "/"))
        name = line(_TAG.sub("", _unescaped(text[:_MAX_NAME])))
        if url and name and len(nodes) < MAX_NODES:
            nodes.setdefault((url, name), Node(url, name, block))
    return tuple(nodes.values())


def _pairs(page: Page) -> Iterator[tuple[int, str, str]]:
    """Yield array, name and address of every node."""
    scripts, block = page.scripts, 0
    for drawn, names, hrefs in _DRAWN:
        end = 0
        for match in drawn.finditer(scripts):
            block += not end or "]" in scripts[end : min(match.start(), end + 200)]
            end = match.end()
            yield block, _given(match, names), _given(match, hrefs)
    yield from ((block + 1, text, href) for text, href in _xtree(page))


def _xtree(page: Page) -> Iterator[tuple[str, str]]:
    """Yield the nodes of an xtree, whose addresses stand in hidden links."""
    if "WebFXTree" not in page.scripts:
        return
    trees = {a.get("id"): a.get("href") for a in page.elements("a")}
    for match in _XTREE.finditer(page.scripts):
        if href := trees.get(match[3]):
            yield match[2], href


def _given(match: Match[str], groups: tuple[int, ...]) -> str:
    return next(match[group] for group in groups if match[group])


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
