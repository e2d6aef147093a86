"""Where a page itself sends the reader: meta refresh, the Refresh header, and ``location`` in its scripts.

Read as a browser with scripts takes them: from the parsed page, not from its source, so that what stands in
``<noscript>``, comments or strings sends nobody on. All patterns are linear and see bounded text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from spiders.linear import DOTALL, IGNORECASE, Match, between, pattern
from spiders.pages.page import Page
from spiders.pages.parsing import parse

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_SOURCE = 64_000  # characters of a page that is read for this; what only sends on is far smaller
_MAX_FUNCTIONS = 100  # of one script that are looked at
MAX_VALUE = 4_000  # characters of a refresh
MAX_SECONDS = 60  # a page that refreshes later than this is one that renews itself
MAX_WORDS, MAX_LINKS = 200, 5  # visible characters and links of a page that has nothing to read
UNSEEN = frozenset({"noscript", "noframes", "noembed", "template", "textarea", "iframe", "xmp", "title", "svg"})

_SECONDS = pattern(r"[\t\n\f\r ]*(\d{0,9})([\d.]*)")
_URL = pattern(r"[\t\n\f\r ]*(?:[;,][\t\n\f\r ]*)?")
_URL_NAME = pattern(r"url[\t\n\f\r ]*=[\t\n\f\r ]*", IGNORECASE)
# A script's comments, strings and the rest; in this order, as its reader meets them.
_TOKEN = pattern(r"//[^\n]*|/\*.*?\*/|<!--[^\n]*|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`]*`", DOTALL)
_NO_NAME = r"^|[^\w$.]"  # before a name: no part of it
_BEFORE = r"(?:(?:window|document|top|self|parent|this|globalThis)[ \t]*\.[ \t]*){0,3}"
_MOMENT = r"(?:[ \t]*\+[ \t]*\(?(?:new Date\b|Date\.now\b|Math\.random\b))?"
_ASSIGNED = between(
    _NO_NAME,
    _BEFORE + r"(?:location(?:[ \t]*\.[ \t]*href)?\s{0,20}=\s{0,20}"
    r"|location[ \t]*\.[ \t]*(?:replace|assign)[ \t]*\([ \t]*|(?:window[ \t]*\.[ \t]*)?navigate[ \t]*\([ \t]*)"
    r"§(\d{1,6})§" + _MOMENT,
    r"[ \t]*(?:$|[^ \t+])",
)
_TIMER = between(r"^|[^\w$]", r"setTimeout[ \t]*\([ \t]*§(\d{1,6})§", "")
_NAMED = between(_NO_NAME, r"function[ \t]+([\w$]+)[ \t]*\(", "")
_WORD = pattern(r"[\w$]+")
_BRACE, _STATEMENT_END = pattern(r"[{}]"), pattern(r"[;}]")
_PHONE = pattern(r"if[ \t]*\([^;{}]*(?:userAgent|mobile|iphone|android|screen|touch)", IGNORECASE)
_ESCAPE = pattern(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))", DOTALL)


def redirect_of(page: Page, header: str = "") -> str | None:
    """Return where a page without content of its own sends the reader; None when it does not.

    ``header``: the answer's Refresh header. The target may be the page itself.
    """
    if len(page.html) > MAX_SOURCE or len(page.text) > MAX_WORDS or len(page.anchors) > MAX_LINKS:
        return None
    return refresh_of(page, header) or _script_target(page)


def refresh_of(page: Page, header: str = "") -> str | None:
    """Return where the first refresh of a page leads, full or not; None when it has none."""
    for value in (header, *_refreshes(page)):
        target = _refresh(value)
        if target is not None:
            return page.resolve(target) if target else page.url
    return None


def _refreshes(page: Page) -> Iterator[str]:
    for meta in page.elements("meta"):
        if (meta.get("http-equiv") or "").strip().lower() == "refresh" and _seen(meta):
            yield meta.get("content") or ""


def _seen(element: _Element) -> bool:
    return not any(above.tag in UNSEEN for above in element.iterancestors())


def _refresh(value: str) -> str | None:
    """Return the address of a refresh, "" for one to the page itself; None for what is none, or comes late.

    The steps are those of the HTML standard ("shared declarative refresh steps").
    """
    value = value[:MAX_VALUE]
    time = _SECONDS.match(value)
    if time is None or not (time[1] or time[2]) or int(time[1] or 0) > MAX_SECONDS:
        return None
    rest = value[time.end() :]
    if not rest.strip():
        return ""
    if rest[0] not in ";,\t\n\f\r ":
        return None
    separated = _URL.match(rest)
    rest = rest[separated.end() :] if separated else rest
    named = _URL_NAME.match(rest)
    rest = rest[named.end() :] if named else rest
    if rest[:1] in {"'", '"'}:
        rest = rest[1:].partition(rest[0])[0]
    return rest.strip()


def _script_target(page: Page) -> str | None:
    root = parse(page.html[:MAX_SOURCE])
    if root is None:
        return None
    scripts = [script.text or "" for script in root.iter("script") if _seen(script)]
    loaded = next((body.get("onload") or "" for body in root.iter("body")), "")
    for target in _targets("\n".join([*scripts, loaded])):
        if url := page.resolve(target):
            return url
    return None


def _targets(script: str, depth: int = 0) -> Iterator[str]:
    """Yield where a script sends the reader, without running it: what it says only to a telephone is left out."""
    strings: list[str] = []

    def taken_out(token: Match[str]) -> str:
        if token[0][0] not in "\"'`":
            return " "
        strings.append(_plain(token[0][1:-1]))
        return f"§{len(strings) - 1}§"

    code = _uncalled_left_out(_TOKEN.sub(taken_out, script.replace("§", " ")))
    for found in _ASSIGNED.finditer(code):
        guard = _STATEMENT_END.split(code[max(0, found.start() - 300) : found.start()])[-1]
        if not _PHONE.search(guard):
            yield strings[int(found[1])]
    for timer in _TIMER.finditer(code) if depth == 0 else ():
        yield from _targets(strings[int(timer[1])], depth + 1)


def _plain(text: str) -> str:
    return _ESCAPE.sub(lambda one: chr(int(one[1] or one[2], 16)) if one[1] or one[2] else one[3], text)


def _uncalled_left_out(code: str) -> str:
    """Return a script without the functions that it defines and never names again: they wait for a click."""
    named = Counter(_WORD.findall(code))
    for defined in islice(_NAMED.finditer(code), _MAX_FUNCTIONS):
        if named[defined[1]] > 1:
            continue
        start, end = code.find("{", defined.end()), 0
        if start >= 0 and (end := _closing(code, start)):
            code = code[:start] + " " * (end - start) + code[end:]
    return code


def _closing(code: str, start: int) -> int:
    depth = 0
    for brace in _BRACE.finditer(code[start:]):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return start + brace.end()
    return len(code)
