"""Brings a title or text into the spelling that the grammar reads: half-width, no blanks, simplified, years in digits.

Folding is lossy and only for reading; what is archived keeps its own spelling. Input of any length costs bounded time.
"""

from __future__ import annotations

import unicodedata

from spiders.linear import Match, pattern

LONGEST_TITLE = 300
LONGEST_TEXT = 400_000  # characters; the longest real report has 60,000
# The commonest characters of titles and of organs' and places' names, not a dictionary.
_TRADITIONAL = (
    "國務辦廳與開關於發報門縣區鎮鄉總結體況訊資處應財產衛業農動勞會審計統監環護鄰屬機構網編製佈類據標準實"
    "廣醫療軍術藝學邊華東龍鳳馬陽陰寧慶漢濟濱灣島嶺義蘭蘇遼遠連達運錦鐵銅鋼長雙雲電靈順頭風飛魚黃齊園圖場"
    "壩壽寶崗廟張強從復愛戶歷殘溝滄濰獨畢眾礦確種稅穩築糧紅紀經綠維線聖聯職興舊莊萬葉號見規觀記設許評試詢"
    "話認語調談請識讀負責貴費貿賀質贛趙車輔轉進過選郵鄭釋閩陳陝際隊險項預領驗養樓橋溫潤澤績鐘圍當協參單嚴"
    "員團執備優儲傳債價倉來"
)
_SIMPLIFIED = (
    "国务办厅与开关于发报门县区镇乡总结体况讯资处应财产卫业农动劳会审计统监环护邻属机构网编制布类据标准实"
    "广医疗军术艺学边华东龙凤马阳阴宁庆汉济滨湾岛岭义兰苏辽远连达运锦铁铜钢长双云电灵顺头风飞鱼黄齐园图场"
    "坝寿宝岗庙张强从复爱户历残沟沧潍独毕众矿确种税稳筑粮红纪经绿维线圣联职兴旧庄万叶号见规观记设许评试询"
    "话认语调谈请识读负责贵费贸贺质赣赵车辅转进过选邮郑释闽陈陕际队险项预领验养楼桥温润泽绩钟围当协参单严"
    "员团执备优储传债价仓来"
)
_SIMPLE = dict(zip(map(ord, _TRADITIONAL), _SIMPLIFIED, strict=True))
# Width, radicals and compatibility ideographs one by one: normalising a whole text is quadratic on hostile accents.
_WIDTH = {
    code: unicodedata.normalize("NFKC", chr(code))
    for first, last in ((0x2E80, 0x2FD5), (0xF900, 0xFAFF), (0xFF01, 0xFF5E))
    for code in range(first, last + 1)
}
_FOLD: dict[int, str] = {**_SIMPLE, **_WIDTH}
_ZERO = "〇○零◯〇OoОоΟο0"
_NUMERALS = {**dict(zip("一二三四五六七八九", "123456789", strict=True)), **dict.fromkeys(_ZERO, "0")}
_YEAR = pattern(
    rf"[二2][{_ZERO}][一二三四五六七八九{_ZERO}1-9][一二三四五六七八九{_ZERO}1-9][0-9]?"
)  # and a digit behind: no year
_TAG = pattern(r"<[^<>]{0,80}>|&[a-z#0-9]{2,8};")
_BLANK = pattern(r"[\s\x00-\x1f\x7f\x{85}\x{AD}\x{200B}-\x{200F}\x{2028}-\x{202E}\x{2060}\x{FEFF}\x{3000}]+")


def title(raw: str) -> str:
    """Return a title folded, at most 300 characters."""
    return digits(_BLANK.sub("", _TAG.sub("", raw[: 4 * LONGEST_TITLE])).translate(_FOLD))[:LONGEST_TITLE]


def text(raw: str) -> str:
    """Return a body text folded; what lies beyond 400,000 characters is not read."""
    return digits(_BLANK.sub("", raw[:LONGEST_TEXT]).replace("|", "").translate(_FOLD))


def digits(folded: str) -> str:
    """Return the text with years in Chinese numerals (二〇二〇, 二0二0, 二○二○) in digits."""
    return _YEAR.sub(_in_digits, folded)


def _in_digits(match: Match[str]) -> str:
    year = match[0]
    return year if len(year) > 4 else "".join(_NUMERALS.get(char, char) for char in year)  # noqa: PLR2004 - digits of a year
