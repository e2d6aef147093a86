"""A host whose TLS fails strictly is asked once more, laxly: both exchanges are on record, and say why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.http import Request, Response

from crawler.downloader.exchanges import kind_of
from crawler.downloader.tls import PeerCertificate
from spiders.urls import netloc

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

TLS_ERRORS = frozenset({"tls", "reset"})  # an old server may also hang up on a greeting that it does not know


class SecondTry:
    """Asks an https host that failed strictly once more, laxly. ``lax``: host → why its strict handshake failed."""

    def __init__(self, strict: bool) -> None:
        self.strict = strict
        self.lax: dict[str, str] = {}
        self.proven: set[str] = set()  # hosts that have answered over TLS
        self.unverified: dict[str, str] = {}  # host → what of its certificate does not verify

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from STRICT_TLS."""
        return cls(crawler.settings.getbool("STRICT_TLS"))

    def process_response(self, request: Request, response: Response) -> Response:
        """Note that a host's handshake works as it is, and what of its certificate does not verify."""
        if request.url.startswith("https:"):  # http proves nothing, and a host with both has one name
            self.proven.add(netloc(request.url))
            certificate = response.certificate
            if isinstance(certificate, PeerCertificate) and not certificate.tls.verified:
                self.unverified[netloc(request.url)] = certificate.tls.why
        return response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Return the request to ask again laxly, the first time that a host fails."""
        where = netloc(request.url)
        kind, detail = kind_of(exception)
        done = self.strict or where in self.proven or where in self.lax
        if done or not request.url.startswith("https:") or kind not in TLS_ERRORS:
            return None
        self.lax[where] = detail
        return request.replace(dont_filter=True)
