"""Follow redirects as a browser does: wherever they lead on the portal, the answer is the answer of the link asked for.

So a report keeps its key, and an attachment stays a file of its report, however often a server moves them. Each hop is
an exchange on record, is paced like any other request and counts against the portal's budget.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.downloadermiddlewares import cookies
from scrapy.http import Request, Response

from spiders.discovery.client_redirects import sends_on
from spiders.items import Kind
from spiders.portals.hosts import same_portal
from spiders.request_context import TO_HOME, Hop, RequestContext, context_of, note
from spiders.urls import key, located, netloc

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# Scrapy's cookie jar would fetch the public suffix list from a foreign host at the first cookie; its snapshot will do.
cookies._split_domain.suffix_list_urls = ()  # noqa: SLF001 - no public way

MAX_HOPS = 10  # of one link; browsers give up after 20, a portal that needs more than three is lost in a circle
MAX_ROBOTS_HOPS = 5  # RFC 9309 section 2.3.1.2
REDIRECTS = frozenset({301, 302, 303, 307, 308})
TO_GET = frozenset({301, 302})  # after which a POST becomes a GET, as in browsers; after 303 everything does
# Made for the address that was asked; the next one gets its own.
OF_THE_ADDRESS = ("If-None-Match", "If-Modified-Since", "Cookie", "Referer")
OF_THE_BODY = ("Content-Type", "Content-Length", "Content-Encoding")


class Redirects:
    """Replaces an answer that sends on by a request for where it leads; a circle or a long chain ends with a reason."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:  # noqa: ARG003 - Scrapy's signature
        """Build it for a crawl. It has no switch: without it a harvest would lose reports."""
        return cls()

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Return the request that goes on, or the answer itself; ``stopped`` of its context says why it is the end."""
        context = context_of(request)
        target = _target(request, response, context) if context is not None else None
        if context is None or target is None:
            return response
        if stopped := _stopped(context, request, response, target):
            note(request, stopped=stopped)
            return response
        return _followed(context, request, response, target)


def _target(request: Request, response: Response, context: RequestContext | None) -> str | None:
    """Return where the answer sends the reader; None when it is the answer."""
    if response.status in REDIRECTS and "Location" in response.headers:
        target = located(response.url, response.headers.get("Location") or b"")
        if target is None:
            where = (response.headers.get("Location") or b"").decode("latin-1").strip()
            note(request, stopped=f"redirected to {where[:200] or 'nowhere'}")
        return target
    if context is None or context.any_host or "rendered" in (response.flags or ()):
        return None
    target = sends_on(response)
    renews_itself = target == request.url and "Set-Cookie" not in response.headers
    return None if renews_itself else target


def _stopped(context: RequestContext, request: Request, response: Response, target: str) -> str:
    """Return why this redirect is not followed, in words; "" = follow it."""
    most = MAX_ROBOTS_HOPS if context.any_host else MAX_HOPS
    if not context.any_host and not same_portal(target, context.portal):
        return f"redirected to {target[:200]}"
    if context.link is not None and context.link.kind is not Kind.HOME and key(target) == key(context.portal.home):
        return TO_HOME
    if len(context.hops) >= most:
        return f"more than {most} redirects, the last to {target[:200]}"
    if _circle(context, request, response, target):
        return f"redirects in a circle: {target[:200]}"
    return ""


def _circle(context: RequestContext, request: Request, response: Response, target: str) -> bool:
    """Tell whether this address was asked before, and no cookie came since: its answer would be the same."""
    steps = [(hop.url, hop.cookie) for hop in context.hops]
    steps.append((request.url, "Set-Cookie" in response.headers))
    asked = [at for at, (url, _) in enumerate(steps) if url == target]
    return bool(asked) and not any(cookie for _, cookie in steps[asked[-1] :])


def _followed(context: RequestContext, request: Request, response: Response, target: str) -> Request:
    body_kept = request.method in {"GET", "HEAD"} or (response.status not in {*TO_GET, 303} and response.status >= 300)  # noqa: PLR2004 - redirects
    method, body = (request.method, request.body) if body_kept else ("GET", b"")
    meta = {**request.meta, "verbatim_url": True, "download_slot": netloc(target)}
    followed = request.replace(url=target, method=method, body=body, meta=meta)
    for name in (*OF_THE_ADDRESS, *(() if body_kept else OF_THE_BODY)):
        followed.headers.pop(name, None)
    followed.meta.pop("retry_times", None)
    hop = Hop(url=request.url, status=response.status, target=target, cookie="Set-Cookie" in response.headers)
    note(followed, hops=(*context.hops, hop), not_before=None)
    return followed
