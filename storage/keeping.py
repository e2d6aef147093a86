"""Which document a report seen at a place is, and whether it says anything new.

A place is a page (or bare file) and a year. The rules, in this order; none depends on anything but what is stored and
what the cycle saw, so that two harvests of the same portal decide alike and nothing goes to and fro:

1. A known place belongs to its document. Shows what it showed: nothing happened. Shows what the document says now: it
   caught up. Shows something else: a new version, if the document stands here or nowhere else; what the document said
   once, elsewhere: a straggler; otherwise a document of its own.
2. A new place that says what a document of this year says (or said) is that document: moved there when its old place
   is missing, one more way to it otherwise.
3. A new place with other content, same body and year, while every place of the document is missing: the document has
   moved and changed. While one is not: a document of its own, flagged ``same_body_and_year``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from storage import models
from storage.columns import shorten
from storage.documents import Documents
from storage.facts import Change, Kept
from storage.presence import Cycle, Presence


class Keeper:
    """Keeps the reports of one visit, called in URL order."""

    def __init__(self, connection: Connection, run: str, cycle: Cycle) -> None:
        self._connection = connection
        self._cycle = cycle
        self._documents = Documents(connection, run, cycle.cycle, datetime.now(UTC))

    def keep(self, kept: Kept) -> Change:
        """Find or make the document of ``kept``; return what happened to it."""
        place = self._documents.place(kept.portal, kept.key, kept.year)
        if place is not None:
            return self._at_known_place(kept, place)
        return self._at_new_place(kept)

    def _at_known_place(self, kept: Kept, place: Any) -> Change:
        documents = self._documents
        document = documents.get(place.document_id)
        versions = documents.versions(document.id)
        if documents.same(versions[place.version], kept):
            return documents.seen(document, kept, place.version)
        if documents.same(versions[document.version], kept):
            return documents.seen(document, kept, document.version)
        if document.key == shorten(kept.key) or self._nowhere_else(document, kept):
            return documents.add_version(document, kept)
        for number, version in sorted(versions.items(), reverse=True):
            if documents.same(version, kept):
                return documents.seen(document, kept, number)
        return documents.create(kept, beside=True)

    def _at_new_place(self, kept: Kept) -> Change:
        documents = self._documents
        match = documents.by_content(kept)
        if match is not None:
            document, number = match
            return self._content_elsewhere(kept, document, number)
        others = documents.by_body(kept)
        for document in others:
            if document.last_cycle != self._cycle.cycle and self._nowhere_else(document, kept):
                return documents.add_version(document, kept)
        return documents.create(kept, beside=bool(others))

    def _content_elsewhere(self, kept: Kept, document: Any, number: int) -> Change:
        documents = self._documents
        if number != document.version:
            if self._nowhere_else(document, kept):
                return documents.add_version(document, kept)
            return documents.seen(document, kept, number)
        home, _ = self._cycle.look(document.key, document.year)
        if home is not Presence.MISSING:
            return documents.seen(document, kept, number)
        version = documents.versions(document.id)[number]
        if documents.same(version, kept):
            return documents.move(document, kept)
        return documents.add_version(document, kept)  # same text, other files

    def _nowhere_else(self, document: Any, kept: Kept) -> bool:
        """Whether every place of the document but this one is known to be missing in this cycle."""
        row = models.Place
        keys = self._connection.scalars(select(row.key).where(row.document_id == document.id))
        here = shorten(kept.key)
        return all(self._cycle.look(key, document.year)[0] is Presence.MISSING for key in keys if key != here)
