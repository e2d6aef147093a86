"""Bytes of a page to characters. Headers and ``meta charset`` are not believed: the bytes decide.

Order: byte order mark, UTF-16 by its zero bytes, strict UTF-8, GB18030 (which holds GB2312 and GBK). A damaged page
takes whichever of the two loses fewer characters.
"""

from __future__ import annotations

import codecs
import re

MAX_CHARS = 16_000_000

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DATA_URI = re.compile(r"data:[\w/+.;=-]{1,80}base64,[A-Za-z0-9+/=%\s]*")


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the page's characters and remarks (``damaged_bytes``, ``cut``). Inlined images are left out."""
    text, notes = _characters(data)
    if "base64," in text:
        text = _DATA_URI.sub("", text)
    text = text.replace("\x00", "")
    if len(text) > MAX_CHARS:
        return text[: text.rfind(">", 0, MAX_CHARS) + 1] or text[:MAX_CHARS], (*notes, "cut")
    return text, notes


def _characters(data: bytes) -> tuple[str, tuple[str, ...]]:
    for bom, charset in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(charset, "replace"), ()
    if data[:400].count(b"\x00") * 3 > len(data[:400]):
        return data.decode("utf-16-le" if data[1:2] == b"\x00" else "utf-16-be", "replace"), ()
    for charset in ("utf-8", "gb18030"):
        try:
            # final=False: a page cut in the middle of a character is still of its charset
            return codecs.getincrementaldecoder(charset)().decode(data), ()
        except UnicodeDecodeError:
            continue
    tries = [data.decode(charset, "replace") for charset in ("utf-8", "gb18030")]
    return min(tries, key=lambda text: text.count("\ufffd")), ("damaged_bytes",)
