"""Where a harvest may go: the portal's own hosts, and never into a private network. Refusals are recorded facts."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import IgnoreRequest
from scrapy.utils.httpobj import urlparse_cached

from spiders.portals.hosts import same_portal
from spiders.request_context import context_of

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: the last four bytes are an IPv4 address

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class ForbiddenError(IgnoreRequest):
    """A request that must not be made. ``kind`` is the error recorded: forbidden_host or forbidden_address."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind


def is_public(address: str) -> bool:
    """Say whether an IP literal is a public unicast address (mapped and embedded IPv4 addresses are unwrapped)."""
    if address == "localhost" or address.endswith(".localhost"):
        return False
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return is_public(str(ip.ipv4_mapped))
        inner = ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(ip.packed[-4:])
        if inner is not None and not is_public(str(inner)):
            return False
    return ip.is_global and not ip.is_multicast


class OffsiteGuard:
    """Refuses requests that leave the portal's hosts or name a private address literally."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.allow_private = crawler.settings.getbool("ALLOW_PRIVATE_ADDRESSES")
        self.trusted = frozenset(crawler.settings.getlist("TRUSTED_HOSTS"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from the settings."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Let the request pass or raise ForbiddenError."""
        parts = urlparse_cached(request)
        host = parts.hostname or ""
        if not (self.allow_private or parts.netloc in self.trusted) and _is_literal(host) and not is_public(host):
            raise ForbiddenError("forbidden_address", f"{host} is not a public address")
        context = context_of(request)
        if context is not None and not context.any_host and not same_portal(request.url, context.portal):
            raise ForbiddenError("forbidden_host", f"{parts.netloc} is not a host of {context.portal.name}")


def _is_literal(host: str) -> bool:
    return host == "localhost" or host.endswith(".localhost") or is_address(host)


def is_address(host: str) -> bool:
    """Say whether a host is an IP literal."""
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
