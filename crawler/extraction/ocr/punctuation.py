"""What a reading network writes differently from what is printed: punctuation widths, lone zeros."""

from __future__ import annotations

import re

_CJK = "\u3400-\u9fff，。、；：！？（）《》“”"
_WIDE = str.maketrans("(),:;!?", "（），：；！？")
_BESIDE = re.compile(rf"(?<=[{_CJK}])[(),:;!?]|[(),:;!?](?=[{_CJK}])")
_AIR = re.compile(  # half of such a sign is white, and typesetters part figures from Chinese letters
    rf"(?<=[，。、；：！？（）《》]) | (?=[，。、；：！？（）《》])|(?<=[{_CJK}]) (?=\d)|(?<=[\d.%]) (?=[{_CJK}])"
)
_ZERO = re.compile(r"[OoQ〇○◯。]")


def tidy(text: str, *, cell: bool = False) -> str:
    """Return a line with Chinese punctuation beside Chinese letters; a round mark alone in a cell is a zero."""
    text = text.strip()
    if cell and _ZERO.fullmatch(text):
        return "0"
    before = None
    while before != text:  # a bracket made wide makes its neighbour wide
        before, text = text, _BESIDE.sub(lambda m: m.group().translate(_WIDE), text)
    return _AIR.sub("", text)
