"""Governments of towns, townships and streets: every spelling of one is the same full name.

A name on the county's list is matched with its short forms; any other by its ending, so that an abolished town is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from spiders.bodies import forms
from spiders.bodies.gazetteer import County
from spiders.linear import pattern

_PEOPLES = (
    "回|满|蒙古|壮|苗|瑶|侗|土家|彝|藏|畲|朝鲜|维吾尔|哈萨克|白|傣|黎|傈僳|佤|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|"
    "撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|布依|哈尼"
)
_ETHNIC = pattern(rf"(?:(?:(?:{_PEOPLES})族)+|民族)([镇乡])$")
_TOWN_SUFFIX = pattern(
    r"(?:人民政府|政府|街道办事处|街道办|办事处|街办|党委|党工委|管委会|管理委员会)?(?:(?:党政)?(?:综合)?办公室|党政办)?(?:（[^（）]*）)?"
)
_TOWN_FORM = pattern(
    r"(?:(?P<town>[㐀-鿿]{1,12}?(?:镇|乡|苏木))(?:人民政府|政府)?"
    r"|(?P<street>[㐀-鿿]{1,12}?街道|[㐀-鿿]{2,6}街)(?:办事处|街道办事处|办)?)"
    r"(?:(?:党政)?(?:综合)?办公室|党政办)?"
)


def town(tail: str, home: County) -> str | None:
    """Return the full name of the township government that ``tail`` names: by the county's list, else by its form."""
    if known := listed(tail, home):
        return known
    match = _TOWN_FORM.fullmatch(tail)
    place = (match["town"] or match["street"]) if match else ""
    return _government(place) if place and "政府" not in place else None


def listed(tail: str, home: County) -> str | None:
    """Return the full name of the government of a township that the county's list holds, None when it holds none."""
    for alias, official in _aliases(home):
        if tail.startswith(alias) and _TOWN_SUFFIX.fullmatch(tail[len(alias) :]):
            return official
    return None


def _government(town: str) -> str:
    if town.endswith("街道"):
        return town + "办事处"
    if town.endswith("街"):
        return town + "道办事处"
    if town.endswith(("镇", "乡", "苏木")):
        return town + "人民政府"
    # farms, stations and companies bear their own name; any other listed place is run by its committee
    return town if forms.is_organ(town) and not forms.is_zone(town) else forms.full(town + "管委会")


@lru_cache(maxsize=256)
def _aliases(home: County) -> tuple[tuple[str, str], ...]:
    """Return the spellings of a county's townships, the longest first; one that means two of them is left out."""
    spellings: dict[str, set[str]] = {}
    for town in home.townships:
        for alias in _spellings(town):
            spellings.setdefault(alias, set()).add(_government(town))
    unique = [(alias, next(iter(towns))) for alias, towns in spellings.items() if len(towns) == 1]
    return tuple(sorted(unique, key=lambda pair: -len(pair[0])))


def _spellings(town: str) -> Iterator[str]:
    yield town
    if town.endswith("街道办事处"):
        town = town.removesuffix("办事处")
        yield town
    if _ETHNIC.search(town):
        yield _ETHNIC.sub(r"\1", town)
    if town.endswith("街道"):
        stem = town.removesuffix("街道")
        yield f"{stem}街" if not stem.endswith("街") else stem
        yield f"{stem}办事处"
        yield f"{stem}街道办"
