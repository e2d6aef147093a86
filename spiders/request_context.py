"""What we note on a request: all of our own facts stand under one key of ``request.meta``, typed.

Scrapy copies ``meta`` with every retry and redirect, so the context is frozen: a copy can never change the original.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scrapy import Request

    from spiders.items import Call, Link
    from spiders.portals import Portal

KEY = "nianbao"
TRUNCATED = "dataloss"  # Scrapy's flag of an answer that ended before it should
WHOLE = "whole"  # our flag beside it: its own marks (a gzip trailer, </html>, %%EOF) say that nothing is missing
TO_HOME = "redirects to the home page"  # the reason not to follow: what was asked for is not there


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One redirect that was followed, by the server (301 …) or by the page (a refresh, a script)."""

    url: str  # where it stood
    status: int  # of the answer that said so; 200 for a page that sends on
    target: str  # where it led
    cookie: bool = False  # a cookie came with it: asking again may be answered otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestContext:
    """Why a request is made, and what has become of it so far."""

    portal: Portal
    """Whose request it is: its hosts may be asked, at its pace, with its cookies."""

    link: Link | None = None
    """The frontier's link that the answer is for; None for robots.txt and for what a rendered page asks for."""

    any_host: bool = False
    """Whether it may leave the portal's hosts: only robots.txt may, which RFC 9309 has us follow anywhere."""

    asked_at: datetime | None = None
    """When it went out last (aware, UTC)."""

    not_before: datetime | None = None
    """When a retry's time comes (aware, UTC); None = at once."""

    hops: tuple[Hop, ...] = ()
    """The redirects that led here, in order."""

    stopped: str = ""
    """Why the answer's own redirect was not followed, in words."""

    error: str = ""
    """The kind of error with which it ended (dns, refused, robots …)."""

    detail: str = ""
    """The same in words."""

    calls: tuple[Call, ...] = ()
    """What a rendered page asked its server for."""

    @property
    def unit(self) -> tuple[str, str] | None:
        """The frontier entry that its exchanges belong to: portal code and key; None when there is none."""
        return (self.portal.code, self.link.key) if self.link is not None else None


def context_of(request: Request) -> RequestContext | None:
    """Return what we noted on a request; None for one that is not a portal's."""
    found: RequestContext | None = request.meta.get(KEY)
    return found


def note(request: Request, **changes: Any) -> None:
    """Change fields of a portal's request. Raises KeyError for a request that is not a portal's."""
    request.meta[KEY] = replace(request.meta[KEY], **changes)
