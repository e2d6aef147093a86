"""Undoing the Content-Encoding of a recorded answer. Pure."""

from __future__ import annotations

import zlib

from scrapy.utils.gz import gunzip

MAX_DECODED_BYTES = 200_000_000


def decoded(body: bytes, encoding: str) -> bytes:
    """Undo a Content-Encoding; a body that does not decode is returned as it came, for the reader to judge."""
    names = [part.strip().lower() for part in encoding.split(",") if part.strip()]
    try:
        for name in reversed(names):
            body = _decode(body, name)
    except (OSError, EOFError, zlib.error, ValueError):
        return body
    return body


def _decode(body: bytes, encoding: str) -> bytes:
    if encoding in {"gzip", "x-gzip"}:
        return gunzip(body, max_size=MAX_DECODED_BYTES)
    if encoding == "deflate":
        return zlib.decompressobj(-15 if body[:1] != b"\x78" else 15).decompress(body, MAX_DECODED_BYTES)
    return body
