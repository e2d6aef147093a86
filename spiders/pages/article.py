"""An article page in its parts: title, body, date, index number, source, attachments. Nothing is guessed from a URL."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from spiders import urls
from spiders.pages.anchors import Anchor, anchors_of
from spiders.pages.body_container import body_of
from spiders.pages.page import Page
from spiders.pages.text import date_in, line, text_of
from spiders.pages.url_shapes import file_name, is_file, is_image, names_file

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEADINGS = re.compile(
    r"(?:^|[-_ ])(?:title|tit|bt|biaoti|headline|wzbt|art_?title|ivs_title)(?:$|[-_ \d])", re.IGNORECASE
)
_DATED = re.compile(r"(?:发布|发文|公开|生成|成文|更新|公布|添加|录入)?\s*(?:日\s*期|时\s*间)\s*[:：]?\s*(.{8,40})")
_NUMBER = re.compile(r"索\s*[引取]\s*号\s*[:：]?\s*\n?\s*([A-Za-z0-9〔〕\[\]()（）/_.:\-一-鿿]{3,60})")
_SOURCE = re.compile(
    r"(?:发布(?:机构|单位|机关)|公开(?:责任)?(?:部门|机构)|信息来源|文章来源|来\s*源)\s*[:：]?\s*\n?\s*([一-鿿（）]{2,40})"
)
_LABELS = re.compile(
    r"^(?:文号|主题|发布|发文|成文|有效|公开|生成|名称|标题|索引|分类|信息|体裁|服务|关键|责任|废止|题裁)"
)
_LISTED = re.compile(
    r"\b(\w{0,20}(?:fj|appendix|attach|annex)\w{0,20})[\"']?\s*[:=]\s*[\"']([^\"'<>]{5,3000})[\"']", re.IGNORECASE
)
_SCRIPTS, _MOST = 200_000, 50  # characters of scripts looked through for attachments; attachments of one page
_SKIP = {"nav", "foot", "crumb", "pager", "select"}
_LITTLE = 300  # characters; a body with less and pictures is a scan


@dataclass(frozen=True, slots=True)
class Article:
    """The parts of an article page. ``body`` is an element of the page's tree; None when it cannot be told."""

    title: str
    body: _Element | None
    text: str  # of the body
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
    """Return the article of a page, its body looked for in the family's containers first; None without a tree."""
    if page.root is None:
        return None
    body = body_of(page.root, containers)
    text = line(text_of(body)) if body is not None else ""
    linked = sum(len(line(text_of(a))) for a in body.iter("a")) if body is not None else 0
    number = _NUMBER.search(page.text)
    return Article(
        title=_title(page, body),
        body=body,
        text=text,
        linked=linked,
        published=_published(page),
        index_number=number[1] if number and not _LABELS.match(number[1]) and re.search(r"\d", number[1]) else None,
        source=_source(page),
        files=tuple(_files(page, body, text)),
    )


def body_html(article: Article) -> str:
    """Return the body's markup; "" when there is none."""
    return etree.tostring(article.body, encoding="unicode", method="html") if article.body is not None else ""


def _title(page: Page, body: _Element | None) -> str:
    if page.meta.get("articletitle"):
        return page.meta["articletitle"]
    found = [*_headings(page.root)] if page.root is not None else []
    own = page.heading if len(page.heading) > 6 else page.title + "\n"  # noqa: PLR2004
    named = [text for text in found if text in page.title or own in text]
    if named:
        return max(named, key=len)
    if page.heading and page.heading not in page.breadcrumb and len(page.heading) > 6:  # noqa: PLR2004
        return page.heading
    return next((text for text in found if len(text) > 6), "") or page.heading or _first_line(body)  # noqa: PLR2004


