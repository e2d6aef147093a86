"""HTTP/1.1 as servers speak it: what a browser reads, we read, and what arrived before an end that was none is kept.

Scrapy's client with its narrow places widened: heads that are looser than the standard, lengths that are wrong, a
connection that stays open after the whole document has arrived.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag

from OpenSSL.SSL import Connection
from scrapy.core.downloader.handlers.http11 import (
    _BindAddressAgent,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
    _ScrapyAgent,
)
from twisted.web._newclient import STATUS
from twisted.web.client import _HTTP11ClientFactory

from crawler.downloader.tls import PeerCertificate, handshake_of
from crawler.downloader.whole import is_whole
from spiders.request_context import TRUNCATED, WHOLE

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response
    from twisted.internet.defer import Deferred
    from twisted.web._newclient import Request as TxRequest
    from twisted.web.iweb import IResponse

SILENCE = 5.0  # seconds without a byte after which a body that is whole by itself is taken as whole
MAX_EMPTY_LINES = 4  # before a status line
TIMED_OUT = "timeout"  # flag of a response that stopped coming


class TolerantParser(_LenientHTTPClientParser):
    """Reads heads as browsers do: empty lines first, blanks before a colon, lengths that are none."""

    _skipped = 0  # empty lines before the status line

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
        """Skip empty lines before the status line."""
        if self.state == STATUS and not line.strip():
            self._skipped += 1
            if self._skipped <= MAX_EMPTY_LINES:
                return
        super().lineReceived(line)

    def headerReceived(self, name: bytes, value: bytes) -> None:  # noqa: N802 - Twisted's name
        """Take a name without the blanks around it."""
        super().headerReceived(name.strip(), value)  # type: ignore[no-untyped-call]

    def allHeadersReceived(self) -> None:  # noqa: N802 - Twisted's name
        """Drop a length that is none, or says two things: then the end of the connection is the end of the body."""
        lengths = self.connHeaders.getRawHeaders(b"content-length") or []
        said = {part.strip() for value in lengths for part in value.split(b",")}
        if len(said) > 1 or not all(part.isdigit() for part in said):
            self.connHeaders.removeHeader(b"content-length")
        codings = self.connHeaders.getRawHeaders(b"transfer-encoding") or []
        if codings and codings[0].strip().lower() not in self._transferDecoders:
            self.connHeaders.removeHeader(b"transfer-encoding")
            if any(b"chunked" in coding.lower() for coding in codings):
                self.connHeaders.addRawHeader(b"transfer-encoding", b"chunked")
        super().allHeadersReceived()  # type: ignore[no-untyped-call]


class TolerantProtocol(_LenientHTTP11ClientProtocol):
    """A connection whose answers TolerantParser reads."""

    def request(self, request: TxRequest) -> Deferred[IResponse]:
        """Ask, and notice on the answer what the handshake came to."""
        answer: Deferred[IResponse] = super().request(request)
        if self._parser is not None:
            self._parser.__class__ = TolerantParser
        transport = self.transport

        def note_handshake(response: Any) -> Any:
            response._nianbao_certificate = _certificate(transport)  # noqa: SLF001 - Scrapy's way
            return response

        return answer.addCallback(note_handshake)


class TolerantFactory(_HTTP11ClientFactory):
    """Makes TolerantProtocols for the connection pool."""

    def buildProtocol(self, addr: Any) -> TolerantProtocol:  # noqa: ARG002, N802 - Twisted's name
        """Return a new one."""
        return TolerantProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


def _certificate(transport: Any) -> PeerCertificate | None:
    """Return the certificate of a TLS connection and what its handshake came to; None for a plain one."""
    handle: Any = getattr(transport, "getHandle", lambda: None)()
    handshake = handshake_of(handle) if isinstance(handle, Connection) else None
    if handshake is None:
        return None
    certificate = PeerCertificate(transport.getPeerCertificate())  # type: ignore[no-untyped-call]
    certificate.tls = handshake.told(handle)
    return certificate


def _reactor() -> Any:
    from twisted.internet import reactor  # noqa: PLC0415 - importing it at the top would install the wrong one

    return reactor


class ExactAgent(_BindAddressAgent):
    """Asks for exactly what a URL says: Twisted drops an empty query, and a slash too many comes and goes."""

    def request(self, method: bytes, uri: bytes, headers: Any = None, bodyProducer: Any = None) -> Deferred[IResponse]:  # noqa: N803 - Twisted's name
        """Ask."""
        _, _, rest = uri.partition(b"://")
        at = min((at for mark in b"/?" if (at := rest.find(mark)) >= 0), default=len(rest))
        target = rest[at:]
        self._exact_target = target if target.startswith(b"/") else b"/" + target
        return super().request(method, uri, headers, bodyProducer)

    def _requestWithEndpoint(self, *arguments: Any) -> Any:  # noqa: N802 - Twisted's name
        return super()._requestWithEndpoint(*arguments[:-1], self._exact_target)  # type: ignore[call-arg] # mypy counts wrongly


class TolerantAgent(_ScrapyAgent):
    """One request of Scrapy's, whose answer is what arrived, whatever its end."""

    _txresponse: Any
    _timeout_cl: Any
    _received = 0  # bytes, when silence was last looked for
    _checking: Any = None  # the timer of the next look

    def _get_agent(self, request: Request, timeout: float) -> ExactAgent:  # noqa: ARG002 - Scrapy's signature; no proxies here
        return ExactAgent(
            reactor=_reactor(), contextFactory=self._contextFactory, connectTimeout=timeout, pool=self._pool,
        )  # fmt: skip

    def _cb_bodyready(self, txresponse: Any, request: Request) -> Any:
        body = super()._cb_bodyready(txresponse, request)
        if self._txresponse is not None:
            self._check_later()
        return body

    def _check_later(self) -> None:
        self._checking = _reactor().callLater(SILENCE, self._check_silence)

    def _check_silence(self) -> None:
        """End an answer that is whole by itself and has said nothing more for a while."""
        reader = self._reader
        if reader is None or reader._finished.called:  # noqa: SLF001 - Scrapy's own
            return
        silent, self._received = reader._bytes_received == self._received, reader._bytes_received  # noqa: SLF001
        headers = self._headers_from_twisted_response(self._txresponse)
        if silent and is_whole(headers, reader._bodybuf.getvalue()):  # noqa: SLF001
            reader._finish_response(flags=[TRUNCATED, TIMED_OUT])  # noqa: SLF001
            self._txresponse._transport._producer.abortConnection()  # noqa: SLF001
        else:
            self._check_later()

    @property
    def _reader(self) -> Any:
        return getattr(self._txresponse, "_bodyProtocol", None)

    def _cb_timeout(self, result: Any, request: Request, url: str, timeout: float) -> Any:
        if self._checking is not None and self._checking.active():
            self._checking.cancel()
        reader = self._reader
        if self._timeout_cl.active() or reader is None or not reader._bytes_received:  # noqa: SLF001 - Scrapy's own
            return super()._cb_timeout(result, request, url, timeout)
        self._txresponse._transport.stopProducing()  # noqa: SLF001
        cut = {
            "txresponse": self._txresponse,
            "body": reader._bodybuf.getvalue(),  # noqa: SLF001
            "flags": [TRUNCATED, TIMED_OUT],
            "ip_address": reader._ip_address,  # noqa: SLF001
        }
        return self._cb_bodydone(cut, urldefrag(request.url)[0])

    def _cb_bodydone(self, result: Any, url: str) -> Response:
        result["certificate"] = getattr(result["txresponse"], "_nianbao_certificate", None)
        response = super()._cb_bodydone(result, url)
        if TRUNCATED in response.flags and is_whole(response.headers, response.body):
            response.flags.append(WHOLE)
        return response
