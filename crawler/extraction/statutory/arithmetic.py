"""Arithmetic identities of the statutory tables, exact, each a named rule with ``ok`` true, false or None.

None: not assessable, because a cell it needs is blank, ``/``, 不适用, prose or missing. A rule appears when the
table it speaks of is there.

``requests.sections``    every column: 一新收 + 二上年结转 = 三(七)总计 + 四结转下年度
``requests.total``       every column: 三(七)总计 = all rows of (一) to (六)
``requests.rows``        every row: 总计 = 自然人 + the five kinds of organisations
``litigation.total``     every group: 总计 = 维持 + 纠正 + 其他 + 尚未审结
``proactive.published``  form 2019: 对外公开总数量 is no less than 本年新公开数量
``statistics.parts``     form 2014: what has parts is their sum
``text.requests``        the number of applications the text states = 一新收 (or 一 + 二)
``text.litigation``      the numbers of 行政复议 and 行政诉讼 the text states = the table's totals

What holds between years or renditions is judged beside the corpus, where these meet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from crawler.extraction.statutory import prose
from crawler.extraction.statutory.facts import Fact
from crawler.extraction.statutory.numbers import FigureState
from crawler.extraction.statutory.skeleton import skeleton

Verdict = bool | None
Values = Mapping[str, float | None]  # of the fields that are printed

_PARTS = ("upheld", "corrected", "other", "pending")
_GROUPS = ("review", "litigation.direct", "litigation.after_review")
_SUMS = (  # aliases of form 2014 whose numbered parts make up the whole
    "requests.new",
    "requests.done",
    "requests.answered",
    "requests.answered.refused",
    "review.total",
    "litigation.total",
    "staff",
)


def checks(found: Sequence[Fact], text: str) -> list[dict[str, Any]]:
    """Return ``{"rule", "ok"}`` for every rule that the facts and the text of one rendition give rise to."""
    values = _printed(found)
    verdicts: dict[str, Verdict] = {}
    for prefix, rules in _RULES.items():
        if any(field.startswith(prefix) for field in values):
            verdicts |= {rule: _all(judge(values)) for rule, judge in rules.items()}
    if any(field.startswith("stat.") for field in values):
        verdicts["statistics.parts"] = _all(_statistics(found, values))
    verdicts |= _with_text(verdicts, values, list(prose.sentences(text)))
    return [{"rule": rule, "ok": ok} for rule, ok in verdicts.items()]


def _printed(found: Sequence[Fact]) -> dict[str, float | None]:
    return {fact.field: fact.value for fact in found if fact.source == "cell" and fact.state != FigureState.ABSENT}


def _with_text(tables: Mapping[str, Verdict], values: Values, stated: Sequence[tuple[str, str]]) -> dict[str, Verdict]:
    """Judge the sentences about the tables that are there."""
    verdicts: dict[str, Verdict] = {}
    if "requests.sections" in tables:
        verdicts["text.requests"] = _matches(_numbers(stated, prose.REQUESTS), _received(values))
    if "litigation.total" in tables:
        verdicts["text.litigation"] = _litigation(stated, values)
    return verdicts


def sum_of(figures: Iterable[float | None]) -> float | None:
    """Return the sum, None when one of them is not a number."""
    total = 0.0
    for value in figures:
        if value is None:
            return None
        total += value
    return total


def _equal(one: float | None, two: float | None) -> Verdict:
    return None if one is None or two is None else one == two


def _all(verdicts: Iterable[Verdict]) -> Verdict:
    """Return False when one fails, True when all hold and there is one, else None."""
    found = list(verdicts)
    if False in found:
        return False
    return True if found and None not in found else None


def _applicants(values: Values) -> list[str]:
    """Return the columns that this report prints."""
    names = [label.name for label in skeleton().applicants.labels]
    return [name for name in names if any(f.startswith("requests.") and f.endswith(f".{name}") for f in values)]


def _requests_rows(values: Values) -> list[str]:
    """Return the rows that this report prints; one whose rows have names below its own is none (``other``)."""
    names = [label.name for label in skeleton().rows.labels]
    columns = _applicants(values)
    return [name for name in names if any(f"requests.{name}.{column}" in values for column in columns)]


def _sections(values: Values) -> Iterator[Verdict]:
    for column in _applicants(values):
        new, carried, done, left = (
            values.get(f"requests.{row}.{column}") for row in ("new", "carried_over", "done", "carried_forward")
        )
        yield _equal(sum_of((new, carried)), sum_of((done, left)))


def _totals(values: Values) -> Iterator[Verdict]:
    form = "2021" if any(field.startswith("requests.other.other.") for field in values) else "2019"
    for column in _applicants(values):
        rows = [field for field in skeleton().fields[form]["requests"] if field.endswith(f".{column}")]
        results = rows[2:-2]
        yield _equal(sum_of(values.get(field) for field in results), values.get(f"requests.done.{column}"))


def _row_sums(values: Values) -> Iterator[Verdict]:
    *parts, total = [label.name for label in skeleton().applicants.labels]
    for row in _requests_rows(values):
        whole = values.get(f"requests.{row}.{total}")
        yield _equal(sum_of(values.get(f"requests.{row}.{part}") for part in parts), whole)


def _group_sums(values: Values) -> Iterator[Verdict]:
    for group in _GROUPS:
        if any(field.startswith(f"{group}.") for field in values):
            parts = sum_of(values.get(f"{group}.{part}") for part in _PARTS)
            yield _equal(parts, values.get(f"{group}.total"))


def _published(values: Values) -> Iterator[Verdict]:
    for subject in ("rules", "normative"):
        total = f"proactive.{subject}.published_total"
        if total in values:
            whole, new = values[total], values.get(f"proactive.{subject}.published")
            yield None if whole is None or new is None else whole >= new


def _statistics(found: Sequence[Fact], values: Values) -> Iterator[Verdict]:
    """Judge sums by the printed outline, so that a province's own rows count as well."""
    for fact in found:
        if fact.alias in _SUMS and fact.field in values and fact.form == "2014":
            depth = fact.field.count(".") + 1
            parts = [field for field in values if field.startswith(f"{fact.field}.") and field.count(".") == depth]
            if parts:
                yield _equal(sum_of(values[part] for part in parts), fact.value)


