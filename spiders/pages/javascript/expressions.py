"""What an expression of strings joined by plus signs is, worked out from the scripts of a page without running them.

A name is what it is first set to. Whatever a script says, the work is bounded: by depth, by a number of terms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from spiders.linear import IGNORECASE, Match, code

_MAX_DEPTH = 4  # names set to names
_MAX_TERMS = 50_000  # terms of one page's expressions
_MAX_VALUES = 20  # times that one name is set
_MAX_LINE = 500  # characters of a script's line that are read
_MAX_LENGTH = 4000  # characters of a value; no address is longer
_TERM = code(
    r"\s*(?:(?P<text>\"[^\"\n]*\"|'[^'\n]*'|`[^`\n]*`)"
    r"|\[(?P<parts>[^\[\]]*)\]\.join\(\s*[\"'](?P<glue>[^\"']{0,5})[\"']\s*\)"
    r"|(?P<number>\d{1,12})"
    r"|(?:encodeURI(?:Component)?|String|escape)\(\s*(?P<coded>[\w.$]+)\s*\)"
    r"|(?P<name>[A-Za-z_$][\w.$]*)"
    r"|(?P<other>\([^()]*\)))\s*"
)
_SET = code(r"([\w$]+)[\"']?\s*[:=](=?)\s*")
_NAME = code(r"[A-Za-z_$][\w$]{0,60}")
_PATH, _WORD = code(r"[\w$.]+"), code(r"\w")
_LINE = code(r"[^\n;]+")
_HOLE = code(r"\$\{([^{}]{1,60})\}")
_SLOT = code(r"[?&](\w{1,40})=$")
_FIRST_PAGE = code(r"page|curr|pn$|^p$", IGNORECASE)
_PER_PAGE = code(r"size|rows|limit|per|count|num$", IGNORECASE)
_MOMENT = code(r"_|t|ts|r|rnd|rand\w*|time\w*|v", IGNORECASE)


class ScriptNames:
    """What the names in scripts stand for: the values that are given, then what the scripts set, then ``outer``."""

    def __init__(self, scripts: str, given: Mapping[str, str] | None = None, outer: ScriptNames | None = None) -> None:
        self._scripts, self._given, self._outer = scripts, given or {}, outer
        self._set: dict[str, list[int]] = {}  # name → where the expressions begin
        for match in _SET.finditer(scripts):
            if not match[2] and _NAME.fullmatch(match[1]) and scripts[match.end() : match.end() + 1] not in ("", ";"):
                self._set.setdefault(match[1], []).append(match.end())
        self._known: dict[tuple[str, int], str | None] = {}
        self._terms: Iterator[int] = outer._terms if outer else iter(range(_MAX_TERMS))  # noqa: SLF001 - its own kind

    def value(self, source: str, deep: int = 0) -> tuple[str | None, int]:
        """Return what an expression is, and where it ends; None when that cannot be told."""
        text, at = "", 0
        while len(text) <= _MAX_LENGTH and (term := _term_at(source, at)) and next(self._terms, None) is not None:
            value = self._term(term, deep)
            if value is None:
                slot = _SLOT.search(text[-50:])
                value = unset(slot[1]) if slot else None
            if value is None:
                return None, term.end()
            text, at = text + value, term.end()
            if source[at : at + 1] != "+":
                return text, at
            at += 1
        return None, at

    def named(self, name: str, deep: int = 0) -> str | None:
        """Return what a variable (or property) is first set to."""
        last = name.rsplit(".", 1)[-1]
        if last in self._given:
            return self._given[last]
        if deep >= _MAX_DEPTH or not _PATH.fullmatch(name):
            return None
        if (last, deep) not in self._known:
            values = (
                self.value(expression, deep + 1)[0] for expression in islice(self._expressions(last), _MAX_VALUES)
            )
            self._known[last, deep] = next((value for value in values if value is not None), None)
        return self._known[last, deep]

    def _expressions(self, name: str) -> Iterator[str]:
        for at in self._set.get(name, ()):
            if match := _LINE.match(self._scripts[at : at + _MAX_LINE]):
                yield match[0]
        if self._outer is not None:
            yield from self._outer._expressions(name)  # noqa: SLF001 - its own kind

    def _term(self, term: Match[str], deep: int) -> str | None:
        if term["number"]:
            return term["number"]
        if quoted := term["text"]:
            return self._filled(quoted[1:-1], deep) if quoted[0] == "`" else quoted[1:-1].replace("\\/", "/")
        if term["parts"] is not None:
            parts = [self.value(part, deep + 1)[0] for part in term["parts"].split(",")]
            return None if None in parts else term["glue"].join(map(str, parts))
        name = term["name"] or term["coded"]
        return self.named(name, deep) if name else None

    def _filled(self, template: str, deep: int) -> str | None:
        text, end = "", 0
        for hole in _HOLE.finditer(template):
            text += template[end : hole.start()]
            slot = _SLOT.search(text[-50:])
            value = self.named(hole[1].strip(), deep) or (unset(slot[1]) if slot else None)
            if value is None:
                return None
            text, end = text + value, hole.end()
        return text + template[end:]


def _term_at(source: str, at: int) -> Match[str] | None:
    term = _TERM.match(source, at)
    if term is None:
        return None
    is_call = bool(term["name"]) and source.startswith("(", term.end())
    is_cut = bool(term["number"]) and _WORD.match(source, term.end("number")) is not None  # 12px
    return None if is_call or is_cut else term


def unset(parameter: str) -> str | None:
    """Return what a parameter is whose name nobody sets; None when it cannot be guessed."""
    if _FIRST_PAGE.search(parameter) and not _PER_PAGE.search(parameter):
        return "1"
    return "20" if _PER_PAGE.search(parameter) else "" if _MOMENT.fullmatch(parameter) else None
