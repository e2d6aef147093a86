"""Checking WARC files against themselves, their rows and their indexes."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from sqlalchemy import select

from storage import models
from storage.queries import ArchiveReader
from storage.vocabulary import RecordType
from storage.warc import cdxj
from storage.warc.http_blocks import uri
from storage.warc.records import path_of, sha256

HTTP_RECORDS = frozenset({RecordType.REQUEST, RecordType.RESPONSE, RecordType.REVISIT})


@dataclass(frozen=True, slots=True)
class Expected:
    """What a row says of a record."""

    length: int
    record_id: str | None
    kind: RecordType | None
    payload: str | None
    url: str
    status: int | None = None


def faults(reader: ArchiveReader) -> Iterator[str]:
    """Yield the faults of every WARC file and its index, and files that no row speaks of."""
    row = models.Warc
    rows = {file.name: file for file in reader.values(row, select(row.__table__).order_by(row.name))}
    for file in rows.values():
        yield from _file(reader, file)
        if file.sha256 is not None:
            yield from _index(reader, file.name)
    for prefix, ending in (("warc/", ".warc.gz"), ("cdxj/", ".cdxj")):
        for key, _ in reader.store.names(prefix):
            name = key.rpartition("/")[2].removesuffix(".open").removesuffix(ending) + ".warc.gz"
            if name not in rows:
                yield f"{key}: no row speaks of this file"


def _index(reader: ArchiveReader, name: str) -> Iterator[str]:
    key = cdxj.key_of(name)
    data = reader.store.get(key)
    if data is None:
        yield f"{key}: the index is missing"
    elif data != cdxj.of_file(reader.connection, name):
        yield f"{key}: the index does not say what the rows say"


def _file(reader: ArchiveReader, row: models.Warc) -> Iterator[str]:
    key = path_of(row.name)
    file = reader.warc(row.name)
    if file is None:
        yield f"{key}: the file is missing"
        return
    digest = hashlib.sha256()
    with file:
        expected = _expected(reader, row.name)
        for offset, member, record in _members(file, row.bytes, expected):
            digest.update(member)
            yield from (f"{key}:{offset}: {fault}" for fault in _check(member, record))
        digest.update(file.read() if row.sha256 else b"")
    if len(expected) + 1 != row.records:
        yield f"{key}: rows speak of {len(expected) + 1} records, should be {row.records}"
    if row.sha256 not in {None, digest.hexdigest()}:
        yield f"{key}: its bytes do not have the digest noted when it was closed"


def _expected(reader: ArchiveReader, name: str) -> dict[int, Expected]:
    """Return offset → what the rows of a file say of the record there."""
    fetch = models.Fetch
    expected: dict[int, Expected] = {}
    for row in reader.values(fetch, select(fetch.__table__).where(fetch.warc == name)):
        payload = row.payload_sha256 if row.record_type in {RecordType.RESPONSE, RecordType.REVISIT} else None
        spans = (
            (row.offset, Expected(row.length or 0, row.record_id, row.record_type, payload, row.url, row.status)),
            (
                row.request_offset,
                Expected(row.request_length or 0, row.request_record_id, RecordType.REQUEST, None, row.url),
            ),
            (
                row.rendered_offset,
                Expected(
                    row.rendered_length or 0,
                    row.rendered_record_id,
                    RecordType.RESOURCE,
                    row.rendered_sha256,
                    row.url,
                ),
            ),
        )
        expected |= {offset: record for offset, record in spans if offset is not None}
    return expected


def _members(file: IO[bytes], size: int, expected: dict[int, Expected]) -> Iterator[tuple[int, bytes, Expected | None]]:
    """Yield (offset, bytes, what a row says) of every stretch of the file; None where no row says anything."""
    position = 0
    for offset, record in sorted(expected.items()):
        if offset > position:
            yield position, file.read(offset - position), None
        file.seek(offset)
        yield offset, file.read(record.length), record
        position = max(position, offset + record.length)
    if position < size:
        file.seek(position)
        yield position, file.read(size - position), None


def _check(member: bytes, expected: Expected | None) -> Iterator[str]:
    try:
        data = gzip.decompress(member)
    except (OSError, EOFError, zlib.error) as error:
        yield f"damaged: {error}"
        return
    head, block = _parse(data)
    if expected is not None:
        yield from _digests(head, block)
        yield from _differences(head, block, expected)
    elif head.get("warc-type") != RecordType.WARCINFO:
        yield "no row speaks of these bytes"


def _differences(head: dict[str, str], block: bytes, expected: Expected) -> Iterator[str]:
    """Yield what a record says otherwise than its row."""
    record = (head.get("warc-record-id"), head.get("warc-type", ""), head.get("warc-target-uri"))
    if record != (expected.record_id, expected.kind, uri(expected.url)):
        yield f"a row says {expected.kind} {expected.record_id} of {expected.url}, the record {record}"
    if expected.payload and head.get("warc-payload-digest") != f"sha256:{expected.payload}":
        yield f"a row says that the payload is {expected.payload}, the record {head.get('warc-payload-digest')}"
    if expected.status is not None and block.split(b" ", 2)[1:2] != [str(expected.status).encode()]:
        yield f"a row says that the status is {expected.status}, the record {block[:40]!r}"


def _parse(data: bytes) -> tuple[dict[str, str], bytes]:
    head, _, rest = data.partition(b"\r\n\r\n")
    lines = [line.partition(b":") for line in head.split(b"\r\n")[1:]]
    headers = {
        name.decode("ascii", "replace").lower(): value.strip().decode("utf-8", "replace") for name, _, value in lines
    }
    return headers, rest.removesuffix(b"\r\n\r\n")


def _digests(head: dict[str, str], block: bytes) -> Iterator[str]:
    """Yield what a record's headers say otherwise than its bytes."""
    if head.get("content-length") != str(len(block)):
        yield f"{len(block)} bytes, its header says {head.get('content-length')}"
    if head.get("warc-block-digest") != f"sha256:{sha256(block)}":
        yield "its block does not have the digest in its header"
    kind, digest = head.get("warc-type"), head.get("warc-payload-digest")
    payload = block.partition(b"\r\n\r\n")[2] if kind in HTTP_RECORDS else block
    if digest and kind != RecordType.REVISIT and digest != f"sha256:{sha256(payload)}":
        yield "its payload does not have the digest in its header"
