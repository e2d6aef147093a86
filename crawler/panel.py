"""What must hold between two reports of one body: the forms of consecutive years repeat figures of each other.

``panel.carried_over``  二上年结转 = 四结转下年度 of the year before, by applicant
``panel.previous``      form 2019: 上一年项目数量 = 上一年项目数量 + 本年增/减 of the year before
``panel.in_force``      form 2021: 现行有效 = 现行有效 of the year before + 制发 − 废止
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from crawler.extraction.statutory.skeleton import skeleton
from storage.export.columns import of_report

Record = dict[str, Any]
Values = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class PanelCheck:
    """One figure against the year before. ``expected``: what the other report makes of it."""

    rule: str
    field: str
    expected: float
    printed: float

    @property
    def ok(self) -> bool:
        """Whether both say the same."""
        return self.expected == self.printed


@dataclass(frozen=True, slots=True)
class _Year:
    """What is kept of a record until its body's next year comes."""

    report: Record
    values: Values


def compare(before: Values, after: Values) -> Iterator[PanelCheck]:
    """Yield what can be compared of two consecutive years; what is no number is not."""
    for label in skeleton().applicants.labels:
        field = f"requests.carried_over.{label.name}"
        yield from _check("panel.carried_over", field, before.get(f"requests.carried_forward.{label.name}"), after)
    for label in skeleton().subjects.labels:
        path = f"proactive.{label.name}"
        grown = _sum(before.get(f"{path}.previous"), before.get(f"{path}.change"))
        yield from _check("panel.previous", f"{path}.previous", grown, after)
        repealed = after.get(f"{path}.repealed")
        made = _sum(after.get(f"{path}.made"), None if repealed is None else -repealed)
        yield from _check("panel.in_force", f"{path}.in_force", _sum(before.get(f"{path}.in_force"), made), after)


def _check(rule: str, field: str, expected: float | None, after: Values) -> Iterator[PanelCheck]:
    printed = after.get(field)
    if expected is not None and printed is not None:
        yield PanelCheck(rule, field, expected, printed)


def _sum(*values: float | None) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def rows(records: Iterable[Record]) -> Iterator[Record]:
    """Yield the comparisons of consecutive years, from records in portal order; one portal is in memory at once.

    A body with several reports of one year is left out for that year: nobody knows which one the next goes on from.
    """
    current = (record for record in records if record["is_current"] and record["agency"])
    for _, portal in groupby(current, key=lambda record: record["portal"]["code"]):
        bodies: defaultdict[str, defaultdict[int, list[_Year]]] = defaultdict(lambda: defaultdict(list))
        for record in portal:
            values = {fact["field"]: fact["value"] for fact in record["facts"] if fact["source"] == "cell"}
            bodies[record["agency"]][record["year"]].append(_Year(of_report(record), values))
        for years in bodies.values():
            yield from _body(years)


def _body(years: Mapping[int, list[_Year]]) -> Iterator[Record]:
    for year in sorted(years):
        before, after = years.get(year - 1, []), years[year]
        if len(before) != 1 or len(after) != 1:
            continue
        for check in compare(before[0].values, after[0].values):
            yield {
                **after[0].report,
                "rule": check.rule,
                "field": check.field,
                "ok": check.ok,
                "expected": check.expected,
                "printed": check.printed,
                "before": before[0].report["document"],
            }
