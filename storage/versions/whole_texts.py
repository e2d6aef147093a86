"""What the files of a report say: a page with the further pages of its article joined to it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from storage.values import READ_WELL, Extracted
from storage.vocabulary import FileRole

MAX_HEAD = 6  # lines of a further page that may repeat those that the article begins with
_PAGE_NUMBER = re.compile(r"\s*[(（\[]?(?:第\s*)?(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*页?[)）\]]?$")


def whole_texts(files: Sequence[tuple[FileRole, Extracted | None]]) -> list[Extracted | None]:
    """Return what each file says, from (role, what was read in it) in the order of the report's files.

    A page says what the further pages right after it say too; these keep their own reading.
    """
    return [_joined(text, further(files, at)) for at, (_, text) in enumerate(files)]


def further(files: Sequence[tuple[FileRole, Extracted | None]], at: int) -> list[Extracted]:
    """Return what was read in the further pages of the page at a position; nothing for any other file."""
    if files[at][0] != FileRole.PAGE:
        return []
    behind = takewhile(lambda file: file[0] == FileRole.FURTHER_PAGE, files[at + 1 :])
    return [text for _, text in behind if text is not None and text.status == READ_WELL]


def _joined(first: Extracted | None, others: Sequence[Extracted]) -> Extracted | None:
    if first is None or not others or first.status != READ_WELL:
        return first
    head = first.text.split("\n")[:MAX_HEAD]
    texts = [first.text, *("\n".join(_without_head(text.text, head)) for text in others)]
    tables = [table for text in (first, *others) for table in text.tables]
    return replace(first, text="\n".join(texts), tables=tuple(tables))


def _without_head(text: str, head: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a further page after those with which every page of the article begins: its title."""
    known = {_without_number(line) for line in head}
    lines = text.split("\n")
    repeated = sum(1 for _ in takewhile(lambda line: _without_number(line) in known, lines[:MAX_HEAD]))
    yield from lines[repeated:]


def _without_number(line: str) -> str:
    return _PAGE_NUMBER.sub("", line[:200]).strip()
