"""One report, several files: which one carries its text, whether they disagree, and when two are the same.

Pure: takes what extraction found, gives a position, a number, a key. Nothing is repaired or merged here; a
disagreement is for a person to look at.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from crawler.extraction.base import Grid, Status, Text

_COVER = 400  # characters: a shorter page may be no more than the announcement of its attachment
_SHARE = 0.6  # of the longest rendition's characters; a page with less lacks a part
_SECTION = re.compile(r"(?:^|\n)\s*[(（]?[一二三四五六七八九]{1,2}[)）]?、")
_GRAM = 3

File = tuple[str, str, Text | None]


def choose_body(files: Sequence[File]) -> int:
    """Return which of (role, media type, extraction) carries the report's text; 0 when none was read.

    The page, unless an attachment clearly holds the report: the page only announces it, or lacks tables,
    sections or most of the text that the attachment has.
    """
    read = [(at, text) for at, (_, _, text) in enumerate(files) if text is not None and text.status is Status.OK]
    if not read:
        return 0
    best, most = max(read, key=lambda pair: _substance(pair[1]))
    for at, text in read:
        if files[at][0] == "page" and not _lacks(text, most):
            return at
    return best


def _substance(text: Text) -> tuple[int, int, int]:
    """Return kinds of statutory tables, sections and characters: what makes a rendition the fuller one."""
    kinds = {table.kind for table in text.tables if table.kind}
    return len(kinds), len(set(_SECTION.findall(text.text))), len(normal(text.text))


def _lacks(page: Text, other: Text) -> bool:
    kinds, sections, length = _substance(page)
    more_kinds, more_sections, more_length = _substance(other)
    if kinds < more_kinds or (length < _COVER and more_length > 2 * length):
        return True
    return length < more_length * _SHARE and sections < more_sections


def normal(text: str) -> str:
    """Return the characters that count: NFKC without white space of any kind."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def disagreement(a: str, b: str) -> float:
    """Return how far two renditions of one report differ: 0.0 the same words, 1.0 nothing in common.

    Compares how often each run of three characters occurs, so that order, line ends and the place of tables
    do not count, and a changed figure does.
    """
    one, two = _grams(a), _grams(b)
    total = one.total() + two.total()
    return 1.0 - 2 * (one & two).total() / total if total else 0.0


def _grams(text: str) -> Counter[str]:
    letters = normal(text)
    return Counter(letters[at : at + _GRAM] for at in range(max(1, len(letters) - _GRAM + 1)) if letters)


def content_key(text: str, tables: Sequence[Grid | Mapping[str, Any]]) -> str:
    """Return a hash of what is said: the text and the cells in NFKC, free of white space, and nothing else.

    Cells are part of it on their own, because two grids can read the same line by line.
    """
    digest = hashlib.sha256(normal(text).encode())
    for table in tables:
        rows = table.rows if isinstance(table, Grid) else table["rows"]
        for row in rows:
            digest.update(b"\x1e" + b"\x1f".join(normal(cell).encode() for cell in row))
        digest.update(b"\x1d")
    return digest.hexdigest()
