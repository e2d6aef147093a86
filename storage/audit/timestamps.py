"""RFC 3161 time-stamps of manifests: the request's bytes, and what a token says. Asking an authority is the crawl's.

A token's signature is for ``openssl ts -verify`` and the authority's certificate; here only its imprint is compared.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

SHA256 = bytes.fromhex("608648016503040201")  # 2.16.840.1.101.3.4.2.1
MEDIA_TYPE = "application/timestamp-query"
SEQUENCE, INTEGER, OID, OCTETS, BOOLEAN, NULL, TIME = 0x30, 0x02, 0x06, 0x04, 0x01, 0x05, 0x18
GRANTED = (0, 1)  # granted, granted with modifications
STAMPED = (0, 1, 1, 0, 2, 1, 0, 0)  # response, content, explicit, signed data, its content, explicit, octets, the facts


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an authority attests: that this SHA-256 digest existed at that moment."""

    digest: str
    at: datetime
    nonce: int | None


def _der(tag: int, content: bytes) -> bytes:
    """Return one DER element; a request is far shorter than 128 bytes."""
    return bytes([tag, len(content)]) + content


def nonce() -> int:
    """Return a number that no earlier answer can know: positive, and as short in 8 bytes as DER wants it."""
    return (1 << 62) | secrets.randbits(62)


def request(digest: str, number: int) -> bytes:
    """Return a TimeStampReq for a SHA-256 digest: with a nonce, asking for the authority's certificate."""
    algorithm = _der(SEQUENCE, _der(OID, SHA256) + _der(NULL, b""))
    imprint = _der(SEQUENCE, algorithm + _der(OCTETS, bytes.fromhex(digest)))
    asked = _der(INTEGER, b"\x01") + imprint + _der(INTEGER, number.to_bytes(8)) + _der(BOOLEAN, b"\xff")
    return _der(SEQUENCE, asked)


def read(token: bytes) -> Stamp:
    """Return what a TimeStampResp attests. Raises ValueError, in words, when that is nothing."""
    try:
        _check_granted(_inside(token, 0, 0))
        facts = _elements(_inside(token, *STAMPED))
        (_, algorithm), (_, digest) = _elements(facts[2][1])[:2]
        moment = next(content for tag, content in facts if tag == TIME).decode("ascii")
        numbers = [content for tag, content in facts[facts.index((TIME, moment.encode())) :] if tag == INTEGER]
        if _inside(algorithm, 0) != SHA256:
            raise ValueError("its digest is no SHA-256")
        at = datetime.strptime(moment.partition(".")[0].removesuffix("Z"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except (IndexError, StopIteration, UnicodeDecodeError) as error:
        raise ValueError("it is no time-stamp") from error
    return Stamp(digest.hex(), at, int.from_bytes(numbers[0]) if numbers else None)


def _check_granted(status_info: bytes) -> None:
    """Raise ValueError, in the authority's words, when it granted nothing."""
    (_, status), *details = _elements(status_info)
    number = int.from_bytes(status)
    if number in GRANTED:
        return
    texts = _elements(details[0][1]) if details and details[0][0] == SEQUENCE else []
    words = b"; ".join(text for _, text in texts).decode("utf-8", "replace")
    raise ValueError(f"not granted: status {number} {words}".strip())


def _elements(der: bytes) -> list[tuple[int, bytes]]:
    """Return the tag and content of each element. Raises IndexError when they do not fill ``der`` exactly."""
    elements, at = [], 0
    while at < len(der):
        tag, size, at = der[at], der[at + 1], at + 2
        if size & 0x80:
            octets = size & 0x7F
            size, at = int.from_bytes(der[at : at + octets]), at + octets
        if at + size > len(der):
            raise IndexError("an element is longer than what holds it")
        elements.append((tag, der[at : at + size]))
        at += size
    return elements


def _inside(der: bytes, *path: int) -> bytes:
    """Return the content of the element that the path of positions leads to."""
    for position in path:
        der = _elements(der)[position][1]
    return der
