"""What is personal in text that we show to people: mobile and identity numbers, private mail. The archive keeps all."""

from __future__ import annotations

from spiders.linear import Pattern, between

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
    (between(r"^|\D", rf"\d{{6}}{_GAP}{_BORN}", r"$|\D"), "证件号"),
    (between(r"^|\D", rf"(?:(?:\+|00)?\(?86\)?{_GAP}|0)?(?:{_MOBILE})", r"$|\D"), "手机号"),
    (between(r"^|[^A-Za-z0-9._+-]", rf"[A-Za-z0-9._+-]{{1,64}}\s?@\s?(?P<host>{_HOST})", ""), "邮箱"),
)


def redacted(text: str) -> str:
    """Return the text with identity numbers, mobile numbers and mail addresses replaced; offices' (gov.cn) stay."""
    for personal, name in _PERSONAL:
        text = _without(text, personal, name)
    return text


def _without(text: str, personal: Pattern[str], name: str) -> str:
    pieces, end = [], 0
    for match in personal.finditer(text.translate(_PLAIN)):
        if not _is_office(match.groupdict().get("host") or ""):
            pieces += [text[end : match.start()], f"［{name}］"]
            end = match.end()
    return "".join([*pieces, text[end:]])


def _is_office(host: str) -> bool:
    return host == "gov.cn" or host.endswith(".gov.cn")
