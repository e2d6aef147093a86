"""Invented names and numbers in the place of real ones, the same for the same throughout a case.

Replaced are the portal's hosts and other governments', the names of the county, of the places above it and of its
townships, its code and the numbers under which its site is registered, people behind the usual labels, telephone and
identity numbers, mail addresses. What else a page tells (its prose, names in running text, pinyin in addresses) is for
the maintainer to look at.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, product
from urllib.parse import quote, unquote

from crawler import redaction
from spiders.bodies import county
from spiders.linear import IGNORECASE, Match, between, escape, pattern
from spiders.portals import Portal
from spiders.urls import bare, netloc

DOMAIN = "qinghe.example"
CODE = "110000"  # of no county
COUNTY, CITY, PROVINCE = "青禾", "云岭", "北江"
TOWNS = tuple(map("".join, product("柳石青白东西南北双大", "湾桥松岭坪溪塬河梁营")))  # a hundred; a county has fewer
PEOPLE = tuple(map("".join, product("张李王赵钱孙周吴郑冯", "一二三四五六七八九十")))
_LONG_PROVINCES = ("黑龙江", "内蒙古")
_SHAPES = {
    redaction.MAIL: "name{}@mail.example",
    redaction.MOBILE: "1380000{:04d}",
    redaction.IDENTITY: "11010119000101{:04d}",
}
_TOWN = pattern("街道办事处|街道|镇|乡|苏木")
_HAN = r"[\x{4E00}-\x{9FFF}]"
_ESCAPED = pattern(r"\\u([4-9][0-9a-fA-F]{3})|&#x([4-9][0-9a-fA-F]{3});|&#([2-4]\d{4});")
_IN_ADDRESS = pattern(r"(?:%E[4-9]%[0-9A-F]{2}%[0-9A-F]{2})+", IGNORECASE)
_IN_GBK_ADDRESS = pattern(r"(?:%[A-F][0-9A-F]%[4-9A-F][0-9A-F]){2,}", IGNORECASE)
_REGISTERED = pattern(rf"{_HAN}(ICP备|公网安备)(\s{{0,4}})\d{{6,20}}")
_GOVERNMENT = pattern(r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,6}\.gov\.cn", IGNORECASE)
_LANDLINE = between(r"^|\D", r"0\d{2,3}[-－—\s]?[2-9]\d{6,7}", r"$|\D")
_SHORT_NUMBER = pattern(r"(?P<label>(?:电话|传真|热线|[Tt]el)[^<>\d]{0,12})(?P<real>[2-9]\d{6,7})(?P<after>$|\D)")
_PERSON = pattern(
    r"(?P<label>(?:编辑|编审|审核|审校|校对|作者|联系人|经办人|负责人|签发人?|录入|发布人|发布者|撰稿|供稿|摄影|信息员)"
    r"\s{0,4}[:：](?:&nbsp;|\s|<[^<>]{0,80}>){0,3}"
    rf"|name=[\"'](?:author|editor|contenteditor)[\"']\s+content=[\"'])(?P<real>{_HAN}{{2,4}})(?P<after>$|[^\x{{4E00}}-\x{{9FFF}}])",
    IGNORECASE,
)
_NO_PERSON = pattern("[局委办室厅处科股站所院会部网台社心府镇乡街县区市旗]$|管理员|本站")
_SURELY_A_NAME = 3  # characters of a person's name, from which on it is replaced wherever it stands


class StandIns:
    """Changes texts of one portal's pages; equal names and numbers come out equal, different ones different."""

    def __init__(self, portal: Portal) -> None:
        self._names: dict[str, str] = {}  # wherever they stand
        for real, invented in (*_hosts(portal), *_places(portal)):
            self._names.setdefault(real, invented)
        self._others: dict[str, str] = {}  # where their place tells what they are
        self._next = count(1)
        self._people = iter(PEOPLE)
        self._code = between(r"^|\D", portal.code + r"(\d{0,12})", r"$|\D")

    def __call__(self, text: str) -> str:
        """Return a text with invented names and numbers."""
        text = _ESCAPED.sub(_unescaped, text)
        text = redaction.replaced(text, self._personal, offices=True)
        text = _LANDLINE.sub(lambda match: self._number(match[0], "0000-{:07d}"), text)
        text = _SHORT_NUMBER.sub(self._short_number, text)
        text = self._code.sub(lambda match: CODE + match[1], text)
        text = _REGISTERED.sub(lambda match: f"京{match[1]}{match[2]}00000000", text)
        text = _GOVERNMENT.sub(self._government, self._named(_PERSON.sub(self._person, text)))
        text = _IN_ADDRESS.sub(lambda match: quote(self._named(unquote(match[0]))), text)
        return _IN_GBK_ADDRESS.sub(self._in_gbk, text)

    def _government(self, match: Match[str]) -> str:
        host = match[0].lower()
        own = self._names.get(bare(host))  # however it is spelt
        return host.replace(bare(host), own) if own else self._number(host, "elsewhere{}.example")

    def _in_gbk(self, match: Match[str]) -> str:
        words = unquote(match[0], encoding="gb18030", errors="replace")
        named = self._named(words)
        return match[0] if named == words else quote(named, encoding="gb18030")

    def _named(self, text: str) -> str:
        """Return a text with the known names replaced; of two that begin alike it is the longer."""
        longest_first = sorted(self._names, key=len, reverse=True)
        return pattern("|".join(map(escape, longest_first))).sub(lambda match: self._names[match[0]], text)

    def _number(self, real: str, shape: str) -> str:
        if real not in self._others:
            self._others[real] = shape.format(next(self._next))
        return self._others[real]

    def _personal(self, kind: str, real: str) -> str:
        return self._number(real, _SHAPES[kind])

    def _short_number(self, match: Match[str]) -> str:
        return f"{match['label']}{self._number(match['real'], '{:07d}')}{match['after']}"

    def _person(self, match: Match[str]) -> str:
        real = match["real"]
        if _NO_PERSON.search(real):
            return match[0]
        if real not in self._others:
            self._others[real] = next(self._people)
        if len(real) >= _SURELY_A_NAME:
            self._names[real] = self._others[real]
        return f"{match['label']}{self._others[real]}{match['after']}"


