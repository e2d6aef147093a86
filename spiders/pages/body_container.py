"""Choose which element of the page holds the report: evidence first, names second, nothing positional.

Evidence is section headings, statutory tables, tables of data and sentences. The container is the smallest
element that holds (nearly) all of it; one of the known names wins when it holds as much. What stands above the
title, or beside an element that holds the title and all sections, is no evidence: a column's description.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import accumulate

from lxml.etree import _Element

from spiders.pages import furniture
from spiders.pages.flow import FlowItem, PageFlow
from spiders.pages.metadata import METADATA_LINE
from spiders.pages.regions import HEADINGS, SUREST, is_container, named
from spiders.pages.report_marks import MAX_HEADING, SECTION, SECTION_WORDS, is_sentence
from spiders.pages.text import plain
from spiders.pages.title import TitleNames, title_lines
from spiders.pages.url_shapes import is_file

STRONG = 20.0  # of an item: no container leaves it out
_ENOUGH = 0.9  # of the page's evidence
_AFTER_TITLE = 0.25  # of the page's evidence: a line with less below it is not the title above the body
_STATUTORY, _KNOWN_SECTION, _SECTION = 100.0, 30.0, 8.0
_REPORT = 60.0  # in sections and statutory tables: a report without doubt
_MAX_LINK_SHARE = 0.4
_WORTH = 3.0  # a sentence of thirty characters
_RUN_IN = 24  # characters at the start of a paragraph in which its section's heading stands
_PARAGRAPHS = frozenset(("p", "li", *HEADINGS))
_TOO_SMALL = frozenset((*_PARAGRAPHS, "tr", "tbody", "table", "span", "font", "br"))


def weight(item: FlowItem) -> float:
    """Return how much an item speaks for a report's body being here; 0 for what any page has."""
    if item.table is not None:
        cells = sum(len(row) for rows in item.table.groups for row in rows)
        return _STATUTORY if item.table.statutory else 5.0 + min(cells, 100) / 4
    text = item.text
    if len(text) < 4 or item.linked > len(text) * _MAX_LINK_SHARE:  # noqa: PLR2004 - 一、x
        return 0.0
    return _section(item) or _prose(text)


def _section(item: FlowItem) -> float:
    """Return the worth of a section's heading, its number perhaps that of a list item, its text perhaps run in."""
    text = item.text
    if not SECTION.match(text) and item.numbered is None:
        return 0.0
    if SECTION_WORDS.search(text[: MAX_HEADING if len(text) <= MAX_HEADING else _RUN_IN]):
        return _KNOWN_SECTION
    return _SECTION if len(text) <= MAX_HEADING and item.numbered is None else 0.0


def _prose(text: str) -> float:
    if not is_sentence(text) or furniture.furniture(text) or METADATA_LINE.match(plain(text[:40])):
        return 0.0
    return min(len(text), 300) / 10


class Evidence:
    """The page's items with their weights; furniture that holds no evidence is weightless and marked.

    ``hints`` are selectors (``#id``, ``.class``) of containers that the page's platform is known for.
    """

    def __init__(self, flow: PageFlow, names: TitleNames | None = None, hints: Iterable[str] = ()) -> None:
        self.flow = flow
        self.hints = frozenset(hints)
        self.weights = [weight(item) for item in flow.items]
        self.furniture = self._furniture()
        if all(at in self.furniture for at, w in enumerate(self.weights) if w):
            self.furniture = set()  # a page whose body bears such a name
        self._drop(self.furniture)
        self.foreign: list[int] = []  # sentences of something else
        if names is not None:
            self._confine(names)
        self.sums = list(accumulate(self.weights, initial=0.0))

    @property
    def total(self) -> float:
        """The page's evidence."""
        return self.sums[-1]

    def inside(self, node: _Element) -> float:
        """Return the evidence inside a block element."""
        begin, end = self.flow.spans[node]
        return self.sums[end] - self.sums[begin]

    def is_known(self, node: _Element) -> bool:
        """Tell whether an element bears a name under which bodies stand, and holds nothing that is none."""
        named = is_container(node) or not self.hints.isdisjoint(_selectors(node))
        begin, end = self.flow.spans[node]
        return named and not any(begin <= at < end for at in self.foreign)

    def _drop(self, positions: Collection[int]) -> None:
        self.weights = [0.0 if at in positions else w for at, w in enumerate(self.weights)]

    def _furniture(self) -> set[int]:
        sums = list(accumulate(self.weights, initial=0.0))
        spans = (self.flow.spans[node] for node in self.flow.furniture)
        return {at for begin, end in spans if sums[end] - sums[begin] < STRONG / 2 for at in range(begin, end)}

    def _confine(self, names: TitleNames) -> None:
        """Take the weight from what stands above the title, or beside an element of title and sections."""
        marks = [at for at, item in enumerate(self.flow.items) if self.weights[at] and _is_mark(item)]
        title = self._title(names, marks[0] if marks else len(self.weights))
        if title is None:
            return
        weights = self.weights
        self._drop(range(title))
        if sum(self.weights[at] for at in marks) >= _REPORT:
            article = self._around(title, marks[-1] + 1)
            if article is not None:
                self._drop([at for at in range(len(self.weights)) if self._is_beside(article, at)])
        self.foreign = [at for at, (old, new) in enumerate(zip(weights, self.weights, strict=True)) if old != new]

    def _title(self, names: TitleNames, before: int) -> int | None:
        """Return the position of the last title above the first section that has evidence enough below it."""
        sums = list(accumulate(self.weights, initial=0.0))
        lines = [line.at for line in title_lines(self.flow.items[:before], names)]
        unlinked = (at for at in lines if self.flow.items[at].linked * 2 <= len(self.flow.items[at].text))
        return max((at for at in unlinked if sums[-1] - sums[at] > sums[-1] * _AFTER_TITLE), default=None)

    def _around(self, begin: int, end: int) -> _Element | None:
        """Return the smallest element that holds a slice."""
        holders = [node for node, span in self.flow.spans.items() if span[0] <= begin and end <= span[1]]
        return min(holders, key=lambda node: self.flow.spans[node][1] - self.flow.spans[node][0], default=None)

    def _is_beside(self, article: _Element, at: int) -> bool:
        """Whether an item stands in a box beside the article; tables and single paragraphs below it are its own."""
        begin, end = self.flow.spans[article]
        item = self.flow.items[at]
        if begin <= at < end or item.table is not None:
            return False
        place = item.node.getparent() if item.node.tag in _PARAGRAPHS else item.node
        return place is not None and place not in set(article.iterancestors())


