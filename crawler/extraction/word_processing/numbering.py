"""List labels as Word counts and prints them: numerals in the styles of Chinese documents, and the counters of lists.

Shared by the readers of word-processor formats. A bullet is no label: it says nothing that the line break does not.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field

MAX_NUMBER = 999_999  # a start value beyond this is damage or an attack
LEVELS = 9

# The order is the enumeration of number formats in OOXML, and its index is the code in DOC and RTF.
STYLES = (
    "decimal", "upperRoman", "lowerRoman", "upperLetter", "lowerLetter", "ordinal", "cardinalText", "ordinalText",
    "hex", "chicago", "ideographDigital", "japaneseCounting", "aiueo", "iroha", "decimalFullWidth", "decimalHalfWidth",
    "japaneseLegal", "japaneseDigitalTenThousand", "decimalEnclosedCircle", "decimalFullWidth2", "aiueoFullWidth",
    "irohaFullWidth", "decimalZero", "bullet", "ganada", "chosung", "decimalEnclosedFullstop", "decimalEnclosedParen",
    "decimalEnclosedCircleChinese", "ideographEnclosedCircle", "ideographTraditional", "ideographZodiac",
    "ideographZodiacTraditional", "taiwaneseCounting", "ideographLegalTraditional", "taiwaneseCountingThousand",
    "taiwaneseDigital", "chineseCounting", "chineseLegalSimplified", "chineseCountingThousand",
)  # fmt: skip

_DIGITS = "〇一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_LEGAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_FULL_WIDTH = {ord("0") + digit: 0xFF10 + digit for digit in range(10)}
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_TIGHT = "、）．。：】〕"
_FIRST_IDEOGRAPH = "\u2e80"
_ENCLOSED = {  # style: (first code point, how many the block has)
    "decimalEnclosedCircle": (0x2460, 20),
    "decimalEnclosedCircleChinese": (0x2460, 20),
    "decimalEnclosedParen": (0x2474, 20),
    "decimalEnclosedFullstop": (0x2488, 20),
    "ideographEnclosedCircle": (0x3280, 10),
}
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def _section(number: int) -> str:
    """Spell 1..9999 with 十百千; zeros between digits become one 零."""
    out, pending = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            out += ("零" if pending and out else "") + _DIGITS[digit] + _UNITS[power]
        pending = not digit
    return out


def _chinese(number: int) -> str:
    """Spell 0..999,999 as spoken: 10 is 十, 101 一百零一, 20003 二万零三."""
    out = _full(number)
    return out.removeprefix("一") if out.startswith("一十") else out


def _full(number: int) -> str:
    if not number:
        return "零"
    high, low = divmod(number, 10_000)
    out = _section(high) + "万" if high else ""
    if low:
        out += ("零" if high and low < 1000 else "") + _section(low)  # noqa: PLR2004 - 千 is the first place below 万
    return out


def _counting(number: int) -> str:
    """Spell up to 99 as spoken and more digit by digit, as Word's chineseCounting does."""
    return _chinese(number) if 0 < number < 100 else _digital(number)  # noqa: PLR2004 - Word changes at 100


def _digital(number: int) -> str:
    return "".join(_DIGITS[int(d)] for d in str(number))


def _roman(number: int) -> str:
    out, number = "", number % 32_768  # Word's own limit; a million would be a thousand letters
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        out += letters * count
    return out


def _letters(number: int) -> str:
    """Return a … z, aa, bb … as Word repeats letters."""
    times, index = divmod(max(number, 1) - 1, 26)
    return chr(ord("a") + index) * min(times + 1, 100)


def _cycle(signs: str, number: int) -> str:
    return signs[(number - 1) % len(signs)]


def _ordinal(number: int) -> str:
    teen = number // 10 % 10 == 1
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _legal(number: int) -> str:
    return _full(number).translate(_LEGAL)


