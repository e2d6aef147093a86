"""The numbers of a report: applications, reviews and suits that satisfy every identity of the statutory tables.

A flagged minority deliberately does not, as in the field; ``failures`` says which identities a table breaks.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.replica.chance import chance

NATURAL = 0
COLUMNS = 6  # 自然人 and five kinds of legal persons; the seventh, 总计, is their sum
OUTCOMES = {"2019": 19, "2021": 21}
LITIGATION_GROUPS = 3  # 行政复议, 未经复议直接起诉, 复议后起诉
_PARTS = 4  # 维持, 纠正, 其他, 尚未审结
_VOLUME = {
    "county": (4, 160, 0.98),
    "department": (1, 28, 0.5),
    "township": (1, 9, 0.35),
}  # least, most, share with any
_DISPUTES = {"county": 0.5, "department": 0.12, "township": 0.05}
BROKEN_SHARE = 0.04


@dataclass(frozen=True, slots=True)
class Figures:
    """``requests`` is rows × 7 (新收, 结转, outcomes, 总计, 结转下年), ``litigation`` the 15 cells of table 4."""

    requests: tuple[tuple[int, ...], ...]
    litigation: tuple[int, ...]

    def total(self, row: int) -> int:
        """Return the 总计 column of a row of the applications table."""
        return self.requests[row][COLUMNS]


def draw(agency: str, level: str, year: int, form: str, rng: random.Random) -> Figures:
    """Draw the figures of one report; what it carries over is what the next year's report finds."""
    columns = [
        _column(new, _left(agency, level, year - 1, index), _left(agency, level, year, index), OUTCOMES[form], rng)
        for index, new in enumerate(_arrivals(level, rng))
    ]
    rows = [[*row, sum(row)] for row in zip(*columns, strict=True)]
    litigation = _litigation(level, rng)
    if chance(rng, BROKEN_SHARE):
        _break(rows, litigation, rng)
    return Figures(tuple(tuple(row) for row in rows), tuple(litigation))


def failures(figures: Figures) -> tuple[str, ...]:
    """Return the identities that do not hold: requests.row, requests.total, requests.balance, litigation.total."""
    new, carried, *outcomes, total, left = figures.requests
    broken = {
        "requests.row": any(sum(row[:COLUMNS]) != row[COLUMNS] for row in figures.requests),
        "requests.total": any(
            sum(column) != all_ for column, all_ in zip(zip(*outcomes, strict=True), total, strict=True)
        ),
        "requests.balance": any(a + b != c + d for a, b, c, d in zip(new, carried, total, left, strict=True)),
        "litigation.total": any(sum(group[:_PARTS]) != group[_PARTS] for group in _groups(figures.litigation)),
    }
    return tuple(rule for rule, is_broken in broken.items() if is_broken)


def _groups(cells: tuple[int, ...]) -> list[tuple[int, ...]]:
    size = _PARTS + 1
    return [cells[start : start + size] for start in range(0, size * LITIGATION_GROUPS, size)]


def _left(agency: str, level: str, year: int, column: int) -> int:
    rng = random.Random(f"{agency}/{year}/{column}/left")
    share, most = {"county": (0.8, 7), "department": (0.2, 2)}.get(level, (0.05, 1))
    return rng.randint(1, most) if column <= 1 and chance(rng, share / (1 + 3 * column)) else 0


def _arrivals(level: str, rng: random.Random) -> list[int]:
    least, most, any_share = _VOLUME.get(level, _VOLUME["department"])
    if not chance(rng, any_share):
        return [0] * COLUMNS
    legal = [rng.randint(1, max(1, most // 6)) if chance(rng, share) else 0 for share in (0.4, 0.06, 0.1, 0.15, 0.12)]
    return [rng.randint(least, most), *legal]


def _column(new: int, carried: int, left: int, outcomes: int, rng: random.Random) -> list[int]:
    new = max(new, left - carried)
    done = new + carried - left
    counts = [0] * outcomes
    favourites = [0, 0, 0, 1, 10, 11, *rng.sample(range(outcomes), 4)]
    for _ in range(done):
        counts[rng.choice(favourites)] += 1
    return [new, carried, *counts, done, left]


def _litigation(level: str, rng: random.Random) -> list[int]:
    cells: list[int] = []
    share = _DISPUTES.get(level, 0.1)
    for _ in range(LITIGATION_GROUPS):
        parts = [rng.choice((0, 0, 1, 2, 5)) if chance(rng, share) else 0 for _ in range(_PARTS)]
        cells += [*parts, sum(parts)]
    return cells


def _break(rows: list[list[int]], litigation: list[int], rng: random.Random) -> None:
    if chance(rng, 0.3):  # one in three mistakes sits in the last table
        litigation[rng.choice((4, 9, 14))] += rng.randint(1, 3)
    else:
        rows[rng.randrange(len(rows))][rng.choice((NATURAL, COLUMNS))] += rng.randint(1, 9)
