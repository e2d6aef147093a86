"""Trees of named nodes without addresses (zTree and its like): a script fetches what belongs to the node one clicks.

A node is known by its identifier, its name, and the names above it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from spiders.linear import code
from spiders.pages.page import Page
from spiders.pages.text import line

MAX_NODES = 5000  # of one tree
_MAX_DEPTH = 12
_MAX_SCRIPTS = 200_000  # characters of scripts that are searched for a tree
_NAMES = ("name", "title", "text", "label", "channelname", "columnname", "deptname")
_IDS = ("id", "nodeid", "channelid", "columnid", "catid", "deptid", "organid", "code")
_PARENTS = ("pid", "parentid", "parent_id", "parent")
_TAG = code(r"<[^<>]{0,200}>")
_ADDRESS = code(r"url|href|link")
_FLAT = code(r"\{[^{}]{5,400}\}")
_PAIR = code(r"[\"']?(\w{1,20})[\"']?\s*:\s*(?:\"([^\"]{0,120})\"|'([^']{0,120})'|(\w{1,40}))")


@dataclass(frozen=True, slots=True)
class Branch:
    """A node of a tree; ``above`` are the names from the root down to its parent."""

    id: str
    name: str
    above: tuple[str, ...] = ()


def branches_of(page: Page) -> tuple[Branch, ...]:
    """Return the nodes without an address that a page's data, or its scripts, consist of."""
    every = _walk(page.data, (), 0) if page.data is not None else _written(page.scripts[:_MAX_SCRIPTS])
    nodes = list(islice(every, MAX_NODES))
    names = {node.id: (node.name, parent) for node, parent in nodes}
    return tuple(Branch(node.id, node.name, node.above or _line_above(parent, names)) for node, parent in nodes)


def _walk(value: Any, above: tuple[str, ...], deep: int) -> Iterator[tuple[Branch, str]]:
    if deep > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for inner in value[:MAX_NODES]:
            yield from _walk(inner, above, deep + 1)
    elif isinstance(value, dict):
        node = _node({str(key).lower(): inner for key, inner in value.items()}, above)
        if node:
            yield node
        for inner in value.values():
            if isinstance(inner, (list, dict)):
                yield from _walk(inner, (*above, node[0].name) if node else above, deep + 1)


def _written(scripts: str) -> Iterator[tuple[Branch, str]]:
    for match in _FLAT.finditer(scripts):
        pairs = {key.lower(): a or b or c for key, a, b, c in _PAIR.findall(match[0])}
        if any(key in pairs for key in _PARENTS) and (node := _node(pairs, ())):
            yield node


def _node(pairs: dict[str, Any], above: tuple[str, ...]) -> tuple[Branch, str] | None:
    if any(_ADDRESS.search(key) and value for key, value in pairs.items()):
        return None
    name = line(_TAG.sub("", _first(pairs, _NAMES, str)[:300]))
    number, parent = _first(pairs, _IDS, str, int), _first(pairs, _PARENTS, str, int)
    return (Branch(number, name, above), parent) if name and number else None


def _first(pairs: dict[str, Any], keys: tuple[str, ...], *types: type) -> str:
    """Return the value of the first key that has one of these types; "" when none has."""
    values = (str(pairs[key]) for key in keys if isinstance(pairs.get(key), types))
    return next(filter(None, values), "")


def _line_above(parent: str, names: dict[str, tuple[str, str]]) -> tuple[str, ...]:
    above: list[str] = []
    while parent in names and len(above) < _MAX_DEPTH:
        name, parent = names[parent]
        above.append(name)
    return tuple(reversed(above))
