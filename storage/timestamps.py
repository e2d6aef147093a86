"""RFC 3161 time-stamps of manifests: the request's bytes, and what a token says. Asking an authority is the crawl's.

A token's signature is for ``openssl ts -verify`` and the authority's certificate; here only its imprint is compared.
"""

from __future__ import annotations

import secrets

SHA256 = bytes.fromhex("608648016503040201")  # 2.16.840.1.101.3.4.2.1
MEDIA_TYPE = "application/timestamp-query"


def _der(tag: int, content: bytes) -> bytes:
    """Return one DER element; a request is far shorter than 128 bytes."""
    return bytes([tag, len(content)]) + content


def _imprint(digest: str) -> bytes:
    algorithm = _der(0x30, _der(0x06, SHA256) + _der(0x05, b""))
    return _der(0x30, algorithm + _der(0x04, bytes.fromhex(digest)))


def request(digest: str) -> bytes:
    """Return a TimeStampReq for a SHA-256 digest: with a nonce, asking for the authority's certificate."""
    nonce = ((1 << 62) | secrets.randbits(62)).to_bytes(8)  # positive, and as short as DER wants it
    return _der(0x30, _der(0x02, b"\x01") + _imprint(digest) + _der(0x02, nonce) + _der(0x01, b"\xff"))


def granted(token: bytes, digest: str) -> bool:
    """Whether a TimeStampResp was granted and stamps this digest."""
    status = token.find(b"\x30\x03\x02\x01")
    return 0 <= status < 16 and token[status + 4] in {0, 1} and bytes.fromhex(digest) in token  # noqa: PLR2004 – near the start
