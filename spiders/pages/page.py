"""One answer, decoded and parsed once however many families look at it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from lxml import etree

from spiders import urls
from spiders.pages.anchors import MAX_ANCHORS, Anchor, anchors_of
from spiders.pages.charset import decode
from spiders.pages.json_answers import anchors_in, fragments_in, parsed
from spiders.pages.parsing import parse
from spiders.pages.text import line, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element
    from scrapy.http import Response

MAX_TEXT = 2_000_000  # characters of visible text, and of scripts
MAX_HANDLERS = 1000
_OPENED, _CLOSED = re.compile(r"<script\b[^<>]*>", re.IGNORECASE), re.compile("</script", re.IGNORECASE)
_SUFFIX = re.compile(r"[\s]*(?:[-_|–—>]|::|--)+[\s]*")
_CRUMB_LEAD = re.compile(r".{0,4}(?:当前|您|你|现在|所在)[^:：>]{0,10}(?:位置|栏目|于)?[^:：>]{0,2}[:：]?")
_CRUMB = re.compile(r"posi|crumb|location|dqwz|weizhi|bread|mbx|curpath|dangqian|local", re.IGNORECASE)
_CRUMB_TEXT = re.compile(r"(?:当前|您|现在|所在)[^<>]{0,10}(?:位置|栏目)|^\s*首页\s*(?:>|»|›|-|/|·)")
_CRUMB_SPLIT = re.compile(r"\s*(?:>+|»|›|→|/|\\|·|＞|—+|::)\s*|\s+-+\s+|(?<!\d)-(?!\d)")


@dataclass(frozen=True, eq=False)
class Page:
    """An HTML (or JSON, XML) answer: text, tree, links, meta. All parts are computed when first asked for."""

    url: str
    html: str  # decoded source

    @cached_property
    def data(self) -> Any:
        """The value of a JSON answer; None for markup."""
        return parsed(self.html)

    @cached_property
    def root(self) -> _Element | None:
        """The tree without scripts, styles and comments; None when there is no markup at all."""
        markup = self.html if self.data is None else fragments_in(self.data)
        if markup.lstrip()[:5].lower() == "<?xml" or "<datastore" in markup[:500]:
            # The records of XML lists are HTML in CDATA: read as the markup that it is.
            markup = re.sub(r"<!\[CDATA\[|\]\]>|<\?xml[^>]{0,200}\?>", "", markup)
        root = parse(markup)
        if root is not None:
            etree.strip_elements(root, "script", "style", with_tail=False)
        return root

    @cached_property
    def scripts(self) -> str:
        """The inline scripts, joined."""
        return "\n".join(_inline(self.html[: 4 * MAX_TEXT]))[:MAX_TEXT]

    @cached_property
    def handlers(self) -> tuple[str, ...]:
        """What the page does when something is clicked or chosen."""
        found = (one.get("onchange") or one.get("onclick") for one in self.elements())
        return tuple(text for text in found if text)[:MAX_HANDLERS]

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
        return (*listed, *(anchors_of(self.root, self.base) if self.root is not None else ()))

    def _mapped(self) -> Iterator[Anchor]:
        """Yield the addresses of a sitemap, which have no words."""
        for found in islice(re.finditer(r"<loc>\s*([^<>\s]{1,2000})\s*</loc>", self.html), MAX_ANCHORS):
            if url := urls.resolve(self.base, unescape(found[1])):
                yield Anchor(url=url, text="", place="sitemap", block=-1)

    @cached_property
    def text(self) -> str:
        """The visible text."""
        parts = (line(str(part)) for part in self.root.itertext()) if self.root is not None else ()
        return "\n".join(part for part in parts if part)[:MAX_TEXT]

    @cached_property
    def meta(self) -> dict[str, str]:
        """The ``<meta name=…>`` values by lower-case name; empty ones left out."""
        found: dict[str, str] = {}
        for element in self.root.iter("meta") if self.root is not None else ():
            name, content = element.get("name"), line((element.get("content") or "")[:1000])
            if name and content:
                found.setdefault(name.lower().strip(), content)
        return found

    @cached_property
    def title(self) -> str:
        """The ``<title>``."""
        element = self.root.find(".//title") if self.root is not None else None
        return line(text_of(element, 1000)) if element is not None else ""

    @cached_property
    def heading(self) -> str:
        """The first piece of the title: what this page calls itself, without the names of column and site."""
        return next((piece for piece in _SUFFIX.split(self.title) if piece), "")

    @cached_property
    def breadcrumb(self) -> tuple[str, ...]:
        """The names from the home page down to here, home itself left out; () when the page prints none."""
        return _breadcrumb(self.root) if self.root is not None else ()

    @property
    def column(self) -> str:
        """The name of the column this page is or stands in: meta, else the breadcrumb's end, else the title's start."""
        return self.meta.get("columnname") or (self.breadcrumb[-1] if self.breadcrumb else "") or self.heading


def _breadcrumb(root: _Element) -> tuple[str, ...]:
    found: list[tuple[int, _Element, str]] = []
    for count, element in enumerate(
        root.iter("div", "p", "ul", "ol", "td", "span", "dl", "nav", "h3", "h4", "section")
    ):
        if count > 2000 or len(found) > 20:  # noqa: PLR2004 - a breadcrumb stands near the top
            break
        named = _CRUMB.search(f"{element.get('id') or ''} {element.get('class') or ''}") is not None
        if not named and not _CRUMB_TEXT.search(line(text_of(element, 40))):
            continue
        text = line(text_of(element, 400))
        if 0 < len(text) <= 200:  # noqa: PLR2004 - longer is more than a breadcrumb
            found.append((len(text), element, text))
    # The smallest element that says most is the breadcrumb itself; larger ones hold other things too.
    names = [_names(element, text) for _, element, text in sorted(found, key=lambda one: one[0])]
    return next((one for one in names if len(one) > 1), next((one for one in names if one), ()))


def _names(element: _Element, text: str) -> tuple[str, ...]:
    lead = _CRUMB_LEAD.match(text)
    if not (lead or _CRUMB_TEXT.search(text) or ">" in text):
        return ()
    rest = (
        text[lead.end() :]
        if lead and ("位置" in lead[0] or "栏目" in lead[0] or lead[0].endswith((":", "：")))
        else text
    )
    pieces = [piece.strip(" :：") for piece in _CRUMB_SPLIT.split(rest)]
    if len(pieces) < 2:  # noqa: PLR2004 - no separators printed: the links are the pieces
        pieces = [line(text_of(a, 80)) for a in element.iter("a")]
    pieces = [piece for piece in pieces if piece and len(piece) <= 60 and not piece.isdigit()]  # noqa: PLR2004
    while pieces and re.search(r"首页|主页|^正文$|^网站$", pieces[0]):
        pieces = pieces[1:]
    if pieces and " " in pieces[-1]:
        pieces[-1] = pieces[-1].split(" ", 1)[0]
    while pieces and re.fullmatch(r"正文|列表页?|内容|(?:信息|文章)?(?:详情|正文)", pieces[-1]):
        pieces = pieces[:-1]
    return tuple(pieces[:10])


_pages: WeakKeyDictionary[Response, Page] = WeakKeyDictionary()


def page_of(response: Response) -> Page:
    """Return the page of a response; the same object for the same response."""
    page = _pages.get(response)
    if page is None:
        content_type = (response.headers.get("Content-Type") or b"") if response.headers else b""
        page = _pages[response] = Page(response.url, decode(response.body, content_type))
    return page


def _inline(html: str) -> Iterator[str]:
    at = 0
    while (opened := _OPENED.search(html, at)) and (closed := _CLOSED.search(html, opened.end())):
        yield html[opened.end() : closed.start()]
        at = closed.end()
