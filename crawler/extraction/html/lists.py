"""The numbers of ordered lists whose kind the page itself states; what style sheets make of others is not known."""

from __future__ import annotations

import re

from lxml.etree import _Element

from crawler.extraction.word_processing.numbering import numeral

MAX_ITEMS = 1000  # of a list; counting is quadratic
_STATED = re.compile(r"list-style(?:-type)?\s*:[^;]*?(?<![\w-])([a-z-]+[a-z])(?![\w-])", re.IGNORECASE)
_KINDS = {  # list-style-type, or the type attribute: number format, and what follows the number
    "decimal": ("decimal", "."), "1": ("decimal", "."), "decimal-leading-zero": ("decimalZero", "."),
    "lower-alpha": ("lowerLetter", "."), "lower-latin": ("lowerLetter", "."), "a": ("lowerLetter", "."),
    "upper-alpha": ("upperLetter", "."), "upper-latin": ("upperLetter", "."), "A": ("upperLetter", "."),
    "lower-roman": ("lowerRoman", "."), "i": ("lowerRoman", "."), "upper-roman": ("upperRoman", "."),
    "I": ("upperRoman", "."), "cjk-ideographic": ("chineseCountingThousand", "、"),
    "simp-chinese-informal": ("chineseCountingThousand", "、"), "cjk-decimal": ("ideographDigital", "、"),
}  # fmt: skip
_EDITOR = {  # classes of UEditor
    "custom_num": "{}.", "custom_num1": "{}）", "custom_num2": "（{}）",
    "custom_cn": "{}、", "custom_cn1": "{}）", "custom_cn2": "（{}）",
}  # fmt: skip


def label(item: _Element) -> str:
    """Return the number a list item shows, "" when it shows none or nothing says which."""
    ordered = item.getparent()
    if item.tag != "li" or ordered is None or ordered.tag != "ol" or len(ordered) > MAX_ITEMS:
        return ""
    kind = _kind(ordered)
    return kind[1].format(numeral(_count(item, ordered), kind[0])) if kind else ""


def _kind(ordered: _Element) -> tuple[str, str] | None:
    """Return the number format of a list and what stands around the number; None when nothing says which."""
    edited = next((name for name in (ordered.get("class") or "").split() if name in _EDITOR), None)
    if edited is not None:
        return "chineseCountingThousand" if "cn" in edited else "decimal", _EDITOR[edited]
    stated = _STATED.search(ordered.get("style") or "")
    kind = _KINDS.get(stated[1].lower() if stated else ordered.get("type") or "")
    return (kind[0], "{}" + kind[1]) if kind else None


def _count(item: _Element, ordered: _Element) -> int:
    number = _integer(ordered.get("start"), 1) - 1
    for sibling in ordered.iterchildren("li"):
        number = _integer(sibling.get("value"), number + 1)
        if sibling is item:
            break
    return number


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else default  # noqa: PLR2004
