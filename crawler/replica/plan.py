"""Which body reports on which year, and in what files: the same for a seed, whatever the portal looks like."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import lru_cache

from crawler.replica.counties import COUNTY, County, Organ
from crawler.replica.reports import Composed, compose

LAST_YEAR = 2024
KEPT = 0.55  # share of the years that a department or township really published


@dataclass(frozen=True, slots=True)
class Planned:
    """One report to be published. ``form`` names its files: html, html+doc, cover+pdf+docx, file+pdf and the like."""

    county: str
    organ: Organ
    year: int
    form: str
    seed: str
    anonymous: bool = False  # it calls its body 我镇, and nothing around it says which that is

    @property
    def composed(self) -> Composed:
        """The report's title, true text and date."""
        agency = "我镇" if self.anonymous else self.organ.agency
        return _compose(self.county, agency, self.organ.level, self.year, f"{self.seed}/{self.organ.slug}")

    def rng(self, *names: str) -> random.Random:
        """Return a generator of this report's own, so that no choice moves another's."""
        return random.Random("/".join((self.seed, self.county, self.organ.slug, str(self.year), *names)))


@lru_cache(maxsize=4096)
def _compose(county: str, agency: str, level: str, year: int, seed: str) -> Composed:
    rng = random.Random(f"{seed}/{county}/{year}/text")
    return compose(agency, level, year, rng, county)


def plan(county: County, seed: str, forms: dict[str, tuple[str, ...]], last: int = LAST_YEAR) -> list[Planned]:
    """Return the county's reports; ``forms`` gives, per level, the forms to draw from."""
    planned = []
    for organ in county.organs:
        for year in range(organ.since, last + 1):
            rng = random.Random(f"{seed}/{county.code}/{organ.slug}/{year}/plan")
            form = rng.choice(forms[organ.level])
            if organ.level == COUNTY or year >= LAST_YEAR or rng.random() < KEPT:
                planned.append(Planned(county.name, organ, year, form, seed))
    return planned
