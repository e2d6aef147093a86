"""What inline scripts fetch, without running them: addresses put together from literals and variables set to one.

Only what can be worked out from the page itself is returned. A page number that nobody sets is the first.
"""

from __future__ import annotations

from dataclasses import dataclass
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
        address, end = names.value(found[0])
        url = urls.resolve(base, address) if address and _ADDRESS.search(address) else None
        if url is None or _PATTERN.search(url):
            continue
        rest = found[0][end:]
        parameters = _PARAMETERS.search(rest)
        form = urlencode(_form(parameters[1], names)) if parameters else ""
        post = "post" in call["call"].lower() or _POST.search(rest) is not None
        endpoints.setdefault(url, _endpoint(url, form, post=post))
    return tuple(endpoints.values())[:MAX_ENDPOINTS]


def _endpoint(url: str, form: str, *, post: bool) -> Endpoint:
    if post:
        return Endpoint(url, "POST", form)
    return Endpoint(f"{url}{'&' if '?' in url else '?'}{form}" if form else url)


def _form(literal: str, names: ScriptNames) -> list[tuple[str, str]]:
    """Return an object literal's pairs; a variable counts with its value."""
    pairs = []
    for match in _PARAMETER.finditer(literal):
        name, value = match[1], match[2] or match[3] or ""
        if match[4]:
            value = names.named(match[4]) or unset(name) or ""
        pairs.append((name, value))
    return pairs
