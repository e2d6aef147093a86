"""The few figures that mean the same in every form: what a panel from 2008 on is made of. Here alone sums are made."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from typing import Any

from crawler.extraction.statutory.facts import Fact
from crawler.extraction.statutory.numbers import FigureState


@dataclass(frozen=True, slots=True)
class Comparable:
    """A figure under a name of all forms. ``derived``: a sum, or the 0 of a sentence that says there was none."""

    name: str
    value: float
    form: str
    fields: list[str]
    derived: bool

    def as_record(self) -> dict[str, Any]:
        """Return it in the export's words."""
        return asdict(self)


@cache
def _sources() -> dict[str, dict[str, list[str]]]:
    data = resources.files(__package__).joinpath("skeletons", "comparable.toml").read_text("utf-8")
    return tomllib.loads(data)


def comparable(found: Sequence[Fact]) -> Iterator[Comparable]:
    """Yield the comparable figures that a report has, each from one form: a table before the prose."""
    known = {(fact.form, fact.alias): fact for fact in found}
    for name, forms in _sources().items():
        for form, fields in forms.items():
            facts = [known.get((form, field)) for field in fields]
            if figure := _figure(name, form, [fact for fact in facts if fact], len(fields)):
                yield figure
                break


def _figure(name: str, form: str, facts: Sequence[Fact], wanted: int) -> Comparable | None:
    values = [_value(fact) for fact in facts]
    if len(values) != wanted or None in values:
        return None
    stated_none = any(fact.state != FigureState.NUMBER for fact in facts)
    total = sum(value for value in values if value is not None)
    return Comparable(name, total, form, [fact.field for fact in facts], wanted > 1 or stated_none)


def _value(fact: Fact) -> float | None:
    if fact.source == "text" and fact.state == FigureState.NONE:
        return 0.0
    return fact.value
