"""Which documents the archive cannot vouch for: their rows, the bytes behind them, or what was read in these fail."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from storage import models
from storage.audit.manifest import extraction_digest
from storage.errors import StorageError
from storage.queries import ArchiveReader, Selected
from storage.versions.known_files import FetchedFile, extracted_of
from storage.vocabulary import RecordType
from storage.warc.payloads import RecordPlace, place_in, read_member
from storage.warc.payloads import folder_of as growing_folder
from storage.warc.records import payload_of


@dataclass(frozen=True, slots=True)
class UnsoundDocument:
    """A document, and the first thing that is wrong with its current version."""

    document: models.Document
    reason: str


class Soundness:
    """Re-reads every byte that the current versions stand on: the payload by its digest, and the WARC record cited."""

    def __init__(self, reader: ArchiveReader, archive_url: str, spool: str = "var/spool") -> None:
        self._reader = reader
        self._folder = growing_folder(reader.store, archive_url, spool)
        self._judged: dict[tuple[str, RecordPlace], str] = {}

    def unsound(self, selected: Selected) -> Iterator[UnsoundDocument]:
        """Yield the selected documents that must not be cited, in the order of their ids."""
        for documents in self._reader.documents(selected):
            versions = {row.document_id: row for row in self._reader.versions(documents, Selected())}
            files = self._reader.files([document.id for document in documents])
            for document in documents:
                version = versions.get(document.id)
                of_version = files.get((document.id, document.version), [])
                if reason := self._reason(version, of_version):
                    yield UnsoundDocument(document, reason)

    def _reason(self, version: models.Version | None, files: list[FetchedFile]) -> str:
        if version is None:
            return "its current version is missing"
        if [file.file.position for file in files] != list(range(len(files))):
            return "a file of it is missing"
        if version.body >= len(files):
            return f"its body is file {version.body} of {len(files)}"
        return next((f"file {at}: {why}" for at, file in enumerate(files) if (why := self._of_file(file))), "")

    def _of_file(self, fetched: FetchedFile) -> str:
        sha256 = fetched.file.sha256
        if sha256 not in {fetched.fetch.payload_sha256, fetched.fetch.rendered_sha256}:
            return "it has another digest than its fetch"
        place = self._place(fetched)
        key = (sha256, place)
        if key not in self._judged:
            self._judged[key] = self._of_bytes(sha256, place) or self._of_readings(sha256)
        return self._judged[key]

    def _place(self, fetched: FetchedFile) -> RecordPlace:
        """Return the record that the export names for a file."""
        drawn = fetched.fetch.rendered_sha256 == fetched.file.sha256
        revisited = fetched.fetch.record_type == RecordType.REVISIT and not drawn
        holder = self._reader.holder(fetched.file.sha256) if revisited else None
        return holder or place_in(fetched.fetch, fetched.file.sha256)

    def _of_bytes(self, sha256: str, place: RecordPlace) -> str:
        if place.warc is None:
            return "no WARC record holds it"
        member = read_member(self._reader.store, self._folder, place.warc, place.offset or 0, place.length or 0)
        if not member:
            return f"{place.warc} is missing"
        try:
            found = payload_of(member)
        except Exception as error:  # noqa: BLE001 – a damaged record can fail in any way; that it does is the finding
            return f"the record at {place.warc}:{place.offset} is damaged: {type(error).__name__}"
        if hashlib.sha256(found).hexdigest() != sha256:
            return f"the record at {place.warc}:{place.offset} holds other bytes"
        return self._of_blob(sha256)

    def _of_blob(self, sha256: str) -> str:
        blob = models.Blob
        stored = self._reader.rows(select(blob.stored).where(blob.sha256 == sha256))
        if not stored:
            return ""  # its record is all that there is
        try:
            data = self._reader.payload(sha256)
        except StorageError as error:
            return str(error)
        return "" if data is not None and hashlib.sha256(data).hexdigest() == sha256 else "its blob is damaged"

    def _of_readings(self, sha256: str) -> str:
        row = models.Extraction
        rows = self._reader.values(row, select(row.__table__).where(row.sha256 == sha256))
        forged = [found for found in rows if extraction_digest(sha256, extracted_of(found)) != found.digest]
        return f"its reading by {forged[0].extractor} {forged[0].version} is not what was read" if forged else ""
