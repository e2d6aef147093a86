"""What a CMS family can say of a page. Closed to anything site-specific: that is registry data."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from spiders import urls
from spiders.items import Attachment
from spiders.linear import Pattern
from spiders.pages import Anchor, Page, embedded_text
from spiders.pages.article import article_of, body_html
from spiders.pages.charset import decode
from spiders.pages.json_answers import detail_in
from spiders.pages.link_lists import blocks, claimed_total
from spiders.pages.pagination import MAX_PAGES, Pager
from spiders.pages.parsing import parse

if TYPE_CHECKING:
    from scrapy.http import Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a list, or one link of a hub."""

    url: str
    title: str
    date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """A request that reads on: the next page of a list, a sub-column, an endpoint behind a script."""

    url: str
    anchor: str = ""
    method: str = "GET"
    body: str = ""
    page: int | None = None  # 0-based page of the list when this continues one


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list page as its family reads it."""

    entries: tuple[Entry, ...]
    pages: tuple[Follow, ...] = ()  # every further page that can be computed, in order
    columns: tuple[Follow, ...] = ()  # sub-columns: organs, years
    page: int = 0
    total: int | None = None
    page_count: int | None = None
    first: str = ""  # URL of the list's first page: names the list


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """An article page as its family reads it. ``body`` is the body's HTML ("" when it cannot be told)."""

    title: str
    body: str
    published: str | None = None
    index_number: str | None = None
    agency: str | None = None
    attachments: tuple[Attachment, ...] = ()
    follow: tuple[Follow, ...] = ()  # iframe or REST detail that holds the body
    meta: dict[str, str] = field(default_factory=dict)  # ColumnType, ColumnName, ContentSource, SiteIDCode


class Cms(Protocol):
    """A family. Pure: same response, same answer; no I/O, no state."""

    name: str

    def recognises(self, response: Response) -> float:
        """Return 0.0 (not ours) … 1.0 (certain) from URL shape and page markers."""

    def listing(self, response: Response) -> Listing | None:
        """Read a list page; None when this is none."""

    def report(self, response: Response) -> ReportPage | None:
        """Read an article page; None when this is none."""


SHORTEST_PROSE = 40  # characters; less is no article
MAX_LINKS = 2_000  # of a page, looked at for a family's shape
MANY_LINKS = 3  # of a family's shape, from which on they are no accident


def by_links(page: Page, *shapes: Pattern[str], many: float, few: float = 0.0) -> float:
    """Return how sure the links of a page make its family: ``many`` by three of the shape or more, ``few`` by less.

    Only links to the page's own host count: what another site runs says nothing of this one.
    """
    own = (anchor.url for anchor in page.anchors[:MAX_LINKS] if urls.same_host(anchor.url, page.url))
    shaped = sum(any(shape.search(url) for shape in shapes) for url in own)
    return many if shaped >= MANY_LINKS else few if shaped else 0.0


def further_pages(url: str, count: int | None, name: Callable[[int], str], *, second: int = 2) -> list[str]:
    """Return the URLs of a list's pages after the first, at most MAX_PAGES in all.

    ``name(n)`` is a page's address as seen from ``url``, n being ``second`` on the second page.
    """
    numbers = range(second, second + min(count or 1, MAX_PAGES) - 1)
    addresses = (urls.resolve(url, name(number)) for number in numbers)
    return [address for address in addresses if address]


def entry(anchor: Anchor) -> Entry:
    """Return a link of a list as its entry."""
    return Entry(url=anchor.url, title=anchor.text, date=anchor.date)


def entries_of(page: Page) -> tuple[Entry, ...]:
    """Return the entries of a page's main list: its weightiest block, and those drawn like it."""
    lists = blocks(page)
    if not lists:
        return ()
    place = lists[0].anchors[0].place
    alike = [anchor for block in lists if block.anchors[0].place == place for anchor in block.anchors]
    return tuple({anchor.url: entry(anchor) for anchor in reversed(alike)}.values())[::-1]


