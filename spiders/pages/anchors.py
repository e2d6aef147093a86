"""The links of a page, each with where it stands: its list, its region, the date and the cells printed beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from lxml.etree import _Element

from spiders import urls
from spiders.pages.dates import date_in
from spiders.pages.regions import HEADINGS, link_region, named
from spiders.pages.text import line, lines_of, text_of
from spiders.pages.title import is_marked, reports
from spiders.pages.url_shapes import shown_file

MAX_REFUSED = 50  # links of a page that are told to be refused
MAX_SHOWN = 500  # characters of such an address
MAX_ANCHORS = 30_000  # of one page; the largest real one has some thousands
_ITEMS = {"li", "tr", "dd", "dt"}
_CLIMB = 8  # levels between a link and its list
_ITEM_TEXT = 400  # characters; a longer "item" is a region of the page, and a date in it belongs to something else
_PAGER_TEXT = 250  # characters; a wider "page" is the page itself, or its content
MAX_CELL = 60  # characters; longer cells are no names
_CALLED = re.compile(
    r"(?:location(?:\.href)?\s*=|location\.(?:assign|replace)\s*\(|\bopen\s*\()\s*['\"]([^'\"\s]{1,1000})['\"]"
    r"|['\"]([^'\"\s]{1,500}(?:/|\.s?html?|\.jsp|\.php|\.aspx?|\.pdf|\.docx?)[^'\"\s]{0,500})['\"]"
)
# An address made of the chosen value: location.href = 'list.html?year=' + this.value + '&x=1'
_MADE = re.compile(
    r"['\"]([^'\"\s]{0,500}[/?=_-])['\"]\s*\+\s*(?:encodeURI(?:Component)?\()?\s*[\w.]*(?:value|options\[[^\[\]]{1,60}\]\.value)\)?"
    r"(?:\s*\+\s*['\"]([^'\"\s]{0,200})['\"])?"
)
# Words that say what to do, not what is there: a reader goes by the line or the row.
_VAGUE = re.compile(
    r"(?:点击|在线|立即|请)*(?:查看|查阅|浏览|阅读|下载|打开|预览|详情|详细|全文|原文|附件|文件)+(?:内容|>+|»)?|[（(\[]?(?:pdf|word|docx?|html|网页)版?[)）\]]?"
    r"|[√✓●○◎]",
    re.IGNORECASE,
)
_OUTER_DATE = re.compile(r"^\W{0,3}20\d\d[-/.]\d{1,2}[-/.]\d{1,2}\W?|\W?20\d\d[-/.]\d{1,2}[-/.]\d{1,2}\W{0,3}$")
_NO_NAME = re.compile(r"\d{1,3}[.、]?|\W*|20\d\d[-/.年]\d.*|(?:操作|附件|查看|下载)")
MAX_LINE = 120  # characters; a longer line is no name
MAX_WORDS = 2000  # characters of a link
MAX_SHARING = 3  # links without words that are named by one line
MAX_CARD = 60  # characters of a card whose words are all taken
_CARD_PARTS = ("p", "div", "li", "dt", "dd", "td", "section", *HEADINGS)
_ADDRESS = re.compile(r"/|\?|\.s?html?$")


@dataclass(frozen=True, slots=True)
class Anchor:
    """One link. ``place`` is its tag path; links of one list share their ``block``."""

    url: str
    text: str  # the words a reader goes by: printed text, or the title attribute where that says more
    place: str
    block: int
    region: str = "main"  # main | nav | side | foot | crumb | pager | select | frame
    date: str | None = None  # ISO
    cells: tuple[str, ...] = ()  # the other cells of its table row
    current: bool = False  # marked as the place where the reader is


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
    found: list[tuple[_Element, str]] = []
    for element in root.iter():
        if element.tag not in _LINKS and element.get("onclick") is None:
            continue
        href = _href(element, charset)
        url = urls.resolve(base, shown_file(href) or href, charset) if href else None
        if url is not None:
            found.append((element, url))
            if len(found) >= MAX_ANCHORS:
                break
    return tuple(_Describer([element for element, _ in found]).describe(found))


def refused_of(root: _Element, base: str, charset: str = "utf-8") -> tuple[RefusedLink, ...]:
    """Return the links of a parsed page that nobody can ask for although they are meant to lead to a page."""
    found: dict[str, RefusedLink] = {}
    for element in root.iter(*_LINKS):
        href = _href(element, charset)
        why = urls.refusal(base, href, charset) if href else None
        if why is not None and why is not urls.Refusal.SCHEME and len(found) < MAX_REFUSED:
            found.setdefault(href, RefusedLink(href[:MAX_SHOWN], line(text_of(element, 300)), why))
    return tuple(found.values())


def _href(element: _Element, charset: str) -> str:
    """Return where an element leads; "" for a place on the page and for nowhere."""
    if element.tag in {"frame", "iframe"}:
        return element.get("src") or ""
    if element.tag == "option":
        return _chosen(element, element.get("value") or "", charset)
    href = (element.get("href") or "").strip()
    if href.startswith("#") and len(href) > 1:
        return ""
    if href and href != "#" and not href.lower().startswith("javascript:"):
        return href
    hidden = _CALLED.search(href[11:]) or _CALLED.search(element.get("onclick") or "")
    return hidden[1] or hidden[2] if hidden else ""


def _chosen(option: _Element, value: str, charset: str) -> str:
    """Return where choosing an option leads: its value, or what its select's script or form makes of it."""
    if not value or _ADDRESS.search(value):
        return value
    above = {str(one.tag): one for one in reversed([*_ancestors(option)])}
    select, form = above.get("select"), above.get("form")
    if select is None:
        return ""
    script = select.get("onchange") or ""
    if made := _MADE.search(script):
        return f"{made[1]}{value}{made[2] or ''}"
    return _submitted(form, select.get("name"), value, charset) if form is not None and "submit" in script else ""


