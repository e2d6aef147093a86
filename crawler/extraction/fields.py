"""Fields of word processors: their codes are never shown, their results are, page numbers are not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

PAGE_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF"})
_TRAILING_PAGE = re.compile(r"\t[\s\dIVXLivxl—–-]+$")


def is_page_number(code: str) -> bool:
    """Tell whether a field code stands for a page number."""
    words = code.split(None, 1)
    return bool(words) and words[0].upper() in PAGE_FIELDS


@dataclass(slots=True)
class _Field:
    code: str = ""
    in_result: bool = False
    silent: bool = False


@dataclass(slots=True)
class Fields:
    """The fields open at one place of the text."""

    _open: list[_Field] = field(default_factory=list)

    @property
    def shown(self) -> bool:
        """Whether text here is visible."""
        return all(f.in_result and not f.silent for f in self._open)

    @property
    def in_code(self) -> bool:
        """Whether text here is the innermost field's code."""
        return bool(self._open) and not self._open[-1].in_result

    def clean(self, line: str) -> str:
        """Return a line without the page number that a table of contents ends it with."""
        if any(f.code.split(None, 1)[:1] == ["TOC"] for f in self._open):
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
            last.in_result, last.silent = True, is_page_number(last.code)

    def end(self) -> None:
        """Close the innermost field."""
        if self._open:
            self._open.pop()

    def end_paragraph(self) -> None:
        """Forget fields whose code was not finished: a damaged one would swallow the rest of the document."""
        self._open = [f for f in self._open if f.in_result]
