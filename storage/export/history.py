"""Tables of what happened: events of documents, and what looked like a report and is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from storage import models
from storage.export.columns import dumped
from storage.export.corpus import stamp
from storage.queries import ArchiveReader, Selected

Record = dict[str, Any]


def events(reader: ArchiveReader, selected: Selected) -> Iterator[Record]:
    """Yield what happened to the selected documents (since the moment selected), by document, oldest first."""
    event = models.Event
    query = select(event.__table__).order_by(event.document_id, event.id)
    if selected.since is not None:
        query = query.where(event.at >= selected.since)
    for documents in reader.documents(replace(selected, since=None)):  # one that only moved has no new version
        by_id = {document.id: document for document in documents}
        for row in reader.values(event, query.where(event.document_id.in_(list(by_id)))):
            yield {
                "document": row.document_id,
                "version": row.version,
                "code": by_id[row.document_id].portal,
                "year": by_id[row.document_id].year,
                "at": stamp(row.at),
                "run": row.run_id,
                "kind": row.kind,
                "detail": dumped(row.detail),
            }


def rejected(reader: ArchiveReader, selected: Selected) -> Iterator[Record]:
    """Yield what the last visit of each selected portal saw and did not take for a report."""
    for visit in reader.visits(selected.portals):
        for row in reader.rejections(visit.cycle):
            yield {
                "code": visit.portal,
                "portal": visit.name,
                "run": visit.run_id,
                "at": stamp(visit.started),
                "url": row.url,
                "title": row.title,
                "reason": row.reason,
            }
