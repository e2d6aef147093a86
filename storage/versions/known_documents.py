"""Documents that are known: found by place, content or body, and compared with what a report says now."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select

from storage import models
from storage.database.rows import all_of, one_of, value_of
from storage.database.types import shorten
from storage.versions.values import ReportDraft


class _Match(NamedTuple):
    """A version of a document that says what a draft says."""

    document: models.Document
    number: int
    content_key: str

    def rank(self, content_key: str) -> tuple[bool, bool, str, int]:
        """Return its place among matches: current versions first, then equal content, then the newest."""
        return (
            self.number != self.document.version,
            self.content_key != content_key,
            self.document.id,
            -self.number,
        )


def _may_be(agency: str | None, other: str | None) -> bool:
    """Tell whether two bodies may be one: they are, or one is not known."""
    return agency is None or other is None or agency == other


class KnownDocuments:
    """Reads the documents of one archive."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, number: str) -> models.Document:
        """Return a document."""
        row = models.Document
        document = one_of(self._connection, row, select(row.__table__).where(row.id == number))
        assert document is not None
        return document

    def place(self, portal: str, key: str, year: int) -> models.Place | None:
        """Return a place, or None."""
        row = models.Place
        query = select(row.__table__).where(row.portal == portal, row.key == key, row.year == year)
        return one_of(self._connection, row, query)

    def versions(self, document: str) -> dict[int, models.Version]:
        """Return number → version."""
        row = models.Version
        query = select(row.__table__).where(row.document_id == document)
        return {version.number: version for version in all_of(self._connection, row, query)}

    def same(self, version: models.Version, draft: ReportDraft) -> bool:
        """Whether a draft says what the version says: equal content, or the very same bytes read by a newer reader."""
        if version.content_key == shorten(draft.content_key):
            return True
        return self._digests(version) == sorted(file.sha256 for file in draft.files)

    def replaced(self, document: models.Document, draft: ReportDraft) -> bool:
        """Whether a file of the document stands at another address now, in other bytes that say the same."""
        row = models.File
        query = select(row.key, row.sha256).where(row.document_id == document.id, row.number == document.version)
        had = {key: sha256 for key, sha256 in self._connection.execute(query)}  # noqa: C416 – rows are typed tuples
        now = {shorten(file.key): file.sha256 for file in draft.files}
        places = {shorten(place.key) for place in draft.places}  # where a report moved to, its page is no upload
        added = [key for key in now if key not in had and key not in places and now[key] not in had.values()]
        return bool(added) and any(key not in now for key in had)

    def says(self, version: models.Version, draft: ReportDraft, *, all_of_it: bool) -> bool:
        """Whether ``draft`` says what the version says, or, unless ``all_of_it`` is asked, its text or some files."""
        if self.same(version, draft):
            return True
        if all_of_it:
            return False
        equal = bool(draft.text_key) and version.text_key == shorten(draft.text_key)
        return equal or {file.sha256 for file in draft.files} <= set(self._digests(version))

    def _digests(self, version: models.Version) -> list[str]:
        row = models.File
        query = select(row.sha256).where(row.document_id == version.document_id, row.number == version.number)
        return sorted(self._connection.scalars(query))

    def by_content(self, draft: ReportDraft) -> tuple[models.Document, int] | None:
        """Return the document of this portal and year that says (or said) this, and the number of that version."""
        document, version = models.Document, models.Version
        equal = version.content_key == draft.content_key
        if draft.text_key:
            equal |= version.text_key == draft.text_key
        query = select(*document.__table__.c, version.number, version.content_key)
        query = query.join(version, version.document_id == document.id)
        query = query.where(document.portal == draft.portal, document.year == draft.year, equal)
        matches = [
            _Match(value_of(document, columns), number, content_key)
            for *columns, number, content_key in self._connection.execute(query)
        ]
        matches = [match for match in matches if _may_be(match.document.agency, draft.agency)]
        best = min(matches, key=lambda match: match.rank(shorten(draft.content_key)), default=None)
        return None if best is None else (best.document, best.number)

    def by_body(self, draft: ReportDraft) -> list[models.Document]:
        """Return the documents of the same body and year: those with the same title first."""
        if draft.agency is None:
            return []
        document, version = models.Document, models.Version
        query = select(*document.__table__.c, version.title).join(
            version, (version.document_id == document.id) & (version.number == document.version)
        )
        query = query.where(
            document.portal == draft.portal, document.year == draft.year, document.agency == draft.agency
        )
        titled = [(title, value_of(document, columns)) for *columns, title in self._connection.execute(query)]
        titled.sort(key=lambda pair: (pair[0] != draft.title, pair[1].id))
        return [document_found for _, document_found in titled]
