"""What styles.xml and numbering.xml say about a paragraph: the list it counts in, and whether text is hidden."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from crawler.extraction.containers.zip_package import Element, Package
from crawler.extraction.word_processing.numbering import LEVELS, Level

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MAX_INHERITANCE = 30
Properties = Mapping[str, Element]
_PLACE = re.compile(r"%([1-9])")
_LENGTH = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(mm|cm|in|pt|pc|pi|)")
_TWIPS = {"": 1.0, "pt": 20.0, "pc": 240.0, "pi": 240.0, "in": 1440.0, "cm": 1440 / 2.54, "mm": 1440 / 25.4}
_NEVER = {"0", "false", "off"}


def properties(parent: Element | None) -> Properties:
    """Return the children of a properties element by tag: many questions are asked of it, and most have no answer."""
    return {} if parent is None else {child.tag: child for child in parent}


def value(known: Properties, name: str) -> str | None:
    """Return the ``w:val`` of a property, "" when it stands there without one, None when it is missing."""
    child = known.get(W + name)
    return None if child is None else child.get(W + "val", "")


def number(text: str | None, default: int = 0) -> int:
    """Return an integer attribute; damage counts as ``default``."""
    try:
        return int(text or default)
    except ValueError:
        return default


def twips(text: str | None) -> int:
    """Return a length in twips: a number of them or, as Strict documents write it, one with a unit; damage is 0."""
    measured = _LENGTH.fullmatch(text or "")
    return round(float(measured[1]) * _TWIPS[measured[2]]) if measured else 0


def is_on(known: Properties, name: str) -> bool | None:
    """Return a toggle property: True, False or None when nothing is said."""
    text = value(known, name)
    return None if text is None else text not in _NEVER


@dataclass(frozen=True, slots=True)
class _DocxStyle:
    based_on: str | None
    list_id: str | None
    depth: str | None
    hidden: bool | None


@dataclass(frozen=True, slots=True)
class DocxListUse:
    """How one w:num counts: the list whose counter it shares, its levels, and where it starts anew."""

    key: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)
    by_style: dict[str, int] = field(default_factory=dict)  # paragraph style: level


class DocxStyles:
    """Style inheritance of one document."""

    def __init__(self, package: Package, part: str | None) -> None:
        self._styles: dict[str, _DocxStyle] = {}
        self.default: str | None = None
        if part is None or part not in package:
            return
        for item in package.xml(part).iter(W + "style"):
            name = item.get(W + "styleId", "")
            listed = properties(item.find(f"{W}pPr/{W}numPr"))
            hidden = is_on(properties(item.find(W + "rPr")), "vanish")
            style = _DocxStyle(
                value(properties(item), "basedOn"), value(listed, "numId"), value(listed, "ilvl"), hidden
            )
            self._styles.setdefault(name, style)
            if item.get(W + "type") == "paragraph" and item.get(W + "default", "0") not in _NEVER:
                self.default = name

    def _chain(self, name: str | None) -> list[tuple[str, _DocxStyle]]:
        chain: list[tuple[str, _DocxStyle]] = []
        while name in self._styles and len(chain) < MAX_INHERITANCE:
            chain.append((name, self._styles[name]))
            name = self._styles[name].based_on
        return chain

    def hidden(self, name: str | None) -> bool:
        """Tell whether text of this style is hidden."""
        return next((style.hidden for _, style in self._chain(name) if style.hidden is not None), False)

    def listed(self, name: str | None) -> tuple[str | None, str | None, list[str]]:
        """Return the list id and level a style gives, and the style with its ancestors (nearest first)."""
        chain = self._chain(name)
        list_id = next((style.list_id for _, style in chain if style.list_id is not None), None)
        depth = next((style.depth for _, style in chain if style.depth is not None), None)
        return list_id, depth, [ancestor for ancestor, _ in chain]


class Lists:
    """The list definitions of one document by w:numId."""

    def __init__(self, package: Package, part: str | None, styles: DocxStyles) -> None:
        self._abstract: dict[str, Element] = {}
        self._nums: dict[str, Element] = {}
        self._styles = styles
        self._uses: dict[str, DocxListUse | None] = {}
        if part is None or part not in package:
            return
        root = package.xml(part)
        self._abstract = {item.get(W + "abstractNumId", ""): item for item in root.iter(W + "abstractNum")}
        self._nums = {item.get(W + "numId", ""): item for item in root.iter(W + "num")}

    def use(self, list_id: str) -> DocxListUse | None:
        """Return the definition behind a w:numId, or None (0 is "no list")."""
        if list_id not in self._uses:
            self._uses[list_id] = self._resolve(list_id) if list_id in self._nums else None
        return self._uses[list_id]

    def _resolve(self, list_id: str) -> DocxListUse:
        item = self._nums[list_id]
        key = value(properties(item), "abstractNumId") or ""
        for _ in range(MAX_INHERITANCE):  # a list may only point to a numbering style, which points to a list
            linked = value(properties(self._abstract.get(key)), "numStyleLink")
            target = self._nums.get(self._styles.listed(linked)[0] or "") if linked else None
            if target is None:
                break
            key = value(properties(target), "abstractNumId") or ""
        levels, by_style = _levels(self._abstract.get(key))
        starts = {}
        for override in item.iter(W + "lvlOverride"):
            depth = _depth(override)
            own, own_style = _levels(override)
            levels |= own
            by_style |= own_style
            start = value(properties(override), "startOverride")
            if start is not None:
                starts[depth] = number(start)
                levels[depth] = replace(levels.get(depth, Level()), start=starts[depth])
        return DocxListUse(key, levels, starts, by_style)


def _depth(element: Element) -> int:
    return min(max(number(element.get(W + "ilvl")), 0), LEVELS - 1)


def _levels(parent: Element | None) -> tuple[dict[int, Level], dict[str, int]]:
    levels, by_style = {}, {}
    for item in () if parent is None else parent.iterfind(W + "lvl"):
        depth = _depth(item)
        levels[depth] = _level(item)
        style = value(properties(item), "pStyle")
        if style:
            by_style[style] = depth
    return levels, by_style


def _level(item: Element) -> Level:
    formats = [found.get(W + "val", "") for found in item.iter(W + "numFmt")]
    known = properties(item)
    restart = value(known, "lvlRestart")
    pieces = _PLACE.split(value(known, "lvlText") or "")
    parts = tuple(int(p) - 1 if n % 2 else p for n, p in enumerate(pieces))
    return Level(
        parts=() if is_on(properties(known.get(W + "rPr")), "vanish") else parts,
        style=next((f for f in formats if f != "custom"), "decimal"),
        start=number(value(known, "start")),
        gap=value(known, "suff") != "nothing",
        legal=bool(is_on(known, "isLgl")),
        restart=None if restart is None else number(restart),
    )
