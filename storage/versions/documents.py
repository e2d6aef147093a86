"""Writing documents: versions, places, events and the links that led to them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from storage import models
from storage.database import insert
from storage.database.rows import all_of
from storage.database.types import shorten
from storage.values import Extracted
from storage.versions.diff import summary
from storage.versions.known_documents import KnownDocuments
from storage.versions.known_files import extraction
from storage.versions.values import Change, KeptFile, ReportDraft
from storage.versions.whole_texts import whole_texts
from storage.vocabulary import EventKind

SAME_BODY = "same_body_and_year"


def identifier(portal: str, year: int, name: str) -> str:
    """Return a document's id; ``name`` is its body, or the key of its page when the body is unknown or not alone."""
    return f"{portal}-{year}-{hashlib.sha256(f'{portal}|{name}|{year}'.encode('utf-8', 'replace')).hexdigest()[:12]}"


class Documents:
    """The documents of one archive, as one visit at ``now`` writes them."""

    def __init__(self, connection: Connection, run: str, cycle: int, now: datetime) -> None:
        self._connection = connection
        self._known = KnownDocuments(connection)
        self._run = run
        self._cycle = cycle
        self._now = now

    def create(self, draft: ReportDraft, *, beside: bool) -> Change:
        """Add a document with its first version; ``beside`` another one of the same body and year."""
        name = draft.key if beside or draft.agency is None else draft.agency
        number = identifier(draft.portal, draft.year, name)
        while self._connection.scalar(select(models.Document.id).where(models.Document.id == number)):
            name += "'"
            number = identifier(draft.portal, draft.year, name)
        row = {
            "id": number,
            "portal": draft.portal,
            "agency": draft.agency,
            "level": draft.level,
            "year": draft.year,
            "key": draft.key,
            "url": draft.url,
            "version": 1,
            "sibling": beside,
            "first_seen": self._now,
            "last_seen": self._now,
            "last_cycle": self._cycle,
        }
        insert.add(self._connection, models.Document, row)
        self._version(number, 1, draft)
        self._places(number, draft, 1)
        self._discovered(number, draft.via)
        self._event(number, 1, EventKind.NEW, {})
        return Change(document=number, version=1, kind=EventKind.NEW, events=(EventKind.NEW,), version_added=True)

    def seen(self, document: models.Document, draft: ReportDraft, number: int) -> Change:
        """Note that a version was seen again at a place; the current one's description follows our better knowledge."""
        events = self._returned(document, document.version)
        self._places(document.id, draft, number)
        self._discovered(document.id, draft.via)
        values: dict[str, Any] = {}
        if number == document.version and document.key == shorten(draft.key):
            self._describe(document.id, number, draft)
            values = {"agency": draft.agency or document.agency, "level": draft.level, "url": draft.url}
        self._touch(document.id, number, values)
        kind = events[0] if events else EventKind.UNCHANGED
        return Change(document=document.id, version=number, kind=kind, events=tuple(events))

    def move(self, document: models.Document, draft: ReportDraft) -> Change:
        """Note that a document with unchanged content stands elsewhere now."""
        detail = {"from": document.url, "to": draft.url}
        events = [*self._returned(document, document.version), EventKind.MOVED]
        self._event(document.id, document.version, EventKind.MOVED, detail)
        self._places(document.id, draft, document.version)
        self._discovered(document.id, draft.via)
        self._touch(document.id, document.version, {"key": draft.key, "url": draft.url})
        return Change(
            document=document.id, version=document.version, kind=EventKind.MOVED, events=tuple(events), detail=detail
        )

    def add_version(self, document: models.Document, draft: ReportDraft, *, moved: bool) -> Change:
        """Add what a document says now, and say what differs from what it said; ``moved``: its old place is missing."""
        old = self._known.versions(document.id)
        before, number = old[document.version], max(old) + 1
        events = self._returned(document, number)
        self._version(document.id, number, draft)
        equal = bool(draft.text_key) and before.text_key == shorten(draft.text_key)
        kind = EventKind.RENDITION if equal or self._body(before) in draft.renditions else EventKind.SUBSTANTIVE
        detail = self._difference(before, draft, kind)
        self._event(document.id, number, kind, detail)
        events.append(kind)
        if moved:
            self._event(document.id, number, EventKind.MOVED, {"from": document.url, "to": draft.url})
            events.append(EventKind.MOVED)
        self._places(document.id, draft, number)
        self._discovered(document.id, draft.via)
        values = {"version": number, "key": draft.key, "url": draft.url, "level": draft.level}
        self._touch(document.id, number, values | {"agency": draft.agency or document.agency})
        return Change(
            document=document.id, version=number, kind=kind, events=tuple(events), version_added=True, detail=detail
        )

    def _body(self, version: models.Version) -> str | None:
        row = models.File
        this_file = (row.document_id == version.document_id, row.number == version.number, row.position == version.body)
        return self._connection.scalar(select(row.sha256).where(*this_file))

    def _difference(self, before: models.Version, draft: ReportDraft, kind: EventKind) -> dict[str, Any]:
        row = models.File
        query = select(row.__table__).where(row.document_id == before.document_id, row.number == before.number)
        files = all_of(self._connection, row, query.order_by(row.position))
        old, new = {file.sha256: file.name for file in files}, {file.sha256: file.name for file in draft.files}
        detail: dict[str, Any] = {
            "files_added": [new[sha] for sha in new if sha not in old],
            "files_removed": [old[sha] for sha in old if sha not in new],
        }
        if kind == EventKind.SUBSTANTIVE:
            was = self._texts(files)[before.body] if before.body < len(files) else None
            detail |= summary(was, self._texts(draft.files)[draft.body])
        return detail

    def _texts(self, files: Sequence[models.File | KeptFile]) -> list[Extracted | None]:
        return whole_texts(files, [extraction(self._connection, file.sha256) for file in files])

    def _returned(self, document: models.Document, number: int) -> list[EventKind]:
        if document.gone_since is None:
            return []
        self._event(document.id, number, EventKind.RETURNED, {"gone_since": document.gone_since.isoformat()})
        return [EventKind.RETURNED]

    def _touch(self, document: str, number: int, values: dict[str, Any]) -> None:
        row = models.Document
        values = {**values, "last_seen": self._now, "last_cycle": self._cycle, "gone_since": None}
        self._connection.execute(update(row).where(row.id == document).values(values))
        version = models.Version
        this_version = (version.document_id == document, version.number == number)
        self._connection.execute(update(version).where(*this_version).values(last_seen=self._now))

    def _version(self, document: str, number: int, draft: ReportDraft) -> None:
        row = {
            "document_id": document,
            "number": number,
            "run_id": self._run,
            "first_seen": self._now,
            "last_seen": self._now,
            "key": draft.key,
            "url": draft.url,
            "body": draft.body,
            "content_key": draft.content_key,
            "text_key": draft.text_key,
            **_description(draft),
        }
        insert.add(self._connection, models.Version, row)
        files = [
            {
                "document_id": document,
                "number": number,
                "position": position,
                "role": file.role,
                "url": file.url,
                "key": file.key,
                "name": file.name,
                "media_type": file.media_type,
                "sha256": file.sha256,
                "fetch_id": file.fetch_id,
                "part": list(file.part),
            }
            for position, file in enumerate(draft.files)
        ]
        insert.add(self._connection, models.File, files)

    def _describe(self, document: str, number: int, draft: ReportDraft) -> None:
        row = models.Version
        this_version = (row.document_id == document, row.number == number)
        self._connection.execute(update(row).where(*this_version).values(_description(draft)))

    def _places(self, document: str, draft: ReportDraft, number: int) -> None:
        """Note that a version was seen where it was seen."""
        facts = {"portal": draft.portal, "year": draft.year, "document_id": document, "version": number}
        met = {"last_seen": self._now, "missing_since": None, "missing_looks": 0, "missing_cycle": None}
        for place in draft.places:
            if place.seen:
                row = {**facts, **met, "key": place.key, "url": place.url, "missing_why": ""}
                insert.put(self._connection, models.Place, row)

    def _discovered(self, document: str, via: Iterable[tuple[str, str]]) -> None:
        edges = [
            {
                "document_id": document,
                "edge": hashlib.sha256(f"{url}\n{anchor}".encode("utf-8", "replace")).hexdigest(),
                "url": url,
                "anchor": anchor,
            }
            for url, anchor in via
        ]
        if edges:
            insert.add_missing(self._connection, models.Discovery, edges)

    def _event(self, document: str, number: int, kind: EventKind, detail: dict[str, Any]) -> None:
        row = {"document_id": document, "version": number, "run_id": self._run, "at": self._now, "kind": kind}
        insert.add(self._connection, models.Event, {**row, "detail": detail})


def _description(draft: ReportDraft) -> dict[str, Any]:
    return {
        "title": draft.title,
        "published": draft.published,
        "index_number": draft.index_number,
        "flags": list(draft.flags),
        "meta": draft.meta,
    }
