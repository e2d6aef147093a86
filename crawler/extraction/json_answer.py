"""Answers of detail endpoints: a report's body as markup inside JSON (``custom.data.infocontent`` and the like).

Which key holds it differs by platform, so every string is a candidate and the evidence in it decides. A list
endpoint's answer holds no body: its text is empty.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from crawler.extraction import html
from crawler.extraction.base import Block, BlockDocument, ExtractionError, Paragraph
from spiders.pages.charset import decode
from spiders.pages.embedded_text import markup
from spiders.pages.parsing import parse
from spiders.pages.title import TitleNames

NAME = "json"
MEDIA_TYPES = frozenset({"application/json"})
VERSION = 3

_WRAPPED = re.compile(r"^\s*[\w$.]{1,60}\s*\((.*)\)\s*;?\s*$", re.DOTALL)
_MAX_BODIES = 40  # looked at, the longest first
_MIN_BODY_CHARS = 20
_MAX_NESTING = 3  # JSON inside a string inside JSON


def extract(data: bytes) -> BlockDocument:
    """Return the best body among the answer's strings, its title first. ``ExtractionError`` for broken JSON."""
    decoded = decode(data)
    text = decoded.text
    wrapped = _WRAPPED.match(text)
    try:
        answer = json.loads(wrapped[1] if wrapped else text)
    except (ValueError, RecursionError) as error:
        msg = f"not JSON: {type(error).__name__}"
        raise ExtractionError(msg) from error
    strings = sorted(_strings(answer, "", _MAX_NESTING), key=lambda pair: len(pair[0]), reverse=True)
    best, most = _plain(strings), 0.0
    for string, title in strings[:_MAX_BODIES]:
        for candidate in markup(string):
            tree = parse(candidate)
            total, blocks = (0.0, list[Block]()) if tree is None else html.fragment(tree, TitleNames((title,)))
            if total > most:
                best, most = blocks, total
    return BlockDocument(tuple(best), decoded.notes)


def _strings(value: Any, title: str, nested: int) -> Iterator[tuple[str, str]]:
    """Yield every string with the nearest title given beside or above it."""
    stack = [(value, title)]
    while stack:
        value, title = stack.pop()
        if isinstance(value, dict):
            title = _title(value, title)
            stack += [(inner, title) for inner in value.values()]
        elif isinstance(value, list):
            stack += [(inner, title) for inner in value]
        elif isinstance(value, str) and len(value) >= _MIN_BODY_CHARS:
            inner = _loads(value) if nested and value.lstrip()[:1] in ("{", "[") else None
            if inner is None:
                yield value, title
            else:
                yield from _strings(inner, title, nested - 1)


def _title(entry: dict[str, Any], above: str) -> str:
    return next((v for k, v in entry.items() if k.lower().endswith("title") and isinstance(v, str)), above)


def _loads(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _plain(strings: list[tuple[str, str]]) -> list[Block]:
    """Return the longest string as paragraphs when it is prose, for platforms that store text without markup."""
    for string, title in strings[:1]:
        if "。" in string:
            lines = [line for line in (title, *string.splitlines()) if line.strip()]
            return [Paragraph(line) for line in lines]
    return []
