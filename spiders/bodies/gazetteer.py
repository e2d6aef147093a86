"""The divisions of China that owe a report: province, city, county and its townships, from ``gazetteer.tsv``.

One line per county: code, province, city ("" when none), name, townships as 3-digit code + name, blank-separated.
Statistical names of 2023; a body renamed since then is recognised by its form, not here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    """A county-level division with the places above it. ``townships`` are the names as the statistics write them."""

    code: str
    province: str
    city: str
    name: str
    townships: tuple[str, ...]


@lru_cache(maxsize=1)
def _lines() -> dict[str, str]:
    text = Path(__file__).with_name("gazetteer.tsv").read_text(encoding="utf-8")
    return {line[:6]: line for line in text.splitlines()}


@lru_cache(maxsize=512)
def county(code: str) -> County | None:
    """Return the division of a 6-digit code, None when the gazetteer does not know it."""
    line = _lines().get(code)
    if line is None:
        return None
    _, province, city, name, townships = line.split("\t")
    return County(code=code, province=province, city=city, name=name, townships=tuple(t[3:] for t in townships.split()))


def townships(county_code: str) -> tuple[str, ...]:
    """Return the names of a county's towns, townships and streets; empty for an unknown code."""
    found = county(county_code)
    return found.townships if found else ()


@lru_cache(maxsize=1)
def places() -> dict[str, str]:
    """Return every place name of the three levels above the township: name → province | city | county."""
    kinds: dict[str, str] = {}
    for line in _lines().values():
        _, province, city, name, _ = line.split("\t", 4)
        kinds[name] = "county"
        if city:
            kinds[city] = "city"
        kinds[province] = "province"
    return kinds
