"""What was on the wire, as a value: Scrapy's request, response or exception → ``storage.values.Exchange``.

Copies only: decompression later deletes headers from the very object that was recorded.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from OpenSSL.SSL import Error as SSLError
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    StopDownload,
    UnsupportedURLSchemeError,
)
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.error import ConnectError, ConnectionClosed, ConnectionLost
from twisted.web.error import Error as HTTPError

from crawler.downloader.http11 import TIMED_OUT
from crawler.downloader.rendered import RenderedResponse, of_page
from crawler.downloader.resolver import GuardedResolver
from crawler.downloader.tls import PeerCertificate
from spiders.request_context import TRUNCATED, WHOLE, context_of
from storage.values import Exchange

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response
    from scrapy.http.headers import Headers

KINDS: dict[type[BaseException], str] = {
    CannotResolveHostError: "dns",
    DownloadConnectionRefusedError: "refused",
    DownloadTimeoutError: "timeout",
    TimeoutError: "timeout",
    DownloadCancelledError: "too_large",
    ResponseDataLossError: "truncated",
    UnsupportedURLSchemeError: "protocol",
}

# What the world can do to a request. Any other exception on the way is our own mistake.
WORLD: tuple[type[BaseException], ...] = (
    *KINDS,
    IgnoreRequest,
    DownloadFailedError,
    StopDownload,
    TunnelError,
    ConnectError,
    ConnectionClosed,
    ConnectionLost,
    HTTPError,
    SSLError,
    OSError,
)


def of_response(request: Request, response: Response) -> Exchange:
    """Return the exchange as the server answered it: content-encoding kept, transfer-encoding undone."""
    flags = response.flags or []
    return Exchange(
        url=request.url,
        method=request.method,
        started=_started(request),
        request_headers=_request_headers(request),
        request_body=request.body,
        status=response.status,
        reason=_phrase(response.status),
        headers=_pairs(response.headers),
        body=response.body,
        ip=str(response.ip_address) if response.ip_address else None,
        protocol=response.protocol or "HTTP/1.1",
        truncated=_truncated(flags),
        whole=WHOLE in flags,
        tls=response.certificate.tls if isinstance(response.certificate, PeerCertificate) else None,
    )


def _truncated(flags: list[str]) -> str | None:
    """Return WARC's word for why an answer's end is missing."""
    if TRUNCATED in flags:
        return "time" if TIMED_OUT in flags else "disconnect"
    return "length" if "download_stopped" in flags else None


def of_rendering(request: Request, response: RenderedResponse) -> list[Exchange]:
    """Return a rendered page's exchanges, the page itself last and with the DOM beside its bytes."""
    asked = response.exchanges
    page = of_page(asked, response.url) or of_response(request, response)
    return [*(one for one in asked if one is not page), replace(page, rendered=response.body)]


def of_failure(request: Request, error: BaseException) -> Exchange:
    """Return the exchange that got no answer, with the kind of error and its words."""
    kind, detail = kind_of(error, urlparse_cached(request).hostname or "")
    return Exchange(
        url=request.url,
        method=request.method,
        started=_started(request),
        request_headers=_request_headers(request),
        request_body=request.body,
        error=kind,
        detail=detail,
    )


def kind_of(error: BaseException, host: str = "") -> tuple[str, str]:
    """Return the stable kind of a download error and one line of words."""
    detail = " ".join(str(error).split())[:500] or type(error).__name__
    if isinstance(error, IgnoreRequest) and (kind := getattr(error, "kind", "")):
        return kind, detail  # of ours: a foreign host or address, no browser
    if isinstance(error, CannotResolveHostError) and host in GuardedResolver.refused:
        return "forbidden_address", f"{host} resolves to {GuardedResolver.refused[host]}, which is not a public address"
    if isinstance(error, IgnoreRequest):
        return ("robots", detail) if "robots.txt" in detail else ("refused_by_us", detail)
    for cls, kind in KINDS.items():
        if isinstance(error, cls):
            return kind, detail
    lowered = detail.lower()
    if any(word in lowered for word in ("ssl", "tls", "certificate", "handshake")):
        return "tls", detail
    return "reset" if any(word in lowered for word in ("connection", "lost", "reset")) else "protocol", detail


def _started(request: Request) -> datetime:
    context = context_of(request)
    asked = (context.asked_at if context else None) or datetime.now(UTC)
    latency = request.meta.get("download_latency")
    return max(asked, datetime.now(UTC) - timedelta(seconds=latency)) if latency else asked


def _request_headers(request: Request) -> tuple[tuple[str, str], ...]:
    return (("Host", urlparse_cached(request).netloc), *_pairs(request.headers))


def _pairs(headers: Headers) -> tuple[tuple[str, str], ...]:
    # latin-1 is the wire's own alphabet: every byte survives, whatever a server put there
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in (values or [])
        if name.lower() != b"transfer-encoding"
    )


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
