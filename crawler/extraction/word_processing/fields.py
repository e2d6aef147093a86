"""Fields of word processors: their codes are never shown, their results are, page numbers are not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from crawler.extraction.word_processing.equations import equation
from crawler.extraction.word_processing.symbols import symbol

PAGE_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF"})
_SYMBOL = re.compile(r'\s*SYMBOL\s+(\d{1,5})\b(?:.*?\\f\s*"?([^"\\]+))?.*', re.IGNORECASE)
_TRAILING_PAGE = re.compile(r"\t[\s\dIVXLivxl—–-]+$")


def is_page_number(code: str) -> bool:
    """Tell whether a field code stands for a page number."""
    words = code.split(None, 1)
    return bool(words) and words[0].upper() in PAGE_FIELDS


def drawn(code: str) -> str:
    """Return what Word draws from a field's code alone: an equation, or a sign of a symbol font."""
    words = code.split(None, 1)
    if len(words) > 1 and words[0].upper() == "EQ":
        return equation(words[1])
    match = _SYMBOL.fullmatch(code)
    return symbol(int(match[1]), match[2] or "Symbol") if match else ""


@dataclass(slots=True)
class _Field:
    code: str = ""
    in_result: bool = False
    silent: bool = False

    @property
    def is_contents(self) -> bool:
        """Whether it is a table of contents."""
        return self.code.split(None, 1)[:1] == ["TOC"]


@dataclass(slots=True)
class Fields:
    """The fields open at one place of the text."""

    _open: list[_Field] = field(default_factory=list)
    _contents: bool = False  # a table of contents has just ended

    @property
    def shown(self) -> bool:
        """Whether text here is visible."""
        return all(f.in_result and not f.silent for f in self._open)

    @property
    def in_code(self) -> bool:
        """Whether text here is the innermost field's code."""
        return bool(self._open) and not self._open[-1].in_result

    @property
    def embeds(self) -> bool:
        """Whether the innermost field shows an embedded object that may be a table."""
        code = self._open[-1].code.upper() if self._open else ""
        return code.split(None, 1)[:1] == ["EMBED"] and "CHART" not in code

    def clean(self, line: str) -> str:
        """Return a line without the page number that a table of contents ends it with."""
        ended, self._contents = self._contents, False
        if ended or any(f.is_contents for f in self._open):
            return _TRAILING_PAGE.sub("", line)
        return line

    def begin(self) -> None:
        """Open a field; its code follows."""
        self._open.append(_Field())

    def code(self, text: str) -> None:
        """Add to the code of the innermost field."""
        if self.in_code:
            self._open[-1].code += text

    def separate(self) -> None:
        """Begin the innermost field's result."""
        if self._open:
            last = self._open[-1]
            last.in_result, last.silent = True, is_page_number(last.code) or bool(drawn(last.code))

    def end(self) -> str:
        """Close the innermost field and return what is drawn from its code."""
        if not self._open:
            return ""
        last = self._open.pop()
        self._contents = self._contents or last.is_contents
        return drawn(last.code)

    def end_paragraph(self) -> None:
        """Forget fields whose code was not finished: a damaged one would swallow the rest of the document."""
        self._open = [f for f in self._open if f.in_result]
