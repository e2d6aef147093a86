"""The ledger as one self-contained page in Chinese: no script, nothing from elsewhere, every state in colour and word.

What portals wrote is escaped; a link leads only to a report's own http(s) address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape
from itertools import groupby
from pathlib import Path

from crawler.coverage import OWN_REASON, Ledger, LedgerCell, LedgerReport, NotVisited, State
from crawler.redaction import redacted
from storage.vocabulary import VisitOutcome

TEMPLATE = Path(__file__).with_name("page.html")
WORDS = {
    State.HELD: "有",
    State.GONE: "撤",
    State.UNREAD: "未读",
    State.ELSEWHERE: "外站",
    State.MISSING: "缺",
    State.BEFORE: "此前",
    State.LIST_UNREAD: "栏目未读",
    State.BLOCKED: "被拦",
    State.UNKNOWN: "未知",
    State.NOT_DUE: "未到期",
    State.NONE: "—",
}
TOTALS = {
    State.HELD: "已收录",
    State.GONE: "已撤下",
    State.UNREAD: "列出未读",
    State.ELSEWHERE: "在外站",
    State.MISSING: "缺",
    State.BEFORE: "首份之前",
    State.LIST_UNREAD: "栏目未读",
    State.BLOCKED: "被拦截",
    State.UNKNOWN: "未知",
    State.NOT_DUE: "未到期",
}
LEVELS = {"county": "县级政府", "township": "乡镇街道", "department": "部门", "other": "其他"}
OUTCOMES = {
    VisitOutcome.COMPLETE: "查到底了",
    VisitOutcome.INCOMPLETE: "未查完",
    VisitOutcome.BLOCKED: "被拦截",
    VisitOutcome.UNREACHABLE: "连不上",
    VisitOutcome.NEEDS_BROWSER: "需要浏览器",
    VisitOutcome.INTERRUPTED: "中断",
    NotVisited.NEVER: "从未访问",
    NotVisited.GONE: "门户已停用",
}


def page(ledgers: Callable[[], Iterable[Ledger]], about: str) -> Iterator[str]:
    """Yield the page piece by piece; ``ledgers`` is asked twice, so that no more than one portal is in memory."""
    rest = TEMPLATE.read_text(encoding="utf-8")
    for mark, pieces in (
        ("<!--about-->", iter([f"<p>{escape(about)}</p>"])),
        ("<!--summary-->", _summary(ledgers())),
        ("<!--sections-->", (_section(ledger) for ledger in ledgers())),
    ):
        head, _, rest = rest.partition(mark)
        yield head
        yield from pieces
    yield rest


def _summary(ledgers: Iterable[Ledger]) -> Iterator[str]:
    heads = "".join(f'<th scope="col">{word}</th>' for word in ("代码", "县区", *TOTALS.values(), "最近访问", "结果"))
    yield '<div class="wide"><table><caption>每个机构每个年度算一份</caption>'
    yield f"<thead><tr>{heads}</tr></thead><tbody>"
    for ledger in ledgers:
        counts = ledger.counts()
        numbers = "".join(f'<td class="number">{counts[state]}</td>' for state in TOTALS)
        name = f'<th scope="row"><a href="#p{escape(ledger.code)}">{escape(ledger.name)}</a></th>'
        yield (
            f"<tr><td>{escape(ledger.code)}</td>{name}{numbers}<td>{_day(ledger)}</td>"
            f"<td>{OUTCOMES[ledger.outcome]}</td></tr>\n"
        )
    yield "</tbody></table></div>\n"


def _day(ledger: Ledger) -> str:
    return escape(ledger.visited[:10]) or "—"


def _section(ledger: Ledger) -> str:
    years = list(ledger.rows[0].cells) if ledger.rows else []
    title = f"{escape(ledger.name)}（{escape(ledger.code)}）"
    why = (
        f'：<span lang="en">{escape(redacted(ledger.reason))}</span>'
        if ledger.reason and ledger.outcome != VisitOutcome.COMPLETE
        else ""
    )
    state = f"最近访问：{_day(ledger)}，{OUTCOMES[ledger.outcome]}{why}"
    heads = "".join(f'<th scope="col">{year}</th>' for year in years)
    head = (
        f'<section id="p{escape(ledger.code)}" aria-labelledby="h{escape(ledger.code)}">'
        f'<h2 id="h{escape(ledger.code)}">{title}</h2><p class="note">{state}</p>'
        f'<div class="wide" tabindex="0" role="region" aria-label="{title}台账"><table>'
        f'<caption>{title}：机构与报告年度</caption><thead><tr><th scope="col">机构</th>{heads}</tr></thead>\n'
    )
    parts = [head]
    for level, rows in groupby(ledger.rows, key=lambda row: row.level):
        parts.append(f'<tbody><tr><th scope="rowgroup" colspan="{len(years) + 1}">{LEVELS[level]}</th></tr>\n')
        for row in rows:
            cells = "".join(_cell(cell) for cell in row.cells.values())
            name = escape(row.body or "机构不明")
            parts.append(f'<tr><th scope="row">{name}</th>{cells}</tr>\n')
        parts.append("</tbody>\n")
    return "".join([*parts, "</table></div></section>\n"])


def _cell(cell: LedgerCell) -> str:
    word = WORDS[cell.state]
    if cell.reports:
        links = (_link(report, word if number == 1 else str(number)) for number, report in enumerate(cell.reports, 1))
        word = " ".join(links)
    name = "" if cell.state is State.NONE else f' class="{cell.state}"'
    why = f' title="{escape(cell.why, quote=True)}"' if cell.state in OWN_REASON else ""
    return f"<td{name}{why}>{word}</td>"


def _link(report: LedgerReport, word: str) -> str:
    title = escape(f"{report.title}" + (f"（第{report.version}版）" if report.version > 1 else ""), quote=True)
    if report.gone_since or not report.url.startswith(("http://", "https://")):
        return f'<span title="{title}">{word}</span>'
    return f'<a href="{escape(report.url, quote=True)}" title="{title}" rel="noreferrer">{word}</a>'
