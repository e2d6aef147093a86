"""Follow a redirect in place only to a twin; any other is a link of the frontier."""

from __future__ import annotations

from scrapy.downloadermiddlewares import cookies
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Request, Response
from tldextract import TLDExtract

from spiders.items import Kind
from spiders.urls import key, located

# Scrapy's cookie jar would fetch the public suffix list from a foreign host at the first cookie; its snapshot will do.
cookies._split_domain = TLDExtract(suffix_list_urls=(), include_psl_private_domains=True)  # noqa: SLF001 - no public way

MAX_TWIN_HOPS = 5
REDIRECTS = (301, 302, 303, 307, 308)
FOLLOWED_IN_PLACE = (Kind.FILE, Kind.DATA)  # their identity is the link that named them, wherever the bytes live


class Redirects(RedirectMiddleware):
    """Follows a redirect in place only to the same resource's twin, or for a file; any other is the frontier's."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Return the request that goes on, or the 3xx itself for the spider to read as a link."""
        location = response.headers.get("Location")
        if response.status not in REDIRECTS or location is None or "unit" not in request.meta:
            return response
        target = located(request.url, location)
        if target is None:
            return response
        in_place = request.meta["kind"] in FOLLOWED_IN_PLACE or key(target) == key(request.url)
        hops = request.meta.get("redirect_times", 0)
        if not in_place or hops >= MAX_TWIN_HOPS or target in request.meta.get("redirect_urls", ()):
            return response
        followed = super().process_response(request, response)
        if isinstance(followed, Request):
            followed.meta["retry_times"] = 0
        return followed
