"""What inline scripts fetch, without running them: addresses put together from literals and variables set to one.

Only what can be worked out from the page itself is returned. A page number that nobody sets is the first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import urlencode

from spiders import urls
from spiders.linear import IGNORECASE, code
from spiders.pages.javascript.expressions import ScriptNames, unset
from spiders.pages.page import Page

MAX_ENDPOINTS = 50  # of one page
_MAX_CALLS = 500  # calls, also those whose address cannot be told
_CALL = code(
    r"(?P<call>\burl\s*[:=]\s*|\.(?:get|post|ajax|getJSON|load)\(\s*|\b(?:fetch|axios)\(\s*"
    r"|\bopen\(\s*[\"'](?:GET|POST)[\"']\s*,\s*)",
    IGNORECASE,
)
_REST = code(r"[\"'`\w\[][^\n]+(?:\n[^;]*)?")
_MAX_REST = 1_200  # characters of a call
_MAX_BEFORE = 400  # characters before a call in which its page is counted on
_COUNTED = code(r"\b([A-Za-z_$]\w{0,40})\s*(?:\+\+|\+=\s*1\b)|\+\+\s*([A-Za-z_$]\w{0,40})")
_ADDRESS = code(r"[/?]|\.\w{2,5}$")
_PATTERN = code(r"[{}]|%7B")  # of addresses, and none itself
_POST = code(r"(?:type|method)\s*:\s*[\"']post", IGNORECASE)
_PARAMETERS = code(r"(?:\b(?:data|params)\s*:\s*|^\s*,\s*)\{([^{}]{1,500})\}")
_PARAMETER = code(r"[\"']?(\w{1,40})[\"']?\s*:\s*(?:[\"']([^\"']{0,200})[\"']|(\d{1,12})\b|([A-Za-z_$][\w.$]{0,60}))")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A URL that a script fetches, and how."""

    url: str
    method: str = "GET"
    body: str = ""
    further: bool = False  # the page behind the one that is shown


def endpoints_of(page: Page) -> tuple[Endpoint, ...]:
    """Return what inline scripts fetch, in source order."""
    return endpoints_in(page.scripts, ScriptNames(page.scripts), page.base)


def endpoints_in(source: str, names: ScriptNames, base: str) -> tuple[Endpoint, ...]:
    """Return what a piece of script fetches, in source order."""
    endpoints: dict[str, Endpoint] = {}
    for call in islice(_CALL.finditer(source), _MAX_CALLS):
        found = _REST.match(source[call.end() : call.end() + _MAX_REST])
        if found is None:
            continue
        before = source[max(0, call.start() - _MAX_BEFORE) : call.start()]
        post = "post" in call["call"].lower() or _POST.search(before.rpartition("{")[2]) is not None
        counted = _counted_on(before, names)
        endpoint = _endpoint(found[0], counted or names, base, post=post)
        if endpoint is None:
            continue
        further = counted is not None and endpoint != _endpoint(found[0], names, base, post=post)
        endpoints.setdefault(endpoint.url, replace(endpoint, further=further))
    return tuple(endpoints.values())[:MAX_ENDPOINTS]


def _endpoint(call: str, names: ScriptNames, base: str, *, post: bool) -> Endpoint | None:
    """Return what the rest of a call asks for; None where that cannot be told."""
    address, end = names.value(call)
    url = urls.resolve(base, address) if address and _ADDRESS.search(address) else None
    if url is None or _PATTERN.search(url):
        return None
    rest = call[end:]
    parameters = _PARAMETERS.search(rest)
    form = urlencode(_form(parameters[1], names)) if parameters else ""
    if post or _POST.search(rest):
        return Endpoint(url, "POST", form)
    return Endpoint(f"{url}{'&' if '?' in url else '?'}{form}" if form else url)


def _counted_on(before: str, names: ScriptNames) -> ScriptNames | None:
    """Return the names as a call finds them after ``page++``, which asks for more than is shown; None without that."""
    counted = {}
    for match in _COUNTED.finditer(before):
        name = match[1] or match[2]
        value = names.named(name)
        if value is not None and value.isascii() and value.isdecimal():
            counted[name] = str(int(value[:9]) + 1)
    return ScriptNames("", counted, names) if counted else None


def _form(literal: str, names: ScriptNames) -> list[tuple[str, str]]:
    """Return an object literal's pairs; a variable counts with its value."""
    pairs = []
    for match in _PARAMETER.finditer(literal):
        name, value = match[1], match[2] or match[3] or ""
        if match[4]:
            value = names.named(match[4]) or unset(name) or ""
        pairs.append((name, value))
    return pairs