def _unescaped(match: Match[str]) -> str:
    """Return a character that a script or a reference writes by its number; one that is no Chinese stays as it is."""
    number = int(match[3]) if match[3] else int(match[1] or match[2], 16)
    return chr(number) if 0x4E00 <= number <= 0x9FFF else match[0]  # noqa: PLR2004 - the common block


def _hosts(portal: Portal) -> Iterator[tuple[str, str]]:
    own = bare(netloc(portal.home))
    if own:
        yield own, DOMAIN
    for number, host in enumerate(map(bare, portal.hosts), 1):
        if host != own and not host.endswith(f".{own}"):
            yield host, f"own{number}.{DOMAIN}"


def _places(portal: Portal) -> Iterator[tuple[str, str]]:
    """Yield the names of the county, of what is above it and of what is below, whole and without their class."""
    yield from _with_stem(portal.name, COUNTY)
    place = county(portal.code)
    if place is None:
        return
    yield from _with_stem(place.name, COUNTY)
    yield from _with_stem(place.city, CITY)
    yield place.province, f"{PROVINCE}省"
    yield place.province[: 3 if place.province.startswith(_LONG_PROVINCES) else 2], PROVINCE
    for town, invented in zip(place.townships, TOWNS, strict=False):
        stem = _TOWN.sub("", town)
        yield (stem, invented) if len(stem) > 1 else (town, town.replace(stem, invented, 1))


def _with_stem(real: str, invented: str) -> Iterator[tuple[str, str]]:
    if real:
        yield real, invented + real[-1]
    if len(real) > len("某县"):
        yield real[:-1], invented
