"""What a click does by a function of the page: ``onclick="showList('34')"`` opens an address or fetches a list.

The function is read, not run: its parameters are what the click gives it, and it may call one that takes none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from lxml.etree import _Element

from spiders.linear import Match, code
from spiders.pages.javascript.endpoints import Endpoint, endpoints_in
from spiders.pages.javascript.expressions import ScriptNames
from spiders.pages.page import Page
from spiders.pages.text import line, text_of

MAX_CLICKS = 400  # of one page
_MAX_FUNCTION = 3000  # characters
_MAX_CALLS = 3  # that a function makes to others
_CLICK = code(r"(?:javascript:)?\s*(?:return\s+)?(?P<name>[A-Za-z_$][\w$]{0,60})\s*\((?P<given>[^()]{1,300})\)")
_LITERAL = code(r"\s*(?:'([^'\\]{0,200})'|\"([^\"\\]{0,200})\"|(\d{1,12})|(\w{1,20}))\s*(?:,|$)")
_FUNCTION = code(
    r"\bfunction\s+(?P<name>[\w$]{1,60})\s*\((?P<takes>[^()]{0,200})\)\s*\{"
    r"|\b(?P<named>[\w$]{1,60})\s*[:=]\s*function\s*\((?P<given>[^()]{0,200})\)\s*\{"
)
_BARE = code(r"([\w.$]+)\(\s*\)")  # a call of a function that takes nothing
_GOES = code(r"\blocation(?:\.href)?\s*=+|\blocation\.(?:assign|replace)\s*\(|\bwindow\.open\s*\(")
_TO = code(r"[^\n;]{2,}")
_MAX_TO = 500  # characters of it that are read


@dataclass(frozen=True, slots=True)
class Click:
    """A thing to click, by its words, and where that leads: to a page, or (``data``) to what a script fetches."""

    text: str
    target: Endpoint
    data: bool = False
    element: _Element | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class _Function:
    takes: tuple[str, ...]
    body: str


def clicks_of(page: Page) -> Iterator[Click]:
    """Yield what clicks with values of their own lead to, in source order."""
    functions, names = _functions(page.scripts), ScriptNames(page.scripts)
    seen: set[Endpoint] = set()
    for element, call in _calls(page, functions):
        text = line(text_of(element, 400)) or line((element.get("title") or "")[:400])
        for click in _done(call["name"], _given(call["given"]), functions, page, names) if text else ():
            if click.target not in seen:
                seen.add(click.target)
                yield replace(click, text=text, element=element)
        if len(seen) >= MAX_CLICKS:
            return


def _calls(page: Page, functions: dict[str, _Function]) -> Iterator[tuple[_Element, Match[str]]]:
    """Yield the elements whose click calls a function of the page."""
    for element in page.elements() if functions else ():
        call = _CLICK.match(element.get("onclick") or element.get("href") or "")
        if call is not None and call["name"] in functions:
            yield element, call


def _functions(scripts: str) -> dict[str, _Function]:
    heads, functions = [*_FUNCTION.finditer(scripts)], {}
    for head, following in zip_longest(heads, heads[1:]):
        end = min(following.start() if following else len(scripts), head.end() + _MAX_FUNCTION)
        takes = (head["takes"] or head["given"] or "").replace(" ", "").split(",")
        functions[head["name"] or head["named"]] = _Function(tuple(takes), scripts[head.end() : end])
    return functions


def _given(arguments: str) -> list[str]:
    return [
        next(part or "" for part in (*match.groups(), "") if part is not None) for match in _LITERAL.finditer(arguments)
    ]


def _done(
    name: str, given: list[str], functions: dict[str, _Function], page: Page, outer: ScriptNames
) -> Iterator[Click]:
    function = functions[name]
    called = [other for other in _BARE.findall(function.body) if other != name and other in functions]
    body = "\n".join([function.body, *(functions[other].body for other in dict.fromkeys(called[:_MAX_CALLS]))])
    names = ScriptNames(body, dict(zip(function.takes, given, strict=False)), outer)
    for expression in _going(body):
        address, _ = names.value(expression)
        if url := page.resolve(address) if address and not address.startswith("#") else None:
            yield Click("", Endpoint(url))
    for endpoint in endpoints_in(body, names, page.base):
        yield Click("", endpoint, data=True)


def _going(body: str) -> Iterator[str]:
    """Yield the expressions that a script assigns to its location or opens."""
    taken = 0
    for going in _GOES.finditer(body):
        compared = going[0].endswith("==")
        begin = going.end()
        to = None if compared or going.start() < taken else _TO.match(body[begin : begin + _MAX_TO])
        if to is not None:
            taken = begin + to.end()
            yield to[0]
