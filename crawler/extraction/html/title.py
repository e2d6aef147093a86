"""The report's own title: shown on the page once, kept once as the text's first line."""

from __future__ import annotations

from difflib import SequenceMatcher

from lxml.html import HtmlElement

from crawler.extraction.html import rules
from crawler.extraction.html.flow import Item, named, parts
from crawler.extraction.statutory import squeeze

_SHORTEST, _LONGEST = 4, 120
_ALIKE, _CONTAINED = 0.85, 0.6
_TITLE_PARTS = frozenset(("title", "tit", "bt", "biaoti", "headline", "arttitle", "articletitle", "newstitle"))


def declared(root: HtmlElement) -> list[str]:
    """Return what the page calls itself: the ``ArticleTitle`` meta, then ``<title>`` with and without the site."""
    metas = (meta for meta in root.iter("meta") if (meta.get("name") or "").lower() == "articletitle")
    names = [meta.get("content") or "" for meta in metas]
    for element in root.iter("title"):
        whole = (element.text or "").strip()
        names += [whole, rules.TITLE_CUT.split(whole, maxsplit=1)[0]]
    return [name.strip() for name in names if len(squeeze(name)) >= _SHORTEST]


def find(items: list[Item], before: int, names: list[str]) -> str | None:
    """Return the title shown above position ``before``: the line the page is called by, else its report heading."""
    best, best_score = None, 0.0
    names = [squeeze(name) for name in names]
    for at in range(before):
        for count in (1, 2, 3):
            lines = items[at : at + count]
            text = "".join(item.text for item in lines)
            score = _score(lines, squeeze(text), names) if at + count <= before and all(i.text for i in lines) else 0.0
            if score > best_score:
                best, best_score = text, score
    return best


def _score(lines: list[Item], text: str, names: list[str]) -> float:
    """Say how surely these lines are the title; lines broken by hand only count when the page is called so."""
    if not _SHORTEST <= len(text) <= _LONGEST:
        return 0.0
    called = (
        any(name == text for name in names) * 4.0
        or any(name.startswith(text) for name in names if len(text) >= _SHORTEST * 2) * 3.0
    )
    if len(lines) > 1:
        return called
    heading = _heading(lines[0].node)
    return called + heading if called or (heading and reports(text)) else 0.0


def reports(text: str) -> bool:
    """Whether a line reads like the title of a report: a year, and 报告 or 年报."""
    return rules.REPORT_TITLE.search(squeeze(text)) is not None


def _heading(node: HtmlElement) -> float:
    if node.tag in rules.HEADINGS:
        return 1.0 if node.tag == "h1" else 0.8
    parent = node.getparent()
    around = [node] if parent is None else [node, parent]
    return 0.5 if any(not _TITLE_PARTS.isdisjoint(parts(named(element))) for element in around) else 0.0


def alike(one: str, two: str) -> float:
    """Return how far two squeezed titles are the same one, a place name or a 度 apart; 0 when they are not."""
    if one == two:
        return 1.0
    short, long = sorted((one, two), key=len)
    if len(short) < len(long) * _CONTAINED:
        return 0.0
    if short in long:
        return len(short) / len(long)
    ratio = SequenceMatcher(None, one, two, autojunk=False).ratio()
    return ratio if ratio >= _ALIKE else 0.0


def shown(title: str, texts: list[str]) -> tuple[int, list[int]] | None:
    """Return where among the first lines the title stands last, and the earlier lines that only repeat it."""
    wanted = squeeze(title)
    lines = [squeeze(text) for text in texts]
    spots = [(at, at + count) for at in range(len(lines)) for count in (1, 2, 3) if at + count <= len(lines)]
    scored = [(alike(wanted, "".join(lines[begin:end])), begin, end) for begin, end in spots]
    standing: list[tuple[int, int]] = []
    for score, begin, end in sorted(scored, key=lambda spot: (-spot[0], spot[1])):
        if score and all(end <= b or e <= begin for b, e in standing):
            standing.append((begin, end))
    if not standing:
        return None
    last = max(standing)
    return last[0], [at for begin, end in standing if begin < last[0] for at in range(begin, end)]
