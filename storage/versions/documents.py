"""Rows of documents: finding them, adding versions, places, events and the links that led to them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from storage import models
from storage.database import insert
from storage.database.types import shorten
from storage.values import Change, ReportDraft
from storage.versions.diff import summary
from storage.versions.known_files import extraction

SAME_BODY = "same_body_and_year"


def identifier(portal: str, year: int, name: str) -> str:
    """Return a document's id; ``name`` is its body, or the key of its page when the body is unknown or not alone."""
    return f"{portal}-{year}-{hashlib.sha256(f'{portal}|{name}|{year}'.encode('utf-8', 'replace')).hexdigest()[:12]}"


class Documents:
    """The documents of one archive, as one visit at ``now`` writes them."""

    def __init__(self, connection: Connection, run: str, cycle: int, now: datetime) -> None:
        self._connection = connection
        self._run = run
        self._cycle = cycle
        self._now = now

    # --- finding ----------------------------------------------------------------------------------------------------
    def get(self, number: str) -> Any:
        """Return a document's row."""
        return self._connection.execute(select(models.Document.__table__).where(models.Document.id == number)).one()

    def place(self, portal: str, key: str, year: int) -> Any:
        """Return the place's row, or None."""
        row = models.Place
        query = select(row.__table__).where(row.portal == portal, row.key == key, row.year == year)
        return self._connection.execute(query).one_or_none()

    def versions(self, document: str) -> dict[int, Any]:
        """Return number → version, each with its files' digests."""
        row = models.Version
        found = self._connection.execute(select(row.__table__).where(row.document_id == document)).all()
        return {version.number: version for version in found}

    def same(self, version: Any, kept: ReportDraft) -> bool:
        """Whether ``kept`` says what the version says: equal content, or the very same bytes read by a newer reader."""
        if version.content_key == shorten(kept.content_key):
            return True
        return self._digests(version) == sorted(file.sha256 for file in kept.files)

    def replaced(self, document: Any, kept: ReportDraft) -> bool:
        """Whether a file of the document stands at another address now, in other bytes that say the same."""
        row = models.File
        query = select(row.key, row.sha256).where(row.document_id == document.id, row.number == document.version)
        had = {file.key: file.sha256 for file in self._connection.execute(query)}
        now = {shorten(file.key): file.sha256 for file in kept.files}
        places = {shorten(spot.key) for spot in kept.places}  # where a report moved to, its page is no upload
        added = [key for key in now if key not in had and key not in places and now[key] not in had.values()]
        return bool(added) and any(key not in now for key in had)

    def says(self, version: Any, kept: ReportDraft, *, all_of_it: bool) -> bool:
        """Whether ``kept`` says what the version says, or, unless ``all_of_it`` is asked, its text or some files."""
        if self.same(version, kept):
            return True
        if all_of_it:
            return False
        equal = bool(kept.text_key) and version.text_key == shorten(kept.text_key)
        return equal or {file.sha256 for file in kept.files} <= set(self._digests(version))

    def _digests(self, version: Any) -> list[str]:
        row = models.File
        query = select(row.sha256).where(row.document_id == version.document_id, row.number == version.number)
        return sorted(self._connection.scalars(query))

    def by_content(self, kept: ReportDraft) -> tuple[Any, int] | None:
        """Return the document of this portal and year that says (or said) this, and the number of that version."""
        document, version = models.Document, models.Version
        equal = version.content_key == kept.content_key
        if kept.text_key:
            equal |= version.text_key == kept.text_key
        query = select(document.__table__, version.number, version.content_key.label("says"))
        query = query.join(version, version.document_id == document.id)
        query = query.where(document.portal == kept.portal, document.year == kept.year, equal)
        found = [
            row
            for row in self._connection.execute(query).all()
            if kept.agency is None or row.agency is None or row.agency == kept.agency
        ]
        content = shorten(kept.content_key)
        found.sort(key=lambda row: (row.number != row.version, row.says != content, row.id, -row.number))
        return (found[0], found[0].number) if found else None

    def by_body(self, kept: ReportDraft) -> list[Any]:
        """Return the documents of the same body and year: those with the same title first."""
        if kept.agency is None:
            return []
        document, version = models.Document, models.Version
        query = select(document.__table__, version.title).join(
            version, (version.document_id == document.id) & (version.number == document.version)
        )
        query = query.where(document.portal == kept.portal, document.year == kept.year, document.agency == kept.agency)
        return sorted(self._connection.execute(query).all(), key=lambda row: (row.title != kept.title, row.id))

    # --- writing ----------------------------------------------------------------------------------------------------
    def create(self, kept: ReportDraft, *, beside: bool) -> Change:
        """Add a document with its first version; ``beside`` another one of the same body and year."""
        name = kept.key if beside or kept.agency is None else kept.agency
        number = identifier(kept.portal, kept.year, name)
        while self._connection.scalar(select(models.Document.id).where(models.Document.id == number)):
            name += "'"
            number = identifier(kept.portal, kept.year, name)
        row = {
            "id": number,
            "portal": kept.portal,
            "agency": kept.agency,
            "level": kept.level,
            "year": kept.year,
            "key": kept.key,
            "url": kept.url,
            "version": 1,
            "sibling": beside,
            "first_seen": self._now,
            "last_seen": self._now,
            "last_cycle": self._cycle,
        }
        insert.add(self._connection, models.Document, row)
        self._version(number, 1, kept)
        self._places(number, kept, 1)
        self._discovered(number, kept.via)
        self._event(number, 1, "new", {})
        return Change(document=number, version=1, kind="new", events=("new",), version_added=True)

    def seen(self, document: Any, kept: ReportDraft, number: int) -> Change:
        """Note that a version was seen again at a place; the current one's description follows our better knowledge."""
        events = self._returned(document, document.version)
        self._places(document.id, kept, number)
        self._discovered(document.id, kept.via)
        values: dict[str, Any] = {}
        if number == document.version and document.key == shorten(kept.key):
            self._describe(document.id, number, kept)
            values = {"agency": kept.agency or document.agency, "level": kept.level, "url": kept.url}
        self._touch(document.id, number, values)
        kind = events[0] if events else "unchanged"
        return Change(document=document.id, version=number, kind=kind, events=tuple(events))

    def move(self, document: Any, kept: ReportDraft) -> Change:
        """Note that a document with unchanged content stands elsewhere now."""
        detail = {"from": document.url, "to": kept.url}
        events = [*self._returned(document, document.version), "moved"]
        self._event(document.id, document.version, "moved", detail)
        self._places(document.id, kept, document.version)
        self._discovered(document.id, kept.via)
        self._touch(document.id, document.version, {"key": kept.key, "url": kept.url})
        return Change(document=document.id, version=document.version, kind="moved", events=tuple(events), detail=detail)

    def add_version(self, document: Any, kept: ReportDraft, *, moved: bool) -> Change:
        """Add what a document says now, and say what differs from what it said; ``moved``: its old place is missing."""
        old = self.versions(document.id)
        before, number = old[document.version], max(old) + 1
        events = self._returned(document, number)
        self._version(document.id, number, kept)
        equal = bool(kept.text_key) and before.text_key == shorten(kept.text_key)
        kind = "rendition" if equal or self._body(before) in kept.renditions else "substantive"
        detail = self._difference(before, kept, kind)
        self._event(document.id, number, kind, detail)
        events.append(kind)
        if moved:
            self._event(document.id, number, "moved", {"from": document.url, "to": kept.url})
            events.append("moved")
        self._places(document.id, kept, number)
        self._discovered(document.id, kept.via)
        values = {"version": number, "key": kept.key, "url": kept.url, "level": kept.level}
        self._touch(document.id, number, values | {"agency": kept.agency or document.agency})
        return Change(
            document=document.id, version=number, kind=kind, events=tuple(events), version_added=True, detail=detail
        )

    def _body(self, version: Any) -> str | None:
        row = models.File
        mine = (row.document_id == version.document_id, row.number == version.number, row.position == version.body)
        return self._connection.scalar(select(row.sha256).where(*mine))

    def _difference(self, before: Any, kept: ReportDraft, kind: str) -> dict[str, Any]:
        row = models.File
        files = self._connection.execute(
            select(row.__table__)
            .where(row.document_id == before.document_id, row.number == before.number)
            .order_by(row.position)
        ).all()
        old, new = {file.sha256: file.name for file in files}, {file.sha256: file.name for file in kept.files}
        detail: dict[str, Any] = {
            "files_added": [new[sha] for sha in new if sha not in old],
            "files_removed": [old[sha] for sha in old if sha not in new],
        }
        if kind == "substantive":
            was = extraction(self._connection, files[before.body].sha256) if before.body < len(files) else None
            detail |= summary(was, extraction(self._connection, kept.files[kept.body].sha256))
        return detail

    def _returned(self, document: Any, number: int) -> list[str]:
        if document.gone_since is None:
            return []
        self._event(document.id, number, "returned", {"gone_since": document.gone_since.isoformat()})
        return ["returned"]

    def _touch(self, document: str, number: int, values: dict[str, Any]) -> None:
        row = models.Document
        values = {**values, "last_seen": self._now, "last_cycle": self._cycle, "gone_since": None}
        self._connection.execute(update(row).where(row.id == document).values(values))
        version = models.Version
        mine = (version.document_id == document, version.number == number)
        self._connection.execute(update(version).where(*mine).values(last_seen=self._now))

    def _version(self, document: str, number: int, kept: ReportDraft) -> None:
        row = {
            "document_id": document,
            "number": number,
            "run_id": self._run,
            "first_seen": self._now,
            "last_seen": self._now,
            "key": kept.key,
            "url": kept.url,
            "body": kept.body,
            "content_key": kept.content_key,
            "text_key": kept.text_key,
            **_description(kept),
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
            }
            for position, file in enumerate(kept.files)
        ]
        insert.add(self._connection, models.File, files)

    def _describe(self, document: str, number: int, kept: ReportDraft) -> None:
        row = models.Version
        mine = (row.document_id == document, row.number == number)
        self._connection.execute(update(row).where(*mine).values(_description(kept)))

    def _places(self, document: str, kept: ReportDraft, number: int) -> None:
        """Note that a version was seen where it was seen."""
        facts = {"portal": kept.portal, "year": kept.year, "document_id": document, "version": number}
        met = {"last_seen": self._now, "missing_since": None, "missing_looks": 0, "missing_cycle": None}
        for spot in kept.places:
            if spot.seen:
                row = {**facts, **met, "key": spot.key, "url": spot.url, "missing_why": ""}
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

    def _event(self, document: str, number: int, kind: str, detail: dict[str, Any]) -> None:
        row = {"document_id": document, "version": number, "run_id": self._run, "at": self._now, "kind": kind}
        insert.add(self._connection, models.Event, {**row, "detail": detail})


def _description(kept: ReportDraft) -> dict[str, Any]:
    return {
        "title": kept.title,
        "published": kept.published,
        "index_number": kept.index_number,
        "flags": list(kept.flags),
        "meta": kept.meta,
    }
