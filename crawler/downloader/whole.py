"""Whether a body whose transfer ended badly is nevertheless whole, by its own marks."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from spiders.linear import IGNORECASE, pattern

if TYPE_CHECKING:
    from scrapy.http import Headers

MAX_TAIL = 70_000  # bytes; a ZIP's directory end may be followed by a comment of 64 KB
PIECE = 65_536  # bytes decompressed at a time
_HTML_END = pattern(rb"</(?:html|body)\s*>(?:\s|<!--[^<>]{0,500}-->)*\Z", IGNORECASE)
_XML_END = pattern(rb"</[\w:.-]{1,100}>\s*\Z")
_ENDS = (
    (b"%PDF", pattern(rb"%%EOF\s*\Z")),
    (b"\xff\xd8\xff", pattern(rb"\xff\xd9\Z")),
    (b"\x89PNG", pattern(rb"IEND\xaeB`\x82\Z")),
    (b"{\\rtf", pattern(rb"\}[\s\x00]*\Z")),
    (b"{", pattern(rb"\}\s*\Z")),
    (b"[", pattern(rb"\]\s*\Z")),
    (b"<?xml", _XML_END),
)


def is_whole(headers: Headers, body: bytes) -> bool:
    """Tell whether nothing is missing at the end of a body; False where its format does not say."""
    coding = (headers.get("Content-Encoding") or b"").strip().lower()
    if body[:2] == b"\x1f\x8b":
        return _stream_ended(body, zlib.MAX_WBITS | 16)
    if coding == b"deflate":
        return _stream_ended(body, zlib.MAX_WBITS if body[:1] == b"\x78" else -zlib.MAX_WBITS)
    tail = body[-MAX_TAIL:]
    if body.startswith(b"PK\x03\x04"):
        end = tail.rfind(b"PK\x05\x06")
        return end >= 0 and len(tail) >= end + 22 + int.from_bytes(tail[end + 20 : end + 22], "little")
    start = body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, ends in _ENDS:
        if start.startswith(magic):
            return ends.search(tail[-2000:]) is not None
    return _HTML_END.search(tail[-2000:]) is not None


def _stream_ended(body: bytes, window: int) -> bool:
    """Tell whether a compressed stream comes to its own end; its text is thrown away as it comes."""
    stream, rest = zlib.decompressobj(window), body
    try:
        while rest and not stream.eof:
            stream.decompress(rest, PIECE)
            rest = stream.unconsumed_tail
    except zlib.error:
        return False
    return stream.eof
