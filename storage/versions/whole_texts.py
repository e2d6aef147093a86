"""What a report's files say: a page of several reports cut to this one, an article's further pages joined. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile
from typing import Protocol

from storage.values import READ_WELL, Extracted
from storage.vocabulary import FileRole

EMPTY = "empty"  # the status of an extraction that found nothing to read
MAX_HEAD = 6  # lines of a further page that may repeat those that the article begins with
_PAGE_NUMBER = re.compile(r"\s*[(（\[]?(?:第\s*)?(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*页?[)）\]]?$")


class ReportFile(Protocol):
    """A file of a report, sighted or kept."""

    @property
    def role(self) -> FileRole:
        """What it is to the report."""

    @property
    def part(self) -> Sequence[str]:
        """Of a page of several reports: the line that this one begins with, then those of the others; else nothing."""


def whole_texts(files: Sequence[ReportFile], read: Sequence[Extracted | None]) -> list[Extracted | None]:
    """Return what each file of a report says, in their order; ``read``: what was read in each of them.

    A page, or the picture of one, says what the further pages right after it say too; these keep their own reading.
    """
    texts = [text and part_of(text, file.part) for file, text in zip(files, read, strict=True)]
    return [_joined(text, _further(files, texts, at)) for at, text in enumerate(texts)]


# --- a page of several reports --------------------------------------------------------------------------------------
def part_of(text: Extracted, part: Sequence[str]) -> Extracted:
    """Return one report of those in a text: a file of an archive, or a page from its heading to the next one.

    A heading that comes twice, as in a row of tabs, counts where more follows. One that does not come was the page's
    title: its report stands before the others. The whole text when no heading comes.
    """
    if text.members:
        return _member(text, part)
    lines = text.text.split("\n")
    spans = _spans(lines, part)
    if not spans:
        return text
    start, end = max(spans, key=lambda span: span[1] - span[0])
    tables = [table for table, at in zip(text.tables, _table_lines(text, lines), strict=True) if start <= at < end]
    return replace(text, text="\n".join(lines[start:end]).strip("\n"), tables=tuple(tables))


def _member(text: Extracted, part: Sequence[str]) -> Extracted:
    """Return a file of an archive, which has no text when it could not be read; all of them for no part."""
    begin = (0, 0)
    for name, *end in text.members:
        if part and name == part[0]:
            (first, first_table), (last, last_table) = begin, end
            own = "\n".join(text.text.split("\n")[first:last]).strip("\n")
            status = text.status if own or text.status != READ_WELL else EMPTY
            return replace(text, status=status, text=own, tables=text.tables[first_table:last_table], members=())
        begin = (end[0], end[1])
    return replace(text, status=EMPTY, text="", tables=(), members=()) if part else text


def _spans(lines: Sequence[str], part: Sequence[str]) -> list[tuple[int, int]]:
    """Return first and last line (exclusive) of what stands below each coming of the part's own heading."""
    if not part:
        return []
    own, *others = map(_letters, part)
    headings = [(at, words == own) for at, words in enumerate(map(_letters, lines)) if words == own or words in others]
    if headings and not any(is_own for _, is_own in headings):
        return [(0, headings[0][0])]
    turns = [pair for before, pair in pairwise([(-1, False), *headings]) if pair[1] is not before[1] or not pair[1]]
    return [(at, end) for (at, is_own), (end, _) in pairwise([*turns, (len(lines), False)]) if is_own]


def _table_lines(text: Extracted, lines: Sequence[str]) -> Iterator[int]:
    """Yield the line in which each table begins; the text shows the tables in their order, a row a line."""
    at = 0
    for table in text.tables:
        first = next(("\t".join(row) for row in table["rows"] if any(row)), "")
        at = next((line for line in range(at, len(lines)) if first and lines[line] == first), at)
        yield at
        at += 1


def _letters(line: str) -> str:
    return "".join(line.split())


# --- an article over several pages ----------------------------------------------------------------------------------
def _further(files: Sequence[ReportFile], texts: Sequence[Extracted | None], at: int) -> list[Extracted]:
    """Return what was read in the further pages right behind a file; nothing for such a page itself."""
    if files[at].role == FileRole.FURTHER_PAGE:
        return []
    behind = takewhile(
        lambda pair: pair[0].role == FileRole.FURTHER_PAGE, zip(files[at + 1 :], texts[at + 1 :], strict=True)
    )
    return [text for _, text in behind if text is not None and text.status == READ_WELL]


def _joined(first: Extracted | None, others: Sequence[Extracted]) -> Extracted | None:
    if first is None or not others or first.status not in {READ_WELL, EMPTY}:
        return first
    if first.status == EMPTY:  # the cover, a picture without words
        return _joined(others[0], others[1:])
    head = first.text.split("\n")[:MAX_HEAD]
    texts = [first.text, *("\n".join(_without_head(text.text, head)) for text in others)]
    tables = [table for text in (first, *others) for table in text.tables]
    return replace(first, text="\n".join(texts), tables=tuple(tables))


def _without_head(text: str, head: Sequence[str]) -> list[str]:
    """Return the lines of a further page after those with which every page of the article begins: its title."""
    known = {_without_number(line) for line in head}
    lines = text.split("\n")
    repeated = sum(1 for _ in takewhile(lambda line: _without_number(line) in known, lines[:MAX_HEAD]))
    return lines[repeated:]


def _without_number(line: str) -> str:
    return _PAGE_NUMBER.sub("", line[:200]).strip()
