"""The report's own title: shown on the page once, kept once as the text's first line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from lxml.etree import _Element

from crawler.extraction.base import clean_line
from crawler.extraction.html import rules
from crawler.extraction.html.flow import FlowItem, named, parts
from crawler.extraction.statutory.forms import squeeze

_SHORTEST, _LONGEST = 4, 120
_ALIKE, _CONTAINED = 0.85, 0.6
_DATED = re.compile(r"\s*[(（\[]?\s*\d{4}[-/.]\d{1,2}[-/.]\d{1,2}.*$")  # printed inside the heading
_MENTION = re.compile(
    r"[。:;]|附件|下载|\.(?:docx?|wps|pdf|ofd|xlsx?|et|zip|rar)", re.IGNORECASE
)  # no title, a line about it
_TITLE_PARTS = frozenset(("title", "tit", "bt", "biaoti", "headline", "arttitle", "articletitle", "newstitle"))


@dataclass(frozen=True, slots=True)
class TitleNames:
    """What a page calls itself: in its ``ArticleTitle`` meta, and in ``<title>`` with and without the site's name."""

    article: tuple[str, ...] = ()
    page: tuple[str, ...] = ()

    def best(self) -> str | None:
        """Return the name a script would show above the body: the article's, or one that reads like a report's."""
        return next(iter(self.article), None) or next((name for name in reversed(self.page) if reports(name)), None)


def declared(root: _Element) -> TitleNames:
    """Return the page's names for itself; a ``<title>`` that only names the site is none."""
    metas = (meta for meta in root.iter("meta") if (meta.get("name") or "").lower() == "articletitle")
    article = tuple(name for meta in metas if (name := (meta.get("content") or "").strip()))
    page: list[str] = []
    for element in root.iter("title"):
        whole = clean_line(element.text or "")
        page += [whole, rules.TITLE_CUT.split(whole, maxsplit=1)[0]]
    return TitleNames(
        article, tuple(name for name in page if len(name) >= _SHORTEST and not rules.SITE_NAME.search(name))
    )


def find(items: list[FlowItem], before: int, names: TitleNames) -> str | None:
    """Return the title shown above position ``before``: the line the page is called by, else its report heading."""
    best, best_score = None, 0.0
    article, page = [squeeze(name) for name in names.article], [squeeze(name) for name in names.page]
    for at in range(before):
        for count in (1, 2, 3):
            lines = items[at : min(at + count, before)]
            if len(lines) < count or not all(item.text for item in lines):
                break
            text = _DATED.sub("", "".join(item.text for item in lines))
            score = _called(squeeze(text), article, page) + (_heading(lines[0].node, text) if count == 1 else 0.0)
            if score and score >= best_score:  # of equals the one nearest to the body
                best, best_score = text, score
    return best


def _called(text: str, article: list[str], page: list[str]) -> float:
    if not _SHORTEST <= len(text) <= _LONGEST:
        return 0.0
    if text in article:
        return 6.0
    if text in page:
        return 4.0
    return 3.0 if len(text) >= _SHORTEST * 2 and any(name.startswith(text) for name in page) else 0.0


def reports(text: str) -> bool:
    """Whether a line reads like the title of a report: a year, and 报告 or 年报."""
    return rules.REPORT_TITLE.search(squeeze(text)) is not None


def _heading(node: _Element, text: str) -> float:
    """Return what a heading is worth: little, but enough when it reads like a report's title."""
    parent = node.getparent()
    around = [node] if parent is None else [node, parent]
    marked = any(not _TITLE_PARTS.isdisjoint(parts(named(element))) for element in around)
    worth = 1.0 if node.tag == "h1" else 0.8 if node.tag in rules.HEADINGS else 0.5 if marked else 0.0
    return worth if reports(text) and len(text) <= _LONGEST else 0.0


def alike(one: str, two: str) -> float:
    """Return how far two squeezed titles are the same one, a place name or a 度 apart; 0 when they are not."""
    if one == two:
        return 1.0
    if _MENTION.search(one + two):
        return 0.0
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
