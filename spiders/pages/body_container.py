"""Choose which element of the page holds the report: evidence first, names second, nothing positional.

Evidence is section headings, statutory tables, tables of data and sentences. The container is the smallest
element that holds (nearly) all of it; one of the known names wins when it holds as much. What stands above the
title, or beside an element that holds the title and all sections, is no evidence: a column's description.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import accumulate, takewhile

from lxml.etree import _Element

from spiders.pages import furniture
from spiders.pages.flow import FlowItem, PageFlow
from spiders.pages.metadata import METADATA_LINE
from spiders.pages.regions import HEADINGS, SUREST, is_container, named
from spiders.pages.report_marks import MAX_HEADING, SECTION, SECTION_WORDS, is_sentence
from spiders.pages.text import plain
from spiders.pages.title import TitleNames, title_lines
from spiders.pages.url_shapes import is_file

MAX_CONTAINERS = 50  # of known names that are searched for files
STRONG = 20.0  # of an item: no container leaves it out
_ENOUGH = 0.9  # of the page's evidence
_AFTER_TITLE = 0.1  # of the page's evidence: a line with less below it is not the title above the body
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
        foreign: set[int] = set()  # sentences of something else
        if names is not None:
            foreign = {at for at in self._outside(names) if self.weights[at]}
        self._drop(foreign)
        self.sums = list(accumulate(self.weights, initial=0.0))
        self.foreign_sums = list(accumulate((at in foreign for at in range(len(flow.items))), initial=0))

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
        begin, end = self.flow.spans[node]
        if self.foreign_sums[begin] < self.foreign_sums[end]:
            return False
        return is_container(node) or not self.hints.isdisjoint(_selectors(node))

    def _drop(self, positions: Collection[int]) -> None:
        self.weights = [0.0 if at in positions else w for at, w in enumerate(self.weights)]

    def _furniture(self) -> set[int]:
        sums = list(accumulate(self.weights, initial=0.0))
        depths = [0] * len(sums)
        for begin, end in (self.flow.spans[node] for node in self.flow.furniture):
            if sums[end] - sums[begin] < STRONG / 2:
                depths[begin] += 1
                depths[end] -= 1
        return {at for at, depth in enumerate(accumulate(depths)) if depth}

    def _outside(self, names: TitleNames) -> set[int]:
        """Return what stands above the title, or beside an element of title and sections."""
        marks = [at for at, item in enumerate(self.flow.items) if self.weights[at] and _is_mark(item)]
        title = self._title(names, marks[0] if marks else len(self.weights))
        if title is None:
            return set()
        beside = self._beside(title, marks[-1]) if sum(self.weights[at] for at in marks) >= _REPORT else set()
        return {*range(title), *beside}

    def _title(self, names: TitleNames, before: int) -> int | None:
        """Return the position of the last title above the first section that has evidence enough below it."""
        sums = list(accumulate(self.weights, initial=0.0))
        lines = [line.at for line in title_lines(self.flow.items[:before], names)]
        unlinked = (at for at in lines if self.flow.items[at].linked * 2 <= len(self.flow.items[at].text))
        return max((at for at in unlinked if sums[-1] - sums[at] > sums[-1] * _AFTER_TITLE), default=None)

    def _beside(self, title: int, last: int) -> set[int]:
        """Return what stands in boxes beside the smallest element that holds the title and the last section.

        Tables and single paragraphs below that element are the article's own.
        """
        spans = self.flow.spans
        holders = [node for node, (begin, end) in spans.items() if begin <= title and last < end]
        article = min(holders, key=lambda node: spans[node][1] - spans[node][0], default=None)
        if article is None:
            return set()
        above = set(article.iterancestors())
        outside = {*range(spans[article][0]), *range(spans[article][1], len(self.weights))}
        return {at for at in outside if self.flow.items[at].table is None and _box(self.flow.items[at]) not in above}


def _is_mark(item: FlowItem) -> bool:
    return item.table.statutory if item.table is not None else _section(item) > 0


def _box(item: FlowItem) -> _Element | None:
    """Return the element in which a paragraph stands."""
    return item.node.getparent() if item.node.tag in _PARAGRAPHS else item.node


def _selectors(node: _Element) -> set[str]:
    return {f"#{node.get('id')}", *(f".{name}" for name in (node.get("class") or "").split())}


def choose(evidence: Evidence) -> _Element | None:
    """Return the element that holds the body; None without any evidence and without a container of known name."""
    known = [node for node in evidence.flow.spans if evidence.is_known(node)]
    if evidence.total < STRONG:
        surest = _surest(evidence, known[:MAX_CONTAINERS])
        if surest is not None or not evidence.total:
            return surest
    best = _smallest(evidence, known)
    return _climb(evidence, _smallest(evidence, evidence.flow.spans) if best is None else best)


def _surest(evidence: Evidence, known: list[_Element]) -> _Element | None:
    """Return the container of the surest name on a page with little text; beside some it must hold files."""
    spans = evidence.flow.spans
    filled = (node for node in known if spans[node][0] < spans[node][1] or _has_file(node))
    surest = min(filled, key=_rank, default=None)
    if surest is None or not evidence.total:
        return surest
    return surest if _rank(surest) < len(SUREST) and _has_file(surest) else None


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
    spans, items = evidence.flow.spans, evidence.flow.items
    good = list(accumulate((weight >= _WORTH for weight in evidence.weights), initial=0))
    links = list(accumulate((at in evidence.furniture or _is_link(item) for at, item in enumerate(items)), initial=0))
    above = [up for up in node.iterancestors() if up in spans]
    best = next((up for up in (node, *above) if up.tag not in _TOO_SMALL), node)
    for up in above[above.index(best) + 1 if best in above else 0 :]:
        added = _added(good, spans[best], spans[up])
        if _added(links, spans[best], spans[up]) > added:
            break
        best = up if added else best
    return best


def _added(sums: list[int], inner: tuple[int, int], outer: tuple[int, int]) -> int:
    """Return how many an outer slice has around an inner one."""
    return sums[outer[1]] - sums[outer[0]] - (sums[inner[1]] - sums[inner[0]])


def trim(evidence: Evidence, begin: int, end: int, *, known: bool) -> list[int]:
    """Return the positions of a slice that are the report's, without the lines about the page at either end."""
    items = evidence.flow.items
    content = [at for at in range(begin, end) if evidence.weights[at] > 0 or items[at].table is not None]
    if not content:  # all is head
        return [at for at in range(begin, end) if not _is_about(evidence, at, head=True, known=known)]
    first, last = content[0], content[-1]
    head = _outside(evidence, range(begin, first), head=True, known=known)
    body = [at for at in range(first, last + 1) if not furniture.inside(items[at], loose=at in evidence.furniture)]
    tail = takewhile(lambda at: not _ends(evidence, at, last, known=known), range(last + 1, end))
    return [*head, *body, *_outside(evidence, tail, head=False, known=known)]


def _outside(evidence: Evidence, positions: Iterable[int], *, head: bool, known: bool) -> list[int]:
    """Return what is kept of the lines before or after the content."""
    unlinked = (at for at in positions if not furniture.file_link(evidence.flow.items[at]))
    return [at for at in unlinked if not _is_about(evidence, at, head=head, known=known)]


def _ends(evidence: Evidence, at: int, last: int, *, known: bool) -> bool:
    items = evidence.flow.items
    return furniture.ends(items[at], known=known or together(items[at], items[last]))


def _is_about(evidence: Evidence, at: int, *, head: bool, known: bool) -> bool:
    loose = at in evidence.furniture or (head and not known)
    return furniture.outside(evidence.flow.items[at], head=head, loose=loose)


def together(one: FlowItem, two: FlowItem) -> bool:
    """Whether two items stand side by side in one element."""
    return one.node.getparent() is two.node.getparent()


def _is_link(item: FlowItem) -> bool:
    return item.linked > len(item.text) * _MAX_LINK_SHARE and not furniture.attachment(item)