_SPELLERS: dict[str, Callable[[int], str]] = {
    "none": lambda _: "",
    "bullet": lambda _: "",
    "chineseCounting": _counting,
    "taiwaneseCounting": _counting,
    "japaneseCounting": _counting,
    "chineseCountingThousand": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal,
    "japaneseLegal": _legal,
    "ideographDigital": _digital,
    "taiwaneseDigital": _digital,
    "japaneseDigitalTenThousand": _digital,
    "ideographTraditional": lambda n: _cycle(_STEMS, n),
    "ideographZodiac": lambda n: _cycle(_BRANCHES, n),
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "upperLetter": lambda n: _letters(n).upper(),
    "lowerLetter": _letters,
    "decimalFullWidth": lambda n: str(n).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda n: str(n).translate(_FULL_WIDTH),
    "ordinal": _ordinal,
    "decimalZero": lambda n: f"{n:02d}",
    "hex": lambda n: f"{n:X}",
}


def numeral(number: int, style: str) -> str:
    """Return ``number`` in an OOXML number format; unknown formats count in plain digits, ``none`` is empty."""
    number = min(max(number, 0), MAX_NUMBER)
    first, size = _ENCLOSED.get(style, (0, 0))
    if 1 <= number <= size:
        return chr(first + number - 1)
    return _SPELLERS.get(style, str)(number)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list. ``parts`` are literal strings and 0-based levels whose number stands there."""

    parts: tuple[str | int, ...] = ()
    style: str = "decimal"
    start: int = 1
    gap: bool = True  # a tab or space follows the label
    legal: bool = False  # all numbers in plain digits
    restart: int | None = None  # the level (1-based) after which it starts again; 0 never, None after any higher


_NO_LEVEL = Level()
_NO_STARTS: Mapping[int, int] = {}


@dataclass(slots=True)
class Counters:
    """Where every list of a document stands. Lists with one key count on together, as in Word."""

    _counts: dict[Hashable, list[int | None]] = field(default_factory=dict)
    _begun: set[Hashable] = field(default_factory=set)

    def label(
        self,
        key: Hashable,
        levels: Mapping[int, Level],
        depth: int,
        instance: Hashable = None,
        starts: Mapping[int, int] = _NO_STARTS,
    ) -> str:
        """Count one paragraph of the list ``key`` at ``depth`` and return its label for ``prefixed`` ("" for a bullet).

        ``starts`` are the numbers at which levels start anew when ``instance`` of the list is met first.
        """
        counts = self._counts.setdefault(key, [None] * LEVELS)
        anew = bool(starts) and instance not in self._begun
        if anew:
            self._begun.add(instance)
            for level, start in starts.items():
                counts[level] = start if level <= depth else None
        for higher in range(depth):  # a level that was passed over counts as begun
            if counts[higher] is None:
                counts[higher] = levels.get(higher, _NO_LEVEL).start
        count = counts[depth]
        if count is None:
            count = levels.get(depth, _NO_LEVEL).start
        elif not (anew and depth in starts):
            count += 1
        counts[depth] = min(count, MAX_NUMBER)
        _restart(counts, levels, depth)
        return _print(levels.get(depth, _NO_LEVEL), levels, counts)


def _restart(counts: list[int | None], levels: Mapping[int, Level], depth: int) -> None:
    """Let the levels below start again that do so after one of this depth."""
    for deeper in range(depth + 1, LEVELS):
        restart = levels.get(deeper, _NO_LEVEL).restart
        if restart is None or depth < restart:
            counts[deeper] = None


def prefixed(label: str, text: str) -> str:
    """Return a paragraph with its label. A tab at the label's end is a space, except where Chinese is set tight.

    一、 and 1. stand close to Chinese text as they do when typed; 第一章 and 1.1 keep a space.
    """
    words, text = label.rstrip(), text.lstrip() if label else text
    if words == label or not words:
        return words + text
    tight = words[-1] in _TIGHT or (not words[-1].isalnum() and text[:1] >= _FIRST_IDEOGRAPH)
    return words + text if tight else f"{words} {text}"


def _print(level: Level, levels: Mapping[int, Level], counts: list[int | None]) -> str:
    if level.style == "bullet":
        return ""
    out = ""
    for part in level.parts:
        if isinstance(part, str):
            out += part
            continue
        shown = levels.get(part, _NO_LEVEL)
        count = counts[part]
        out += numeral(shown.start if count is None else count, "decimal" if level.legal else shown.style)
    return out + "\t" if level.gap and out else out
