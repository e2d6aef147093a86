"""One visit of a portal of the test's own, and what is on record of it."""

from __future__ import annotations

import gzip
import hashlib
import io
from typing import Any

from invented_portal import HOME, NAME, candidate, unit
from sqlalchemy import select
from warcio.archiveiterator import ArchiveIterator

from storage import models

URL = f"{HOME}页/a.html?b=1"


class Portal:
    """One visit of a portal of the test's own."""

    def __init__(self, shared: tuple[Any, Any], code: str) -> None:
        self.site, self.archive = shared
        self.code = code
        self.visit = self.archive.begin_visit(code, NAME, HOME).id

    def record(self, *exchanges: Any, key: str | None = URL, **more: Any) -> tuple[int, ...]:
        if key is not None:
            self.archive.frontier(self.visit).enqueue([candidate(key)])
        ids = self.archive.record(unit(self.visit, key, exchanges=exchanges, **more))
        self.archive.commit()
        return ids

    def again(self) -> None:
        self.archive.end_visit(self.visit, "complete", "")
        self.visit = self.archive.begin_visit(self.code, NAME, HOME).id

    def rows(self, ids: tuple[int, ...]) -> list[Any]:
        with self.site.read() as reader:
            return reader.rows(select(models.Fetch.__table__).where(models.Fetch.id.in_(ids)).order_by(models.Fetch.id))

    def records(self, ids: tuple[int, ...]) -> list[dict[str, Any]]:
        """Every record of these fetches as warcio reads it, with its payload."""
        found = []
        with self.site.read() as reader:
            for row in self.rows(ids):
                spans = (
                    (row.offset, row.length),
                    (row.request_offset, row.request_length),
                    (row.rendered_offset, row.rendered_length),
                )
                for offset, length in spans:
                    if offset is None:
                        continue
                    with reader.warc(row.warc) as file:
                        file.seek(offset)
                        member = file.read(length)
                    record = next(iter(ArchiveIterator(io.BytesIO(member), check_digests="raise")))
                    payload = record.raw_stream.read()
                    found.append(
                        {
                            "record": record,
                            "headers": dict(record.rec_headers.headers),
                            "payload": payload,
                            "raw": gzip.decompress(member),
                        }
                    )
        return found

    def blob(self, data: bytes) -> bool:
        with self.site.read() as reader:
            return reader.store.get(warc_key(data)) == data


def warc_key(data: bytes) -> str:
    digest = hashlib.sha256(data).hexdigest()
    return f"blobs/sha256/{digest[:2]}/{digest[2:4]}/{digest}"
