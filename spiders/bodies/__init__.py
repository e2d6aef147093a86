"""Issuing bodies: the townships of each county, and one spelling for every body however a page writes it.

A body is named in full and from its county on (``贺兰县金贵镇人民政府``), because documents are keyed by the name.
Nothing is guessed: a name that points at nobody (我镇, 2020年) is None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from spiders.bodies import forms
from spiders.bodies.gazetteer import County, county, places, townships
from spiders.bodies.towns import listed, town

__all__ = ["Body", "County", "body_of", "county", "level_of", "townships"]

_CLASS = "县区市旗"
_OFFICE = re.compile(r"(?:人民)?政府(?:办(?:公室|公厅)?|（办公室）)|府办(?:公室)?")
# 市场监督管理局, 区域经济办: the class of no division. But 市政府, 市民政局 are the city's.
_COMMON_WORD = re.compile(
    r"市(?:[场容]|政(?!府|务|法|协|策|研)|民(?:中心|服务|之家)|监(?!察|狱|测|管))|区[域划级]|县[域直]|[省市]级"
)
_FOREIGN_RELATIVE = re.compile(r"国家(?!税务局)|全国|自治区|自治州|省|州|盟|市|区")
_COUNTY_FORM = re.compile(
    r"(?:[\u3400-\u9fff]{1,10}?自治[县旗]|[\u3400-\u9fff]{1,4}?(?<![本各全我])县)(?=$|人民政府|政府|[^委长镇乡街城]{2})"
)
# 县人民政府教育局, 区政府国资局; 政府采购中心 is no bureau of the government by that name
_OF_GOVERNMENT = re.compile(r"^(?:人民政府|政府(?!采购|法制)(?=.{2,}(?:局|委员会)$))")
_TOWN_END = re.compile(r"街道|[镇乡街]|苏木")  # 城区 is a county, 城区街道 a street of any other
_BRANCHES = r"(?:分局|大队|中队|分队|分中心|管理部|办事处|分公司|支公司|支行|站|所|段|队|局|处)"
_PARTY = re.compile(r"^(?:中共|中国共产党|国家税务总局)")


@dataclass(frozen=True, slots=True)
class Body:
    """An issuing body: its full name, and county | department | township | other."""

    name: str
    level: str


class _HomePlace(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...


def level_of(agency: str, portal: _HomePlace) -> str:
    """Return county | department | township for a body of the portal's county, other for everyone else."""
    body = body_of(agency, portal.code, portal.name)
    return body.level if body else "other"


def body_of(raw: str, code: str = "", name: str = "") -> Body | None:
    """Return the body that a raw name means on the portal ``code``/``name``; None when it means none.

    Without a portal a body keeps the places it is written with, and its level follows from its form.
    """
    return _body_of(forms.clean(raw), code, name)


# 部门和乡镇, 各镇街: the heading of a list of bodies, none of them
_MANY = re.compile(
    r"(?:[县区市]直|各|部门|机构|单位|[和及与、])*(?:各.|部门|乡镇|镇街)(?:[县区市]直|各|部门|机构|单位|乡镇|镇街|乡|镇|街道|[和及与、])*(?:办事处|人民政府)?"
)


@lru_cache(maxsize=4096)
def _body_of(text: str, code: str, name: str) -> Body | None:
    if not forms.is_name(text) or forms.is_relative(text) or _MANY.fullmatch(text):
        return None
    home = county(code)
    if home is None and not name:
        return _anywhere(text)
    return _placed(text, home or County(code=code, province="", city="", name=name, townships=()), name)


def _placed(text: str, home: County, name: str = "") -> Body | None:
    """Read a name on the portal of ``home``: ours with or without its places, or somebody else's."""
    name = name or home.name
    bare = _PARTY.sub("", text) or text
    rest = _strip_above(bare, home)
    ours = _after_county(rest, (name, home.name))
    if ours is None and listed(rest, home):
        ours = rest
    if ours is not None:
        return _local(name, ours, home)
    if branch := _branch(bare, name, home):
        return branch
    if rest != bare or _named_place(rest):
        return _foreign(text)
    # 县财政局: ours by its class, or by the class it had when it wrote (密云县 is 密云区 today)
    if rest[0] in (name[-1], "县") and not _COMMON_WORD.match(rest):
        return _local(name, rest[1:], home)
    if name in rest:  # 中国人民银行贺兰县支行 names its county itself
        name = ""
    elif (_FOREIGN_RELATIVE.match(rest) and not _COMMON_WORD.match(rest)) or _COUNTY_FORM.match(rest):
        return _foreign(text)
    return _local(name, rest, home)


