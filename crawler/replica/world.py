"""All portals of the replica and what is true of them."""

from __future__ import annotations

from functools import lru_cache

from crawler.replica.answer_key import Lookalike, TrueReport
from crawler.replica.counties import FOUNDING, County
from crawler.replica.families.gongkai import Gongkai
from crawler.replica.families.henan import Henan
from crawler.replica.families.list_html import ListHtml
from crawler.replica.families.trs import Trs
from crawler.replica.families.trs_gbk import TrsGbk
from crawler.replica.family import Family

DEFAULT_SEED = "nianbao"
_FAMILIES: dict[str, type[Family]] = {
    "640122": Trs,
    "640205": TrsGbk,
    "640323": ListHtml,
    "410329": Henan,
    "370305": Gongkai,
}


def build(county: County, seed: str = DEFAULT_SEED, scale: int = 1) -> Family:
    """Build one county's portal."""
    return _FAMILIES[county.code](county, seed, scale)


def portals(seed: str = DEFAULT_SEED, scale: int = 1) -> list[Family]:
    """Build every portal of the default selection."""
    return [build(county, seed, scale) for county in FOUNDING]


def truth(seed: str = DEFAULT_SEED, scale: int = 1) -> list[TrueReport]:
    """Return every report of the replica that a perfect harvest would hold."""
    return list(_truth(seed, scale))


@lru_cache(maxsize=4)
def _truth(seed: str, scale: int) -> tuple[TrueReport, ...]:
    return tuple(report for portal in portals(seed, scale) for report in portal.truth)


def lookalikes(seed: str = DEFAULT_SEED, scale: int = 1) -> list[Lookalike]:
    """Return the pages that only look like reports."""
    return [entry for portal in portals(seed, scale) for entry in portal.lookalikes]
