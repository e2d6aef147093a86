"""Brings a title or text into the one spelling that the grammar reads: half-width, no blanks, simplified, digits for years.

Folding is lossy and only for reading; what is archived keeps its own spelling. Input of any length costs bounded time.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST_TITLE = 300
LONGEST_TEXT = 400_000  # characters; the longest real report has 60,000
# Only characters that occur in the words of the grammar; agencies keep what is not listed.
_SIMPLE = str.maketrans(
    "國務辦廳與開關於發報門縣區鎮鄉辦總結體況訊資處應財產衛業農動勞會審計統計監環護鄰屬機構網編製佈類類據標準實",
    "国务办厅与开关于发报门县区镇乡办总结体况讯资处应财产卫业农动劳会审计统计监环护邻属机构网编制布类类据标准实",
)
_ZERO = "〇○零◯〇OoОоΟο0"
_NUMERALS = {**dict(zip("一二三四五六七八九", "123456789", strict=True)), **dict.fromkeys(_ZERO, "0")}
_YEAR = re.compile(rf"[二2][{_ZERO}][一二三四五六七八九{_ZERO}1-9][一二三四五六七八九{_ZERO}1-9](?![0-9])")
_TAG = re.compile(r"<[^<>]{0,80}>|&[a-z#0-9]{2,8};")
_BLANK = re.compile(r"[\s\x00-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff\u3000|]+")


def title(raw: str) -> str:
    """Return a title folded, at most 300 characters."""
    text = unicodedata.normalize("NFKC", _TAG.sub("", raw[: 4 * LONGEST_TITLE]))
    return digits(_BLANK.sub("", text).translate(_SIMPLE))[:LONGEST_TITLE]


def text(raw: str) -> str:
    """Return a body text folded; what lies beyond 400,000 characters is not read."""
    return digits(_BLANK.sub("", unicodedata.normalize("NFKC", raw[:LONGEST_TEXT])).translate(_SIMPLE))


def digits(folded: str) -> str:
    """Return the text with years in Chinese numerals (二〇二〇, 二0二0, 二○二○) in digits."""
    return _YEAR.sub(lambda match: "".join(_NUMERALS.get(char, char) for char in match[0]), folded)
