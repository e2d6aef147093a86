"""Bytes to characters. Headers and ``meta charset`` lie, so each declaration is only a candidate: the text decides.

A candidate is judged by how common its characters are in Chinese writing. GB18030 decodes almost anything without an
error, and so does Big5; what comes out of the wrong one is rare characters.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass, replace
from functools import lru_cache

from spiders.linear import IGNORECASE, pattern

MAX_BYTES = 16_000_000  # more than any real page; what lies beyond is not read
MAX_DECLARATION = 300_000  # bytes in which a page may declare its charset: some do so below scripts and styles
MAX_SAMPLE = 4_000  # characters by which a reading is judged, spread over the text
CUT = "cut"  # the remark on a page that is larger
_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARED = pattern(
    rb"<meta\b[^<>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w:.-]{2,30})|<\?xml\b[^<>]{0,100}?encoding\s{0,9}=\s{0,9}[\"']([\w:.-]{2,30})",
    IGNORECASE,
)
_CODECS = {  # by the codec's own name: the superset that pages so declared are written in; single bytes are never meant
    "utf-8": "utf-8", "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs",
    "cp950": "big5hkscs", "big5hkscs": "big5hkscs", "euc_kr": "cp949", "cp949": "cp949",
}  # fmt: skip
_ALIASES = {"x-gbk": "gbk", "gb_2312-80": "gbk", "x-x-big5": "big5"}  # names that browsers know and Python does not
_USUAL = ("utf-8", "gb18030", "big5hkscs")  # tried whatever is declared; of equal readings the first
_DECLARED_BONUS = 0.15  # of a reading's worth between -1 and 1: enough between two that are alike
_ZERO_SHARE, _ZERO_SIDE = 0.1, 0.9  # of the first bytes, and of those on one side: ASCII in units of two bytes
_NON_ASCII = pattern(r"[^\x00-\x7f]+")
_UTF8_RUN = pattern(rb"(?:[\xe2-\xef][\x80-\xbf]{2}){2}")
_PIECE = pattern(rb"[^<>\r\n]+|[<>\r\n]+")  # none of these signs is ever a part of a longer character
_DATA_URI = pattern(rb"data:[\w/+.;=-]{1,80}base64,[A-Za-z0-9+/=%\s]*")
_COMMON, _OTHER, _STRANGE = 1.0, 0.2, -1.0  # what a character speaks for its reading
_DOUBTFUL = 0.75  # a reading worth less is of a charset that nobody named
_FEW_CHARACTERS = 20
# Characters of GB18030 that Unicode got after Python's table was made.
_LATER = dict(zip(
    [*range(0xE78D, 0xE797), 0xE81E, 0xE826, 0xE82B, 0xE82C, 0xE832, 0xE843, 0xE854, 0xE864, 0xE7C7],
    "︐︒︑︓︔︕︖︗︘︙龴龵龶龷龸龹龺龻ḿ", strict=True,
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A page's characters, the charset of most of them, and remarks.

    The remarks are ``mixed_charset``, ``damaged_bytes``, ``cut``, and ``unknown_charset`` with the declared names.
    """

    text: str
    charset: str
    notes: tuple[str, ...] = ()


def decode(data: bytes, content_type: bytes = b"") -> DecodedText:
    """Return the characters of an answer. Inlined images are left out; NUL is no character."""
    if b"base64," in data:
        data = _DATA_URI.sub(b"", data)
    cut = len(data) > MAX_BYTES
    if cut:
        data = data[: data.rfind(b">", 0, MAX_BYTES) + 1] or data[:MAX_BYTES]
    decoded = _marked(data) or _unmarked(data, content_type)
    text = decoded.text.replace("\x00", "")
    if decoded.charset == "gb18030":
        text = text.translate(_LATER)
    return DecodedText(text, decoded.charset, (*decoded.notes, *((CUT,) if cut else ())))


def _marked(data: bytes) -> DecodedText | None:
    """Read what says by a byte order mark or its zero bytes that it is Unicode; None for a mark that lies."""
    if data.startswith(codecs.BOM_UTF8):
        return _whole(data.removeprefix(codecs.BOM_UTF8), "utf-8")
    charset = utf16(data)
    return _replaced(data[2:] if data.startswith(_MARKS) else data, charset) if charset else None


def utf16(data: bytes) -> str:
    """Return utf-16-le or utf-16-be by the byte order mark or the zero bytes that ASCII leaves; "" for others."""
    if data.startswith(_MARKS):
        return "utf-16-le" if data.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    head = data[:4096]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if even + odd < len(head) * _ZERO_SHARE or max(even, odd) < (even + odd) * _ZERO_SIDE:
        return ""
    return ("utf-16-le" if odd > even else "utf-16-be") if len(head) > 1 else ""


def _unmarked(data: bytes, content_type: bytes) -> DecodedText:
    declared = _declared(data, content_type)
    names = [name for name in map(_codec, declared) if name]
    decoded = _whole(data, "utf-8")
    if decoded is not None and not _is_disguised(decoded.text, names):
        return decoded
    data = data.removeprefix(codecs.BOM_UTF8)
    charset = _majority(data, names)
    decoded = None if _UTF8_RUN.search(data) else _whole(data, charset)
    decoded = decoded or _mixed(data, charset)
    if worth(decoded.text) >= _DOUBTFUL:
        return decoded
    return replace(decoded, notes=(*decoded.notes, " ".join(("unknown_charset", *declared))[:60]))


