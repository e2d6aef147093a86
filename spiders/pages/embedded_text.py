"""Bodies that stand in a script instead of the page: ``_CONFIG.DETAIL.content``, JS strings, templates, textareas.

Nothing is executed. String literals that hold markup are unescaped and judged by the same evidence as a page.
"""

from __future__ import annotations

import html as entities
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from lxml.etree import _Element

from spiders.linear import DOTALL, IGNORECASE, Match, pattern
from spiders.pages.body_container import Evidence
from spiders.pages.flow import flow
from spiders.pages.parsing import content, parse

ENOUGH = 60.0  # evidence on the page itself with which nobody looks into its scripts
MIN_MARKUP = 30  # characters
MAX_LITERALS = 40  # looked at, the longest first
_STRING = "|".join(
    rf"{quote}[^{quote}\\{stop}]*(?:\\.[^{quote}\\{stop}]*)*{quote}"
    for quote, stop in (('"', r"\n"), ("'", r"\n"), ("`", ""))
)
_LITERAL = pattern(rf"(?:{_STRING})(?:\s*\+\s*(?:{_STRING}))*", DOTALL)
_ONE = pattern(_STRING, DOTALL)
_TAG = pattern(r"<\s*/?\s*(?:p|div|table|tr|td|span|br|h[1-6]|section|font)\b", IGNORECASE)
_ESCAPE = pattern(r"\\(?:u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|x([0-9a-fA-F]{2})|(\r?\n)|(.))", DOTALL)
_PERCENT_U = pattern(r"%u([0-9a-fA-F]{4})")
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": "", "v": "", "0": ""}


@dataclass(frozen=True, slots=True)
class EmbeddedText:
    """A text that the page's scripts hold: its markup, and what speaks for it."""

    markup: str
    evidence: Evidence


def find(root: _Element, shown: float) -> EmbeddedText | None:
    """Return a body hidden in the page's scripts when it is worth more than what the page shows."""
    if shown >= ENOUGH:
        return None
    best, most = None, shown
    for markup in sorted(_candidates(root), key=len, reverse=True)[:MAX_LITERALS]:
        tree = parse(markup)
        evidence = None if tree is None else Evidence(flow(tree))
        if evidence is not None and evidence.total > most:
            best, most = EmbeddedText(markup, evidence), evidence.total
    return best


def _candidates(root: _Element) -> Iterator[str]:
    for node in root.iter("script", "textarea", "template", "noscript"):
        text = content(node)
        if node.tag != "script" or "template" in (node.get("type") or "") or text.lstrip().startswith("<"):
            yield from markup(text)
        else:
            yield from _literals(text)
    for node in root.iter("input", "iframe"):
        yield from markup(node.get("value") or node.get("srcdoc") or "")


def _literals(script: str) -> Iterator[str]:
    for literal in _LITERAL.finditer(script):
        if len(literal[0]) > MIN_MARKUP:
            yield from markup(string(literal[0]))


def markup(text: str) -> Iterator[str]:
    """Yield the text when it holds tags, unwrapped from percent and entity escapes if need be."""
    if "%3C" in text[:200] or "%3c" in text[:200]:
        text = unquote(_PERCENT_U.sub(lambda code: chr(int(code[1], 16)), text))
    if "&lt;" in text and not _TAG.search(text):
        text = entities.unescape(text)
    if len(text) >= MIN_MARKUP and _TAG.search(text):
        yield text


def string(literal: str) -> str:
    """Return the value of a JavaScript string literal, or of several joined by ``+``."""
    return "".join(_ESCAPE.sub(_unescape, part[0][1:-1]) for part in _ONE.finditer(literal))


def _unescape(match: Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code:
        number = int(code, 16)
        return chr(number) if number < 0x110000 else ""  # noqa: PLR2004 - Unicode's end
    return "" if match[4] else _CONTROLS.get(match[5], match[5])