def _is_mark(item: FlowItem) -> bool:
    return item.table.statutory if item.table is not None else _section(item) > 0


def _selectors(node: _Element) -> set[str]:
    return {f"#{node.get('id')}", *(f".{name}" for name in (node.get("class") or "").split())}


def choose(evidence: Evidence) -> _Element | None:
    """Return the element that holds the body; None without any evidence and without a container of known name."""
    spans = evidence.flow.spans
    known = [node for node in spans if evidence.is_known(node)]
    if evidence.total < STRONG:
        filled = (node for node in known if spans[node][0] < spans[node][1] or _has_file(node))
        sure = min(filled, key=_rank, default=None)
        if sure is None and not evidence.total:
            return None
        if sure is not None and (not evidence.total or (_rank(sure) < len(SUREST) and _has_file(sure))):
            return sure
    best = _smallest(evidence, known)
    return _climb(evidence, _smallest(evidence, spans) if best is None else best)


def _rank(node: _Element) -> int:
    """How telling its name is: the place among the surest, below them all for any other."""
    names = named(node).lower().split()
    return next((at for at, name in enumerate(SUREST) if name in names), len(SUREST))


def _has_file(node: _Element) -> bool:
    return any(is_file(a.get("href") or "") for a in node.iter("a")) or node.find(".//img") is not None


def _smallest(evidence: Evidence, nodes: Iterable[_Element]) -> _Element | None:
    """Return the smallest element with enough evidence and every strong item in it."""
    strong = [at for at, w in enumerate(evidence.weights) if w >= STRONG]
    first, last = (strong[0], strong[-1]) if strong else (len(evidence.weights), -1)
    best: _Element | None = None
    size = len(evidence.weights) + 1
    for node in nodes:
        begin, end = evidence.flow.spans[node]
        holds = begin <= first and last < end and evidence.inside(node) >= evidence.total * _ENOUGH
        if holds and end - begin <= size:
            best, size = node, end - begin
    return best


def _climb(evidence: Evidence, node: _Element | None) -> _Element | None:
    """Go up as long as that adds more evidence than links: an introduction beside the part with the headings."""
    if node is None:
        return None
    spans = evidence.flow.spans
    best = node
    if node.tag in _TOO_SMALL:
        best = next((up for up in node.iterancestors() if up in spans and up.tag not in _TOO_SMALL), node)
    for up in best.iterancestors():
        if up in spans:
            good, links = _added(evidence, spans[best], spans[up])
            if links > good:
                break
            best = up if good else best
    return best


def _added(evidence: Evidence, inner: tuple[int, int], outer: tuple[int, int]) -> tuple[int, int]:
    """Return how many items of evidence and how many links an outer element has around an inner one."""
    added = [*range(outer[0], inner[0]), *range(inner[1], outer[1])]
    good = sum(evidence.weights[at] >= _WORTH for at in added)
    return good, sum(at in evidence.furniture or _is_link(evidence.flow.items[at]) for at in added)


def trim(evidence: Evidence, begin: int, end: int, *, known: bool) -> list[int]:
    """Return the positions of a slice that are the report's, without the lines about the page at either end."""
    items = evidence.flow.items
    content = [at for at in range(begin, end) if evidence.weights[at] > 0 or items[at].table is not None]
    if not content:  # all is head
        return [at for at in range(begin, end) if not _is_about(evidence, at, head=True, known=known)]
    first, last = content[0], content[-1]
    kept: list[int] = []
    for at in range(begin, end):
        if at > last and furniture.ends(items[at], known=known or together(items[at], items[last])):
            break
        if first <= at <= last:
            dropped = furniture.inside(items[at], loose=at in evidence.furniture)
        else:
            dropped = furniture.file_link(items[at]) or _is_about(evidence, at, head=at < first, known=known)
        if not dropped:
            kept.append(at)
    return kept


def _is_about(evidence: Evidence, at: int, *, head: bool, known: bool) -> bool:
    loose = at in evidence.furniture or (head and not known)
    return furniture.outside(evidence.flow.items[at], head=head, loose=loose)


def together(one: FlowItem, two: FlowItem) -> bool:
    """Whether two items stand side by side in one element."""
    return one.node.getparent() is two.node.getparent()


def _is_link(item: FlowItem) -> bool:
    return item.linked > len(item.text) * _MAX_LINK_SHARE and not furniture.attachment(item)