def listing_of(
    page: Page,
    further: Iterable[str] = (),
    *,
    number: int = 0,
    count: int | None = None,
    first: str = "",
    total: int | None = None,
) -> Listing:
    """Return a list page with its main block as entries; ``further`` are the URLs of pages 1, 2, … (0 is the first)."""
    here = urls.key(page.url)
    pages = tuple(Follow(url=url, page=index) for index, url in enumerate(further, 1) if urls.key(url) != here)
    return Listing(
        entries=entries_of(page), pages=pages[:MAX_PAGES], page=number, page_count=count, first=first or page.url,
        total=total if total is not None else claimed_total(page),
    )  # fmt: skip


def paged_listing(page: Page, pager: Pager, *, number: int = 0) -> Listing:
    """Return a list page with the pages its pager names; ``number`` (from 0) is its own when the pager does not say."""
    here = urls.key(page.url)
    onward = urls.key(pager.next) if pager.next else ""
    number = _own_number(pager, here, onward, number)
    follow = [
        Follow(url=url, page=n - 1)
        for n, url in sorted(pager.pages.items())
        if n != number + 1 and urls.key(url) != here
    ]
    if pager.next and all(urls.key(further.url) != onward for further in follow):
        # A pager without any number does not know where it stands; whoever followed it to here does.
        follow.append(Follow(url=pager.next, page=number + 1 if number or pager.pages else None))
    listing = listing_of(page, number=number, count=pager.count)
    first = pager.pages.get(1) or (page.url if number == 0 else "")
    return replace(listing, pages=tuple(follow), first=first)


def _own_number(pager: Pager, here: str, onward: str, fallback: int) -> int:
    """Return the number, from 0, of the page with the key ``here``: as printed, else the one before "next"."""
    numbers: dict[str, int] = {}
    for number, url in pager.pages.items():
        numbers.setdefault(urls.key(url), number - 1)
    number = numbers.get(here, fallback)
    after = numbers.get(onward, 0) if onward else 0
    return after - 1 if number == 0 and after else number


def report_of(page: Page, containers: tuple[str, ...] = ()) -> ReportPage | None:
    """Return an article by its common marks, in markup or as an endpoint gives it; None without prose and files."""
    if page.data is not None:
        return detail_of(page)
    article = article_of(page, containers)
    if article is None:
        return None
    inline = _held(page)
    if inline is None and article.prose < SHORTEST_PROSE:
        inline = _in_scripts(page)
    if article.prose < SHORTEST_PROSE and not article.files and inline is None:
        return None
    meta = {
        name: page.meta[name.lower()]
        for name in ("ColumnType", "ColumnName", "ContentSource", "SiteIDCode")
        if page.meta.get(name.lower())
    }
    return ReportPage(
        title=article.title,
        body=body_html(article) if article.prose >= SHORTEST_PROSE or inline is None else inline,
        published=article.published,
        index_number=article.index_number,
        agency=article.source,
        attachments=tuple(
            Attachment(url=url, key=urls.key(url), name=name, further=article.pictured and at > 0)
            for at, (url, name) in enumerate(article.files)
        ),
        meta=meta,
    )


def _held(page: Page) -> str | None:
    """Return the body of a document that a page holds, "" when only extraction can read it; None without any."""
    framed = [frame.get("srcdoc") or "" for frame in page.elements("iframe")]
    markup = [decode(document.data).text for document in page.inline if document.is_markup]
    for inner in filter(None, (*framed, *markup)):
        article = article_of(Page(page.url, inner))
        return body_html(article) if article else ""
    return "" if page.inline else None


def _in_scripts(page: Page) -> str | None:
    """Return the body that a page's scripts hold as a string, where it is as surely one as any page's."""
    root = parse(page.html)
    found = None if root is None else embedded_text.find(root, 0.0)
    return found.markup if found and found.evidence.total >= embedded_text.ENOUGH else None


def detail_of(page: Page) -> ReportPage | None:
    """Return the article that an endpoint answered as JSON; None when the answer carries none."""
    detail = detail_in(page.data, page.url)
    if detail is None:
        return None
    links = "".join(f'<p><a href="{url}">{html.escape(name)}</a></p>' for url, name in detail.files)
    body = f"<div id='zoom'>{detail.body}{links}</div>"
    inner = report_of(Page(page.url, f"<html><body>{body}</body></html>"), ("#zoom",))
    return inner and replace(
        inner,
        title=detail.title or inner.title,
        body=body,
        published=detail.published or inner.published,
        agency=detail.source or inner.agency,
    )
