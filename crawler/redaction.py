"""What is personal in text that we show to people: mobile and identity numbers, private mail. The archive keeps all."""

from __future__ import annotations

from collections.abc import Callable

from spiders.linear import Pattern, between

StandIn = Callable[[str, str], str]  # kind of what is personal, and its text → what stands in its place
IDENTITY, MOBILE, MAIL = "证件号", "手机号", "邮箱"
_PLAIN = {0xFF01 + at: 0x21 + at for at in range(94)} | {0x3000: 0x20}  # full width → ASCII, sign for sign
_GAP = r"[\s\-‐-―.·]{0,2}"
_GROUPS = ("3 4 4", "4 3 4", "3 3 5", "3 2 2 2 2", "5 6", "2 3 3 3")  # as people write eleven digits
_MOBILE = "|".join(
    rf"1[3-9]\d{{{first - 2}}}" + "".join(rf"{_GAP}\d{{{size}}}" for size in rest)
    for first, *rest in ([int(size) for size in groups.split()] for groups in _GROUPS)
)
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_BORN = rf"(?:(?:18|19|20)\d\d{_DAY}{_GAP}\d{{3}}[\dXx]|\d\d{_DAY}\d{{3}})"  # and a number; of 1999 and before: short
_HOST = r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"
_PERSONAL = (
    (between(r"^|\D", rf"\d{{6}}{_GAP}{_BORN}", r"$|\D"), IDENTITY),
    (between(r"^|\D", rf"(?:(?:\+|00)?\(?86\)?{_GAP}|0)?(?:{_MOBILE})", r"$|\D"), MOBILE),
    (between(r"^|[^A-Za-z0-9._+-]", rf"[A-Za-z0-9._+-]{{1,64}}\s?@\s?(?P<host>{_HOST})", ""), MAIL),
)


def redacted(text: str) -> str:
    """Return the text with identity numbers, mobile numbers and mail addresses replaced; offices' (gov.cn) stay."""
    return replaced(text, lambda kind, _: f"［{kind}］", offices=False)


def quoted(words: str) -> str:
    """Return the words of a link or title as they are told: in quotation marks, nothing personal in them."""
    return f"‘{redacted(words)}’" if words else "a link without words"


def replaced(text: str, stand_in: StandIn, *, offices: bool) -> str:
    """Return the text with what is personal replaced by what ``stand_in`` gives for it; ``offices``: their mail too."""
    for personal, kind in _PERSONAL:
        text = _without(text, personal, kind, stand_in, offices=offices)
    return text


def _without(text: str, personal: Pattern[str], kind: str, stand_in: StandIn, *, offices: bool) -> str:
    pieces, end = [], 0
    for match in personal.finditer(text.translate(_PLAIN)):
        if offices or not _is_office(match.groupdict().get("host") or ""):
            pieces += [text[end : match.start()], stand_in(kind, text[match.start() : match.end()])]
            end = match.end()
    return "".join([*pieces, text[end:]])


def _is_office(host: str) -> bool:
    return host == "gov.cn" or host.endswith(".gov.cn")
