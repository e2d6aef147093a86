"""Which code page an RTF's bytes are in: the font's charset says, else the document."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from crawler.extraction.word_processing.symbols import PRIVATE, symbol

SYMBOL = "symbol"
_CHARSETS = {
    2: SYMBOL, 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip


def of_charset(number: int) -> str | None:
    """Return the code page of a font's charset, None when the font leaves it to the document."""
    return _CHARSETS.get(number)


def of_code_page(number: int) -> str:
    """Return the code page of ``ansicpg`` and ``cpg``; GBK is read as its superset."""
    if number in {936, 54936}:
        return "gb18030"
    try:
        return codecs.lookup(f"cp{number}").name
    except LookupError:
        return "utf-8" if number == 65001 else "cp1252"  # noqa: PLR2004 - the number of UTF-8


@dataclass(slots=True)
class Font:
    """A font's name and code page; None is the document's."""

    name: str = ""
    page: str | None = None


NO_FONT = Font()


def decode(raw: bytes, font: Font, document: str) -> str:
    """Decode text in the font's code page, or the document's when the bytes fit only that."""
    if font.page == SYMBOL:
        return "".join(symbol(byte, font.name) for byte in raw)
    page = font.page or document
    for candidate in (page, document, "gb18030"):
        try:
            return raw.decode(candidate)
        except UnicodeDecodeError:
            continue
    return raw.decode(page, "replace")


def unicode(unit: int) -> str:
    """Return a UTF-16 unit as the sign it shows; symbol fonts use private ones, halves of pairs are joined later."""
    return symbol(unit, "wingdings") if PRIVATE <= unit < PRIVATE + 0x100 else chr(unit)
