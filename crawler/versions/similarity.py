"""One report, several files: which one carries its text, how far they differ, and when two say the same.

Pure: takes what was read, gives a position, a number, a key. Nothing is repaired here; a disagreement is for a person
to look at.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Sequence

from crawler.extraction.base import Status
from spiders.linear import pattern
from storage.values import Extracted
from storage.vocabulary import FileRole

COVER_CHARACTERS = 400  # a shorter page may be no more than the announcement of its attachment
TITLE_ALONE = 100  # a page with less says nothing but what it is called
MIN_SHARE = 0.6  # of the longest rendition's characters; a page with less lacks a part
SECTION = pattern(r"(?:^|\n)\s*[(（]?[一二三四五六七八九]{1,2}[)）]?、")
GRAM_CHARACTERS = 3
MAX_CHARACTERS = 200_000  # of a text that are compared; no honest report is as long
MAX_DISTANCE = 0.15  # within which two texts of one body and year, in different formats, are one report


def choose_body(files: Sequence[tuple[str, Extracted | None]]) -> int:
    """Return which of (role, what was read) carries the report's text; 0 when none was read.

    The page, unless an attachment clearly holds the report: the page only announces it, or lacks tables,
    sections or most of the text that the attachment has. A page that says nothing does not carry what stands in
    pictures, even when nobody could read them.
    """
    read = [(at, text) for at, (_, text) in enumerate(files) if text is not None and text.status == Status.OK]
    pictures = [at for at, (_, text) in enumerate(files) if text is not None and text.media_type.startswith("image/")]
    if pictures and all(len(normal(text.text)) < TITLE_ALONE for _, text in read):
        return pictures[0]
    if not read:
        return 0
    best, most = max(read, key=lambda pair: _substance(pair[1]))
    for at, text in read:
        if files[at][0] == FileRole.PAGE and not _lacks(text, most):
            return at
    return best


def _substance(text: Extracted) -> tuple[int, int, int]:
    """Return kinds of statutory tables, sections and characters: what makes a rendition the fuller one."""
    kinds = {table["kind"] for table in text.tables if table["kind"]}
    return len(kinds), len(set(SECTION.findall(text.text))), len(normal(text.text))


def _lacks(page: Extracted, other: Extracted) -> bool:
    kinds, sections, length = _substance(page)
    more_kinds, more_sections, more_length = _substance(other)
    if kinds < more_kinds or (length < COVER_CHARACTERS and more_length > 2 * length):
        return True
    return length < more_length * MIN_SHARE and sections < more_sections


def normal(text: str) -> str:
    """Return the characters that count: NFKC without white space of any kind."""
    # Piece by piece: one call for megabytes would let no other thread run meanwhile. Nothing composes over white space.
    return "".join("".join(unicodedata.normalize("NFKC", piece).split()) for piece in text.split())


def difference(first: Counter[str], second: Counter[str]) -> float:
    """Return how far two renditions of one report differ, by their grams: 0.0 the same words, 1.0 nothing in common.

    It counts how often each run of three characters occurs, so that order, line ends and the place of tables
    do not count, and a changed figure does.
    """
    total = first.total() + second.total()
    return 1.0 - 2 * (first & second).total() / total if total else 0.0


def distance(first: Counter[str], second: Counter[str]) -> float:
    """Return how much of the shorter text is not in the longer one; of a very short text, how far they differ."""
    shorter = min(first.total(), second.total())
    if shorter < COVER_CHARACTERS:
        return difference(first, second) if shorter else 1.0
    return 1.0 - (first & second).total() / shorter


def grams(text: str) -> Counter[str]:
    """Return how often each run of three characters occurs in a text."""
    letters = normal(text[:MAX_CHARACTERS])
    starts = range(max(1, len(letters) - GRAM_CHARACTERS + 1)) if letters else range(0)
    return Counter(letters[start : start + GRAM_CHARACTERS] for start in starts)


def content_key(text: Extracted) -> str:
    """Return a hash of what is said: the text and the cells in NFKC, free of white space, and nothing else.

    Cells are part of it on their own, because two grids can read the same line by line.
    """
    digest = hashlib.sha256(normal(text.text).encode())
    for table in text.tables:
        cells = normal("\x02".join("\x01".join(row) for row in table["rows"]))  # signs that are no white space
        digest.update(b"\x03" + cells.encode())
    return digest.hexdigest()
