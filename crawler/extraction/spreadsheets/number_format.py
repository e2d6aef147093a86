"""Numbers as a spreadsheet shows them: number formats, dates and percentages, by the rules of the format codes."""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from math import isfinite
from typing import NamedTuple

from crawler.extraction.word_processing.numbering import numeral

GENERAL = "General"
# Formats a workbook names by number only, as a Chinese Excel shows them.
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 14: "yyyy/m/d",
    15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 27: "yyyy年m月", 28: "m月d日", 29: "m月d日", 30: "m-d-yy", 31: "yyyy年m月d日", 32: "h时mm分",
    33: "h时mm分ss秒", 34: "上午/下午h时mm分", 35: "上午/下午h时mm分ss秒", 36: "yyyy年m月", 37: "#,##0;-#,##0",
    38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: '#,##0;-#,##0;"-"',
    42: '¥#,##0;¥-#,##0;¥"-"', 43: '#,##0.00;-#,##0.00;"-"', 44: '¥#,##0.00;¥-#,##0.00;¥"-"', 45: "mm:ss",
    46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@", 50: "yyyy年m月", 51: "m月d日", 52: "yyyy年m月",
    53: "m月d日", 54: "m月d日", 55: "上午/下午h时mm分", 56: "上午/下午h时mm分ss秒", 57: "yyyy年m月", 58: "m月d日",
}  # fmt: skip
_MAX_CODE = 255
_MAX_PLACES = 30
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<clock>AM/PM|A/P|上午/下午)|(?P<general>General|G/通用格式)|(?P<date>y+|e+(?![+-])|m+|d+|h+|s+(?:\.0+)?|a{3,4})"
    r"|(?P<exponent>E[+-]0+)|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<text>@)|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"\s*(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\s*")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_WEEK = "一二三四五六日"
_SHOWN = frozenset({"quoted", "escaped", "plain", "general", "text", "percent"})
_LAID = _SHOWN | {"digit"}
_WRITTEN = _SHOWN | {"comma", "point", "digit"}  # in a date
_DAY_ONE, _DAY_ONE_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - a sheet's dates have no zone
_SYSTEM = {"[$-F800]": "yyyy年m月d日", "[$-F400]": "h:mm:ss"}  # as Windows is set to show dates and times
_EXACT = Context(prec=500)  # a float has up to 309 digits before the point
_LAST_DAY = 2_958_465  # 9999-12-31
Token = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a format code: its tokens as (kind, text), and the condition under which it holds."""

    tokens: tuple[Token, ...]
    test: str = ""
    limit: float = 0

    def holds(self, value: float) -> bool:
        """Tell whether the section's condition is true of ``value``."""
        compare = {"<": operator.lt, "<=": operator.le, "=": operator.eq, "<>": operator.ne, ">": operator.gt}
        return not self.test or compare.get(self.test, operator.ge)(value, self.limit)

    def text(self, value: str) -> str:
        """Return the literals with ``value`` where the number stands."""
        return "".join(value if kind in {"general", "text"} else text for kind, text in self.tokens if kind in _SHOWN)


_PLAIN = Section((("general", GENERAL),))


def general(value: float) -> str:
    """Return a number in the format General: at most ten significant digits of a fraction, integers whole."""
    if not isfinite(value):
        return str(value)
    if value == int(value) and abs(value) < 1e15:  # noqa: PLR2004 - a spreadsheet keeps 15 digits
        return str(int(value))
    return f"{value:.10g}".replace("e", "E")


def shown(value: float, code: str, *, epoch_1904: bool = False) -> str:
    """Return ``value`` as the format code shows it; codes that cannot be followed show it as General."""
    if not isfinite(value):
        return general(value)
    sections = _sections(code[:_MAX_CODE])
    section, value = _choose(sections, value)
    kinds = {kind for kind, _ in section.tokens}
    if "date" in kinds:
        return _date(value, section.tokens, epoch_1904=epoch_1904)
    if kinds & {"general", "text"}:
        spelt = "dbnum" in kinds and value == int(value)
        style = "chineseLegalSimplified" if ("dbnum", "2") in section.tokens else "chineseCountingThousand"
        return section.text(numeral(int(value), style) if spelt else general(value))
    if "digit" not in kinds:
        return section.text("")
    if ("plain", "/") in section.tokens:  # a fraction
        return general(value)
    return _number(value, section.tokens)


def serial(text: str) -> float:
    """Return a date in ISO 8601 as the number a sheet keeps for it. ValueError for what is none."""
    return (datetime.fromisoformat(text).replace(tzinfo=None) - _DAY_ONE).total_seconds() / 86_400


def _choose(sections: tuple[Section, ...], value: float) -> tuple[Section, float]:
    if any(section.test for section in sections):
        return next((s for s in sections if s.holds(value)), _PLAIN), value
    if len(sections) > 1 and value < 0:
        return sections[1], -value
    if len(sections) > 2 and value == 0:  # noqa: PLR2004 - positive; negative; zero
        return sections[2], value
    return sections[0], value


@lru_cache(maxsize=1000)
def _sections(code: str) -> tuple[Section, ...]:
    code = next((system for mark, system in _SYSTEM.items() if mark in code.upper()), code)
    sections: list[Section] = []
    tokens: list[Token] = []
    test, limit = "", 0.0
    for match in _TOKEN.finditer(code):
        kind, text = match.lastgroup, match[0]
        if kind == "plain" and text == ";":
            sections.append(Section(tuple(tokens), test, limit))
            tokens, test, limit = [], "", 0.0
        elif kind == "bracket":
            condition = _CONDITION.fullmatch(match["bracket"])
            if condition:
                test, limit = condition[1], float(condition[2])
            tokens += _bracket(match["bracket"])
        elif kind:
            tokens.append((kind, match[kind] if kind in {"quoted", "escaped"} else text))
    return (*sections[:3], Section(tuple(tokens), test, limit))


def _bracket(text: str) -> list[Token]:
    if _ELAPSED.fullmatch(text):
        return [("date", f"[{text.lower()}]")]
    if text.startswith("$"):
        return [("quoted", text[1:].partition("-")[0])]
    return [("dbnum", text[-1])] if text[:5].lower() == "dbnum" else []


class _NumberCode(NamedTuple):
    """A number's format code taken apart: tokens before the point, behind it, the exponent, what follows."""

    whole: tuple[Token, ...]
    places: tuple[Token, ...] | None  # None without a point
    exponent: str  # "" without one
    rest: tuple[Token, ...]
    grouped: bool  # a comma stands between the places before the point
    thousands: int  # how many commas behind them divide by 1000 each
    percents: int

    @property
    def decimals(self) -> int:
        """How many places there are behind the point."""
        return min(sum(kind == "digit" for kind, _ in self.places or ()), _MAX_PLACES)


@lru_cache(maxsize=1000)
def _number_code(tokens: tuple[Token, ...]) -> _NumberCode:
    kinds = [kind for kind, _ in tokens]
    end = kinds.index("exponent") if "exponent" in kinds else len(tokens)
    point = kinds.index("point") if "point" in kinds else len(tokens)
    places = tokens[point + 1 : end] if point < len(tokens) else None
    digits = [n for n, kind in enumerate(kinds[: min(point, end)]) if kind == "digit"]
    commas = [n for n, kind in enumerate(kinds) if kind == "comma"] if digits else []
    grouped = any(digits[0] < n < digits[-1] for n in commas)
    thousands = sum(n > digits[-1] for n in commas)
    exponent = tokens[end][1] if end < len(tokens) else ""
    return _NumberCode(
        tokens[: min(point, end)], places, exponent, tokens[end:], grouped, thousands, kinds.count("percent")
    )


def _number(value: float, tokens: tuple[Token, ...]) -> str:
    parts = _number_code(tokens)
    number = abs(Decimal(repr(value))) * 100 ** min(parts.percents, 3)
    number = _EXACT.divide(number, Decimal(1000 ** min(parts.thousands, 5)))
    power = number.adjusted() if parts.exponent and number else 0
    number = number.scaleb(-power) if power else number
    text = format(number.quantize(Decimal(1).scaleb(-parts.decimals), ROUND_HALF_UP, _EXACT), "f")
    left, _, right = text.partition(".")
    out = _fill_whole(left.lstrip("0"), parts.whole, grouped=parts.grouped)
    if parts.places is not None:
        out += "." + _fill_places(right, parts.places)
    if parts.exponent:
        out += _exponent(power, parts.exponent)
    out += "".join(text for kind, text in parts.rest if kind in _SHOWN and kind != "digit")
    return "-" + out if value < 0 else out


def _exponent(power: int, code: str) -> str:
    sign = "-" if power < 0 else "+" if "+" in code else ""
    return "E" + sign + str(abs(power)).zfill(len(code) - 2)


def _fill_whole(digits: str, tokens: tuple[Token, ...], *, grouped: bool) -> str:
    """Lay digits over the places before the point, from the right; the first place takes all that are left."""
    out: list[str] = []
    places = sum(kind == "digit" for kind, _ in tokens)
    used = 0
    for kind, text in reversed(tokens):
        if kind == "digit":
            places -= 1
            count = max(len(digits) - used if places == 0 else 1, 1)
            out += _places_from_right(digits, used, count, "0" if text == "0" else "", grouped=grouped)
            used += count
        elif kind in _SHOWN:
            out.append(text)
    return "".join(reversed(out))


def _places_from_right(digits: str, used: int, count: int, filler: str, *, grouped: bool) -> Iterator[str]:
    """Yield ``count`` places to the left of those used; ``filler`` stands where no digits are left."""
    for place in range(used, used + count):
        digit = digits[len(digits) - 1 - place] if place < len(digits) else filler
        if digit and grouped and place and place % 3 == 0:
            yield ","
        yield digit


def _fill_places(digits: str, tokens: tuple[Token, ...]) -> str:
    """Lay digits over the places behind the point; zeros at the end show only where the code has 0."""
    codes = [text for kind, text in tokens if kind == "digit"][: len(digits)]
    keep = max((n + 1 for n, code in enumerate(codes) if code == "0" or digits[n] != "0"), default=0)
    left = list(digits[:keep])
    laid = (((left.pop(0) if left else "") if kind == "digit" else text) for kind, text in tokens if kind in _LAID)
    return "".join(laid)


def _date(value: float, tokens: tuple[Token, ...], *, epoch_1904: bool) -> str:
    codes = [text.lower() for kind, text in tokens if kind == "date"]
    if value < 0 and "[" in {code[0] for code in codes}:
        return "-" + _date(-value, tokens, epoch_1904=epoch_1904)
    if not 0 <= value <= _LAST_DAY:
        return general(value)
    seconds = round(value * 86_400, min(max(len(code.partition(".")[2]) for code in codes), 3))
    moment = _moment(value, seconds, epoch_1904=epoch_1904)
    kinds = {kind for kind, _ in tokens}
    half, spoken = "clock" in kinds, "dbnum" in kinds
    units = iter(_date_units(codes))
    out = ""
    for kind, text in tokens:
        if kind == "clock":
            out += text.split("/")[moment.hour >= 12]  # noqa: PLR2004 - noon
        elif kind == "date":
            code = next(units)
            out += _elapsed(seconds, code) if code[0] == "[" else _part(moment, code, half=half, spoken=spoken)
        elif kind in _WRITTEN:
            out += text
    return out


def _moment(value: float, seconds: float, *, epoch_1904: bool) -> datetime:
    if epoch_1904:
        return _DAY_ONE_1904 + timedelta(seconds=seconds)
    early = timedelta(days=1) if value < 60 else timedelta()  # noqa: PLR2004 - 1900-02-29 of Lotus
    return _DAY_ONE + timedelta(seconds=seconds) + early


def _date_units(codes: list[str]) -> list[str]:
    """Return the codes of a date's parts, with n for an m that means minutes."""
    return ["n" * len(code) if _is_minutes(codes, at) else code for at, code in enumerate(codes)]


def _is_minutes(parts: list[str], index: int) -> bool:
    """Tell whether an m means minutes: it stands behind hours or beside seconds."""
    before = parts[index - 1].strip("[") if index else ""
    after = parts[index + 1] if index + 1 < len(parts) else ""
    return parts[index][0] == "m" and (before[:1] in {"h", "s"} or after[:1] == "s")


def _elapsed(seconds: float, code: str) -> str:
    return str(int(seconds // {"h": 3600, "m": 60, "s": 1}[code[1]])).zfill(len(code) - 2)


def _part(moment: datetime, code: str, *, half: bool, spoken: bool) -> str:
    """Return one part of a date; ``half`` counts twelve hours, ``spoken`` writes Chinese numerals."""
    letter, size = code[0], len(code)
    if letter in "ye":
        return _year(moment.year, short=letter == "y" and size < 3, spoken=spoken)  # noqa: PLR2004 - yy or yyyy
    if letter == "a":
        return ("星期" if size > 3 else "") + _WEEK[moment.weekday()]  # noqa: PLR2004 - aaa is short
    if letter in "md" and size > 2:  # noqa: PLR2004 - names
        return moment.strftime({"m3": "%b", "d3": "%a"}.get(f"{letter}{size}", "%B" if letter == "m" else "%A"))
    hour = (moment.hour + 11) % 12 + 1 if half else moment.hour
    values = {"m": moment.month, "d": moment.day, "h": hour, "n": moment.minute, "s": moment.second}
    if spoken:
        return numeral(values[letter], "chineseCounting") or "〇"
    places = code.partition(".")[2]
    fraction = "." + f"{moment.microsecond:06}"[: len(places)] if places else ""
    return str(values[letter]).zfill(min(size - len(places) - bool(places), 2)) + fraction


def _year(year: int, *, short: bool, spoken: bool) -> str:
    digits = f"{year:04}"[-2 if short else -4 :]
    return "".join(numeral(int(digit), "ideographDigital") for digit in digits) if spoken else digits
