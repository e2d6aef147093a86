"""The places of words in a text as it is printed: which prove that they stand there, and what stands around. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from storage.search.words import FOLDING, UNSEEN, fold

BEFORE, AFTER = 24, 60  # characters shown around a hit
MAX_MARKS = 20
MAX_SHOWN = 160

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a text, on one line; ``hits`` are the words in it, as places of characters."""

    text: str
    hits: tuple[Span, ...]

    def marks(self, word: str) -> bool:
        """Whether a folded word is among the hits."""
        return any(word in fold(self.text[first:last]) for first, last in self.hits)

    def marked(self, left: str, right: str) -> str:
        """Return the piece with marks around the hits."""
        pieces, end = [], 0
        for first, last in self.hits:
            pieces += [self.text[end:first], left, self.text[first:last], right]
            end = last
        return "".join([*pieces, self.text[end:]])

    def cut(self) -> Snippet:
        """Return its beginning, as far as a person reads."""
        return Snippet(self.text[:MAX_SHOWN], tuple(span for span in self.hits if span[1] <= MAX_SHOWN))


class SearchedText:
    """A text to find folded words in."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = fold(text)

    @cached_property
    def _places(self) -> list[int]:
        """The character of the text that each folded one is of."""
        return [at for at, char in enumerate(self.text) for _ in FOLDING[ord(char)]]

    def has(self, word: str) -> bool:
        """Whether the word stands in it."""
        return word in self.folded

    def snippet(self, word: str, others: Sequence[str] = (), title: str = "") -> Snippet | None:
        """Return what stands around the first place of a word, with the other words in it marked too; None: nowhere.

        A place behind the (folded) title with which the text begins is better than one in it.
        """
        at = self.folded.find(word, len(title)) if self.folded.startswith(title) else -1
        if at < 0 and (at := self.folded.find(word)) < 0:
            return None
        places = self._places
        start = max(0, places[at] - BEFORE)
        end = min(len(self.text), places[at + len(word) - 1] + 1 + AFTER)
        first, last = at, at + len(word)
        while first and places[first - 1] >= start:
            first -= 1
        while last < len(places) and places[last] < end:
            last += 1
        spans = [(places[a] - start, places[b - 1] + 1 - start) for a, b in self._found(first, last, (word, *others))]
        return Snippet(_one_line(self.text[start:end]), tuple(_merged(spans)))

    def whole(self, words: Sequence[str]) -> Snippet:
        """Return all of it, with the words marked."""
        places = self._places if any(map(self.has, words)) else []
        spans = [(places[a], places[b - 1] + 1) for a, b in self._found(0, len(self.folded), words)]
        return Snippet(_one_line(self.text), tuple(_merged(spans)))

    def _found(self, first: int, last: int, words: Sequence[str]) -> Iterator[Span]:
        for word in words:
            at = first
            for _ in range(MAX_MARKS):
                at = self.folded.find(word, at, last)
                if at < 0:
                    break
                yield at, at + len(word)
                at += len(word)


def _merged(spans: Sequence[Span]) -> Iterator[Span]:
    """Yield the spans in order, overlapping ones as one."""
    held: Span | None = None
    for span in sorted(spans):
        if held is None or span[0] >= held[1]:
            if held is not None:
                yield held
            held = span
        else:
            held = (held[0], max(held[1], span[1]))
    if held is not None:
        yield held


def _one_line(text: str) -> str:
    """Return the text with a blank for each line end and control character: what a stranger wrote moves no cursor."""
    return "".join(" " if unicodedata.category(char) in UNSEEN else char for char in text)