def _submitted(form: _Element, name: str | None, value: str, charset: str) -> str:
    """Return the address that a form asks for when this field has this value; "" when it is posted."""
    if not name or (form.get("method") or "get").lower() != "get":
        return ""
    action = (form.get("action") or "").partition("?")[0]
    return f"{action}?{urlencode({name: value}, encoding=charset, errors='xmlcharrefreplace')}"


class _Describer:
    """Finds out for many links at once where they stand; each ancestor is looked at once."""

    def __init__(self, elements: list[_Element]) -> None:
        self.spots: dict[_Element, _AnchorPlace] = {}
        self.blocks: dict[_Element, int] = {}
        self.counts: Counter[_Element] = Counter()
        self.heads: dict[_Element, list[str]] = {}
        for element in elements:
            self.counts.update(_ancestors(element))

    def describe(self, found: list[tuple[_Element, str]]) -> Iterator[Anchor]:
        """Yield an Anchor for each link."""
        for element, url in found:
            item, block = self._item(element)
            spot = self._spot(element)
            text = _words(element)
            around = lines_of(item, _ITEM_TEXT * 2).replace("\n", " ")
            cells = _cells(item, text) if item.tag == "tr" else ()
            date = _date(text, around)
            if not text and self.counts[item] <= MAX_SHARING:
                text = self._line(element, cells, around)
            elif _VAGUE.fullmatch(text):
                text = self._line(element, cells, around.replace(text, " ")) or text
            yield Anchor(
                url=url,
                text=text,
                place=">".join(spot.steps[-6:]),
                block=self.blocks.setdefault(block, len(self.blocks)),
                region="frame" if element.tag in {"frame", "iframe"} else spot.region,
                date=date,
                cells=cells,
                current=_current(element),
            )

    def _item(self, element: _Element) -> tuple[_Element, _Element]:
        """Return the line the link stands on and the list that holds the line."""
        child, block = element, element
        item: _Element | None = None
        for ancestor in _ancestors(element):
            if ancestor.tag in _ITEMS and item is None:
                item = ancestor
            if self.counts[ancestor] > 1 and ancestor.tag not in _ITEMS and ancestor.tag not in {"td", "p"}:
                block = ancestor
                break
            child, block = ancestor, ancestor
        return (item if item is not None else child), block

    def _line(self, element: _Element, cells: tuple[str, ...], around: str) -> str:
        """Return the words of a link that only says 查看: its row's and its column's, or its line's."""
        if cells:
            words = [*dict.fromkeys((*cells, self._head(element)))]
        else:
            words = [part for part in _OUTER_DATE.sub(" ", around).split() if not _VAGUE.fullmatch(part)]
        name = " ".join(word for word in words if not _NO_NAME.fullmatch(word))
        return name if len(name) <= MAX_LINE else ""

    def _head(self, element: _Element) -> str:
        """Return what stands above a link in the first row of its table; "" when the rows are of unequal length."""
        above = {str(one.tag): one for one in reversed([*_ancestors(element)])}
        row, table = above.get("tr"), above.get("table")
        if row is None or table is None:
            return ""
        columns, heads = _columns(row), self._heads(table)
        cell = next((one for one in (element, *_ancestors(element)) if one.tag in {"td", "th"}), None)
        return heads[columns.index(cell)] if len(columns) == len(heads) and cell in columns else ""

    def _heads(self, table: _Element) -> list[str]:
        if table not in self.heads:
            first = next(table.iter("tr"), None)
            self.heads[table] = [line(text_of(one, 200))[:MAX_CELL] for one in _columns(first)]
        return self.heads[table]

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