def _headings(root: _Element) -> Iterator[str]:
    for count, element in enumerate(root.iter("h1", "h2", "h3", "div", "p", "span", "td", "strong")):
        if count > 4000:  # noqa: PLR2004
            return
        heading = element.tag in {"h1", "h2", "h3"}
        if heading or _HEADINGS.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            text = line(text_of(element, 400))
            if 4 <= len(text) <= 120:  # noqa: PLR2004
                yield text


def _first_line(body: _Element | None) -> str:
    parts = body.itertext() if body is not None else ()
    return next((text for part in parts if (text := line(str(part)))), "")[:120]


def _published(page: Page) -> str | None:
    for name in ("pubdate", "publishdate", "publish_date", "date", "createdate"):
        if found := date_in(page.meta.get(name, "")):
            return found
    return next((day for found in _DATED.finditer(page.text[:200_000]) if (day := date_in(found[1]))), None)


def _source(page: Page) -> str | None:
    named = page.meta.get("contentsource") or ""
    found = _SOURCE.search(page.text)
    return named or (found[1] if found and not _LABELS.match(found[1]) else None)


def _files(page: Page, body: _Element | None, text: str) -> Iterator[tuple[str, str]]:
    """Yield the documents linked or shown in the body, and below it outside of menus and lists."""
    inside = anchors_of(body, page.base) if body is not None else ()
    seen: set[str] = set()
    for anchor in (*inside, *_outside(page.anchors)):
        document = is_file(anchor.url) or names_file(anchor.text)
        if anchor.region != "frame" and document and anchor.url not in seen:
            seen.add(anchor.url)
            yield anchor.url, anchor.text or file_name(anchor.url)
    for url, name in _scripted(page):
        if url not in seen:
            seen.add(url)
            yield url, name
    for url in _embedded(page, body):
        if url not in seen:
            seen.add(url)
            yield url, file_name(url)
    if not seen and body is not None and len(text) < _LITTLE:
        yield from _pictures(page, body)


def _outside(anchors: Iterable[Anchor]) -> Iterator[Anchor]:
    dated: dict[int, int] = defaultdict(int)
    for anchor in anchors:
        dated[anchor.block] += anchor.date is not None and not is_file(anchor.url)
    return (anchor for anchor in anchors if anchor.region not in _SKIP and dated[anchor.block] < 3)  # noqa: PLR2004


def _scripted(page: Page) -> Iterator[tuple[str, str]]:
    """Yield the attachments that a script lists: addresses in one string, names in another, in the same order."""
    addresses: list[str] = []
    names: list[str] = []
    for found in _LISTED.finditer(page.scripts[:_SCRIPTS]):
        pieces = [piece.strip() for piece in re.split(r"[;|,]+", found[2]) if piece.strip()]
        given = names if re.search("name|title|mc", found[1], re.IGNORECASE) else addresses
        given.extend(piece for piece in pieces if is_file(piece))
    for at, address in enumerate(addresses[:_MOST]):
        if url := urls.resolve(page.base, address):
            yield url, names[at] if len(names) == len(addresses) else file_name(url)


def _embedded(page: Page, body: _Element | None) -> Iterator[str]:
    root = body if body is not None else page.root
    for element in root.iter("embed", "object", "iframe", "param") if root is not None else ():
        value = element.get("src") or element.get("data") or element.get("value") or ""
        viewer = re.search(r"[?&]file=([^&]+)", value)
        url = (
            urls.resolve(page.base, viewer[1].replace("%2F", "/").replace("%3A", ":") if viewer else value)
            if value
            else None
        )
        if url and is_file(url):
            yield url


def _pictures(page: Page, body: _Element) -> Iterator[tuple[str, str]]:
    for image in [*body.iter("img")][:60]:
        url = urls.resolve(page.base, image.get("src") or "") if image.get("src") else None
        if url and is_image(url) and not re.search(r"icon|logo|/images?/(?:doc|pdf|xls|file)", url, re.IGNORECASE):
            yield url, line(image.get("title") or image.get("alt") or "") or file_name(url)
