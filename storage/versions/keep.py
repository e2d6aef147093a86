"""Which document a report is, and whether it says anything new.

A report comes with the places at which it stands; a place is a page (or bare file) and a year. The rules, in this
order; none depends on anything but what is stored and what the cycle saw, so that two harvests of the same portal
decide alike and nothing goes to and fro:

1. A known place belongs to its document. The report says what the document says now: nothing happened, or it caught
   up. It says what it said at this place before: nothing happened. It says something else: a new version, if the
   document's own place is among the report's, or every other one is missing; what the document said once: a straggler;
   otherwise a document of its own.
2. New places that say what a document of this year says (or said) are that document: moved there when its old place
   is missing, one more way to it otherwise.
3. New places with other content, same body and year, while every place of the document is missing: the document has
   moved and changed. While one is not: a document of its own, flagged ``same_body_and_year``.

A place that goes missing takes nothing away from a version: only what stands and says something else makes a new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from storage import models
from storage.database.types import shorten
from storage.versions.documents import Documents
from storage.versions.known_documents import KnownDocuments
from storage.versions.presence import Cycle, Presence
from storage.versions.values import Change, ReportDraft


class VersionKeeper:
    """Keeps the reports of one visit, called in URL order."""

    def __init__(self, connection: Connection, run: str, cycle: Cycle) -> None:
        self._connection = connection
        self._cycle = cycle
        self._known = KnownDocuments(connection)
        self._documents = Documents(connection, run, cycle.cycle, datetime.now(UTC))

    def keep(self, draft: ReportDraft) -> Change:
        """Find or make the document of a report; return what happened to it."""
        rows = (self._known.place(draft.portal, place.key, draft.year) for place in draft.places)
        places = [place for place in rows if place is not None]
        return self._at_known_places(draft, places) if places else self._at_new_places(draft)

    def _at_known_places(self, draft: ReportDraft, places: Sequence[models.Place]) -> Change:
        """Apply rule 1 to a report at places that are known."""
        documents = self._documents
        document = self._known.get(places[0].document_id)
        versions = self._known.versions(document.id)
        at_home = document.key in _keys(draft)
        if draft.alone is not None and not self._known.same(versions[document.version], draft):
            draft = draft.alone
        for number in dict.fromkeys((document.version, *(place.version for place in places))):
            if self._known.says(versions[number], draft, all_of_it=at_home):
                return self._said_before(document, draft, number, at_home=at_home)
        if at_home or self._nowhere_else(document, draft):
            return documents.add_version(document, draft, moved=self._left(document))
        for number, version in sorted(versions.items(), reverse=True):
            if self._known.says(version, draft, all_of_it=False):
                return documents.seen(document, draft, number)
        return documents.create(draft, beside=True)

    def _said_before(self, document: models.Document, draft: ReportDraft, number: int, *, at_home: bool) -> Change:
        """Keep a report that says what a version says which is current or was seen at one of its places."""
        documents = self._documents
        if number != document.version:
            return documents.seen(document, draft, number)
        if at_home and self._known.replaced(document, draft):
            return documents.add_version(document, draft, moved=False)
        if not at_home and self._left(document):
            return documents.move(document, draft)
        return documents.seen(document, draft, number)

    def _at_new_places(self, draft: ReportDraft) -> Change:
        documents = self._documents
        match = self._known.by_content(draft)
        if match is not None:
            document, number = match
            return self._content_elsewhere(draft, document, number)
        others = self._known.by_body(draft)
        for document in others:
            if document.last_cycle != self._cycle.cycle and self._nowhere_else(document, draft):
                return documents.add_version(document, draft, moved=True)
        return documents.create(draft, beside=bool(others))

    def _content_elsewhere(self, draft: ReportDraft, document: models.Document, number: int) -> Change:
        documents = self._documents
        if number != document.version:
            if self._nowhere_else(document, draft):
                return documents.add_version(document, draft, moved=True)
            return documents.seen(document, draft, number)
        if not self._left(document):
            return documents.seen(document, draft, number)
        version = self._known.versions(document.id)[number]
        if self._known.same(version, draft):
            return documents.move(document, draft)
        return documents.add_version(document, draft, moved=True)  # same text, other files

    def _left(self, document: models.Document) -> bool:
        """Whether the document's own place is known to be missing in this cycle."""
        return self._cycle.presence_of(document.key, document.year)[0] is Presence.MISSING

    def _nowhere_else(self, document: models.Document, draft: ReportDraft) -> bool:
        """Whether every place of the document but these is known to be missing in this cycle."""
        row = models.Place
        keys = set(self._connection.scalars(select(row.key).where(row.document_id == document.id)))
        return all(self._cycle.presence_of(key, document.year)[0] is Presence.MISSING for key in keys - _keys(draft))


def _keys(draft: ReportDraft) -> set[str]:
    return {shorten(place.key) for place in draft.places}
