"""An article page in its parts: title, body, date, index number, source, attachments. Nothing is guessed from a URL."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import accumulate

from lxml import etree
from lxml.etree import _Element

from spiders.pages import dates, metadata, title
from spiders.pages.anchors import Anchor, anchors_of
from spiders.pages.body_container import Evidence, choose, trim
from spiders.pages.flow import FlowItem
from spiders.pages.page import Page
from spiders.pages.regions import HEADINGS
from spiders.pages.text import line, text_of
from spiders.pages.url_shapes import file_name, is_file, is_image, names_file, shown_file

_LISTED = re.compile(
    r"\b(\w{0,20}(?:fj|appendix|attach|annex)\w{0,20})[\"']?\s*[:=]\s*[\"']([^\"'<>]{5,3000})[\"']", re.IGNORECASE
)
_DRAWING = re.compile(r"icon|logo|/images?/(?:doc|pdf|xls|file)", re.IGNORECASE)
MAX_SCRIPTS, MAX_FILES = 200_000, 50  # characters of scripts looked through for attachments; attachments that they list
MAX_PICTURES = 60  # of one body
MAX_HEADINGS = 4000  # elements looked at for a heading
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

    @property
    def prose(self) -> int:
        """Characters of the body that are no links."""
        return len(self.text) - self.linked


def article_of(page: Page, containers: tuple[str, ...] = ()) -> Article | None:
    """Return the article of a page; ``containers`` are hints (``#id``, ``.class``). None without a tree."""
    if page.root is None:
        return None
    evidence = Evidence(page.flow, title.declared(page.root), containers)
    body = choose(evidence)
    kept = _kept(evidence, body)
    text = " ".join(item.text or line(text_of(item.node)) for item in kept)
    name = _title(page, kept)
    return Article(
        title=name,
        body=body,
        furniture=frozenset(_furniture(evidence, body, {id(item) for item in kept})),
        text=text,
        linked=sum(map(_linked, kept)),
        published=dates.published(page.text, name, page.meta),
        index_number=metadata.index_number(page.text),
        source=page.meta.get("contentsource") or metadata.source(page.text),
        files=_first_names(_files(page, body, text)),
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


def _kept(evidence: Evidence, body: _Element | None) -> list[FlowItem]:
    if body is None:
        return []
    positions = trim(evidence, *evidence.flow.spans[body], known=evidence.is_known(body))
    return [evidence.flow.items[at] for at in positions]


def _furniture(evidence: Evidence, body: _Element | None, kept: set[int]) -> Iterator[_Element]:
    """Yield the elements of a body nothing of which is kept."""
    if body is None:
        return
    sums = list(accumulate((id(item) in kept for item in evidence.flow.items), initial=0))
    for node in body.iterdescendants():
        begin, end = evidence.flow.spans.get(node, (0, 0))
        if begin < end and sums[begin] == sums[end]:
            yield node


def _linked(item: FlowItem) -> int:
    if item.table is None:
        return item.linked
    return sum(len(line(text_of(a))) for a in item.node.iter("a"))


def _title(page: Page, kept: list[FlowItem]) -> str:
    """Return the article's title: as declared, a heading the page is called by, the page's name, any heading."""
    if page.meta.get("articletitle"):
        return page.meta["articletitle"]
    headings = [*_headings(page.root)] if page.root is not None else []
    own = page.heading if len(page.heading) >= _MIN_TITLE else ""
    called = [text for text in headings if text in page.title or (own and own in text)]
    if called:
        return max(called, key=len)
    if own and own not in page.breadcrumb:
        return own
    long = next((text for text in headings if len(text) >= _MIN_TITLE), "")
    return long or page.heading or next((item.text for item in kept if item.text), "")[: title.MAX_TITLE]


def _headings(root: _Element) -> Iterator[str]:
    for count, element in enumerate(root.iter("h1", "h2", "h3", "div", "p", "span", "td", "strong")):
        if count > MAX_HEADINGS:
            return
        if element.tag in HEADINGS or title.is_marked(element):
            text = line(text_of(element, 400))
            if title.MIN_TITLE <= len(text) <= title.MAX_TITLE:
                yield text


def _files(page: Page, body: _Element | None, text: str) -> Iterator[tuple[str, str]]:
    """Yield the documents linked or shown in the body, and below it outside of menus and lists; perhaps repeatedly."""
    found = [*_linked_files(page, body), *_scripted(page), *((url, file_name(url)) for url in _embedded(page, body))]
    yield from found
    if not found and body is not None and len(text) < _SCAN:
        yield from _pictures(page, body)


def _first_names(files: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return each address once, by the name that it has first."""
    names: dict[str, str] = {}
    for url, name in files:
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
    for found in _LISTED.finditer(page.scripts[:MAX_SCRIPTS]):
        pieces = [piece.strip() for piece in re.split(r"[;|,]+", found[2]) if piece.strip()]
        given = names if re.search("name|title|mc", found[1], re.IGNORECASE) else addresses
        given.extend(piece for piece in pieces if is_file(piece))
    for at, address in enumerate(addresses[:MAX_FILES]):
        if url := page.resolve(address):
            yield url, names[at] if len(names) == len(addresses) else file_name(url)


def _embedded(page: Page, body: _Element | None) -> Iterator[str]:
    root = body if body is not None else page.root
    for element in root.iter("embed", "object", "iframe", "param") if root is not None else ():
        value = element.get("src") or element.get("data") or element.get("value") or ""
        url = page.resolve(shown_file(value) or value) if value else None
        if url and is_file(url):
            yield url


def _pictures(page: Page, body: _Element) -> Iterator[tuple[str, str]]:
    for image in [*body.iter("img")][:MAX_PICTURES]:
        url = page.resolve(image.get("src") or "") if image.get("src") else None
        if url and is_image(url) and not _DRAWING.search(url):
            yield url, line(image.get("title") or image.get("alt") or "") or file_name(url)
