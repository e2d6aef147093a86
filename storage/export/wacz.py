"""WACZ 1.1.1: the pages, files and redirects behind a selection of reports as one file that replays anywhere."""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from sqlalchemy import select, tuple_

from storage import models
from storage.errors import StorageError, as_storage_error
from storage.export.corpus import stamp
from storage.export.writing import whole
from storage.queries import ArchiveReader, Selected
from storage.versions.known_files import FetchedFile
from storage.warc import cdxj
from storage.warc.payloads import original

NAME = "data.warc.gz"
BLOCK_BYTES = 1 << 20


@dataclass(slots=True)
class _Copy:
    """The WARC file that grows, and where each record went."""

    file: IO[bytes]
    reader: ArchiveReader
    offsets: dict[tuple[str, int], int] = field(default_factory=dict)
    sources: dict[str, IO[bytes]] = field(default_factory=dict)

    def member(self, warc: str, offset: int, length: int) -> None:
        """Copy one record, unless it is there already."""
        if (warc, offset) in self.offsets:
            return
        if warc not in self.sources:
            source = self.reader.warc(warc)
            if source is None:
                raise StorageError(f"{warc} is missing; run scrapy fixity")
            self.sources[warc] = source
        source = self.sources[warc]
        source.seek(offset)
        self.offsets[warc, offset] = self.file.tell()
        self.file.write(source.read(length))

    def close(self) -> None:
        """Let go of the sources."""
        for source in self.sources.values():
            source.close()


def write(path: str, reader: ArchiveReader, selected: Selected) -> int:
    """Write the selection's exchanges to ``path`` and return how many records it holds.

    Raises StorageError when the disk fails or a WARC file is missing.
    """
    with as_storage_error(f"cannot write {path}"), whole(Path(path)) as file, tempfile.TemporaryFile() as warc:
        copy = _Copy(warc, reader)
        captures: list[cdxj.Capture] = []
        pages = []
        for documents in reader.documents(selected):
            files = reader.files(document.id for document in documents)
            for version in reader.versions(documents, selected):
                version_files = files[version.document_id, version.number]
                captures += _copied(copy, reader, version_files)
                pages.append(_page(version, version_files[0]))
        copy.close()
        _pack(file, warc, _index(copy, captures), pages)
        return len(copy.offsets)


def _page(version: models.Version, first: FetchedFile) -> dict[str, str]:
    """Return the line of a version in the list of pages."""
    name = f"{version.document_id}-{version.number}"
    return {"id": name, "url": first.file.url, "title": version.title, "ts": stamp(first.fetch.started)}


def _copied(copy: _Copy, reader: ArchiveReader, files: list[FetchedFile]) -> list[cdxj.Capture]:
    """Copy the exchanges that brought these files, hops and retries too, and the originals of revisits."""
    fetch = models.Fetch
    units = [(fetched.fetch.visit_id, fetched.fetch.key) for fetched in files]
    query = select(fetch.__table__).where(tuple_(fetch.visit_id, fetch.key).in_(units)).order_by(fetch.id)
    rows = reader.values(fetch, query)
    digests = {row.payload_sha256 for row in rows if row.payload_sha256}
    originals = (original(reader.connection, digest) for digest in sorted(digests))
    rows += [row for row in originals if row is not None]
    for row in rows:
        for offset, length in _members(row):
            copy.member(row.warc or "", offset, length)
    return [cdxj.capture_of(row) for row in rows]


def _members(row: models.Fetch) -> list[tuple[int, int]]:
    """Return (offset, length) of the records of a fetch: its answer, its request, its drawn page."""
    spans = (
        (row.offset, row.length),
        (row.request_offset, row.request_length),
        (row.rendered_offset, row.rendered_length),
    )
    return [(offset, length) for offset, length in spans if offset is not None and length is not None]


def _index(copy: _Copy, captures: list[cdxj.Capture]) -> bytes:
    lines = {
        cdxj.line(capture, NAME, copy.offsets[capture.warc or "", capture.offset or 0])
        for capture in captures
        if cdxj.replays(capture)
    }
    return "".join(f"{line}\n" for line in sorted(lines)).encode("utf-8", "replace")


def _pack(file: IO[bytes], warc: IO[bytes], index: bytes, pages: list[dict[str, Any]]) -> None:
    header = {"format": "json-pages-1.0", "id": "pages", "title": "Reports"}
    listed = "".join(json.dumps(page, ensure_ascii=False) + "\n" for page in (header, *pages)).encode()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as packed:
        resources = [_stored(packed, f"archive/{NAME}", warc)]
        for name, data in (("indexes/index.cdx", index), ("pages/pages.jsonl", listed)):
            packed.writestr(name, data)
            resources.append(_resource(name, hashlib.sha256(data).hexdigest(), len(data)))
        package = json.dumps(
            {"profile": "data-package", "wacz_version": "1.1.1", "software": "nianbao", "resources": resources},
            indent=1,
        ).encode()
        packed.writestr("datapackage.json", package)
        digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(package).hexdigest()}"}
        packed.writestr("datapackage-digest.json", json.dumps(digest))


def _stored(packed: zipfile.ZipFile, name: str, source: IO[bytes]) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    source.seek(0)
    with packed.open(name, "w", force_zip64=True) as target:
        while block := source.read(BLOCK_BYTES):
            digest.update(block)
            size += len(block)
            target.write(block)
    return _resource(name, digest.hexdigest(), size)


def _resource(name: str, digest: str, size: int) -> dict[str, Any]:
    return {"name": name.rpartition("/")[2], "path": name, "hash": f"sha256:{digest}", "bytes": size}
