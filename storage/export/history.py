"""What happened: events of documents, visits of portals, and what looked like a report and is none."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVarTuple

from sqlalchemy import Select, and_, func, select

from storage import models
from storage.database.rows import value_of
from storage.export.columns import dumped
from storage.export.corpus import stamp
from storage.queries import ArchiveReader, Selected
from storage.vocabulary import EventKind

Record = dict[str, Any]
Ts = TypeVarTuple("Ts")


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


def last_visits(reader: ArchiveReader, portal: str, most: int) -> list[models.Visit]:
    """Return the last visits of a portal, the newest first."""
    visit = models.Visit
    query = select(visit.__table__).where(visit.portal == portal).order_by(visit.id.desc()).limit(most)
    return reader.values(visit, query)


@dataclass(frozen=True, slots=True)
class DocumentEvent:
    """An event with what there is to say of its document."""

    event: models.Event
    document: models.Document
    title: str


def counted_events(reader: ArchiveReader, selected: Selected) -> list[tuple[str, str, str, EventKind, int]]:
    """Return (run, portal, portal's latest event as a stamp, kind, how many documents) since the moment selected."""
    event, document = models.Event, models.Document
    groups = (event.run_id, document.portal, event.kind)
    query = select(event.run_id, document.portal, func.max(event.at), event.kind, func.count())
    query = _selected(query.join(document, document.id == event.document_id), selected)
    rows = reader.rows(query.group_by(*groups).order_by(*groups))
    return [(run, portal, stamp(at), kind, number) for run, portal, at, kind, number in rows]


def last_events(
    reader: ArchiveReader, selected: Selected, kinds: Collection[EventKind], most: int
) -> list[DocumentEvent]:
    """Return the last events of these kinds since the moment selected, the newest first."""
    event, document, version = models.Event, models.Document, models.Version
    query = select(*event.__table__.c, *document.__table__.c, version.title)
    query = query.join(document, document.id == event.document_id)
    query = query.join(version, and_(version.document_id == event.document_id, version.number == event.version))
    query = _selected(query, selected).where(event.kind.in_(kinds)).order_by(event.at.desc(), event.id.desc())
    first, second = len(event.__table__.c), len(event.__table__.c) + len(document.__table__.c)
    return [
        DocumentEvent(value_of(event, row[:first]), value_of(document, row[first:second]), row[second])
        for row in reader.rows(query.limit(most))
    ]


def _selected(query: Select[*Ts], selected: Selected) -> Select[*Ts]:
    if selected.since is not None:
        query = query.where(models.Event.at >= selected.since)
    if selected.portals is not None:
        query = query.where(models.Document.portal.in_(selected.portals))
    if selected.years is not None:
        query = query.where(models.Document.year.in_(selected.years))
    return query


@dataclass(frozen=True, slots=True)
class LastRun:
    """The newest run of an archive, without its manifest. ``at``: its end, or its start while it goes on."""

    id: str
    started: datetime
    at: datetime
    software: str


def last_run(reader: ArchiveReader) -> LastRun | None:
    """Return the newest run, or None of an archive without any."""
    run = models.Run
    query = select(run.id, run.started, run.ended, run.software).order_by(run.id.desc()).limit(1)
    for name, started, ended, software in reader.rows(query):
        return LastRun(name, started, ended or started, software)
    return None
