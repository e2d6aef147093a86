"""Arithmetic identities of the statutory tables, exact, each a named rule with ``ok`` true, false or None.

None: not assessable, because a cell it needs is blank, ``/``, 不适用, prose or missing. A rule appears when the
table it speaks of is there.

``requests.sections``  every column: 一新收 + 二上年结转 = 三(七)总计 + 四结转下年度
``requests.total``     every column: 三(七)总计 = all rows of (一) to (六)
``requests.rows``      every row: 总计 = 自然人 + the five kinds of organisations
``litigation.total``   every group: 总计 = 维持 + 纠正 + 其他 + 尚未审结
``text.requests``      the number of applications the text states = 一新收 (or 一 + 二)
``text.litigation``    the numbers of 行政复议 and 行政诉讼 the text states = the table's totals
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crawler.extraction.base import Grid
from crawler.extraction.statutory.figures import COLUMNS, OUTCOMES, RESULTS, Figures, Requests, litigation, requests
from spiders.pages.text import squeeze

Verdict = bool | None

_FIRST_YEAR = 2019  # earlier reports have no statutory tables
_CLAUSE = r"[^\d。;]"
_UNIT = "[件份条宗例次起]"
_RECEIVED = "(?:收到|新收|受理|接收|接到|收悉)"
_NONE = r"(?:未|没有|无|未曾)"
_APPLIED = (
    re.compile(rf"{_RECEIVED}{_CLAUSE}{{0,30}}?申请{_CLAUSE}{{0,8}}?(\d+){_UNIT}"),
    re.compile(rf"{_RECEIVED}{_CLAUSE}{{0,10}}?(\d+){_UNIT}{_CLAUSE}{{0,16}}?申请"),
    re.compile(rf"{_NONE}{_RECEIVED}{_CLAUSE}{{0,24}}?申请"),
)
_REVIEWED = (
    re.compile(rf"行政复议(?:案件|申请|事项)?(?:共|为|数|数量)?(\d+){_UNIT}"),
    re.compile(rf"行政复议[、和及或与,](?:提起)?(?:行政)?诉讼{_CLAUSE}{{0,6}}?(0){_UNIT}"),
    re.compile(rf"{_NONE}(?:发生|收到|产生|出现|引发|因|有|被){_CLAUSE}{{0,30}}?复议"),
)
_SUED = (
    re.compile(rf"行政诉讼(?:案件|申请|事项)?(?:共|为|数|数量)?(\d+){_UNIT}"),
    re.compile(rf"行政复议[、和及或与,](?:提起)?(?:行政)?诉讼{_CLAUSE}{{0,6}}?(0){_UNIT}"),
    re.compile(rf"{_NONE}(?:发生|收到|产生|出现|引发|因|有|被){_CLAUSE}{{0,30}}?诉讼"),
)
_ABOUT = re.compile("信息公开|依申请|公开申请|自然人")
_HEADING = re.compile(r"\(?[一二三四五六七八九十]+[)、]")
_HEADING_LENGTH = 40


def checks(tables: Sequence[Grid | Mapping[str, Any]], text: str, year: int | None) -> list[dict[str, Any]]:
    """Return ``{"rule", "ok"}`` for every rule that the tables and the text of one rendition give rise to."""
    if year is not None and year < _FIRST_YEAR:
        return []
    rows = [table.rows if isinstance(table, Grid) else table["rows"] for table in tables]
    asked, judged = requests(rows), list(litigation(rows))
    stated = list(_sentences(text))
    verdicts = _of_tables(asked, judged)
    if asked:
        verdicts["text.requests"] = _matches(_numbers(stated, _APPLIED), _received(asked))
    if judged:
        verdicts["text.litigation"] = _litigation(stated, judged)
    return [{"rule": rule, "ok": ok} for rule, ok in verdicts.items()]


def _of_tables(asked: Sequence[Requests], judged: Sequence[Figures]) -> dict[str, Verdict]:
    """Return the verdicts on the tables alone."""
    verdicts: dict[str, Verdict] = {}
    for rule, judge in _RULES.items() if asked else ():
        verdicts[rule] = _all(verdict for table in asked for verdict in judge(table))
    if judged:
        verdicts["litigation.total"] = _all(_equal(sum_of(group[:-1]), group[-1]) for group in judged)
    return verdicts


def sum_of(figures: Iterable[int | None]) -> int | None:
    """Return the sum, None when one of them is not a number."""
    total = 0
    for value in figures:
        if value is None:
            return None
        total += value
    return total


def _equal(one: int | None, two: int | None) -> Verdict:
    return None if one is None or two is None else one == two


def _all(verdicts: Iterable[Verdict]) -> Verdict:
    """Return False when one fails, True when all hold and there is one, else None."""
    found = list(verdicts)
    if False in found:
        return False
    return True if found and None not in found else None


def _balances(table: Requests) -> Iterable[Verdict]:
    sides = (table.new, table.carried, table.total, table.onward)
    if not all(sides):
        return [None]
    return [_equal(sum_of((new, old)), sum_of((done, open_))) for new, old, done, open_ in zip(*sides, strict=True)]


def _totals(table: Requests) -> Iterable[Verdict]:
    if len(table.results) < RESULTS[0] or not table.total:
        return [None]
    columns = zip(*table.results, strict=True)
    return [_equal(sum_of(column), total) for column, total in zip(columns, table.total, strict=True)]


def _row_sums(table: Requests) -> Iterable[Verdict]:
    if not table.totalled or len(table.new) != COLUMNS:
        return [None]
    return [_equal(sum_of(row[:-1]), row[-1]) for row in table.rows()]


def _sentences(text: str) -> Iterable[str]:
    """Yield the sentences that speak of disclosure, by themselves or by their heading; rows of tables are not text."""
    heading = ""
    for line in text.split("\n"):
        prose = squeeze(line)
        if "\t" in line:
            continue
        if len(prose) <= _HEADING_LENGTH and _HEADING.match(prose):
            heading = prose
        else:
            yield from (part for part in re.split("[。;]", prose) if _ABOUT.search(part) or _ABOUT.search(heading))


def _numbers(sentences: Sequence[str], patterns: Sequence[re.Pattern[str]]) -> set[int]:
    """Return the different numbers stated; the last pattern states none, which is 0."""
    *counted, none = patterns
    found = {int(match[1]) for sentence in sentences for pattern in counted for match in pattern.finditer(sentence)}
    return found | {0 for sentence in sentences if none.search(sentence)}


def _received(asked: Sequence[Requests]) -> set[int | None]:
    """Return what a stated number may be: 新收, or 新收 with what was carried over; nothing for several tables."""
    if len(asked) != 1 or not asked[0].totalled or not asked[0].new:
        return {None}
    table = asked[0]
    return {table.new[-1], sum_of((table.new[-1], table.carried[-1])) if table.carried else table.new[-1]}


def _matches(stated: set[int], figures: set[int | None]) -> Verdict:
    """Contradicting statements are about different things: not assessable."""
    if len(stated) != 1 or None in figures:
        return None
    return stated <= figures


def _litigation(stated: Sequence[str], judged: Sequence[Figures]) -> Verdict:
    if len(judged) != 3 or any(len(group) != OUTCOMES for group in judged):  # noqa: PLR2004 - 复议, 诉讼 twice
        return None
    reviewed, sued = judged[0][-1], sum_of(group[-1] for group in judged[1:])
    verdicts = [_matches(_numbers(stated, _REVIEWED), {reviewed}), _matches(_numbers(stated, _SUED), {sued})]
    return _all(verdict for verdict in verdicts if verdict is not None)


_RULES = {"requests.sections": _balances, "requests.total": _totals, "requests.rows": _row_sums}
