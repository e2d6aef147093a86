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
_OFFICE = re.compile(r"(?:人民)?政府办(?:公室|公厅)?|府办(?:公室)?")
_COMMON_WORD = re.compile(r"市[场政容民监]|区[域划]|县[域直]")
_FOREIGN_RELATIVE = re.compile(r"(?:国家|全国|自治区|自治州|省|州|盟|市|区)(?!场|政|容|民|监|域|划|级)")
_COUNTY_FORM = re.compile(
    r"(?:[\u3400-\u9fff]{1,10}?自治[县旗]|[\u3400-\u9fff]{1,4}?(?<![本各全我])县)(?=$|人民政府|政府|[^委长镇乡街城]{2})"
)
_PARTY = re.compile(r"^(?:中共|中国共产党|国家税务总局)")


@dataclass(frozen=True, slots=True)
class Body:
    """An issuing body: its full name, and county | department | township | other."""

    name: str
    level: str


class _Portal(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...


def level_of(agency: str, portal: _Portal) -> str:
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
    if _FOREIGN_RELATIVE.match(rest) or _COUNTY_FORM.match(rest):
        return _foreign(text)
    return _local("" if name in rest else name, rest, home)  # 中国人民银行贺兰县支行 names its county itself


def _strip_above(text: str, home: County) -> str:
    for place in (home.province, home.city):
        if place and text.startswith(place) and len(text) > len(place):
            text = text[len(place) :]
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
    if _OFFICE.match(tail) and (office := _OFFICE.sub(_written_out, tail, count=1)):
        return (
            Body(name + office, "county")
            if office in {"人民政府办公室", "人民政府办公厅"} or "（" in office
            else Body(name + office, "department")
        )
    while (rest := tail.removeprefix("人民政府")) != tail and (forms.is_organ(rest) or town(rest, home)):
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
    """Return the city's bureau in our county (市生态环境局临淄分局): it reports on our portal under the city's name."""
    stem = name[:-1] if len(name) > 2 else name  # noqa: PLR2004 - 唐县 has no shorter form
    match = re.fullmatch(
        rf"(?:{re.escape(home.city or home.province)}|市)(?P<organ>.{{2,24}}局{re.escape(stem)}.?(?:分局|大队))", text
    )
    return Body(f"{home.city or home.province}{match['organ']}", "department") if match else None


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
    while place := _named_place(code_free, 2 if consumed else 3):
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
