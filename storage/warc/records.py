"""WARC/1.1 files: exchanges as records, one gzip member each, and reading a record back.

Append-only, one file open at a time. Nothing is flushed to disk but by ``sync``: the archive calls it before it commits
the rows that name the records, so that what lies behind the committed length is never referred to and can be cut.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import uuid
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from fastwarc import GzipWriter, WarcRecord, WarcRecordType

from storage.errors import as_storage_error
from storage.values import Exchange
from storage.vocabulary import RecordType
from storage.warc.http_blocks import TLS, request_block, response_block, tls_told, uri

SUFFIX = ".open"
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
PACKED = ("application/pdf", "application/zip", "image/", "application/vnd.openxml", "application/x-rar", "video/")

Headers = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class RecordSpan:
    """Where a record lies in its file."""

    offset: int
    length: int
    record_id: str


@dataclass(frozen=True, slots=True)
class Original:
    """The response record that a revisit refers to."""

    record_id: str
    url: str
    date: datetime


@dataclass(frozen=True, slots=True)
class Written:
    """What one exchange became. ``kind`` is the type of the record that answers it."""

    file: str
    kind: RecordType
    answer: RecordSpan
    request: RecordSpan | None
    rendered: RecordSpan | None


def sha256(data: bytes) -> str:
    """Return the digest as 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def path_of(name: str) -> str:
    """Return the key of a WARC file in the archive."""
    return f"warc/{name[:4]}/{name}"


def about(run: str, software: str, user_agent: str, contact: str) -> dict[str, str]:
    """Return the fields of a run's warcinfo records: who fetched, by which rules, and what was done to the bytes."""
    return {
        "software": software,
        "operator": contact,
        "http-header-user-agent": user_agent,
        "isPartOf": run,
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "robots": "classic",
        "description": "Header names are normalised. Transfer-Encoding is undone and its header left out; "
        "Content-Encoding and Content-Length are as sent. Bodies are as received before decompression.",
    }


