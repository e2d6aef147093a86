"""Headings whose numbers stand nowhere in the text: 一、（一）1. come from the document's list definitions alone."""

from __future__ import annotations

import re

from crawler.extraction.base import Block, Paragraph
from tests.replica.reports.titles import chinese_number

_PATTERNS = (
    re.compile(r"([一二三四五六七八九十]+)、"),
    re.compile(r"（([一二三四五六七八九十]+)）"),
    re.compile(r"(\d{1,2})[.．]"),
)
FORMATS = ("chineseCountingThousand", "chineseCounting", "decimal")


class Numbering:
    """Counts as Word will, and takes the printed number off a paragraph only where Word would print the same."""

    def __init__(self, blocks: tuple[Block, ...]) -> None:
        self._counts = [0, 0, 0]
        texts = [block.text for block in blocks if isinstance(block, Paragraph)]
        dot = next((m[0][-1] for text in texts if (m := _PATTERNS[2].match(text))), ".")
        self._texts = ("%1、", "（%2）", "%3" + dot)

    @property
    def levels(self) -> list[tuple[str, str]]:
        """Number format and text of each level, ``%n`` standing for the number of level n."""
        return list(zip(FORMATS, self._texts, strict=True))

    def take(self, text: str) -> tuple[int, str] | None:
        """Return the level and the text without its number, None when the number must stay in the text."""
        for level, pattern in enumerate(_PATTERNS):
            found = pattern.match(text)
            number = self._counts[level] + 1
            printed = str(number) if FORMATS[level] == "decimal" else chinese_number(number)
            if found and found[0] == self._texts[level].replace(f"%{level + 1}", printed):
                self._counts[level:] = [number, *[0] * (len(self._counts) - level - 1)]
                return level, text[found.end() :]
        return None
