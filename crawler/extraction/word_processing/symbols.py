"""Characters of symbol fonts (Wingdings and its kin) as the Unicode signs they look like."""

from __future__ import annotations

_WINGDINGS = {
    0x22: "✂", 0x28: "☎", 0x2A: "✉", 0x46: "☞", 0x4A: "☺", 0x52: "☼", 0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑",
    0x72: "❒", 0x74: "⧫", 0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x78: "☒", 0x80: "⓪",
    **{0x81 + n: chr(0x2460 + n) for n in range(10)},
    **{0x8C + n: chr(0x2776 + n) for n in range(10)},
    0x9F: "•", 0xA0: "▪", 0xA1: "○", 0xA8: "□", 0xAB: "★", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓",
    0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_WINGDINGS2 = {
    0x30: "☐", 0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x98: "●", 0xA2: "■", 0xA3: "□",
    **{0x6A + n: chr(0x2460 + n) for n in range(10)},
}  # fmt: skip
_SYMBOL = {0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈"}
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS2, "symbol": _SYMBOL}
PRIVATE = 0xF000  # symbol fonts keep their 8-bit codes at U+F020..U+F0FF


def symbol(code: int, font: str) -> str:
    """Return the sign for a character of a symbol font; an unknown one stays the character the document has."""
    code &= 0xFFFF
    low = code - PRIVATE if code >= PRIVATE else code
    if low in (table := _FONTS.get(font.strip().lower(), {})):
        return table[low]
    return "" if 0xD800 <= code < 0xE000 or code < 0x20 else chr(code)  # noqa: PLR2004 - surrogates and controls
