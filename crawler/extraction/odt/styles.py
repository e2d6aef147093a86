"""What the styles of an ODT say: list levels, outline numbering, lists of paragraph styles, hidden text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from crawler.extraction.containers.zip_package import Element
from crawler.extraction.word_processing.numbering import LEVELS, Level

_URN = "{urn:oasis:names:tc:opendocument:xmlns:"
TEXT, STYLE, TABLE, OFFICE, DRAW = (f"{_URN}{n}:1.0}}" for n in ("text", "style", "table", "office", "drawing"))
_EXTENSION = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
OUTLINE = "\0outline"  # no style can have this name
_MAX_INHERITANCE = 30
_PLACE = re.compile(r"%(\d+)%")
_FORMATS = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "一": "chineseCountingThousand", "壹": "chineseLegalSimplified", "壱": "chineseLegalSimplified",
    "甲": "ideographTraditional", "子": "ideographZodiac", "①": "decimalEnclosedCircle", "１": "decimalFullWidth",
    "〇": "ideographDigital",
}  # fmt: skip


def integer(element: Element, name: str, default: int) -> int:
    """Return an attribute as a number; damage counts as ``default``."""
    text = element.get(name, "")
    return int(text[:9]) if text.isascii() and text.isdigit() else default


def is_hidden(element: Element) -> bool:
    """Tell whether a section, or the paragraph of such a mark, is not shown."""
    return element.get(f"{TEXT}display") == "none" or element.get(f"{TEXT}is-hidden") == "true"


class OdtStyles:
    """The named and automatic styles of one document; the later root wins."""

    def __init__(self, roots: Iterable[Element]) -> None:
        self._lists: dict[str, dict[int, Level]] = {}
        self._parents: dict[str, str] = {}
        self._list_names: dict[str, str] = {}
        self._hidden: dict[str, bool] = {}
        for root in roots:
            for item in root.iter(f"{TEXT}list-style", f"{TEXT}outline-style"):
                name = OUTLINE if item.tag == f"{TEXT}outline-style" else item.get(f"{STYLE}name", "")
                self._lists[name] = dict(_levels(item))
            for item in root.iter(f"{STYLE}style"):
                self._add(item)

    def _add(self, item: Element) -> None:
        name = item.get(f"{STYLE}name", "")
        self._parents[name] = item.get(f"{STYLE}parent-style-name", "")
        listed = item.get(f"{STYLE}list-style-name")
        if listed is not None:
            self._list_names[name] = listed
        properties = item.find(f"{STYLE}text-properties")
        if properties is not None and properties.get(f"{TEXT}display") is not None:
            self._hidden[name] = properties.get(f"{TEXT}display") == "none"

    def _chain(self, name: str) -> Iterator[str]:
        for _ in range(_MAX_INHERITANCE):
            if not name:
                return
            yield name
            name = self._parents.get(name, "")

    def hidden(self, name: str) -> bool:
        """Tell whether text of this style is hidden."""
        return next((self._hidden[n] for n in self._chain(name) if n in self._hidden), False)

    def list_of(self, paragraph_style: str) -> str | None:
        """Return the list a paragraph style names, "" when it names none on purpose, None when it says nothing."""
        return next((self._list_names[n] for n in self._chain(paragraph_style) if n in self._list_names), None)

    def levels(self, name: str) -> dict[int, Level]:
        """Return a list style's levels."""
        return self._lists.get(name, {})


def _levels(item: Element) -> Iterator[tuple[int, Level]]:
    for level in item:
        if isinstance(level.tag, str):
            depth = min(max(integer(level, f"{TEXT}level", 1) - 1, 0), LEVELS - 1)
            yield depth, _level(level, depth)


def _level(item: Element, depth: int) -> Level:
    if not item.tag.endswith(("list-level-style-number", "outline-level-style")):
        return Level(style="bullet")
    code = item.get(f"{STYLE}num-format", "")
    pattern = item.get(f"{_EXTENSION}num-list-format")
    if pattern is None:
        shown = min(integer(item, f"{TEXT}display-levels", 1), depth + 1)
        numbers = ".".join(f"%{n + 1}%" for n in range(depth + 1 - shown, depth + 1))
        pattern = item.get(f"{STYLE}num-prefix", "") + (numbers if code else "") + item.get(f"{STYLE}num-suffix", "")
    pieces = _PLACE.split(pattern)
    follows = [found.get(f"{TEXT}label-followed-by") for found in item.iter(f"{STYLE}list-level-label-alignment")]
    return Level(
        parts=tuple(min(max(int(p[:3]) - 1, 0), LEVELS - 1) if n % 2 else p for n, p in enumerate(pieces)),
        style=_FORMATS.get(code[:1], "decimal") if code else "none",
        start=integer(item, f"{TEXT}start-value", 1),
        gap="nothing" not in follows,
    )
