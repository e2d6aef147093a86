r"""Regular expressions on text that strangers wrote: matched by RE2 in time linear in the text, whatever the text is.

The standard ``re`` backtracks: a title with forty dots in it once held a whole harvest. Here it is forbidden by lint.
What RE2 has not (look-around, back-references, possessive quantifiers) is an error when a pattern is compiled, never a
silent fall-back; ``between`` stands for look-around at the edges. Three things differ from ``re``: ``$`` is the end of
the text, not also before a last line break; ``\b`` knows only ASCII words, so that 年2020 has a boundary; ``\w`` knows
letters and decimal digits, not ². A search from a place costs as much as one from the start, since RE2 is handed the
text in UTF-8: who looks for all that matches says ``finditer``, or hands over a slice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from re import Match, Pattern
from typing import Any, AnyStr, Generic, cast

import re2

__all__ = [
    "DOTALL",
    "IGNORECASE",
    "MULTILINE",
    "Match",
    "Pattern",
    "between",
    "code",
    "encodable",
    "escape",
    "other_than",
    "pattern",
]

IGNORECASE = re.IGNORECASE
MULTILINE = re.MULTILINE
DOTALL = re.DOTALL
escape = re.escape

MAX_MEMORY = 1 << 26  # bytes of the states that a pattern may build; with too few RE2 still matches, but slowly
_PIECE, _LONGEST = 4_096, 1_024  # characters searched at a time, and of a match with its edges
_SIGN = re.compile(r"\\.|.", re.DOTALL)  # of an expression: ours, not a stranger's
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")

re2.set_fallback_notification(re2.FALLBACK_EXCEPTION)


def pattern(expression: AnyStr, flags: re.RegexFlag = re.NOFLAG) -> Pattern[AnyStr]:
    """Return the compiled expression, with the methods of ``re.Pattern``. ``re.error`` for what is not linear."""
    return cast("Pattern[AnyStr]", LinearPattern(expression, flags))


def code(expression: str, flags: re.RegexFlag = re.NOFLAG) -> Pattern[str]:
    r"""Return the same for scripts and addresses, whose words are ASCII, a thousandth of Unicode's programme."""
    pieces, in_class = [], False
    for sign in _SIGN.findall(expression):
        word = "0-9A-Za-z_" if in_class else "[0-9A-Za-z_]"
        pieces.append(word if sign == r"\w" else sign)
        in_class = sign == "[" or (in_class and sign != "]")
    return pattern("".join(pieces), flags)


def between(before: str, expression: str, after: str, flags: re.RegexFlag = re.NOFLAG) -> Pattern[str]:
    r"""Return the expression as matched where ``before`` matches before it and ``after`` behind it, neither consumed.

    ``before`` is one character or ``^`` (``^|\D``), or empty; neither edge captures. No match may be longer than
    1,000 characters: a text is searched piece by piece.
    """
    return cast("Pattern[str]", _Between(before, expression, after, flags))


def other_than(*words: str) -> str:
    """Return the expression of what stands where none of the words does, the text's end too; it takes it along."""
    firsts = sorted({word[0] for word in words})
    longer = {first: [word[1:] for word in words if word[0] == first] for first in firsts}
    branches = [f"{escape(first)}(?:{other_than(*rests)})" for first, rests in longer.items() if all(rests)]
    return "|".join(["$", f"[^{escape(''.join(firsts))}]", *branches])


class LinearPattern(Generic[AnyStr]):
    """RE2's pattern; lone surrogates, which UTF-8 has not, are matched as U+FFFD."""

    def __init__(self, expression: AnyStr, flags: re.RegexFlag) -> None:
        self.pattern: AnyStr = expression
        self.flags = int(flags)
        self._re2 = re2.compile(expression, flags, max_mem=MAX_MEMORY)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.pattern!r})"

    def search(self, text: AnyStr, pos: int = 0) -> Any:
        return self._call(self._re2.search, text, pos)

    def match(self, text: AnyStr, pos: int = 0) -> Any:
        return self._call(self._re2.match, text, pos)

    def fullmatch(self, text: AnyStr, pos: int = 0) -> Any:
        return self._call(self._re2.fullmatch, text, pos)

    def findall(self, text: AnyStr) -> list[Any]:
        return cast("list[Any]", self._call(self._re2.findall, text))

    def finditer(self, text: AnyStr) -> Iterator[Any]:
        return iter(self._re2.finditer(encodable(text)))

    def split(self, text: AnyStr, maxsplit: int = 0) -> list[Any]:
        return cast("list[Any]", self._call(self._re2.split, text, maxsplit))

    def sub(self, replacement: AnyStr | Callable[[Any], AnyStr], text: AnyStr, count: int = 0) -> AnyStr:
        written = (lambda match: encodable(replacement(match))) if callable(replacement) else replacement
        return cast("AnyStr", self._re2.sub(written, encodable(text), count))

    def _call(self, method: Callable[..., Any], text: AnyStr, *arguments: int) -> Any:
        try:
            return method(text, *arguments)
        except UnicodeEncodeError:
            return method(encodable(text), *arguments)


