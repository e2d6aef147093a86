"""Brings a title or text into the spelling that the grammar reads: half-width, no blanks, simplified, years in digits.

Folding is lossy and only for reading; what is archived keeps its own spelling. Input of any length costs bounded time.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST_TITLE = 300
LONGEST_TEXT = 400_000  # characters; the longest real report has 60,000
# Only characters that occur in the words of the grammar; agencies keep what is not listed.
_SIMPLE = dict(
    zip(
        map(
            ord, "國務辦廳與開關於發報門縣區鎮鄉總結體況訊資處應財產衛業農動勞會審計統監環護鄰屬機構網編製佈類據標準實"
        ),
        "国务办厅与开关于发报门县区镇乡总结体况讯资处应财产卫业农动劳会审计统监环护邻属机构网编制布类据标准实",
        strict=True,
    ),
)
# Width, radicals and compatibility ideographs one by one: normalising a whole text is quadratic on hostile accents.
_WIDTH = {
    code: unicodedata.normalize("NFKC", chr(code))
    for first, last in ((0x2E80, 0x2FD5), (0xF900, 0xFAFF), (0xFF01, 0xFF5E))
    for code in range(first, last + 1)
}
_FOLD: dict[int, str] = {**_SIMPLE, **_WIDTH}
_ZERO = "〇○零◯〇OoОоΟο0"
_NUMERALS = {**dict(zip("一二三四五六七八九", "123456789", strict=True)), **dict.fromkeys(_ZERO, "0")}
_YEAR = re.compile(rf"[二2][{_ZERO}][一二三四五六七八九{_ZERO}1-9][一二三四五六七八九{_ZERO}1-9](?![0-9])")
_TAG = re.compile(r"<[^<>]{0,80}>|&[a-z#0-9]{2,8};")
_BLANK = re.compile(r"[\s\x00-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff\u3000]+")


def title(raw: str) -> str:
    """Return a title folded, at most 300 characters."""
    return digits(_BLANK.sub("", _TAG.sub("", raw[: 4 * LONGEST_TITLE])).translate(_FOLD))[:LONGEST_TITLE]


def text(raw: str) -> str:
    """Return a body text folded; what lies beyond 400,000 characters is not read."""
    return digits(_BLANK.sub("", raw[:LONGEST_TEXT]).replace("|", "").translate(_FOLD))


def digits(folded: str) -> str:
    """Return the text with years in Chinese numerals (二〇二〇, 二0二0, 二○二○) in digits."""
    return _YEAR.sub(lambda match: "".join(_NUMERALS.get(char, char) for char in match[0]), folded)
