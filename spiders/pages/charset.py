"""Bytes to text. Scrapy believes the Content-Type header; these portals' headers lie, so the bytes are asked first."""

from __future__ import annotations

import codecs
import re

MAX_BYTES = 15 << 20  # more than any real page; what lies beyond is not read
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_-]{2,30})", re.IGNORECASE)
_HEADER = re.compile(rb"charset\s*=\s*[\"']?\s*([a-zA-Z0-9_-]{2,30})", re.IGNORECASE)
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030"}
_TRUSTED = {"utf-8", "gb18030", "big5", "utf-16", "utf-16-le", "utf-16-be"}  # nobody declares latin-1 on purpose
_ASCII = bytes(range(128))
_BROKEN_SHARE = 0.02  # of the bytes beyond ASCII: a careless cut; another encoding breaks nearly all of them


def decode(body: bytes, content_type: bytes = b"") -> str:
    """Return the text: by BOM, else strict UTF-8, else as declared (meta before header), else GB18030."""
    body = body[:MAX_BYTES]
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace")
    try:
        return _utf8(body)
    except UnicodeDecodeError:
        pass
    invalid = len(body) - len(body.decode("utf-8", "ignore").encode())
    if invalid <= len(body.translate(None, _ASCII)) * _BROKEN_SHARE:
        return body.decode("utf-8", "replace")
    declared = [found[1] for found in (_META.search(body[:4096]), _HEADER.search(content_type)) if found]
    for name in (*map(_codec, declared), "gb18030"):
        if name in _TRUSTED and name != "utf-8":
            return body.decode(name, "replace")
    return body.decode("gb18030", "replace")


def _utf8(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(body) - 3:  # cut off in the middle of the last character
            return body[: error.start].decode("utf-8")
        raise


def _codec(name: bytes) -> str:
    lower = name.decode("ascii").lower()
    try:
        return _CHINESE.get(lower) or codecs.lookup(lower).name
    except LookupError:
        return ""
