"""What a portal can answer: pages by target, each rendered when first asked for and then kept.

A page's text may hold marks that are filled in for every answer: ``@@HOST@@`` (host:port asked for), ``@@DECOY@@``
(the clone's), ``@@HITS@@`` (a view counter), ``@@SESSION@@`` (32 hex) and ``@@TODAY@@`` (the date of the day).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

HOST, DECOY, HITS, SESSION, TODAY = "@@HOST@@", "@@DECOY@@", "@@HITS@@", "@@SESSION@@", "@@TODAY@@"
HTML = "text/html"
_CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Page:
    """One answer. Text is encoded with ``charset``; ``content_type`` is what the header says, true or not."""

    render: Callable[[], str | bytes]
    content_type: str = ""  # "" = the site's own for pages
    charset: str = ""  # "" = the site's own
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    modified: datetime | None = None
    validators: str | None = None  # None = as the site does


@dataclass(slots=True)
class Site:
    """All pages of one portal and its manners on the wire."""

    charset: str = "utf-8"
    content_type: str = "text/html; charset=utf-8"
    validators: str = ""  # of etag, weak, modified
    gzip: bool = False
    dress: Callable[[str], str] = str  # puts every page into the look of the day
    decoy: str = "clone.invalid"  # host:port of the clone that pages link
    chunked: bool = False
    disallowed: tuple[str, ...] = ()  # path prefixes of robots.txt
    pages: dict[str, Page] = field(default_factory=dict)
    posts: dict[str, Callable[[str, dict[str, str]], Page | None]] = field(default_factory=dict)
    resolve: Callable[[str], Page | None] = lambda _target: None  # twins, traps and soft errors
    _kept: dict[str, str | bytes] = field(default_factory=dict)
    _hits: dict[str, int] = field(default_factory=dict)

    def put(self, target: str, page: Page) -> None:
        """Add a page under the exact path (and query) by which it is asked for."""
        assert target not in self.pages, f"two pages at {target}"
        self.pages[target] = page

    def find(self, target: str) -> Page | None:
        """Return the page at this path and query, or what the portal answers in its place."""
        return self.pages.get(target) or self.resolve(target)

    def body(self, target: str, page: Page, host: str) -> bytes:
        """Return the page's bytes for one answer; what is a document is rendered once."""
        lasting = self.pages.get(target) is page  # no form's answer, no fault
        content = self._kept.get(target) if lasting else None
        if content is None:
            content = page.render()
            if isinstance(content, str) and "<html" in content[:300].lower():
                content = self.dress(content)
            if lasting:
                self._kept[target] = content
        if isinstance(content, bytes):
            return content
        if HITS in content:
            self._hits[target] = hits = self._hits.get(target, 100) + 1
            content = content.replace(HITS, str(hits))
        if SESSION in content:
            content = content.replace(SESSION, secrets.token_hex(16).upper())
        if TODAY in content:
            content = content.replace(TODAY, datetime.now(_CHINA).strftime("%Y年%m月%d日"))
        content = content.replace(DECOY, self.decoy).replace(HOST, host)
        return content.encode(page.charset or self.charset, "xmlcharrefreplace")


def redirect(location: str, status: int = 302) -> Page:
    """Return a redirect."""
    return Page(lambda: f'<a href="{location}">Moved</a>', status=status, headers=(("Location", location),))


def robots(*disallowed: str, delay: float | None = None) -> Page:
    """Return a robots.txt that closes these path prefixes to everybody."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in disallowed)]
    if delay is not None:
        lines.append(f"Crawl-delay: {delay}")
    return Page(lambda: "\n".join(lines) + "\n", content_type="text/plain", charset="ascii")
