"""The figures of the statutory tables by meaning: which row and column is which, whatever the grid looks like.

Read from rows as exported (a merged cell's text top-left, covered cells empty). Tables cut by a page or merged
with their neighbour are read on; a figure is an integer or None, and None is never taken for 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from spiders.pages.text import squeeze

Row = Sequence[str]
Figures = list[int | None]

COLUMNS = 7  # 自然人, five kinds of organisations, 总计
RESULTS = (19, 21)  # rows between 上年结转 and 总计 in the formats of 2019 and of 2021
OUTCOMES = 5  # 维持, 纠正, 其他, 尚未审结, 总计

_FIGURE = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.0+)?[件条次项宗个份起例]?")
_NEW = re.compile("新收")
_CARRIED = re.compile("上年.{0,3}转")
_TOTAL = re.compile("总计|合计|总数")
_ONWARD = re.compile("转.{0,3}下年|转下一?年|下年.{0,3}办理")
_SUBTOTAL = re.compile("小计")
_HEAD = re.compile("自然人|商业企业|科研机构|公益组织|法律服务")
_OUTCOME = re.compile("(?:结果)?(?:维持|纠正)|其他(?:结果)?|尚[未末]审结|总计|合计")


def figure(text: str) -> int | None:
    """Return the number a cell holds, its unit allowed; None for blank, /, 无, 不适用 and prose."""
    match = _FIGURE.fullmatch(squeeze(text))
    return int(match[1].replace(",", "")) if match else None


@dataclass(slots=True)
class Requests:
    """One 依申请 table: the figures of each row in the order of the columns."""

    totalled: bool  # the last column is 总计
    new: Figures = field(default_factory=list)
    carried: Figures = field(default_factory=list)
    results: list[Figures] = field(default_factory=list)
    total: Figures = field(default_factory=list)
    onward: Figures = field(default_factory=list)  # 结转下年度继续办理

    def rows(self) -> list[Figures]:
        """Return every row of figures there is."""
        return [row for row in (self.new, self.carried, *self.results, self.total, self.onward) if row]

    def add(self, label: str, row: Figures) -> None:
        """Take the next row of the table by its label."""
        if not self.carried and not self.results and _CARRIED.search(label):
            self.carried = row
        elif _ONWARD.search(label):
            self.onward = row
        elif self.results and not self.total and _TOTAL.search(label):
            self.total = row
        elif not self.total and not _SUBTOTAL.search(label):
            self.results.append(row)


def requests(tables: Sequence[Sequence[Row]]) -> list[Requests]:
    """Return the 依申请 tables found in tables or parts of tables, in order."""
    found: list[Requests] = []
    columns: list[int] = []
    totalled, width = False, 0
    for rows in tables:
        head = next((at for at, row in enumerate(rows) if any("自然人" in squeeze(cell) for cell in row)), None)
        if head is not None:
            columns, totalled = _columns(rows, head)
        elif columns and found and not found[-1].onward and rows:  # the rest of a table that was cut
            columns = [at + len(rows[0]) - width for at in columns]
        else:
            continue
        width = len(rows[0])
        if columns[0] > 0:
            _read(found, _labelled(rows[head or 0 :], columns), totalled=totalled)
    return found


def _read(found: list[Requests], rows: list[tuple[str, Figures]], *, totalled: bool) -> None:
    """Add the labelled rows to the tables; labels that OCR destroyed are replaced by their known position."""
    complete = [count + 4 for count in RESULTS]
    if not any(_NEW.search(label) for label, _ in rows) and len(rows) in complete:
        names = ["新收", "上年结转", *[""] * (len(rows) - 4), "总计", "结转下年度"]
        rows = [(name, figures) for name, (_, figures) in zip(names, rows, strict=True)]
    for label, figures in rows:
        if _NEW.search(label):
            found.append(Requests(totalled, new=figures))
        elif found and not found[-1].onward:
            found[-1].add(label, figures)


def _columns(rows: Sequence[Row], head: int) -> tuple[list[int], bool]:
    """Return the columns of figures and whether the last is 总计, by the header above the first row of figures."""
    start = next(at for at, cell in enumerate(rows[head]) if "自然人" in squeeze(cell))
    end = next((at for at in range(head, len(rows)) if any(figure(cell) is not None for cell in rows[at])), len(rows))
    header = [[squeeze(cell) for cell in row[start:]] for row in rows[head : max(end, head + 1)] if not _begins(row)]
    columns = [start + at for at in range(len(rows[head]) - start) if any(row[at] for row in header)]
    last = columns[-1] - start
    return columns, any(_TOTAL.search(row[last]) for row in header)


def _begins(row: Row) -> bool:
    return _NEW.search(squeeze("".join(row))) is not None


def _labelled(rows: Sequence[Row], columns: list[int]) -> list[tuple[str, Figures]]:
    """Return label and figures of each row; rows without a figure only count in a form left blank altogether."""
    found: list[tuple[str, list[str]]] = []
    for row in rows:
        cells = [squeeze(row[at]) for at in columns if at < len(row)]
        label = squeeze("".join(row[: columns[0]]))
        if len(cells) == len(columns) and label and not _HEAD.search("".join(cells)):
            found.append((label, cells))
    filled = [(label, cells) for label, cells in found if any(cells)]
    return [(label, [figure(cell) for cell in cells]) for label, cells in filled or found]


def litigation(tables: Sequence[Sequence[Row]]) -> Iterator[Figures]:
    """Yield the groups of five of the 复议诉讼 tables: 行政复议, then 行政诉讼 straight and after 复议."""
    for rows in tables:
        columns: set[int] = set()
        for row in (*rows, None):  # after the last row a form without any figure is left
            if row is None:
                if columns:
                    yield from _groups([None] * len(columns))
                break
            outcomes = [at for at, cell in enumerate(row) if _OUTCOME.fullmatch(squeeze(cell))]
            if len(outcomes) >= OUTCOMES - 1:
                columns.update(outcomes)
            elif len(columns) >= OUTCOMES and any(row[at].strip() for at in columns):
                yield from _groups([figure(row[at]) for at in sorted(columns)])
                columns = set()


def _groups(figures: Figures) -> Iterator[Figures]:
    if len(figures) % OUTCOMES == 0:
        yield from (figures[at : at + OUTCOMES] for at in range(0, len(figures), OUTCOMES))