def _numbers(sentences: Sequence[tuple[str, str]], patterns: prose.Patterns) -> set[float]:
    """Return the different numbers stated; a sentence that says there was none states 0."""
    return {one.value or 0.0 for one in prose.numbers(sentences, patterns)}


def _received(values: Values) -> set[float | None]:
    """Return what a stated number may be: 新收, or 新收 with what was carried over."""
    new = values.get("requests.new.total")
    carried = values.get("requests.carried_over.total")
    return {new, sum_of((new, carried)) if carried is not None else new}


def _matches(stated: set[float], figures: set[float | None]) -> Verdict:
    """Contradicting statements are about different things: not assessable."""
    if len(stated) != 1 or None in figures:
        return None
    return stated <= figures


def _litigation(stated: Sequence[tuple[str, str]], values: Values) -> Verdict:
    reviewed = values.get("review.total")
    sued = sum_of(values.get(f"{group}.total") for group in _GROUPS[1:])
    verdicts = [
        _matches(_numbers(stated, prose.REVIEWS), {reviewed}),
        _matches(_numbers(stated, prose.SUITS), {sued}),
    ]
    return _all(verdict for verdict in verdicts if verdict is not None)


Judge = Callable[[Values], Iterator[Verdict]]
_RULES: dict[str, dict[str, Judge]] = {
    "requests.": {"requests.sections": _sections, "requests.total": _totals, "requests.rows": _row_sums},
    "review.": {"litigation.total": _group_sums},
    "litigation.": {"litigation.total": _group_sums},
    "proactive.rules.published_total": {"proactive.published": _published},
}
