"""Which body reports on which year, and in what files: the same for a seed, whatever the portal looks like."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from functools import lru_cache

from crawler.extraction.base import Block, Cell, Paragraph, Table
from tests.replica.counties import COUNTY, County, Organ
from tests.replica.reports import Composed, compose

LAST_YEAR = 2024
KEPT = 0.55  # share of the years that a department or township really published


class Edit(Enum):
    """What can happen to a report that stands on a portal."""

    CORRECTED = auto()  # a figure differs
    REENCODED = auto()  # its files have other bytes and the same text
    RENDITION = auto()  # a DOCX of the same text is added
    REPLACED = auto()  # its files were uploaded again, at new addresses
    WITHDRAWN = auto()  # neither page nor list has it
    LOST = auto()  # lists name it, and it is not there
    MOVED = auto()  # another address, the old one is not there


@dataclass(frozen=True, slots=True)
class Edits:
    """All that differs from the portal as it was at first: reports by slug and year, last report year, looks."""

    last: int = LAST_YEAR
    of: Mapping[tuple[str, int], Edit] = field(default_factory=dict)
    restyled: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """One report to be published. ``form`` names its files: html, html+doc, cover+pdf+docx, file+pdf and the like."""

    county: str
    organ: Organ
    year: int
    form: str
    seed: str
    anonymous: bool = False  # it calls its body 我镇, and nothing around it says which that is
    edit: Edit | None = None  # what has happened to it since

    @property
    def composed(self) -> Composed:
        """The report's title, true text and date."""
        agency = "我镇" if self.anonymous else self.organ.agency
        composed = _compose(self.county, agency, self.organ.level, self.year, f"{self.seed}/{self.organ.slug}")
        if self.edit is Edit.CORRECTED:
            return replace(composed, blocks=corrected(composed.blocks))
        return composed

    def rng(self, *names: str) -> random.Random:
        """Return a generator of this report's own, so that no choice moves another's."""
        return random.Random("/".join((self.seed, self.county, self.organ.slug, str(self.year), *names)))


@lru_cache(maxsize=4096)
def _compose(county: str, agency: str, level: str, year: int, seed: str) -> Composed:
    rng = random.Random(f"{seed}/{county}/{year}/text")
    return compose(agency, level, year, rng, county)


def plan(county: County, seed: str, forms: dict[str, tuple[str, ...]], edits: Edits) -> list[Planned]:
    """Return the county's reports; ``forms`` gives, per level, the forms to draw from."""
    planned = []
    for organ in county.organs:
        for year in range(organ.since, edits.last + 1):
            rng = random.Random(f"{seed}/{county.code}/{organ.slug}/{year}/plan")
            kept, form = rng.random() < KEPT, rng.choice(forms[organ.level])
            if kept or organ.level == COUNTY or year >= LAST_YEAR:
                edit = edits.of.get((organ.slug, year))
                form += "+docx" if edit is Edit.RENDITION else ""
                planned.append(Planned(county.name, organ, year, form, seed, edit=edit))
    return [report for report in planned if report.edit is not Edit.WITHDRAWN]


def corrected(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks with one figure changed: in the first table that has one, else in the first sentence."""
    for index, block in enumerate(blocks):
        if isinstance(block, Table) and (cells := _raised(block.cells)) is not None:
            return (*blocks[:index], Table(cells), *blocks[index + 1 :])
    first = Paragraph(blocks[0].text + "（更正）") if isinstance(blocks[0], Paragraph) else blocks[0]
    return (first, *blocks[1:])


def _raised(cells: tuple[Cell, ...]) -> tuple[Cell, ...] | None:
    for index, cell in enumerate(cells):
        if cell.text.isdecimal() and len(cell.text) < len("13800000000"):
            return (*cells[:index], replace(cell, text=str(int(cell.text) + 3)), *cells[index + 1 :])
    return None
