"""The comparable figures of a portal: each body's by year, and the middle of its neighbours of the same level. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from statistics import quantiles
from typing import Any

from crawler.site import shown

NAMES = (  # of crawler/extraction/statutory/skeletons/comparable.toml, in the order of the charts
    "requests.new",
    "requests.done",
    "requests.granted",
    "requests.partly_granted",
    "requests.refused",
    "review.total",
    "litigation.total",
)
FEW = 2  # neighbours without which there is no middle

Values = list[float | None]


class PortalFigures:
    """What is kept of the reports of one portal while they pass: a few numbers each."""

    def __init__(self) -> None:
        self._bodies: defaultdict[str, defaultdict[str, dict[int, Values]]] = defaultdict(lambda: defaultdict(dict))

    def add(self, record: Mapping[str, Any]) -> None:
        """Take a current version; of several reports of a body and year the first one counts."""
        known = {one["name"]: one["value"] for one in record["comparable"]}
        if known and record["agency"]:
            values = [_whole(known.get(name)) for name in NAMES]
            self._bodies[record["level"]][shown.line(record["agency"])].setdefault(record["year"], values)

    def data(self) -> dict[str, Any]:
        """Return level → body → year → values in the order of NAMES, and level → year → quartiles of each."""
        return {
            "names": NAMES,
            "bodies": {level: _sorted(bodies) for level, bodies in sorted(self._bodies.items())},
            "levels": {level: _middles(bodies) for level, bodies in sorted(self._bodies.items())},
        }


def _sorted(bodies: Mapping[str, Mapping[int, Values]]) -> dict[str, dict[str, Values]]:
    return {body: {str(year): years[year] for year in sorted(years)} for body, years in sorted(bodies.items())}


def _middles(bodies: Mapping[str, Mapping[int, Values]]) -> dict[str, list[list[float] | None]]:
    """Return year → of each figure the number of bodies, the quartiles and the median between them."""
    by_year: defaultdict[int, list[Values]] = defaultdict(list)
    for years in bodies.values():
        for year, values in years.items():
            by_year[year].append(values)
    return {str(year): [_middle(column) for column in zip(*by_year[year], strict=True)] for year in sorted(by_year)}


def _middle(column: tuple[float | None, ...]) -> list[float] | None:
    values = [value for value in column if value is not None]
    if len(values) < FEW:
        return None
    return [len(values), *(round(point, 1) for point in quantiles(values, n=4, method="inclusive"))]


def _whole(value: float | None) -> float | None:
    return int(value) if value is not None and value == int(value) else value