def _date(moment: datetime) -> str:
    """Return the moment as fastwarc writes WARC-Date, so that a revisit names its original's date to the letter."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


class WarcWriter:
    """The WARC files of one run: ``<run>-00000.warc.gz``, with the suffix .open until closed."""

    def __init__(self, folder: Path, run: str, info: Mapping[str, str], *, limit: int) -> None:
        """``folder`` is where files grow; ``info`` goes into each file's warcinfo; ``limit`` in bytes ends a file."""
        self._folder = folder
        self._run = run
        self._info = dict(info)
        self._limit = limit
        self._serial = 0
        self._file: IO[bytes] | None = None
        self._digest = hashlib.sha256()
        self._warcinfo = ""
        self.name = ""
        self.size = 0
        self.records = 0

    @property
    def full(self) -> bool:
        """Whether the file has reached its limit."""
        return self.size >= self._limit

    def exchange(self, exchange: Exchange, payload: str | None, original: Original | None) -> Written:
        """Append all records of one exchange. ``payload`` is the body's digest; ``original`` makes it a revisit."""
        with as_storage_error(f"cannot write WARC records in {self._folder}"):
            self._open()
            if exchange.status is None:
                return Written(
                    self.name, RecordType.METADATA, self._failure(exchange), None, self._rendered(exchange, None)
                )
            kind, answer = self._answer(exchange, payload, original)
            request = self._append(
                WarcRecordType.request,
                request_block(exchange),
                self._about(exchange, "application/http; msgtype=request", answer),
                exchange.started,
            )
            return Written(self.name, kind, answer, request, self._rendered(exchange, answer))

    def _about(self, exchange: Exchange, media_type: str, answer: RecordSpan | None = None) -> list[tuple[str, str]]:
        about = [("WARC-Target-URI", uri(exchange.url)), ("Content-Type", media_type)]
        if exchange.ip:
            about.append(("WARC-IP-Address", exchange.ip))
        if answer:
            about.append(("WARC-Concurrent-To", answer.record_id))
        return about

    def _answer(
        self, exchange: Exchange, payload: str | None, original: Original | None
    ) -> tuple[RecordType, RecordSpan]:
        headers = self._about(exchange, "application/http; msgtype=response")
        if payload:
            headers.append(("WARC-Payload-Digest", f"sha256:{payload}"))
        if exchange.tls:
            headers.append((TLS, tls_told(exchange.tls)))
        if exchange.truncated:
            headers.append(("WARC-Truncated", exchange.truncated))
        revisit = original is not None or exchange.status == 304  # noqa: PLR2004 – Not Modified
        if revisit:
            headers.append(("WARC-Profile", IDENTICAL if payload else NOT_MODIFIED))
        if original:
            headers += [
                ("WARC-Refers-To", original.record_id),
                ("WARC-Refers-To-Target-URI", uri(original.url)),
                ("WARC-Refers-To-Date", _date(original.date)),
            ]
        block = response_block(exchange, body=not revisit)
        kind = WarcRecordType.revisit if revisit else WarcRecordType.response
        span = self._append(kind, block, headers, exchange.started, level=_level(exchange))
        return RecordType.REVISIT if revisit else RecordType.RESPONSE, span

    def _failure(self, exchange: Exchange) -> RecordSpan:
        fields = (
            f"error: {exchange.error}\r\ndetail: {' '.join(exchange.detail.split())}\r\nmethod: {exchange.method}\r\n"
        )
        about = self._about(exchange, "application/warc-fields")
        return self._append(WarcRecordType.metadata, fields.encode("utf-8", "replace"), about, exchange.started)

    def _rendered(self, exchange: Exchange, answer: RecordSpan | None) -> RecordSpan | None:
        if exchange.rendered is None:
            return None
        about = self._about(exchange, "text/html; charset=utf-8", answer)
        about.append(("WARC-Payload-Digest", f"sha256:{sha256(exchange.rendered)}"))
        return self._append(WarcRecordType.resource, exchange.rendered, about, exchange.started)

    def _append(
        self, kind: WarcRecordType, block: bytes, headers: Headers, date: datetime, *, level: int = 6
    ) -> RecordSpan:
        record_id = f"<urn:uuid:{uuid.uuid4()}>"
        record = WarcRecord()
        record.init_headers(record_type=kind)
        record.record_id = record_id
        record.record_date = date.astimezone(UTC)
        if self._warcinfo:
            record.headers.append("WARC-Warcinfo-ID", self._warcinfo)
        for name, value in headers:
            record.headers.append(name, value)
        record.headers.append("WARC-Block-Digest", f"sha256:{sha256(block)}")
        record.set_bytes_content(block)
        buffer = io.BytesIO()
        member = GzipWriter(buffer, level)
        record.write(member)
        member.finish()
        data = buffer.getbuffer()
        assert self._file is not None
        self._file.write(data)
        self._digest.update(data)
        span = RecordSpan(self.size, len(data), record_id)
        self.size += len(data)
        self.records += 1
        return span

    def _open(self) -> None:
        if self._file is not None:
            return
        self.name = f"{self._run}-{self._serial:05}.warc.gz"
        path = self._folder / (path_of(self.name) + SUFFIX)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("xb")
        self._digest, self._warcinfo, self.size, self.records = hashlib.sha256(), "", 0, 0
        fields = "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in self._info.items())
        about = [("WARC-Filename", self.name), ("Content-Type", "application/warc-fields")]
        span = self._append(WarcRecordType.warcinfo, fields.encode("utf-8", "replace"), about, datetime.now(UTC))
        self._warcinfo = span.record_id
        sync_folder(path.parent)

    def sync(self) -> None:
        """Bring everything appended so far to the disk."""
        if self._file is not None:
            with as_storage_error(f"cannot write {self.name} to the disk"):
                self._file.flush()
                os.fsync(self._file.fileno())

    def close(self) -> tuple[str, str] | None:
        """End the open file under its final name; return (name, SHA-256 of the file). None when nothing is open."""
        if self._file is None:
            return None
        self.sync()
        self._file.close()
        self._file = None
        finish(self._folder, self.name)
        self._serial += 1
        closed = self.name, self._digest.hexdigest()
        self.name, self.size, self.records = "", 0, 0
        return closed

    def abandon(self) -> None:
        """Let go of the growing file as it is; what is not committed of it is cut when the archive is opened again."""
        if self._file is not None:
            with suppress(OSError):  # a full disk cannot take what is still in memory, and need not
                self._file.close()
            self._file = None

    def flush(self) -> None:
        """Make everything appended so far readable for this process."""
        if self._file is not None:
            with as_storage_error(f"cannot write {self.name}"):
                self._file.flush()


def _level(exchange: Exchange) -> int:
    media_type = next((value.lower() for name, value in exchange.headers if name.lower() == "content-type"), "")
    return 1 if media_type.startswith(PACKED) else 6


def sync_folder(folder: Path) -> None:
    """Bring a folder's entries to the disk."""
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def finish(folder: Path, name: str) -> None:
    """Give a file that will not grow any more its final name."""
    path = folder / path_of(name)
    path.with_name(path.name + SUFFIX).rename(path)
    sync_folder(path.parent)


def parse(member: bytes) -> WarcRecord:
    """Return the record in one gzip member. Raises OSError, EOFError, zlib.error or WarcError when it is damaged."""
    return WarcRecord.from_bytes(gzip.decompress(member))


def payload_of(member: bytes) -> bytes:
    """Return the entity body of the record in one gzip member (the block, when it is no HTTP record)."""
    record = parse(member)
    block = bytes(record.reader.read())
    return block.partition(b"\r\n\r\n")[2] if record.is_http else block
