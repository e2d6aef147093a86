"""What a search found, proven by the archive's own texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storage import models
from storage.queries import ArchiveReader
from storage.search.readings import Searchable, searchable
from storage.search.snippets import SearchedText, Snippet

READ_AT_ONCE = 20
MAX_SNIPPETS = 3


@dataclass(frozen=True, slots=True)
class FoundPiece:
    """A piece of the text of one of a report's files."""

    file: int
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A report in which all words stand."""

    document: models.Document
    version: models.Version
    title: Snippet
    agency: Snippet
    pieces: tuple[FoundPiece, ...]


def hits(reader: ArchiveReader, documents: Sequence[str], words: Sequence[str]) -> Iterator[SearchHit]:
    """Yield the documents, in this order, less those whose current version does not have all the (folded) words."""
    for start in range(0, len(documents), READ_AT_ONCE):
        few = documents[start : start + READ_AT_ONCE]
        found = {one.document.id: one for one in searchable(reader, few)}
        for document in few:
            if document in found and (hit := _hit(found[document], words)) is not None:
                yield hit


def _hit(one: Searchable, words: Sequence[str]) -> SearchHit | None:
    title, agency = SearchedText(one.version.title), SearchedText(one.document.agency or "")
    texts = [(file, SearchedText(text)) for file, text in one.texts]
    if not all(any(text.has(word) for text in (title, agency, *(text for _, text in texts))) for word in words):
        return None
    pieces: list[FoundPiece] = []
    for word in words:
        if len(pieces) < MAX_SNIPPETS and not any(piece.snippet.marks(word) for piece in pieces):
            pieces += _piece(texts, word, words, title.folded)
    return SearchHit(one.document, one.version, title.whole(words), agency.whole(words), tuple(pieces))


def _piece(texts: Sequence[tuple[int, SearchedText]], word: str, words: Sequence[str], title: str) -> list[FoundPiece]:
    """Return the first piece of the texts with a word, if there is one."""
    for file, text in texts:
        if (snippet := text.snippet(word, words, title)) is not None:
            return [FoundPiece(file, snippet)]
    return []
