"""The article's own title: what the page is called by, and where that is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice

from lxml.etree import _Element

from spiders.linear import IGNORECASE, pattern
from spiders.pages.flow import FlowItem
from spiders.pages.regions import HEADINGS, named, parts
from spiders.pages.text import clean_line, squeeze

MIN_TITLE, MAX_TITLE = 4, 120  # characters
MAX_NAMES = 4  # that a page gives itself in one way
_MAX_LINES = 3  # over which a title is broken
_MIN_ALIKE, _MIN_CONTAINED = 0.85, 0.6  # shares
_DATED = pattern(r"\s*[(（\[]?\s*\d{4}[-/.]\d{1,2}[-/.]\d{1,2}.*$")  # printed inside the heading
_MENTION = pattern(
    r"[。:;]|附件|下载|\.(?:docx?|wps|pdf|ofd|xlsx?|et|zip|rar)", IGNORECASE
)  # no title, a line about it
_TITLE_PARTS = frozenset(
    "title tit bt biaoti headline arttitle articletitle newstitle wzbt ivs_title art_title".split()  # noqa: SIM905
)
_REPORT_TITLE = pattern(
    r"(?:20|19)\d\d.*(?:报告|年报|总结|情况)|(?:报告|年报).*(?:20|19)\d\d|二[〇○OＯ零].*(?:报告|年报)"
)
_SITE_NAME = pattern("(?:网站?|人民政府|政务网|政府网|门户|官网|平台)$")
TITLE_CUT = pattern(r"\s{0,9}(?:[-_|—–>·]|::)+\s{0,9}")  # between an article's name and its site's


@dataclass(frozen=True, slots=True)
class TitleNames:
    """What a page calls itself: in its ``ArticleTitle`` meta, and in ``<title>`` with and without the site's name."""

    article: tuple[str, ...] = ()
    page: tuple[str, ...] = ()

    def best(self) -> str | None:
        """Return the name a script would show above the body: the article's, or one that reads like a report's."""
        return next(iter(self.article), None) or next((name for name in reversed(self.page) if reports(name)), None)


@dataclass(frozen=True, slots=True)
class TitleLine:
    """A line that may be the title, or up to three that are it together; ``at`` is the first one's position."""

    at: int
    text: str
    score: float


def declared(root: _Element) -> TitleNames:
    """Return the page's names for itself; a ``<title>`` that only names the site is none."""
    metas = (meta for meta in root.iter("meta") if (meta.get("name") or "").lower() == "articletitle")
    article = (name for meta in metas if 0 < len(name := (meta.get("content") or "").strip()) <= 2 * MAX_TITLE)
    return TitleNames(tuple(islice(article, MAX_NAMES)), tuple(islice(_names_of_page(root), 2 * MAX_NAMES)))


def _names_of_page(root: _Element) -> Iterator[str]:
    for element in root.iter("title"):
        whole = clean_line((element.text or "")[: 2 * MAX_TITLE])
        for name in (whole, TITLE_CUT.split(whole, maxsplit=1)[0]):
            if len(name) >= MIN_TITLE and not names_site(name):
                yield name


def title_lines(items: Sequence[FlowItem], names: TitleNames) -> Iterator[TitleLine]:
    """Yield the lines the page is called by, and its headings that read like a report's title."""
    article, page = [squeeze(name) for name in names.article], [squeeze(name) for name in names.page]
    for at, item in enumerate(items):
        text = ""
        for count, line in enumerate(items[at : at + _MAX_LINES], 1):
            if not line.text or len(text) > 2 * MAX_TITLE:
                break
            text += line.text
            shown = _DATED.sub("", text)
            score = _called(squeeze(shown), article, page) + (_heading(item, shown) if count == 1 else 0.0)
            if score:
                yield TitleLine(at, shown, score)


def find(items: Sequence[FlowItem], before: int, names: TitleNames) -> str | None:
    """Return the title shown above position ``before``: the line the page is called by, else its report heading."""
    best: TitleLine | None = None
    for line in title_lines(items[:before], names):
        if best is None or line.score >= best.score:  # of equals the one nearest to the body
            best = line
    return None if best is None else best.text


def _called(text: str, article: list[str], page: list[str]) -> float:
    if not MIN_TITLE <= len(text) <= MAX_TITLE:
        return 0.0
    if text in article:
        return 6.0
    if text in page:
        return 4.0
    return 3.0 if len(text) >= MIN_TITLE * 2 and any(name.startswith(text) for name in page) else 0.0


def reports(text: str) -> bool:
    """Whether a line reads like the title of a report: a year, and 报告 or 年报."""
    return _REPORT_TITLE.search(squeeze(text)) is not None


def names_site(text: str) -> bool:
    """Tell whether a line is the name of a site, which stands on every page of it."""
    return _SITE_NAME.search(text) is not None


def is_marked(node: _Element) -> bool:
    """Tell whether an element is marked as a title by its id or class."""
    return not _TITLE_PARTS.isdisjoint(parts(named(node)))


def _heading(item: FlowItem, text: str) -> float:
    """Return what a heading is worth: little, but enough when it reads like a report's title; nothing in a list."""
    if len(text) > MAX_TITLE or item.linked * 2 > len(item.text) or not reports(text):
        return 0.0
    node = item.node
    if node.tag in HEADINGS:
        return 1.0 if node.tag == "h1" else 0.8
    parent = node.getparent()
    return 0.5 if is_marked(node) or (parent is not None and is_marked(parent)) else 0.0


def alike(one: str, two: str) -> float:
    """Return how far two squeezed titles are the same one, a place name or a 度 apart; 0 when they are not."""
    if one == two:
        return 1.0
    if _MENTION.search(one + two):
        return 0.0
    short, long = sorted((one, two), key=len)
    if len(short) < len(long) * _MIN_CONTAINED:
        return 0.0
    if short in long:
        return len(short) / len(long)
    ratio = SequenceMatcher(None, one, two, autojunk=False).ratio()
    return ratio if ratio >= _MIN_ALIKE else 0.0


def shown(title: str, texts: list[str]) -> tuple[int, list[int]] | None:
    """Return where among the first lines the title stands last, and the earlier lines that only repeat it."""
    standing: list[tuple[int, int]] = []
    for begin, end in _alike_first(squeeze(title), [squeeze(text) for text in texts]):
        if all(end <= b or e <= begin for b, e in standing):
            standing.append((begin, end))
    if not standing:
        return None
    last = max(standing)
    return last[0], [at for begin, end in standing if begin < last[0] for at in range(begin, end)]


def _alike_first(title: str, lines: list[str]) -> list[tuple[int, int]]:
    """Return the runs of lines that are like a title, the most alike first, of equals the first and shortest."""
    sizes = range(1, _MAX_LINES + 1)
    runs = [(at, at + size) for at in range(len(lines)) for size in sizes if at + size <= len(lines)]
    scores = {(begin, end): alike(title, "".join(lines[begin:end])) for begin, end in runs}
    return sorted((run for run in runs if scores[run]), key=lambda run: (-scores[run], run[0]))