def _strip_above(text: str, home: County) -> str:
    for place in (home.province, home.city):
        rest = text.removeprefix(place)
        # 蚌埠市经济开发区 begins with its city's name, 嘉峪关市 is its city
        if rest and (not text.startswith(home.name) or rest.startswith(home.name)):
            text = rest
    return text


def _after_county(text: str, names: tuple[str, ...]) -> str | None:
    """Return what follows the county's own name (also under its earlier class: 密云县 is 密云区), else None."""
    for name in names:
        if text.startswith(name):
            return text[len(name) :]
        stem = name[:-1]
        if len(stem) > 1 and name[-1] in _CLASS and text.startswith(stem) and text[len(stem) :][:1] in tuple(_CLASS):
            return text[len(stem) + 1 :]
    return None


def _local(name: str, tail: str, home: County) -> Body | None:
    """Return the body of our own county that ``tail`` names after the county's name."""
    if tail in ("", "人民政府", "政府", "本级", "政府本级", "县政府", "区政府", "市政府"):
        return Body(f"{name}人民政府", "county")
    if office := _OFFICE.match(tail):
        unit = tail[office.end() :]
        if not unit or unit.startswith("（"):
            return Body(name + _written_out(office) + unit, "county")
        return Body(name + _written_out(office) + unit, "department") if forms.is_organ(unit) else None
    while (rest := _OF_GOVERNMENT.sub("", tail)) != tail and (forms.is_organ(rest) or town(rest, home)):
        tail = rest
    if government := town(tail, home):
        return Body(name + government, "township")
    if forms.is_organ(tail) or forms.is_zone(tail):
        whole = forms.full(tail)
        return Body(name + whole, "other" if forms.is_zone(whole) else "department")
    return None


def _written_out(office: re.Match[str]) -> str:
    return "人民政府办公厅" if office[0].endswith("厅") else "人民政府办公室"


def _branch(text: str, name: str, home: County) -> Body | None:
    """Return the branch in our county of a city's or state's body (市生态环境局临淄分局): its name stays as it is."""
    stem = name[:-1] if len(name) > 2 else name  # noqa: PLR2004 - 唐县 has no shorter form
    above_it = "|".join(re.escape(place) for place in (home.city, home.province, name) if place)
    organ = rf"(?P<organ>.{{0,24}}{re.escape(stem)}[县区市旗]?.{{0,6}}{_BRANCHES})"
    match = re.fullmatch(rf"(?P<above>{above_it}|市|(?:国家|中国)[^县区市旗]{{2,12}}){organ}", text)
    if match is None:
        return None
    above = match["above"] if match["above"] != "市" else home.city or home.province
    return Body(above + match["organ"], "department")


def _named_place(text: str, shortest: int = 3) -> str:
    """Return the longest place name of the country that ``text`` starts with; 城区 or 凤县 only behind their city."""
    known = places()
    for length in range(min(len(text), 15), shortest - 1, -1):
        if text[:length] in known:
            return text[:length]
    return ""


def _foreign(text: str) -> Body | None:
    return Body(found.name, "other") if (found := _anywhere(text)) else None


def _anywhere(text: str) -> Body | None:
    """Read a name without knowing the portal: the places it is written with stay, the level follows from the form."""
    consumed, kind, code_free = "", "", text
    while (place := _named_place(code_free, 2 if consumed else 3)) and not _TOWN_END.match(code_free, len(place)):
        consumed, kind, code_free = consumed + place, places()[place], code_free[len(place) :]
    if formed := _COUNTY_FORM.match(code_free):  # renamed or abolished since, or written short: 耿马自治县
        consumed, kind, code_free = consumed + formed[0], "county", code_free[formed.end() :]
    nowhere = County(code="", province="", city="", name=consumed, townships=())
    body = _local(consumed, code_free, nowhere)
    if body is None or (not consumed and not code_free):
        return None
    if body.level == "county" and kind in ("city", "province"):
        return Body(body.name, "department" if body.name.endswith(("办公室", "办公厅")) else "other")
    if not consumed and body.level == "county":
        return None
    return Body(body.name, "other") if text.startswith(("国家", "全国", "国务院")) else body