class _Between(LinearPattern[str]):
    def __init__(self, before: str, expression: str, after: str, flags: re.RegexFlag) -> None:
        super().__init__(f"(?:{before})({expression})(?:{after})", flags)
        self._overlap = 1 if before else 0

    def search(self, text: str, pos: int = 0) -> Any:
        return next(self._matches(text, pos), None)

    def finditer(self, text: str) -> Iterator[Any]:
        return self._matches(text, 0)

    def _matches(self, text: str, at: int) -> Iterator[Any]:
        for begin in range(at, len(text) + 1, _PIECE):
            end = begin + _PIECE if begin + _PIECE <= len(text) else len(text) + 1
            start = max(0, begin - 2)  # one more than may precede: the piece's begin is not the text's
            piece, at = encodable(text[start : end + _LONGEST]), max(at, begin)
            while at < end and (found := self._in_piece(piece, at - start)) and found.start(1) + start < end:
                match = _Inner(found, start)
                yield match
                at = max(match.end(), match.start() + 1)

    def _in_piece(self, piece: str, at: int) -> Any:
        found = self._re2.search(piece, max(0, at - self._overlap))
        return self._re2.search(piece, at) if found is not None and found.start(1) < at else found

    def findall(self, text: str) -> list[Any]:
        return [
            found.group(*range(1, len(found.groups()) + 1)) if found.groups() else found[0]
            for found in self.finditer(text)
        ]

    def sub(self, replacement: Any, text: str, count: int = 0) -> str:
        pieces, at = [], 0
        for number, found in enumerate(self.finditer(text), 1):
            pieces += [text[at : found.start()], replacement(found) if callable(replacement) else replacement]
            at = found.end()
            if number == count:
                break
        return "".join([*pieces, text[at:]])

    def split(self, text: str, maxsplit: int = 0) -> list[Any]:
        matches = islice(self.finditer(text), maxsplit or None)
        ends = [0, *(place for found in matches for place in found.span()), len(text)]
        return [text[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True)]

    def match(self, text: str, pos: int = 0) -> Any:
        raise NotImplementedError("its edges are searched: anchor the expression")

    fullmatch = match


class _Inner:
    """The match of what stands between the edges: its groups count from there."""

    def __init__(self, found: Any, start: int) -> None:
        self._found, self._start = found, start

    def __getitem__(self, group: int | str) -> Any:
        return self._found[group if isinstance(group, str) else group + 1]

    def group(self, *groups: int | str) -> Any:
        values = tuple(self[group] for group in groups or (0,))
        return values[0] if len(values) == 1 else values

    def groups(self) -> tuple[Any, ...]:
        return cast("tuple[Any, ...]", self._found.groups()[1:])

    def span(self, group: int | str = 0) -> tuple[int, int]:
        start, end = self._found.span(group if isinstance(group, str) else group + 1)
        return (start + self._start, end + self._start) if start >= 0 else (start, end)

    def groupdict(self) -> dict[str, Any]:
        return cast("dict[str, Any]", self._found.groupdict())

    def start(self, group: int | str = 0) -> int:
        return self.span(group)[0]

    def end(self, group: int | str = 0) -> int:
        return self.span(group)[1]


def encodable(text: AnyStr) -> AnyStr:
    """Return a text that UTF-8 can hold: lone surrogates, as JSON may bring them, become U+FFFD."""
    if isinstance(text, bytes) or text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.translate(_SURROGATES)
    return text
