"""The links of a page, each with where it stands: its list, its region, the date and the cells printed beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml.etree import _Element

from spiders import urls
from spiders.linear import pattern
from spiders.pages.dates import date_in
from spiders.pages.link_targets import ancestors, href_of
from spiders.pages.link_words import NO_NAME, VAGUE, words_of
from spiders.pages.regions import link_region, named
from spiders.pages.table_rows import shown_rows
from spiders.pages.text import line, lines_of, text_of
from spiders.pages.url_shapes import shown_file
from spiders.pages.year_buttons import YearButtons
from spiders.pages.year_headings import YearHeadings

MAX_REFUSED = 50  # links of a page that are told to be refused
MAX_SHOWN = 500  # characters of such an address
MAX_ANCHORS = 30_000  # of one page; the largest real one has some thousands
_ITEMS = {"li", "tr", "dd", "dt"}
_MAX_ITEM = 400  # characters; a longer "item" is a region of the page, and a date in it belongs to something else
_MAX_PAGER = 250  # characters; a wider "page" is the page itself, or its content
MAX_CELL = 60  # characters; longer cells are no names
_DIGITS = pattern(r"\d+")
_OUTER_DATE = pattern(r"^\W{0,3}20\d\d[-/.]\d{1,2}[-/.]\d{1,2}\W?|\W?20\d\d[-/.]\d{1,2}[-/.]\d{1,2}\W{0,3}$")
# A cell that says of what kind the bodies in its rows are: 县级, 县直部门, 镇（街道）.
_KIND = pattern(
    r"(?:[省县区市旗]|(?:人民)?政府|直属?|级|各|部门|单位|机构|委办局|[乡镇街]{1,3}道?办?|[、和及与]|（.{0,8}）)+"
)
MAX_LINE = 120  # characters; a longer line is no name
MAX_SHARING = 3  # links without words that are named by one line


@dataclass(frozen=True, slots=True)
class Anchor:
    """One link. ``place`` is its tag path; links of one list share their ``block``."""

    url: str
    text: str  # the words a reader goes by: printed text, or the title attribute where that says more
    place: str
    block: int
    region: str = "main"  # main | nav | side | foot | crumb | pager | select | frame | script
    date: str | None = None  # ISO
    cells: tuple[str, ...] = ()  # the other cells of its table row
    above: str = ""  # the heading of a year that it stands below
    body: str = ""  # of a form that it posts
    choice: str = ""  # what it chooses on its page, where no address tells: the control and its value
    control: str = ""  # the control that the choice is one of


@dataclass(frozen=True, slots=True)
class RefusedLink:
    """A link that is not asked for because of its address."""

    address: str  # as written, cut where it is very long
    text: str
    why: urls.Refusal


@dataclass(frozen=True, slots=True)
class _AnchorPlace:
    steps: tuple[str, ...]
    region: str


_LINKS = {"a", "area", "frame", "iframe", "option"}


def anchors_of(root: _Element, base: str, charset: str = "utf-8") -> tuple[Anchor, ...]:
    """Return the links of a parsed page in source order; what points nowhere on the web is left out.

    ``charset``: of the page, for what its queries hold beyond ASCII.
    """
    links: list[tuple[_Element, str, str]] = []
    headings = YearHeadings()
    for element in root.iter("*"):
        headings.passed(element)
        if element.tag not in _LINKS and element.get("onclick") is None:
            continue
        href = href_of(element, charset)
        url = urls.resolve(base, shown_file(href) or href, charset) if href else None
        if url is not None:
            links.append((element, url, headings.above(element)))
            if len(links) >= MAX_ANCHORS:
                break
    return tuple(_Describer([element for element, _, _ in links]).describe(links))


def described(elements: Iterable[tuple[_Element, str]]) -> Iterator[Anchor]:
    """Yield the elements that lead to these URLs as links, each with its words, its date and its row."""
    pairs = [(element, url, "") for element, url in elements]
    yield from _Describer([element for element, _, _ in pairs]).describe(pairs)


def refused_of(root: _Element, base: str, charset: str = "utf-8") -> tuple[RefusedLink, ...]:
    """Return the links of a parsed page that nobody can ask for although they are meant to lead to a page."""
    found: dict[str, RefusedLink] = {}
    for element in root.iter(*_LINKS):
        href = href_of(element, charset)
        why = urls.refusal(base, href, charset) if href else None
        if why is not None and why is not urls.Refusal.SCHEME and len(found) < MAX_REFUSED:
            found.setdefault(href, RefusedLink(href[:MAX_SHOWN], line(text_of(element, 300)), why))
    return tuple(found.values())


class _Describer:
    """Finds out for many links at once where they stand; each ancestor is looked at once."""

    def __init__(self, elements: list[_Element]) -> None:
        self.spots: dict[_Element, _AnchorPlace] = {}
        self.blocks: dict[_Element, int] = {}
        self.counts: Counter[_Element] = Counter()
        self.around: dict[_Element, str] = {}
        self.cells: dict[_Element, list[str]] = {}
        self.tables: dict[_Element, dict[_Element, list[_Element]]] = {}
        for element in elements:
            self.counts.update(ancestors(element))

    def describe(self, links: list[tuple[_Element, str, str]]) -> Iterator[Anchor]:
        """Yield an Anchor for each link."""
        buttons = YearButtons()
        for element, url, above in links:
            item, block = self._item(element)
            spot = self._spot(element)
            text = words_of(element)
            around = self._around(item)
            cells = tuple(cell for cell in self._cells(item) if 0 < len(cell) <= MAX_CELL and cell != text)[:8]
            if not cells and (beside := buttons.name(element, text)):
                cells = (beside,)
            date = _date(text, around)
            if not text and self.counts[item] <= MAX_SHARING:
                text = self._line(element, cells, around)
            elif VAGUE.fullmatch(text):
                text = self._line(element, cells, around.replace(text, " ")) or text
            yield Anchor(
                url=url,
                text=text,
                place=">".join(spot.steps[-6:]),
                block=self.blocks.setdefault(block, len(self.blocks)),
                region="frame" if element.tag in {"frame", "iframe"} else spot.region,
                date=date,
                cells=cells,
                above=above,
            )

    def _item(self, element: _Element) -> tuple[_Element, _Element]:
        """Return the line the link stands on and the list that holds the line."""
        child, block = element, element
        item: _Element | None = None
        for ancestor in ancestors(element):
            if ancestor.tag in _ITEMS and item is None:
                item = ancestor
            if self.counts[ancestor] > 1 and ancestor.tag not in _ITEMS and ancestor.tag not in {"td", "p"}:
                block = ancestor
                break
            child, block = ancestor, ancestor
        if block is element and (parent := element.getparent()) is not None:  # straight in the page's body
            block = parent
        return (item if item is not None else child), block

    def _around(self, item: _Element) -> str:
        """Return the words of a line, of a region its first ones."""
        if item not in self.around:
            self.around[item] = lines_of(item, _MAX_ITEM * 2).replace("\n", " ")
        return self.around[item]

    def _cells(self, row: _Element) -> list[str]:
        """Return the texts of a row's cells, those that span into it from above among them."""
        if row.tag != "tr":
            return []
        if row not in self.cells:
            self.cells[row] = [line(text_of(cell, 200)) for cell in dict.fromkeys(self._shown(row))]
        return self.cells[row]

    def _shown(self, row: _Element) -> list[_Element]:
        table = next(row.iterancestors("table"), None)
        if table is None:
            return []
        if table not in self.tables:
            self.tables[table] = shown_rows(table)
        return self.tables[table].get(row, [])

    def _line(self, element: _Element, cells: tuple[str, ...], around: str) -> str:
        """Return the words of a link that only says 查看: its row's and its column's, or its line's."""
        if cells:
            words = [*dict.fromkeys((*cells, self._head(element)))]
        else:
            words = [part for part in _OUTER_DATE.sub(" ", around).split() if not VAGUE.fullmatch(part)]
        name = " ".join(word for word in words if not (NO_NAME.fullmatch(word) or _KIND.fullmatch(word)))
        return name if len(name) <= MAX_LINE else ""

    def _head(self, element: _Element) -> str:
        """Return what stands above a link in the first row of its table; "" when the rows are of unequal length."""
        row = next((ancestor for ancestor in ancestors(element) if ancestor.tag == "tr"), None)
        table = next(row.iterancestors("table"), None) if row is not None else None
        if row is None or table is None:
            return ""
        shown = self._shown(row)
        heads = next(iter(self.tables[table].values()), [])
        cell = next((ancestor for ancestor in (element, *ancestors(element)) if ancestor.tag in {"td", "th"}), None)
        if len(shown) != len(heads) or cell not in shown:
            return ""
        return line(text_of(heads[shown.index(cell)], 200))[:MAX_CELL]

    def _spot(self, element: _Element) -> _AnchorPlace:
        chain: list[_Element] = []
        node: _Element | None = element
        while node is not None and node not in self.spots:
            chain.append(node)
            node = node.getparent()
        spot = self.spots[node] if node is not None else _AnchorPlace((), "main")
        for node in reversed(chain):
            spot = self.spots[node] = _below(spot, node)
        return spot


def _below(spot: _AnchorPlace, node: _Element) -> _AnchorPlace:
    tag = node.tag if isinstance(node.tag, str) else ""
    classes = (node.get("class") or "").split()
    step = tag + (f".{_masked(classes[0])}" if classes else "")
    region = "" if tag in {"body", "html", "form"} else link_region(tag, named(node))
    if region == "pager" and len(text_of(node, _MAX_PAGER + 1)) > _MAX_PAGER:
        region = ""
    # What stands inside a foot or a breadcrumb stays there; a page-wide "left" wrapper may hold the content.
    keep = spot.region in {"foot", "crumb", "pager", "select"}
    return _AnchorPlace((*spot.steps, step)[-6:], spot.region if keep else region or spot.region)


def _masked(name: str) -> str:
    return _DIGITS.sub("0", name[:24])


def _date(text: str, around: str) -> str | None:
    """Return the date printed beside a link, else the one that its words begin or end with."""
    rest = around.replace(text, " ", 1) if len(around) <= _MAX_ITEM else ""
    return date_in(rest) or date_in(text[:12]) or date_in(text[-14:])
