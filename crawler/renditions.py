"""Which of a report's files carries its text, and whether two say the same. Pure."""

from __future__ import annotations

import difflib
import hashlib
import json
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from crawler.extraction.base import Grid, Text


def choose_body(files: Sequence[tuple[str, str, Text | None]]) -> int:
    """Return the index of the file that carries the report's text; the page unless an attachment holds much more."""
    sizes = [len(text.text) if text else 0 for _, _, text in files]
    best = max(range(len(files)), key=lambda i: sizes[i])
    return 0 if sizes[0] >= 0.8 * sizes[best] else best


def disagreement(one: str, other: str) -> float:
    """Return the share of the text in which two renditions differ."""
    a, b = (" ".join(unicodedata.normalize("NFKC", t).split()) for t in (one, other))
    return 1 - difflib.SequenceMatcher(None, a[:5000], b[:5000], autojunk=False).quick_ratio()


def content_key(text: str, tables: Iterable[Grid | dict[str, Any]]) -> str:
    """Return the hash of normalised text and tables."""
    rows = [table.rows if isinstance(table, Grid) else table["rows"] for table in tables]
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    return hashlib.sha256((folded + json.dumps(rows, ensure_ascii=False)).encode()).hexdigest()
