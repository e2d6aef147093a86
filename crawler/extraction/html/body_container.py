"""Choose which slice of the page is the report: evidence first, names second, nothing positional.

Evidence is section headings, statutory tables, tables of data and sentences. The container is the smallest
element that holds (nearly) all of it; one of the known names wins when it holds as much.
"""

from __future__ import annotations

from itertools import accumulate

from lxml.etree import _Element

from crawler.extraction.base import Table
from crawler.extraction.html import furniture, rules
from crawler.extraction.html.flow import FlowItem, PageFlow, is_container

STRONG = 20.0
ENOUGH = 0.9  # of the page's evidence
_STATUTORY, _KNOWN_SECTION = 100.0, 30.0
_LINKED = 0.4
_WORTH = 3.0  # a sentence of thirty characters
_TOO_SMALL = frozenset(("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "tbody", "table", "span", "font", "br"))


def weight(item: FlowItem) -> float:
    """Return how much an item speaks for a report's body being here; 0 for what any page has."""
    if isinstance(item.block, Table):
        return _STATUTORY if item.kind else 5.0 + min(len(item.block.cells), 100) / 4
    text = item.text
    if len(text) < 4 or item.linked > len(text) * _LINKED:  # noqa: PLR2004 - 一、x
        return 0.0
    if rules.SECTION.match(text) and len(text) <= rules.HEADING_LENGTH:
        return _KNOWN_SECTION if rules.SECTION_WORDS.search(text) else 8.0
    prose = len(text) >= rules.PROSE_LENGTH or (len(text) >= rules.SENTENCE_LENGTH and rules.SENTENCE.search(text))
    if prose and not furniture.furniture(text):
        return min(len(text), 300) / 10
    return 0.0


class Evidence:
    """The page's items with their weights; furniture that holds no evidence is weightless and marked."""

    def __init__(self, flow: PageFlow) -> None:
        self.flow = flow
        self.weights = [weight(item) for item in flow.items]
        self.furniture = self._furniture()
        if all(at in self.furniture for at, w in enumerate(self.weights) if w):
            self.furniture = set()  # a page whose body bears such a name
        self.weights = [0.0 if at in self.furniture else w for at, w in enumerate(self.weights)]
        self.sums = list(accumulate(self.weights, initial=0.0))

    def _furniture(self) -> set[int]:
        sums = list(accumulate(self.weights, initial=0.0))
        spans = (self.flow.spans[node] for node in self.flow.furniture)
        return {at for begin, end in spans if sums[end] - sums[begin] < STRONG / 2 for at in range(begin, end)}

    @property
    def total(self) -> float:
        """The page's evidence."""
        return self.sums[-1]

    def inside(self, node: _Element) -> float:
        """Return the evidence inside a block element."""
        begin, end = self.flow.spans[node]
        return self.sums[end] - self.sums[begin]


def trim(evidence: Evidence, begin: int, end: int, *, known: bool) -> list[int]:
    """Return the positions of a slice that are the report's, without the lines about the page at either end."""
    items = evidence.flow.items
    content = [at for at in range(begin, end) if evidence.weights[at] > 0 or isinstance(items[at].block, Table)]
    first, last = (content[0], content[-1]) if content else (end, end)  # without content all is head
    kept: list[int] = []
    for at in range(begin, end):
        loose = at in evidence.furniture
        if at > last and furniture.ends(items[at], known=known or together(items[at], items[last])):
            break
        if first <= at <= last:
            dropped = furniture.inside(items[at], loose=loose)
        else:
            dropped = bool(content) and furniture.file_link(items[at])
            dropped = dropped or furniture.outside(
                items[at], head=at < first, loose=loose or (not known and at < first)
            )
        if not dropped:
            kept.append(at)
    return kept


def choose(evidence: Evidence) -> tuple[int, int, bool] | None:
    """Return the container's slice of the items and whether it bears a known name; None without any evidence."""
    spans = evidence.flow.spans
    known = [node for node in spans if is_container(node) and spans[node][0] < spans[node][1]]
    if not evidence.total:
        best = min(known, key=_rank, default=None)
    else:
        best = _smallest(evidence, known)
        best = _climb(evidence, _smallest(evidence, list(spans)) if best is None else best)
    return None if best is None else (*spans[best], is_container(best))


def _rank(node: _Element) -> int:
    """How telling its name is; the rules list the surest first."""
    names = {(node.get("id") or "").lower(), *(node.get("class") or "").lower().split()}
    return next(at for at, name in enumerate(rules.CONTAINERS) if name in names)


def _smallest(evidence: Evidence, nodes: list[_Element]) -> _Element | None:
    """Return the smallest element with enough evidence and every strong item in it."""
    strong = [at for at, w in enumerate(evidence.weights) if w >= STRONG]
    first, last = (strong[0], strong[-1]) if strong else (len(evidence.weights), -1)
    best: _Element | None = None
    size = len(evidence.weights) + 1
    for node in nodes:
        begin, end = evidence.flow.spans[node]
        holds = begin <= first and last < end and evidence.inside(node) >= evidence.total * ENOUGH
        if holds and end - begin <= size:
            best, size = node, end - begin
    return best


def _climb(evidence: Evidence, node: _Element | None) -> _Element | None:
    """Go up as long as that adds more evidence than links: an introduction beside the part with the headings."""
    if node is None:
        return None
    if node.tag in _TOO_SMALL and node.getparent() is not None:
        node = next((up for up in node.iterancestors() if up in evidence.flow.spans and up.tag not in _TOO_SMALL), node)
    best = node
    for up in node.iterancestors():
        if up not in evidence.flow.spans:
            continue
        begin, end = evidence.flow.spans[up]
        inner_begin, inner_end = evidence.flow.spans[best]
        added = [*range(begin, inner_begin), *range(inner_end, end)]
        good = sum(1 for at in added if evidence.weights[at] >= _WORTH)
        links = sum(1 for at in added if at in evidence.furniture or _is_link(evidence.flow.items[at]))
        if links > good:
            break
        if good:
            best = up
    return best


def together(one: FlowItem, two: FlowItem) -> bool:
    """Whether two items stand side by side in one element."""
    return one.node.getparent() is two.node.getparent()


def _is_link(item: FlowItem) -> bool:
    return item.linked > len(item.text) * _LINKED and not furniture.attachment(item)
