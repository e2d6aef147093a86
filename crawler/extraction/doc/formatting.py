"""Formatting by file position: the 512-byte pages (FKP) that say which commands apply where, and the styles."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from struct import unpack_from

from crawler.extraction.doc.fib import CHARACTER_BINS, PARAGRAPH_BINS, STYLESHEET, Fib
from crawler.extraction.doc.sprm import HUGE, CharacterProperties, ParagraphProperties, sprms

_PAGE = 512
_MAX_INHERITANCE = 12
_NO_STYLE = 0xFFF
_PARAGRAPH, _CHARACTER = 1, 2


@dataclass(frozen=True, slots=True)
class FormatRun:
    """Bytes [start, end) of the stream and the commands that format them."""

    start: int
    end: int
    style: int = 0
    commands: bytes = b""


class FormatRuns:
    """Runs in file order."""

    def __init__(self, runs: list[FormatRun]) -> None:
        self._runs = sorted(runs, key=lambda run: run.start)
        self._starts = [run.start for run in self._runs]

    def at(self, offset: int) -> FormatRun:
        """Return the run that covers a byte; an unformatted one when none does."""
        index = bisect_right(self._starts, offset) - 1
        if index >= 0 and offset < self._runs[index].end:
            return self._runs[index]
        following = self._starts[index + 1] if index + 1 < len(self._starts) else 1 << 32
        return FormatRun(offset, following)


def character_runs(fib: Fib) -> FormatRuns:
    """Read the CHPX pages."""
    runs = []
    for page in _pages(fib, CHARACTER_BINS):
        count = page[-1]
        limits = unpack_from(f"<{count + 1}I", page)
        for number in range(count):
            at = 2 * page[4 * (count + 1) + number]
            commands = page[at + 1 : at + 1 + page[at]] if at else b""
            runs.append(FormatRun(limits[number], limits[number + 1], 0, commands))
    return FormatRuns(runs)


def paragraph_runs(fib: Fib, data: bytes) -> FormatRuns:
    """Read the PAPX pages; formatting too large for a page stands in the Data stream."""
    runs = []
    for page in _pages(fib, PARAGRAPH_BINS):
        count = page[-1]
        limits = unpack_from(f"<{count + 1}I", page)
        for number in range(count):
            at = 2 * page[4 * (count + 1) + 13 * number]
            content = _papx(page, at) if at else b"\0\0"
            style = int.from_bytes(content[:2], "little")
            runs.append(FormatRun(limits[number], limits[number + 1], style, _huge(content[2:], data)))
    return FormatRuns(runs)


def _pages(fib: Fib, index: int) -> list[bytes]:
    plc = fib.structure(index)
    count = (len(plc) - 4) // 8
    if count < 0:
        return []
    numbers = dict.fromkeys(n & 0x3FFFFF for n in unpack_from(f"<{count}I", plc, 4 * (count + 1)))
    pages = (fib.stream[_PAGE * n : _PAGE * (n + 1)] for n in numbers)
    return [page for page in pages if len(page) == _PAGE and page[-1] <= 0x7E]  # noqa: PLR2004 - what fits in a page


def _papx(page: bytes, at: int) -> bytes:
    size = page[at]
    if size:
        return page[at + 1 : at + 2 * size]
    return page[at + 2 : at + 2 + 2 * page[at + 1]]


def _huge(commands: bytes, data: bytes) -> bytes:
    for code, operand in sprms(commands):
        at = int.from_bytes(operand, "little")
        if code in HUGE and at + 2 <= len(data):
            size = unpack_from("<H", data, at)[0]
            return data[at + 2 : at + 2 + size]
    return commands


@dataclass(frozen=True, slots=True)
class _DocStyle:
    kind: int
    base: int
    paragraph: bytes = b""
    character: bytes = b""


@dataclass(slots=True)
class DocStyles:
    """The stylesheet: what a style gives to its paragraphs and runs."""

    _styles: dict[int, _DocStyle] = field(default_factory=dict)
    _paragraphs: dict[int, ParagraphProperties] = field(default_factory=dict)
    _characters: dict[int, CharacterProperties] = field(default_factory=dict)

    @classmethod
    def read(cls, fib: Fib) -> DocStyles:
        """Parse the STSH."""
        table = fib.structure(STYLESHEET)
        if len(table) < 6:  # noqa: PLR2004 - its header
            return cls()
        header, count, base_size = unpack_from("<HHH", table)
        at, found = 2 + header, {}
        for number in range(count):
            if at + 2 > len(table):
                break
            size = unpack_from("<H", table, at)[0]
            if size:
                found[number] = _style(table[at + 2 : at + 2 + size], base_size)
            at += 2 + size
        return cls(found)

    def paragraph(self, number: int) -> ParagraphProperties:
        """Return a paragraph style's formatting, inherited commands applied."""
        if number not in self._paragraphs:
            out = ParagraphProperties(style=number)
            for style in self._chain(number):
                out = out.apply(style.paragraph)
            self._paragraphs[number] = out
        return self._paragraphs[number]

    def character(self, number: int) -> CharacterProperties:
        """Return the character formatting of a paragraph or character style."""
        if number not in self._characters:
            out = CharacterProperties()
            for style in self._chain(number):
                out = out.apply(style.character)
            self._characters[number] = out
        return self._characters[number]

    def _chain(self, number: int) -> list[_DocStyle]:
        chain: list[_DocStyle] = []
        while number in self._styles and len(chain) < _MAX_INHERITANCE:
            chain.append(self._styles[number])
            number = chain[-1].base
        return chain[::-1]


def _style(std: bytes, base_size: int) -> _DocStyle:
    kind, count = unpack_from("<H", std, 2)[0], unpack_from("<H", std, 4)[0] & 0xF
    at = base_size + 2 + 2 * unpack_from("<H", std, base_size)[0] + 2
    parts = []
    for _ in range(count):
        at += at & 1
        if at + 2 > len(std):
            break
        size = unpack_from("<H", std, at)[0]
        parts.append(std[at + 2 : at + 2 + size])
        at += 2 + size
    if kind & 0xF == _PARAGRAPH:
        parts += [b"", b""]
        return _DocStyle(_PARAGRAPH, kind >> 4, parts[0][2:], parts[1])
    return _DocStyle(kind & 0xF, kind >> 4, b"", parts[0] if kind & 0xF == _CHARACTER and parts else b"")
