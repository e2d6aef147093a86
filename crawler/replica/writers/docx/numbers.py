"""Headings whose numbers stand nowhere in the text: 一、（一）1. come from numbering.xml alone."""

from __future__ import annotations

import re

from crawler.extraction.base import Block, Paragraph
from crawler.replica.reports.titles import chinese_number

_PATTERNS = (
    re.compile(r"([一二三四五六七八九十]+)、"),
    re.compile(r"（([一二三四五六七八九十]+)）"),
    re.compile(r"(\d{1,2})[.．]"),
)
_FORMATS = ("chineseCountingThousand", "chineseCounting", "decimal")
_STYLES = ("1", "2", "ListParagraph")


class Numbering:
    """Counts as Word will, and takes the printed number off a paragraph only where Word would print the same."""

    def __init__(self, blocks: tuple[Block, ...]) -> None:
        self._counts = [0, 0, 0]
        texts = [block.text for block in blocks if isinstance(block, Paragraph)]
        dot = next((m[0][-1] for text in texts if (m := _PATTERNS[2].match(text))), ".")
        self._texts = ("%1、", "（%2）", "%3" + dot)

    def take(self, text: str) -> tuple[str, str] | None:
        """Return paragraph properties and the text without its number, None when the number must stay in the text."""
        for level, pattern in enumerate(_PATTERNS):
            found = pattern.match(text)
            number = self._counts[level] + 1
            printed = str(number) if _FORMATS[level] == "decimal" else chinese_number(number)
            expected = self._texts[level].replace(f"%{level + 1}", printed)
            if found and found[0] == expected:
                self._counts[level:] = [number, *[0] * (len(self._counts) - level - 1)]
                numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="3"/></w:numPr>'
                return f'<w:pStyle w:val="{_STYLES[level]}"/>{numbered}', text[found.end() :]
        return None

    def xml(self) -> str:
        """Return the abstract numbering for numbering.xml."""
        levels = "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="nothing"/>'
            f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
            for level, (form, text) in enumerate(zip(_FORMATS, self._texts, strict=True))
        )
        return (
            f'<w:abstractNum w:abstractNumId="7"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
            '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
        )
