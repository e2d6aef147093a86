"""One answer, decoded and parsed once however many families look at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from lxml import etree

from spiders import urls
from spiders.caching import cached_property
from spiders.linear import IGNORECASE, pattern
from spiders.pages.anchors import MAX_ANCHORS, Anchor, RefusedLink, anchors_of, refused_of
from spiders.pages.breadcrumb import breadcrumb_of
from spiders.pages.charset import CUT, decode
from spiders.pages.data_uris import InlineDocument, inline_documents
from spiders.pages.element_values import with_element_values
from spiders.pages.flow import PageFlow, flow
from spiders.pages.json_answers import anchors_in, fragments_in, parsed
from spiders.pages.parsing import parse
from spiders.pages.text import line, text_of
from spiders.pages.title import TITLE_CUT
from spiders.pages.url_shapes import shown_file

if TYPE_CHECKING:
    from lxml.etree import _Element
    from scrapy.http import Response

MAX_TEXT = 2_000_000  # characters of visible text, and of scripts
MAX_HANDLERS = 1000
_LOCATION = pattern(r"<loc>\s*([^<>\s]+)\s*</loc>")
_SCRIPT_TAG = pattern(r"<script\b[^<>]*>|</script", IGNORECASE)


@dataclass(frozen=True, eq=False)
class Page:
    """An HTML (or JSON, XML) answer: text, tree, links, meta. All parts are computed when first asked for."""

    url: str
    html: str  # decoded source
    charset: str = "utf-8"  # of most of it
    cut: bool = False  # it is larger than what is read of a page
    inline: tuple[InlineDocument, ...] = ()  # what it holds in data: URIs, which are not in ``html``

    @cached_property
    def data(self) -> Any:
        """The value of a JSON answer; None for markup."""
        return parsed(self.html)

    @cached_property
    def root(self) -> _Element | None:
        """The tree without scripts, styles and comments; None when there is no markup at all."""
        root = parse(self.html if self.data is None else fragments_in(self.data))
        if root is not None:
            etree.strip_elements(root, "script", "style", with_tail=False)
        return root

    @cached_property
    def scripts(self) -> str:
        """The inline scripts, joined; values that they read from the page's elements stand in them."""
        return with_element_values("\n".join(_inline(self.html[: 4 * MAX_TEXT]))[:MAX_TEXT], self.root)

    @cached_property
    def handlers(self) -> tuple[str, ...]:
        """What the page does when something is clicked or chosen."""
        handlers = (element.get("onchange") or element.get("onclick") for element in self.elements())
        return tuple(text for text in handlers if text)[:MAX_HANDLERS]

    def elements(self, *tags: str) -> Iterator[_Element]:
        """Yield the elements of these tags in source order."""
        return self.root.iter(*tags) if self.root is not None else iter(())

    @cached_property
    def base(self) -> str:
        """The URL that relative links start from."""
        element = self.root.find(".//base[@href]") if self.root is not None else None
        return (urls.resolve(self.url, element.get("href") or "") if element is not None else None) or self.url

    @cached_property
    def anchors(self) -> tuple[Anchor, ...]:
        """Every link of the page, of whatever host."""
        listed = tuple(anchors_in(self.data, self.base)) if self.data is not None else ()
        if "<loc>" in self.html[:5000]:
            listed += tuple(self._mapped())
        return (*listed, *(anchors_of(self.root, self.base, self.charset) if self.root is not None else ()))

    @cached_property
    def refused(self) -> tuple[RefusedLink, ...]:
        """The links that cannot be asked for, each with its reason."""
        return refused_of(self.root, self.base, self.charset) if self.root is not None else ()

    def resolve(self, href: str) -> str | None:
        """Return where a link leads from here, for a viewer the file that it shows; None for what is refused."""
        return urls.resolve(self.base, shown_file(href) or href, self.charset)

    def _mapped(self) -> Iterator[Anchor]:
        """Yield the addresses of a sitemap, which have no words."""
        for match in islice(_LOCATION.finditer(self.html), MAX_ANCHORS):
            if url := urls.resolve(self.base, unescape(match[1])):
                yield Anchor(url=url, text="", place="sitemap", block=-1)

    @cached_property
    def text(self) -> str:
        """The visible text."""
        parts = (line(str(part)) for part in self.root.itertext()) if self.root is not None else ()
        return "\n".join(part for part in parts if part)[:MAX_TEXT]

    @cached_property
    def flow(self) -> PageFlow:
        """The lines and tables shown, each with its element."""
        return flow(self.root) if self.root is not None else PageFlow()

    @cached_property
    def meta(self) -> dict[str, str]:
        """The ``<meta name=…>`` values by lower-case name; empty ones left out."""
        values: dict[str, str] = {}
        for element in self.root.iter("meta") if self.root is not None else ():
            name, content = element.get("name"), line((element.get("content") or "")[:1000])
            if name and content:
                values.setdefault(name.lower().strip(), content)
        return values

    @cached_property
    def title(self) -> str:
        """The ``<title>``."""
        element = self.root.find(".//title") if self.root is not None else None
        return line(text_of(element, 1000)) if element is not None else ""

    @cached_property
    def heading(self) -> str:
        """The first piece of the title: what this page calls itself, without the names of column and site."""
        return next((piece for piece in TITLE_CUT.split(self.title) if piece), "")

    @cached_property
    def breadcrumb(self) -> tuple[str, ...]:
        """The names from the home page down to here, home itself left out; () when the page prints none."""
        return breadcrumb_of(self.root) if self.root is not None else ()

    @property
    def column(self) -> str:
        """The name of the column this page is or stands in: meta, else the breadcrumb's end, else the title's start."""
        return self.meta.get("columnname") or (self.breadcrumb[-1] if self.breadcrumb else "") or self.heading


_pages: WeakKeyDictionary[Response, Page] = WeakKeyDictionary()


def page_of(response: Response) -> Page:
    """Return the page of a response; the same object for the same response."""
    page = _pages.get(response)
    if page is None:
        content_type = (response.headers.get("Content-Type") or b"") if response.headers else b""
        decoded = decode(response.body, content_type)
        inline = inline_documents(response.body)
        page = Page(response.url, decoded.text, decoded.charset, cut=CUT in decoded.notes, inline=inline)
        _pages[response] = page
    return page


def _inline(html: str) -> Iterator[str]:
    begin = None
    for tag in _SCRIPT_TAG.finditer(html):
        if not tag[0].startswith("</"):
            begin = tag.end() if begin is None else begin  # a tag in a script is a word of the script
        elif begin is not None:
            yield html[begin : tag.start()]
            begin = None
