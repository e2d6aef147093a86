"""The blocks of WARC records: a request and a response as bytes, as they stood on the wire.

What a hostile header or URL holds can end neither a line nor a header block.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any
from urllib.parse import quote, urlsplit

from storage.database.types import clean
from storage.values import Exchange, TlsFacts

TLS = "X-TLS"  # a field of our own: standard tools pass it over
Headers = Iterable[tuple[str, str]]


def uri(url: str) -> str:
    """Return a URL as it may stand in a WARC header: nothing that could end the line or the word."""
    return quote(clean(url), safe="!#$%&'()*+,/:;=?@[]~")


def tls_told(tls: TlsFacts) -> str:
    """Return what a handshake came to as it stands in a WARC header: JSON in ASCII, on one line."""
    return json.dumps(asdict(tls))


def tls_of(told: str) -> dict[str, Any] | None:
    """Return what stands in such a header as the column of a fetch; None when it is not ours."""
    try:
        return asdict(TlsFacts(**json.loads(told)))
    except (ValueError, TypeError):
        return None


def _octets(text: str) -> bytes:
    """Return a header's bytes; line ends would forge another header, so they become blanks."""
    text = re.sub(r"[\r\n\x00]+", " ", text)
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def _http(first: str, headers: Headers, body: bytes) -> bytes:
    lines = [_octets(first)]
    lines += [_octets(name) + b": " + _octets(value) for name, value in headers if name.lower() != "transfer-encoding"]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def response_block(exchange: Exchange, *, body: bool = True) -> bytes:
    """Return status line, headers and entity body as they stood on the wire, transfer-encoding undone."""
    protocol = exchange.protocol if exchange.protocol.startswith("HTTP/1") else "HTTP/1.1"
    return _http(f"{protocol} {exchange.status} {exchange.reason}", exchange.headers, exchange.body if body else b"")


def request_block(exchange: Exchange) -> bytes:
    """Return request line, headers (with Host) and body."""
    parts = urlsplit(uri(exchange.url))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = list(exchange.request_headers)
    if not any(name.lower() == "host" for name, _ in headers):
        headers.insert(0, ("Host", parts.netloc.rpartition("@")[2]))
    return _http(f"{exchange.method} {target} HTTP/1.1", headers, exchange.request_body)
