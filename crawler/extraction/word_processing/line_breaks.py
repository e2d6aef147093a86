"""Where a line break inside a paragraph begins a new one: pages pasted into Word use breaks for paragraphs."""

from __future__ import annotations

import re

from crawler.extraction.base import Paragraph

_SENTENCE_END = re.compile(r"[。！？；：.!?;:]\s*$")
_MARKER = re.compile(
    r"\s*(?:[一二三四五六七八九十百]+、|[（(][一二三四五六七八九十百\d]+[）)]|\d+[.．、]|第.{1,4}[章节条]|[●◆■★])"
)
PAGE_BREAK = "\f"


def paragraphs(text: str) -> list[Paragraph]:
    """Split at page breaks, and at line breaks after a sentence or before a numbered item; other breaks stay inside."""
    out: list[Paragraph] = []
    for page in text.split(PAGE_BREAK):
        lines = page.split("\n")
        current = lines[0]
        for line in lines[1:]:
            if not current.strip() or not line.strip() or _SENTENCE_END.search(current) or _MARKER.match(line):
                out.append(Paragraph(current))
                current = line
            else:
                current += "\n" + line
        out.append(Paragraph(current))
    return [paragraph for paragraph in out if paragraph.text.strip()]


def whole(text: str) -> str:
    """Join the halves of UTF-16 pairs that were read one by one; a half alone becomes U+FFFD."""
    if any("\ud800" <= c < "\ue000" for c in text):
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
