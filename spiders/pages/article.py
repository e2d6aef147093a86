"""An article page in its parts: title, body, date, index number, source, attachments. Nothing is guessed from a URL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import accumulate, chain

from lxml import etree
from lxml.etree import _Element

from spiders.linear import IGNORECASE, code, pattern
from spiders.pages import dates, metadata, title
from spiders.pages.anchors import Anchor, anchors_of
from spiders.pages.body_container import Evidence, choose, trim
from spiders.pages.flow import FlowItem
from spiders.pages.page import Page
from spiders.pages.page_images import page_images
from spiders.pages.regions import HEADINGS
from spiders.pages.text import line, text_of
from spiders.pages.url_shapes import file_name, is_file, names_file, shown_file

_LISTED = code(r"\b(\w{0,20}(?:fj|appendix|attach|annex)\w{0,20})[\"']?\s*[:=]\s*[\"']([^\"'<>]{5,})[\"']", IGNORECASE)
_BETWEEN, _NAMES = pattern(r"[;|,]+"), pattern("name|title|mc", IGNORECASE)
MAX_SCRIPTS, MAX_FILES = 200_000, 50  # characters of scripts looked through for attachments; attachments that they list
_ELSEWHERE = {"nav", "foot", "crumb", "pager", "select"}
_MIN_LIST = 3  # dated links side by side: a list of articles, whose files are not this one's
_SCAN = 300  # characters; a body with less and pictures is a scan
_MIN_TITLE = 7  # characters; less is a column's name


@dataclass(frozen=True, slots=True)
class Article:
    """The parts of an article page. ``body`` is an element of the page's tree; None when it cannot be told."""

    title: str
    body: _Element | None
    furniture: frozenset[_Element]  # elements of the body that only speak about the page
    text: str  # of the body without its furniture
    linked: int  # characters of it that are links
    published: str | None
    index_number: str | None
    source: str | None
    files: tuple[tuple[str, str], ...]  # URL and printed name
    pictured: bool = False  # the files are pictures of the report's pages, in order

    @property
    def prose(self) -> int:
        """Characters of the body that are no links."""
        return len(self.text) - self.linked


def article_of(page: Page, containers: tuple[str, ...] = ()) -> Article | None:
    """Return the article of a page; ``containers`` are hints (``#id``, ``.class``). None without a tree."""
    if page.root is None:
        return None
    names = title.declared(page.root)
    evidence = Evidence(page.flow, names, containers)
    items, body = page.flow.items, choose(evidence)
    kept = [] if body is None else trim(evidence, *page.flow.spans[body], known=evidence.is_known(body))
    text = " ".join(items[at].text or line(text_of(items[at].node)) for at in kept)
    content = next((at for at in kept if evidence.weights[at] > 0), len(items))
    files = _files(page, body)
    pictures = page_images(page, body) if not files and len(text) < _SCAN else {}
    name = _title(page, names, content) or next((items[at].text for at in kept), "")[: title.MAX_TITLE]
    return Article(
        title=name,
        body=body,
        furniture=frozenset(_furniture(page, body, set(kept))),
        text=text,
        linked=sum(_linked(items[at]) for at in kept),
        published=dates.published(page.text, name, page.meta),
        index_number=metadata.index_number(page.text),
        source=page.meta.get("contentsource") or metadata.source(page.text),
        files=files or tuple(pictures.items()),
        pictured=bool(pictures),
    )


def body_html(article: Article) -> str:
    """Return the body's markup without its furniture; "" when there is no body."""
    if article.body is None:
        return ""
    body = deepcopy(article.body)
    twins = zip(article.body.iter(), list(body.iter()), strict=True)
    for left in [twin for own, twin in twins if own in article.furniture]:
        tail = left.tail
        left.clear()
        left.tail = tail
    return etree.tostring(body, encoding="unicode", method="html", with_tail=False)


def _furniture(page: Page, body: _Element | None, kept: set[int]) -> Iterator[_Element]:
    """Yield the elements of a body nothing of which is kept."""
    sums = list(accumulate((at in kept for at in range(len(page.flow.items))), initial=0))
    for node in body.iterdescendants() if body is not None else ():
        begin, end = page.flow.spans.get(node, (0, 0))
        if begin < end and sums[begin] == sums[end]:
            yield node


def _linked(item: FlowItem) -> int:
    if item.table is None:
        return item.linked
    return sum(len(line(text_of(a))) for a in item.node.iter("a"))


def _title(page: Page, names: title.TitleNames, before: int) -> str:
    """Return the article's title: as declared, as shown above the body, the page's name, any heading."""
    shown = next(iter(names.article), None) or title.find(page.flow.items, before, names)
    if not shown and not title.reports(page.heading):  # the site's name on every page, or none
        above = (item.text for item in page.flow.items[:before] if len(item.text) <= title.MAX_TITLE)
        shown = next(filter(title.reports, above), None)
    if shown:
        return shown
    if len(page.heading) >= _MIN_TITLE and page.heading not in page.breadcrumb and not title.names_site(page.heading):
        return page.heading
    lines = (item.text for item in page.flow.items if item.node.tag in HEADINGS or title.is_marked(item.node))
    headings = [text for text in lines if _MIN_TITLE <= len(text) <= title.MAX_TITLE]
    telling = (text for text in headings if not title.names_site(text))
    return next(telling, page.heading or next(iter(headings), ""))


def _files(page: Page, body: _Element | None) -> tuple[tuple[str, str], ...]:
    """Return the documents linked or shown in the body, and below it outside of menus and lists, each address once."""
    names: dict[str, str] = {}
    embedded = ((url, file_name(url)) for url in _embedded(page, body))
    for url, name in chain(_linked_files(page, body), _scripted(page), embedded):
        names.setdefault(url, name)
    return tuple(names.items())


def _linked_files(page: Page, body: _Element | None) -> Iterator[tuple[str, str]]:
    inside = anchors_of(body, page.base) if body is not None else ()
    for anchor in (*inside, *_outside(page.anchors)):
        if anchor.region != "frame" and (is_file(anchor.url) or names_file(anchor.text)):
            yield anchor.url, anchor.text or file_name(anchor.url)


def _outside(anchors: Iterable[Anchor]) -> Iterator[Anchor]:
    dated: dict[int, int] = defaultdict(int)
    for anchor in anchors:
        dated[anchor.block] += anchor.date is not None and not is_file(anchor.url)
    return (anchor for anchor in anchors if anchor.region not in _ELSEWHERE and dated[anchor.block] < _MIN_LIST)


def _scripted(page: Page) -> Iterator[tuple[str, str]]:
    """Yield the attachments that a script lists: addresses in one string, names in another, in the same order."""
    addresses: list[str] = []
    names: list[str] = []
    for match in _LISTED.finditer(page.scripts[:MAX_SCRIPTS]):
        pieces = [piece.strip() for piece in _BETWEEN.split(match[2]) if piece.strip()]
        strings = names if _NAMES.search(match[1]) else addresses
        strings.extend(piece for piece in pieces if is_file(piece))
    for at, address in enumerate(addresses[:MAX_FILES]):
        if url := page.resolve(address):
            yield url, names[at] if len(names) == len(addresses) else file_name(url)


def _embedded(page: Page, body: _Element | None) -> Iterator[str]:
    """Yield the documents that a frame or a plug-in shows."""
    root = body if body is not None else page.root
    for element in root.iter("embed", "object", "iframe", "param") if root is not None else ():
        value = next(filter(None, map(element.get, ("src", "data", "value"))), "")
        url = page.resolve(shown_file(value) or value) if value else None
        if url and is_file(url):
            yield url
