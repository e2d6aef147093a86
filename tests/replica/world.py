"""All portals of the replica, in every state, and what is true of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from tests.replica.answer_key import Change, Lookalike, TrueReport
from tests.replica.counties import BENCHMARK, FOUNDING, WILD, County
from tests.replica.families.anhui import Anhui
from tests.replica.families.aspx import Aspx
from tests.replica.families.epoint import Epoint
from tests.replica.families.gkmlpt import Gkmlpt
from tests.replica.families.gongkai import Gongkai
from tests.replica.families.hanweb import Hanweb
from tests.replica.families.henan import Henan
from tests.replica.families.homemade import Homemade
from tests.replica.families.jeecms import Jeecms
from tests.replica.families.list_html import ListHtml
from tests.replica.families.pc_list import PcList
from tests.replica.families.script_only import ScriptOnly
from tests.replica.families.trs import Trs
from tests.replica.families.trs_gbk import TrsGbk
from tests.replica.families.ucap import Ucap
from tests.replica.families.wild import Wild
from tests.replica.family import Family
from tests.replica.scenarios import REBUILT, events, parse, prepare

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
