"""The exchanges of a WARC file, of which no journal speaks: what its records say, and nothing that they do not say.

A record knows neither the portal and the visit, nor what the page was taken for.
"""

from __future__ import annotations

import mmap
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, Any

from storage.harvest.recording import absolute
from storage.values import header
from storage.vocabulary import RecordType
from storage.warc.http_blocks import TLS, tls_of
from storage.warc.records import sha256

MAGIC = b"\x1f\x8b\x08"
BLOCK = 1 << 20
UNKNOWN: dict[str, Any] = {
    "key": None,
    "final": False,
    "good": False,
    "missing": False,
    "kind": "",
    "content_key": "",
    "tls": None,
    "status": None,
    "reason": "",
    "error": None,
    "detail": "",
    "method": "",
    "headers": [],
    "redirected_to": None,
    "payload_sha256": None,
    "payload_bytes": 0,
    "media_type": "",
    "rendered_sha256": None,
    "rendered_bytes": 0,
} | {f"{prefix}{name}": None for prefix in ("", "request_", "rendered_") for name in ("offset", "length", "record_id")}


@dataclass(slots=True)
class ReadWarc:
    """What a WARC file says: its warcinfo's fields, its exchanges as columns of fetches, where its damage lies."""

    info: dict[str, str] = field(default_factory=dict)
    fetches: list[dict[str, Any]] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)  # offsets
    size: int = 0  # up to the end of the last whole exchange, in bytes
    records: int = 0


def read(file: IO[bytes], name: str) -> ReadWarc:
    """Read a WARC file as far as it can be read. A torn end is not damage: nobody spoke of it yet."""
    found = ReadWarc()
    for offset, length, data in _members(file):
        if data is None:
            found.damaged.append(offset)
            continue
        head, block = _parse(data)
        found.records += 1
        _take(found, name, (offset, length), head, block)
        if head.get("warc-type") not in {RecordType.RESPONSE, RecordType.REVISIT}:
            found.size = offset + length
    if found.fetches and not _whole(found.fetches[-1]):  # torn between an answer and its request
        found.fetches.pop()
        found.records -= 1
    if found.records:
        found.damaged = [offset for offset in found.damaged if offset < found.size]
    else:
        found.size = file.seek(0, 2)  # nothing in it can be read: nothing of it may be cut
    return found


def _whole(fetch: dict[str, Any]) -> bool:
    return fetch["request_offset"] is not None or fetch["record_type"] == RecordType.METADATA


def _members(file: IO[bytes]) -> Iterator[tuple[int, int, bytes | None]]:
    """Yield offset, length and content of each gzip member; None for a stretch that is none."""
    size = file.seek(0, 2)
    if not size:
        return
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        start = 0
        while start < size:
            content, end = _member(data, start, size)
            if content is None:
                end = data.find(MAGIC, start + 1)
                end = size if end < 0 else end
            yield start, end - start, content
            start = end


def _member(data: mmap.mmap, start: int, size: int) -> tuple[bytes | None, int]:
    unpacking, parts, at = zlib.decompressobj(31), list[bytes](), start
    try:
        while at < size and not unpacking.eof:
            parts.append(unpacking.decompress(data[at : at + BLOCK]))
            at = min(at + BLOCK, size)
    except zlib.error:
        return None, size
    return (b"".join(parts), at - len(unpacking.unused_data)) if unpacking.eof else (None, size)


def _parse(data: bytes) -> tuple[dict[str, str], bytes]:
    head, _, block = data.partition(b"\r\n\r\n")
    return dict(_fields(head)), block.removesuffix(b"\r\n\r\n")


def _fields(head: bytes) -> Iterator[tuple[str, str]]:
    for line in head.split(b"\r\n"):
        name, colon, value = line.decode("utf-8", "replace").partition(":")
        if colon:
            yield name.lower(), value.strip()


def _take(found: ReadWarc, name: str, span: tuple[int, int], head: dict[str, str], block: bytes) -> None:
    """Take one record into what was found."""
    kind = head.get("warc-type")
    if kind == RecordType.WARCINFO:
        found.info = dict(_fields(block))
    elif kind in {RecordType.RESPONSE, RecordType.REVISIT, RecordType.METADATA}:
        answer = _failure(block) if kind == RecordType.METADATA else _answer(head, block)
        about = _about(head) | {"warc": name, "record_type": RecordType(kind)}
        found.fetches.append(UNKNOWN | about | answer | _span("", span, head))
    elif found.fetches and kind == RecordType.REQUEST:
        method = block.partition(b" ")[0].decode("ascii", "replace")
        found.fetches[-1] |= {"method": method} | _span("request_", span, head)
    elif found.fetches and kind == RecordType.RESOURCE:
        drawn = {"rendered_sha256": sha256(block), "rendered_bytes": len(block)}
        found.fetches[-1] |= drawn | _span("rendered_", span, head)


def _span(prefix: str, span: tuple[int, int], head: dict[str, str]) -> dict[str, Any]:
    facts = (*span, head.get("warc-record-id"))
    return {f"{prefix}{name}": fact for name, fact in zip(("offset", "length", "record_id"), facts, strict=True)}


def _about(head: dict[str, str]) -> dict[str, Any]:
    return {
        "url": head.get("warc-target-uri", ""),
        "started": datetime.fromisoformat(head["warc-date"]).astimezone(UTC),
        "ip": head.get("warc-ip-address"),
        "truncated": head.get("warc-truncated"),
        "tls": tls_of(head.get(TLS.lower(), "")),
    }


def _failure(block: bytes) -> dict[str, Any]:
    said = dict(_fields(block))
    return {"error": said.get("error", ""), "detail": said.get("detail", ""), "method": said.get("method", "")}


def _answer(head: dict[str, str], block: bytes) -> dict[str, Any]:
    """Return the columns that an answer's record has."""
    top, _, body = block.partition(b"\r\n\r\n")
    first, *lines = top.decode("latin-1").split("\r\n")
    headers = [[name, value.removeprefix(" ")] for name, _, value in (line.partition(":") for line in lines)]
    pairs = tuple((name, value) for name, value in headers)
    location, (_, status, reason) = header(pairs, "location"), (*first.split(" ", 2), "", "")[:3]
    digest = head.get("warc-payload-digest", "")
    return {
        "status": int(status),
        "reason": reason,
        "headers": headers,
        "redirected_to": absolute(head.get("warc-target-uri", ""), location) if location else None,
        "payload_sha256": digest.removeprefix("sha256:") or None,
        "payload_bytes": len(body),
        "media_type": (header(pairs, "content-type") or "").partition(";")[0].strip().lower()[:200],
    }