def _ancestors(element: _Element) -> Iterator[_Element]:
    node = element.getparent()
    for _ in range(_CLIMB):
        if node is None or node.tag in {"body", "html"}:
            return
        yield node
        node = node.getparent()


def _below(spot: _AnchorPlace, node: _Element) -> _AnchorPlace:
    tag = node.tag if isinstance(node.tag, str) else ""
    classes = (node.get("class") or "").split()
    step = tag + (f".{_masked(classes[0])}" if classes else "")
    region = "" if tag in {"body", "html", "form"} else link_region(tag, named(node))
    if region == "pager" and len(text_of(node, _PAGER_TEXT + 1)) > _PAGER_TEXT:
        region = ""
    # What stands inside a foot or a breadcrumb stays there; a page-wide "left" wrapper may hold the content.
    keep = spot.region in {"foot", "crumb", "pager", "select"}
    return _AnchorPlace((*spot.steps, step)[-6:], spot.region if keep else region or spot.region)


def _masked(name: str) -> str:
    return re.sub(r"\d+", "0", name[:24])


def _date(text: str, around: str) -> str | None:
    """Return the date printed beside a link, else the one that its words begin or end with."""
    rest = around.replace(text, " ", 1) if len(around) <= _ITEM_TEXT else ""
    return date_in(rest) or date_in(text[:12]) or date_in(text[-14:])


def _words(element: _Element) -> str:
    """Return the words of a link by itself: what it prints, its title where that says more, its picture's name."""
    if element.tag in {"frame", "iframe"}:
        return line(element.get("title") or element.get("name") or "")
    title = line((element.get("title") or "")[:500])
    text = _printed(element, title)
    if title and (not text or (len(title) > len(text) and _cut(text, title))):
        return title
    return text or _picture(element)


def _printed(element: _Element, title: str) -> str:
    if element.tag == "input":
        return line(element.get("value") or "")
    if next(element.iterdescendants(*_CARD_PARTS), None) is not None:
        return _card(element, title)
    return line(text_of(element, MAX_WORDS))


def _card(element: _Element, title: str) -> str:
    """Return the words of a link that is a whole card (title, lead, subject): the heading's, or all when few."""
    parts = [part for part in lines_of(element, MAX_WORDS).split("\n") if part]
    if title or len(parts) < 2:  # noqa: PLR2004
        return title or "".join(parts)
    headings = (one for one in element.iterdescendants() if one.tag in HEADINGS or is_marked(one))
    heading = next((text for one in headings if (text := line(text_of(one, MAX_WORDS)))), "")
    heading = heading or next((part for part in parts if not _NO_NAME.fullmatch(part)), "")
    whole = " ".join(parts)
    return heading if reports(heading) or len(whole) > MAX_CARD else whole


def _picture(element: _Element) -> str:
    image = element.find(".//img")
    return line(((image.get("alt") or image.get("title") or "") if image is not None else "")[:300])


def _cut(text: str, title: str) -> bool:
    """Tell whether printed words are a title cut short."""
    start = text.rstrip(".…· ")
    return start != text or title.startswith(start[:6]) or start in title


def _columns(row: _Element | None) -> list[_Element]:
    return [*row.iterchildren("td", "th")] if row is not None else []


def _cells(row: _Element, text: str) -> tuple[str, ...]:
    cells = (line(text_of(cell, 200)) for cell in row.iterchildren("td", "th"))
    return tuple(cell for cell in cells if 0 < len(cell) <= MAX_CELL and cell != text)[:8]


def _current(element: _Element) -> bool:
    parent = element.getparent()
    names = f"{element.get('class') or ''} {parent.get('class') or '' if parent is not None else ''}".lower()
    return re.search(r"(?:^|[ _-])(?:on|cur|current|active|selected|hover|now|dq)(?:$|[ _-])", names) is not None
