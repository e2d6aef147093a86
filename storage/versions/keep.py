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
from typing import Any

from sqlalchemy import Connection, select

from storage import models
from storage.database.types import shorten
from storage.values import Change, ReportDraft
from storage.versions.documents import Documents
from storage.versions.presence import Cycle, Presence


class VersionKeeper:
    """Keeps the reports of one visit, called in URL order."""

    def __init__(self, connection: Connection, run: str, cycle: Cycle) -> None:
        self._connection = connection
        self._cycle = cycle
        self._documents = Documents(connection, run, cycle.cycle, datetime.now(UTC))

    def keep(self, kept: ReportDraft) -> Change:
        """Find or make the document of ``kept``; return what happened to it."""
        found = (self._documents.place(kept.portal, spot.key, kept.year) for spot in kept.places)
        places = [place for place in found if place is not None]
        return self._at_known_places(kept, places) if places else self._at_new_places(kept)

    def _at_known_places(self, kept: ReportDraft, places: Sequence[Any]) -> Change:
        documents = self._documents
        document = documents.get(places[0].document_id)
        versions = documents.versions(document.id)
        at_home = document.key in _keys(kept)
        if kept.alone is not None and not documents.same(versions[document.version], kept):
            kept = kept.alone
        for number in dict.fromkeys((document.version, *(place.version for place in places))):
            if documents.says(versions[number], kept, all_of_it=at_home):
                if number == document.version and not at_home and self._left(document):
                    return documents.move(document, kept)
                if number == document.version and at_home and documents.replaced(document, kept):
                    return documents.add_version(document, kept, moved=False)
                return documents.seen(document, kept, number)
        if at_home or self._nowhere_else(document, kept):
            return documents.add_version(document, kept, moved=self._left(document))
        for number, version in sorted(versions.items(), reverse=True):
            if documents.says(version, kept, all_of_it=False):
                return documents.seen(document, kept, number)
        return documents.create(kept, beside=True)

    def _at_new_places(self, kept: ReportDraft) -> Change:
        documents = self._documents
        match = documents.by_content(kept)
        if match is not None:
            document, number = match
            return self._content_elsewhere(kept, document, number)
        others = documents.by_body(kept)
        for document in others:
            if document.last_cycle != self._cycle.cycle and self._nowhere_else(document, kept):
                return documents.add_version(document, kept, moved=True)
        return documents.create(kept, beside=bool(others))

    def _content_elsewhere(self, kept: ReportDraft, document: Any, number: int) -> Change:
        documents = self._documents
        if number != document.version:
            if self._nowhere_else(document, kept):
                return documents.add_version(document, kept, moved=True)
            return documents.seen(document, kept, number)
        if not self._left(document):
            return documents.seen(document, kept, number)
        version = documents.versions(document.id)[number]
        if documents.same(version, kept):
            return documents.move(document, kept)
        return documents.add_version(document, kept, moved=True)  # same text, other files

    def _left(self, document: Any) -> bool:
        """Whether the document's own place is known to be missing in this cycle."""
        return self._cycle.presence_of(document.key, document.year)[0] is Presence.MISSING

    def _nowhere_else(self, document: Any, kept: ReportDraft) -> bool:
        """Whether every place of the document but these is known to be missing in this cycle."""
        row = models.Place
        keys = set(self._connection.scalars(select(row.key).where(row.document_id == document.id)))
        return all(self._cycle.presence_of(key, document.year)[0] is Presence.MISSING for key in keys - _keys(kept))


def _keys(kept: ReportDraft) -> set[str]:
    return {shorten(spot.key) for spot in kept.places}
