"""Radicals that stand for characters: some printers name the glyph of 人 by the radical (⼈) that shares it."""

from __future__ import annotations

import unicodedata

# The supplement of radicals has no compatibility mapping; these are its forms that are everyday characters.
_SUPPLEMENT = dict(
    zip(
        "⺁⺎⺏⺐⺟⺠⺢⺥⺩⺫⺻⻁⻄⻅⻆⻉⻋⻐⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
        "厂兀尢尣母民氺爫王罒聿虎西见角贝车钅长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
        strict=True,
    )
)
_KANGXI = range(0x2F00, 0x2FD6)
_SIMPLER = {"戶": "户"}  # the radical's own form is the traditional one, its glyph is shared with the simplified one

RADICALS: dict[int, str] = {ord(radical): char for radical, char in _SUPPLEMENT.items()}
RADICALS |= {code: _SIMPLER.get(char, char) for code in _KANGXI for char in [unicodedata.normalize("NFKC", chr(code))]}
