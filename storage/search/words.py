"""Words as the index knows them: folded, and every two neighbouring characters one token. Pure.

Chinese has no spaces between words, so a word is any string of characters, and a text is the sequence of its
overlapping pairs: 贺兰县 is 贺兰, 兰县, 县⏎. A word of two characters or more is a phrase of pairs, a single character
the beginning of one. A token is the pair's UTF-16 in hexadecimal digits: no character of a stranger's text means
anything to the index.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from storage.database.types import clean

END = "\n"  # between lines and cells; no word goes beyond it
_ENDS = "\n\r\t\v\f\x1c\x1d\x1e\x85\u2028\u2029"
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})  # control and format characters, blanks
_DIGITS = 4  # hexadecimal ones of a UTF-16 unit
_QUOTES = {'"': '"', "“": "”", "＂": "＂"}


class _Folding(dict[int, str]):
    """Character → what it counts as."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char in _ENDS:
            folded = END
        else:
            wide = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", char).casefold())
            folded = "".join(part for part in wide if not _is_unseen(part))
        self[code] = folded
        return folded


def _is_unseen(char: str) -> bool:
    return unicodedata.category(char) in UNSEEN or unicodedata.name(char, "").startswith("VARIATION SELECTOR")


FOLDING = _Folding()


def fold(text: str) -> str:
    """Return the text as it is searched: width and case folded (NFKC), blanks left out, one line end between lines."""
    return text.translate(FOLDING)


def tokens(text: str) -> list[str]:
    """Return the pairs of a folded text, the last one with a line end."""
    units = "".join(line + END for line in text.split(END) if line).encode("utf-16-be", "surrogatepass")
    pairs = [""] * (len(units) // 2 - 1) if units else []
    pairs[0::2] = _pairs(units)
    pairs[1::2] = _pairs(units[2:])
    return pairs


def _pairs(units: bytes) -> list[str]:
    return units[: len(units) // 4 * 4].hex(" ", -4).split()


def phrase(word: str) -> str:
    """Return the expression that finds a folded word."""
    pairs = tokens(word)
    if len(pairs) == 1:
        return f'"{pairs[0][:_DIGITS]}"*'
    return f'"{" ".join(pairs[:-1])}"'


def words(asked: str) -> list[str]:
    """Return the folded words that a person asks for: parted by blanks, but in quotes; each once."""
    asked = unicodedata.normalize("NFC", clean(asked))
    folded = (fold(word).replace(END, "") for word in _parted(asked))
    return list(dict.fromkeys(word for word in folded if word))


def _parted(asked: str) -> Iterable[str]:
    while asked:
        at = min((at for quote in _QUOTES if (at := asked.find(quote)) >= 0), default=len(asked))
        yield from asked[:at].split()
        quoted, _, asked = asked[at + 1 :].partition(_QUOTES.get(asked[at : at + 1], '"'))
        yield quoted
