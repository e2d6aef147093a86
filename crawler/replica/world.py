"""All portals of the replica, in every state, and what is true of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from crawler.replica.answer_key import Change, Lookalike, TrueReport
from crawler.replica.counties import BENCHMARK, FOUNDING, WILD, County
from crawler.replica.families.anhui import Anhui
from crawler.replica.families.aspx import Aspx
from crawler.replica.families.epoint import Epoint
from crawler.replica.families.gkmlpt import Gkmlpt
from crawler.replica.families.gongkai import Gongkai
from crawler.replica.families.hanweb import Hanweb
from crawler.replica.families.henan import Henan
from crawler.replica.families.homemade import Homemade
from crawler.replica.families.jeecms import Jeecms
from crawler.replica.families.list_html import ListHtml
from crawler.replica.families.pc_list import PcList
from crawler.replica.families.script_only import ScriptOnly
from crawler.replica.families.trs import Trs
from crawler.replica.families.trs_gbk import TrsGbk
from crawler.replica.families.ucap import Ucap
from crawler.replica.families.wild import Wild
from crawler.replica.family import Family
from crawler.replica.scenarios import REBUILT, events, parse, prepare

DEFAULT_SEED = "nianbao"
_FAMILIES: dict[str, type[Family]] = {
    "640122": Trs,
    "640205": TrsGbk,
    "640323": ListHtml,
    "410329": Henan,
    "370305": Gongkai,
    "230225": Ucap,
    "370883": Hanweb,
    "341721": Anhui,
    "440823": Gkmlpt,
    "411025": Epoint,
    "532925": PcList,
    "410184": Jeecms,
    "512002": Aspx,
    "530323": ScriptOnly,
    "130529": Homemade,
    **{county.code: Wild for county in WILD},
}
SELECTIONS = {"founding": FOUNDING, "all": (*FOUNDING, *BENCHMARK), "wild": WILD}


@lru_cache(maxsize=32)
def build(county: County, seed: str = DEFAULT_SEED, scale: int = 1, scenario: str = "") -> Family:
    """Build one county's portal as it stands in a scenario."""
    state, family = parse(scenario, county.code).state, _FAMILIES[county.code]
    if not state:
        return family(county, seed, scale)
    first = build(county, seed, scale)
    if state == "redesigned":
        return Ucap(county, seed, scale, reports=first.reports) if county.code == REBUILT else first
    return family(county, seed, scale, edits=prepare(first, state))


def portals(
    seed: str = DEFAULT_SEED, scale: int = 1, scenario: str = "", counties: Iterable[County] = FOUNDING
) -> list[Family]:
    """Build these counties' portals."""
    return [build(county, seed, scale, scenario) for county in counties]


def truth(
    seed: str = DEFAULT_SEED, scale: int = 1, scenario: str = "", selection: str = "founding"
) -> list[TrueReport]:
    """Return every report of the replica that a perfect harvest would hold."""
    return list(_truth(seed, scale, scenario, selection))


@lru_cache(maxsize=4)
def _truth(seed: str, scale: int, scenario: str, selection: str) -> tuple[TrueReport, ...]:
    built = portals(seed, scale, scenario, SELECTIONS[selection])
    return tuple(report for portal in built for report in portal.truth)


def lookalikes(seed: str = DEFAULT_SEED, scale: int = 1, selection: str = "founding") -> list[Lookalike]:
    """Return the pages that only look like reports."""
    return [entry for portal in portals(seed, scale, "", SELECTIONS[selection]) for entry in portal.lookalikes]


def changes(scenario: str, seed: str = DEFAULT_SEED, scale: int = 1, before: str = "") -> list[Change]:
    """Return the events between two scenarios; reports that do not occur have changed in nothing but looks."""
    return [
        event
        for county in FOUNDING
        for event in events(build(county, seed, scale, before), build(county, seed, scale, scenario))
    ]
