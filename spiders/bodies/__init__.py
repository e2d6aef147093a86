"""Issuing bodies: the townships of each county, and one spelling for every body however a page writes it.

A body is named in full and from its county on (``贺兰县金贵镇人民政府``), because documents are keyed by the name.
Nothing is guessed: a name that points at nobody (我镇, 2020年) is None.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from spiders.bodies import forms
from spiders.bodies.gazetteer import County, county, places, townships
from spiders.bodies.towns import listed, town
from spiders.linear import Match, between, escape, other_than, pattern

__all__ = ["Body", "County", "body_of", "county", "townships"]

_CLASS = "县区市旗"
_OFFICE = pattern(r"(?:人民)?政府(?:办(?:公室|公厅)?|（办公室）)|府办(?:公室)?")
# 市场监督管理局, 区域经济办: the class of no division. But 市政府, 市民政局 are the city's.
_COMMON_WORD = pattern(
    r"市(?:[场容]|政(?:$|[^府务法协策研])|民(?:中心|服务|之家)|监(?:$|[^察狱测管]))|区[域划级]|县[域直]|[省市]级"
)
_FOREIGN_RELATIVE = pattern(rf"国家(?:{other_than('税务局')})|全国|自治区|自治州|省|州|盟|市|区")
_COUNTY_FORM = between(
    "",
    r"^(?:[㐀-鿿]{1,10}?自治[县旗]|[㐀-鿿]{0,3}?[^本各全我\x00-\x{33FF}\x{A000}-\x{10FFFF}]县)",
    r"$|人民政府|政府|[^委长镇乡街城]{2}",
)
_BUREAU = pattern(r".{2,}(?:局|委员会)")
_TOWN_END = pattern(r"街道|[镇乡街]|苏木")  # 城区 is a county, 城区街道 a street of any other
_BRANCHES = r"(?:分局|大队|中队|分队|分中心|管理部|办事处|分公司|支公司|支行|站|所|段|队|局|处)"
# 部门和乡镇, 各镇街, 县直委办局: the heading of a list of bodies, none of them
_WHOSE = "(?:[省县区市旗]|(?:人民)?政府|直属?|级|属|工作|其他|各|[和及与、])"
_KIND = "(?:各.|部门|单位|机构|委办局|园区|办事处|[乡镇街]{1,3}道?办?)"
_MANY = pattern(rf"{_WHOSE}*(?:{_KIND}{_WHOSE}*)+(?:（.*）)?")
_PARTY = pattern(r"^(?:中共|中国共产党|国家税务总局)")


@dataclass(frozen=True, slots=True)
class Body:
    """An issuing body: its full name, and county | department | township | other."""

    name: str
    level: str


def body_of(raw: str, code: str = "", name: str = "") -> Body | None:
    """Return the body that a raw name means on the portal ``code``/``name``; None when it means none.

    Without a portal a body keeps the places it is written with, and its level follows from its form.
    """
    return _body_of(forms.clean(raw), code, name)


@lru_cache(maxsize=4096)
def _body_of(text: str, code: str, name: str) -> Body | None:
    if not forms.is_name(text) or forms.is_relative(text):
        return None
    if text.startswith("国务院"):
        return Body(text, "other")
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
    return _unplaced(text, rest, name, home)


def _unplaced(text: str, rest: str, name: str, home: County) -> Body | None:
    """Read a name that begins with no place: ours, unless it speaks of a larger or another division."""
    common = _COMMON_WORD.match(rest)
    # 县财政局: ours by its class, or by the class it had when it wrote (密云县 is 密云区 today)
    if rest[0] in (name[-1], "县") and not common:
        return _local(name, rest[1:], home)
    if name in rest:  # 中国人民银行贺兰县支行 names its county itself
        return _local("", rest, home)
    if (_FOREIGN_RELATIVE.match(rest) and not common) or _COUNTY_FORM.search(rest):
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
    if _MANY.fullmatch(tail) and not listed(tail, home):  # 各莫镇 is a town
        return None
    if tail in ("", "人民政府", "政府", "本级", "政府本级", "县政府", "区政府", "市政府"):
        return Body(f"{name}人民政府", "county")
    if office := _OFFICE.match(tail):
        return _office(name, office, tail[office.end() :])
    while (rest := _without_government(tail)) != tail and (forms.is_organ(rest) or town(rest, home)):
        tail = rest
    if government := town(tail, home):
        return Body(name + government, "township")
    if forms.is_organ(tail) or forms.is_zone(tail):
        whole = forms.full(tail)
        return Body(name + whole, "other" if forms.is_zone(whole) else "department")
    return None


def _without_government(tail: str) -> str:
    """Return 教育局 of 人民政府教育局 and 政府教育局; 政府采购中心 is no bureau of the government by that name."""
    if tail.startswith("人民政府"):
        return tail.removeprefix("人民政府")
    rest = tail.removeprefix("政府")
    return rest if _BUREAU.fullmatch(rest) and not rest.startswith(("采购", "法制")) else tail


def _office(name: str, office: Match[str], unit: str) -> Body | None:
    """Return the government's office, or the unit of it that is named behind."""
    whole = name + ("人民政府办公厅" if office[0].endswith("厅") else "人民政府办公室") + unit
    if not unit or unit.startswith("（"):
        return Body(whole, "county")
    return Body(whole, "department") if forms.is_organ(unit) else None


def _branch(text: str, name: str, home: County) -> Body | None:
    """Return the branch in our county of a city's or state's body (市生态环境局临淄分局): its name stays as it is."""
    stem = name[:-1] if len(name) > 2 else name  # noqa: PLR2004 - 唐县 has no shorter form
    above_it = "|".join(escape(place) for place in (home.city, home.province, name) if place)
    organ = rf"(?P<organ>.{{0,24}}{escape(stem)}[县区市旗]?.{{0,6}}{_BRANCHES})"
    match = pattern(rf"(?P<above>{above_it}|市|(?:国家|中国)[^县区市旗]{{2,12}}){organ}").fullmatch(text)
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
    body = _anywhere(text)
    return Body(body.name, "other") if body else None


def _anywhere(text: str) -> Body | None:
    """Read a name without knowing the portal: the places it is written with stay, the level follows from the form."""
    written, kind, tail = _written_places(text)
    nowhere = County(code="", province="", city="", name=written, townships=())
    body = _local(written, tail, nowhere) if text else None
    if body is None:
        return None
    if body.level == "county" and kind in ("city", "province"):
        return Body(body.name, "department" if body.name.endswith(("办公室", "办公厅")) else "other")
    if not written and body.level == "county":
        return None
    return Body(body.name, "other") if text.startswith(("国家", "全国", "国务院")) else body


def _written_places(text: str) -> tuple[str, str, str]:
    """Split a name into the places it is written with, the kind of the last of them, and the rest."""
    written, kind, tail = "", "", text
    while (place := _named_place(tail, 2 if written else 3)) and not _TOWN_END.match(tail, len(place)):
        written, kind, tail = written + place, places()[place], tail[len(place) :]
    if formed := _COUNTY_FORM.search(tail):  # renamed or abolished since, or written short: 耿马自治县
        written, kind, tail = written + formed[0], "county", tail[formed.end() :]
    return written, kind, tail
