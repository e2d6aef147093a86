"""What there is to be searched: titles, bodies and texts of the current versions, and whether they have changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import func, select

from storage import models
from storage.queries import ArchiveReader, Selected
from storage.values import READ_WELL, Extracted

Readings = tuple[str, int, str]  # portal, year, and the digest of what the document's title and texts follow from


@dataclass(frozen=True, slots=True)
class Searchable:
    """A document's current version as it is searched. ``texts``: of its body, then what other files say beside that."""

    document: models.Document
    version: models.Version
    texts: tuple[tuple[int, str], ...]  # number of the file, text

    @property
    def title(self) -> str:
        """The title, and the body whose report it is."""
        return f"{self.version.title}\n{self.document.agency or ''}"

    @property
    def text(self) -> str:
        """All texts."""
        return "\n".join(text for _, text in self.texts)


def stamp(reader: ArchiveReader) -> str:
    """Return what changes whenever a current version, or a reading of a payload, is added or chosen anew."""
    document, version, extraction = models.Document, models.Version, models.Extraction
    rows = (
        *reader.rows(select(func.min(models.Run.id))),
        *reader.rows(select(func.count(), func.max(extraction.id)).select_from(extraction)),
        *reader.rows(select(func.count(), func.sum(document.version)).select_from(document)),
        *reader.rows(select(func.count(), func.sum(version.body)).select_from(version)),
    )
    return json.dumps([list(row) for row in rows], default=int)


def readings(reader: ArchiveReader) -> dict[str, Readings]:
    """Return document → what its index row must have been made from, in the order of the documents' ids."""
    document, version, file, extraction = models.Document, models.Version, models.File, models.Extraction
    of_version = (file.document_id == version.document_id) & (file.number == version.number)
    query = (
        select(
            document.id,
            document.portal,
            document.year,
            document.agency,
            version.title,
            version.number,
            version.body,
            file.position,
            file.sha256,
            extraction.status == READ_WELL,
            extraction.id,
        )
        .join(version, (version.document_id == document.id) & (version.number == document.version))
        .join(file, of_version)
        .outerjoin(extraction, extraction.sha256 == file.sha256)
        .order_by(document.id)
    )
    found: dict[str, Readings] = {}
    for key, rows in groupby(reader.rows(query), key=lambda row: tuple(row[:7])):
        best: dict[tuple[int, str], tuple[bool, int]] = {}  # file → its newest good reading, else its newest
        for row in rows:
            place, reading = (row[7], row[8]), (bool(row[9]), row[10] or 0)
            best[place] = max(reading, best.get(place, (False, 0)))
        made_from = json.dumps([key, sorted(best.items())], ensure_ascii=True)
        found[key[0]] = (key[1], key[2], hashlib.sha256(made_from.encode()).hexdigest())
    return found


def searchable(reader: ArchiveReader, documents: Collection[str]) -> Iterator[Searchable]:
    """Yield the current versions of these documents, in the order of their ids; a damaged archive may lack some."""
    row = models.Document
    rows = reader.values(row, select(row.__table__).where(row.id.in_(documents)).order_by(row.id))
    files = reader.files([document.id for document in rows])
    versions = {version.document_id: version for version in reader.versions(rows, Selected())}
    for document in rows:
        of_version = files.get((document.id, document.version))
        if of_version and (version := versions.get(document.id)):
            yield Searchable(document, version, tuple(_said(reader.texts(of_version), version.body)))


def _said(texts: Sequence[Extracted | None], body: int) -> Iterator[tuple[int, str]]:
    """Yield the text of the body, then of each other file the lines that are new: renditions repeat it."""
    seen: set[str] = set()
    for number in sorted(range(len(texts)), key=lambda at: (at != body, at)):
        text = texts[number]
        if text is None:
            continue
        lines = text.text.split("\n")
        new = lines if number == body else [line for line in lines if line not in seen]
        seen.update(lines)
        yield number, "\n".join(new)