def _is_disguised(text: str, names: list[str]) -> bool:
    """Tell a few characters of another charset that happen to be UTF-8 too, as GBK's 联通 are."""
    beyond = sum(map(len, _NON_ASCII.findall(text)))
    return 0 < beyond < _FEW_CHARACTERS and "utf-8" not in names and bool(names) and worth(text) < 0


def _declared(data: bytes, content_type: bytes) -> list[str]:
    """Return the names that meta elements, prolog and header give, each once."""
    matches = [*_DECLARED.finditer(data[:MAX_DECLARATION]), *_DECLARED.finditer(b"<meta " + content_type)]
    return [*dict.fromkeys((match[1] or match[2]).decode("latin-1").lower() for match in matches)]


def _codec(name: str) -> str:
    """Return the codec that pages of this declaration are read by; "" for an unknown one, or one that nobody means."""
    try:
        return _CODECS.get(codecs.lookup(_ALIASES.get(name, name)).name, "")
    except LookupError:
        return ""


def _majority(data: bytes, declared: list[str]) -> str:
    """Return the charset in which most of the page is written."""

    def score(name: str) -> float:
        return worth(data.decode(name, "replace")) + (_DECLARED_BONUS if name in declared else 0)

    return max(dict.fromkeys((*_USUAL, *declared)), key=score)


def worth(text: str) -> float:
    """Return how much a text looks like Chinese writing, from -1 (mojibake) to 1; 0 when nothing in it says."""
    # A Chinese character read wrongly becomes two or three signs of replacement.
    beyond = "".join(_NON_ASCII.findall(text)).replace("\ufffd\ufffd", "\ufffd")
    sample = beyond[:: len(beyond) // MAX_SAMPLE + 1]
    return sum(map(_commonness, sample)) / len(sample) if sample else 0.0


_SIGNS = "\u3000\xa0·“”‘’—…、。〈〉《》「」『』【】〔〕€〇©®×°«»"


@lru_cache(maxsize=8192)
def _commonness(character: str) -> float:
    """Return what a character speaks for its reading: common by the first levels of GB 2312 or Big5, other, strange."""
    if "\uff01" <= character <= "\uff5e" or "\uac00" <= character <= "\ud7a3" or character in _SIGNS:
        return _COMMON
    if not "\u4e00" <= character <= "\u9fff":
        return _OTHER if "\u3400" <= character <= "\u4dbf" or character > "\uffff" else _STRANGE
    gb, big5 = character.encode("gb2312", "ignore"), character.encode("big5", "ignore")
    return _COMMON if b"\xb0" <= gb[:1] <= b"\xd7" or b"\xa4" <= big5[:1] <= b"\xc6" else _OTHER


def _whole(data: bytes, charset: str) -> DecodedText | None:
    """Read what is of one charset throughout, perhaps cut off in the middle of its last character; else None."""
    try:
        text = codecs.getincrementaldecoder(charset)().decode(data)
    except UnicodeDecodeError:
        return None
    return DecodedText(text, charset)


def _replaced(data: bytes, charset: str) -> DecodedText:
    return _whole(data, charset) or DecodedText(data.decode(charset, "replace"), charset, ("damaged_bytes",))


def _mixed(data: bytes, charset: str) -> DecodedText:
    """Read a page into which another was included, piece by piece: what is not of its charset, by the other one."""
    other = "gb18030" if charset == "utf-8" else "utf-8"
    parts: list[str] = []
    mixed = False
    for piece in _PIECE.findall(_without_half(data, charset)):
        text = piece.decode(charset, _REPLACE)
        if "\ufffd" in text or (charset != "utf-8" and _UTF8_RUN.search(piece)):
            again = piece.decode(other, "replace")
            if worth(again) > worth(text):
                text, mixed = again, True
        parts.append(text)
    text = "".join(parts)
    damaged = text.count("\ufffd") > data.count("\ufffd".encode())
    notes = (("mixed_charset",) if mixed else ()) + (("damaged_bytes",) if damaged else ())
    return DecodedText(text, charset, notes)


def _without_half(data: bytes, charset: str) -> bytes:
    """Return the bytes without the half of a character at their end."""
    decoder = codecs.getincrementaldecoder(charset)("replace")
    decoder.decode(data)
    half, _ = decoder.getstate()
    return data.removesuffix(half)


def _replacement(error: UnicodeError) -> tuple[str, int]:
    """Replace a byte that is none of its charset; 0x80 alone is the euro sign of Windows' GBK."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    chinese = error.encoding == "gb18030"
    if chinese and error.object[error.start] == 0x80:  # noqa: PLR2004
        return "€", error.start + 1
    return "\ufffd", error.start + 1 if chinese else error.end


_REPLACE = "spiders.pages.charset"
codecs.register_error(_REPLACE, _replacement)
