"""Invented annual reports with known truth: what a perfect extraction of them yields is ``render(composed.blocks)``.

Names of laws and the labels of the statutory form are the law's; every sentence, person and number is made up.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from crawler.extraction.base import Block, Paragraph
from tests.replica.chance import chance
from tests.replica.reports import figures, free, modern
from tests.replica.reports.extras import mobile, person
from tests.replica.reports.titles import chinese_number, chinese_year, title
from tests.replica.reports.voice import Voice

FIRST_FORM = 2019
STALE_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class Facts:
    """What is true of a report. ``form`` is free, 2019 or 2021; ``broken`` the identities its tables violate."""

    form: str
    year: int
    stated_year: int  # of the data-period sentence; stale copies name the year before
    figures: figures.Figures | None  # None for free-form reports
    broken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Composed:
    """A report before it has a format: title, true text in reading order, day of publication."""

    title: str
    blocks: tuple[Block, ...]
    published: date
    facts: Facts


def compose(agency: str, level: str, year: int, rng: random.Random, county: str) -> Composed:
    """Compose the report of one body for one year; the same arguments and rng state give the same report."""
    form = "free" if year < FIRST_FORM else "2019" if year < modern.SECOND_FORM else "2021"
    short = agency if level == "county" else agency.removeprefix(county).removesuffix("人民政府") or agency
    stated = year - 1 if chance(rng, STALE_SHARE) else year
    published = date(year + 1, 1, 4) + timedelta(days=rng.randint(0, 24 if level == "department" else 80))
    voice = Voice(rng, level, _names(short, level, county, year))
    voice.facts |= {"person": person(voice), "mobile": mobile(voice), "stated": str(stated)}
    drawn = figures.draw(agency, level, year, "2021" if form == "free" else form, rng)
    voice.facts |= modern.figure_facts(drawn)
    blocks = free.compose(year, voice) if form == "free" else modern.compose(level, year, drawn, voice)
    kept = None if form == "free" else drawn
    facts = Facts(form, year, stated, kept, figures.failures(kept) if kept else ())
    return Composed(title(agency, short, year, rng), blocks + _ending(agency, published, rng), published, facts)


def _names(short: str, level: str, county: str, year: int) -> dict[str, str]:
    kind = county[-1:] if county[-1:] in "县区市旗" else "县"
    place = {"county": kind, "department": "局"}.get(level) or next(
        (k for k in ("街道", "镇", "乡", "苏木") if k in short), "单位"
    )
    seed = random.Random(f"{short}/{county}")
    return {
        "short": short,
        "we": "我" + place,
        "we_place": place,
        "county": county,
        "county_kind": kind,
        "year": str(year),
        "next": str(year + 1),
        "site": f"{county}人民政府门户网站",
        "office": short
        + ("党政综合办公室" if level == "township" else "办公室" if level != "county" else "政务公开科"),
        "phone": f"0{seed.randint(300, 999)}-555{seed.randint(0, 9999):04d}",
        "mail": f"gongkai{seed.randint(10, 9999)}@example.cn",
        "post": f"{seed.randint(10, 85)}0000",
        "proactive_n": str(seed.randint(31, 2600) + year % 100 * 7),
    }


def _ending(agency: str, published: date, rng: random.Random) -> tuple[Block, ...]:
    draw = rng.random()
    if draw < 0.25:
        day = f"{chinese_year(published.year)}年{chinese_number(published.month)}月{chinese_number(published.day)}日"
        return (Paragraph(agency), Paragraph(day))
    if draw < 0.55:
        return (Paragraph(agency), Paragraph(f"{published.year}年{published.month}月{published.day}日"))
    return (Paragraph("（此件公开发布）"),) if draw < 0.65 else ()
