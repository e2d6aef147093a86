"""What inline scripts fetch, without running them: addresses put together from literals and variables set to one.

Only what can be worked out from the page itself is returned. A page number that nobody sets is the first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from spiders import urls
from spiders.pages.page import Page

MOST = 50  # endpoints of one page
_DEEP = 4  # variables set to variables
_CALL = re.compile(
    r"(?P<call>\burl\s*[:=]\s*|\.(?:get|post|ajax|getJSON|load)\(\s*|\b(?:fetch|axios)\(\s*"
    r"|\bopen\(\s*[\"'](?:GET|POST)[\"']\s*,\s*)(?=(?P<rest>[\"'`\w\[][^\n]{1,600}(?:\n[^;]{0,500})?))",
    re.IGNORECASE,
)
_TERM = re.compile(
    r"\s*(?:(?P<text>\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'|`[^`\n]{0,500}`)"
    r"|\[(?P<parts>[^\[\]]{0,300})\]\.join\(\s*[\"'](?P<glue>[^\"']{0,5})[\"']\s*\)"
    r"|(?P<number>\d{1,12})(?!\w)"
    r"|(?:encodeURI(?:Component)?|String|escape)\(\s*(?P<coded>[\w.$]{1,60})\s*\)"
    r"|(?P<name>[A-Za-z_$][\w.$]{0,60})(?!\s*\()"
    r"|(?P<other>\([^()]{0,60}\)))\s*"
)
_HOLE = re.compile(r"\$\{([^{}]{1,60})\}")
_POST = re.compile(r"(?:type|method)\s*:\s*[\"']post", re.IGNORECASE)
_PARAMETERS = re.compile(r"(?:\b(?:data|params)\s*:\s*|^\s*,\s*)\{([^{}]{1,500})\}")
_PARAMETER = re.compile(
    r"[\"']?(\w{1,40})[\"']?\s*:\s*(?:[\"']([^\"']{0,200})[\"']|(\d{1,12})\b|([A-Za-z_$][\w.$]{0,60}))"
)
_FIRST_PAGE = re.compile(r"page|curr|pn$|^p$", re.IGNORECASE)
_PER_PAGE = re.compile(r"size|rows|limit|per|count|num$", re.IGNORECASE)
_MOMENT = re.compile(r"_|t|ts|r|rnd|rand\w*|time\w*|v", re.IGNORECASE)
_SLOT = re.compile(r"[?&](\w{1,40})=$")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A URL that a script fetches, and how."""

    url: str
    method: str = "GET"
    body: str = ""


def endpoints_of(page: Page) -> tuple[Endpoint, ...]:
    """Return what inline scripts fetch, in source order."""
    return endpoints_in(page.scripts, page.scripts, page.base)


def endpoints_in(source: str, scripts: str, base: str) -> tuple[Endpoint, ...]:
    """Return what a piece of script fetches, in source order; ``scripts`` say what its variables are."""
    found: dict[str, Endpoint] = {}
    for call in _CALL.finditer(source):
        address, end = _value(call["rest"], scripts)
        url = urls.resolve(base, address) if address and re.search(r"[/?]|\.\w{2,5}$", address) else None
        if url is None or len(found) >= MOST or re.search(r"[{}]|%7B", url):  # a pattern, not an address
            continue
        rest = call["rest"][end:]
        given = _PARAMETERS.search(rest)
        form = urlencode(_form(given[1], scripts)) if given else ""
        if "post" in call["call"].lower() or _POST.search(rest):
            found.setdefault(url, Endpoint(url, "POST", form))
        else:
            found.setdefault(url, Endpoint(url + ("&" if "?" in url else "?") * bool(form) + form))
    return tuple(found.values())


def value_of(expression: str, scripts: str) -> str | None:
    """Return what an expression of strings joined by plus signs is; None when it cannot be told."""
    return _value(expression, scripts)[0]


def _value(source: str, scripts: str, deep: int = 0) -> tuple[str | None, int]:
    """Return what an expression of strings joined by plus signs is, and where it ends; None when it cannot be told."""
    text, at = "", 0
    while term := _TERM.match(source, at):
        value = _term(term, scripts, deep)
        if value is None:
            slot = _SLOT.search(text)
            value = _unset(slot[1]) if slot else None
        if value is None:
            return None, term.end()
        text, at = text + value, term.end()
        if source[at : at + 1] != "+":
            return text, at
        at += 1
    return None, at


def _term(term: re.Match[str], scripts: str, deep: int) -> str | None:
    if term["number"]:
        return term["number"]
    if quoted := term["text"]:
        return _filled(quoted[1:-1], scripts, deep) if quoted[0] == "`" else quoted[1:-1].replace("\\/", "/")
    if term["parts"] is not None:
        parts = [_value(one, scripts, deep + 1)[0] for one in term["parts"].split(",")]
        return None if None in parts else term["glue"].join(map(str, parts))
    name = term["name"] or term["coded"]
    return _variable(name, scripts, deep) if name else None


def _filled(template: str, scripts: str, deep: int) -> str | None:
    text, end = "", 0
    for hole in _HOLE.finditer(template):
        text += template[end : hole.start()]
        slot = _SLOT.search(text)
        value = _variable(hole[1].strip(), scripts, deep) or (_unset(slot[1]) if slot else None)
        if value is None:
            return None
        text, end = text + value, hole.end()
    return text + template[end:]


def _variable(name: str, scripts: str, deep: int) -> str | None:
    """Return what the first assignment to a variable (or property) sets it to."""
    last = re.escape(name.rsplit(".", 1)[-1])
    if deep >= _DEEP or not re.fullmatch(r"[\w$.]+", name):
        return None
    for found in re.finditer(rf"(?<![\w$]){last}[\"']?\s*[:=](?!=)\s*([^\n;]{{1,500}})", scripts):
        value = _value(found[1], scripts, deep + 1)[0]
        if value is not None:
            return value
    return None


def _unset(name: str) -> str | None:
    """Return what a parameter is whose variable nobody sets; None when it cannot be guessed."""
    if _FIRST_PAGE.search(name) and not _PER_PAGE.search(name):
        return "1"
    return "20" if _PER_PAGE.search(name) else "" if _MOMENT.fullmatch(name) else None


def _form(literal: str, scripts: str) -> list[tuple[str, str]]:
    """Return an object literal's pairs; a variable counts with its value."""
    pairs = []
    for found in _PARAMETER.finditer(literal):
        name, value = found[1], found[2] or found[3] or ""
        if found[4]:
            value = _variable(found[4], scripts, 0) or _unset(name) or ""
        pairs.append((name, value))
    return pairs
