"""Facts beside the extractions that they were found in: derived data, one set a version of the mapper."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select
from sqlalchemy.orm import aliased

from storage import models
from storage.database import insert
from storage.versions.known_files import GOOD

CHUNK = 200  # extractions that are in memory at once

COLUMNS = (  # of a stored fact; names as in the export
    "form",
    "field",
    "alias",
    "value",
    "unit",
    "state",
    "raw",
    "table",
    "row",
    "column",
    "source",
    "certainty",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmappedExtraction:
    """A payload's newest good extraction in which the mapper has not looked yet."""

    extraction: int
    extractor: str
    text: str
    tables: tuple[dict[str, Any], ...]


def _unmapped(mapper: int) -> Select[Any]:
    row, newer, facts = models.Extraction, aliased(models.Extraction), models.FactSet
    better = select(newer.id).where(newer.sha256 == row.sha256, newer.status == GOOD, newer.id > row.id)
    done = and_(facts.extraction_id == row.id, facts.mapper == mapper)
    query = select(row.id).outerjoin(facts, done)
    return query.where(row.status == GOOD, facts.mapper.is_(None), ~better.exists())


def count_unmapped(connection: Connection, mapper: int) -> int:
    """Return how many payloads' newest good extractions a version of the mapper has not read."""
    return connection.scalar(select(func.count()).select_from(_unmapped(mapper).subquery())) or 0


def unmapped(connection: Connection, mapper: int, *, after: int = 0) -> list[UnmappedExtraction]:
    """Return the next of them, in the order of their ids."""
    row = models.Extraction
    query = _unmapped(mapper).where(row.id > after).order_by(row.id).limit(CHUNK)
    return [
        UnmappedExtraction(extraction=found.id, extractor=found.extractor, text=found.text, tables=tuple(found.tables))
        for found in connection.execute(query.add_columns(row.extractor, row.text, row.tables))
    ]


def keep(connection: Connection, mapper: int, found: Mapping[int, Sequence[Mapping[str, Any]]]) -> None:
    """Keep facts by extraction."""
    now = datetime.now(UTC)
    rows = [
        {
            "extraction_id": extraction,
            "mapper": mapper,
            "facts": [[fact[name] for name in COLUMNS] for fact in facts],
            "created": now,
        }
        for extraction, facts in found.items()
    ]
    if rows:
        insert.add_missing(connection, models.FactSet, rows)


def kept(
    connection: Connection, mapper: int, extractions: Collection[tuple[str, str, int]]
) -> Iterator[tuple[tuple[str, str, int], list[dict[str, Any]]]]:
    """Yield (payload, extractor, its version) and the facts kept of that extraction."""
    row, facts = models.Extraction, models.FactSet
    query = select(row.sha256, row.extractor, row.version, facts.facts).join(facts, facts.extraction_id == row.id)
    wanted = set(extractions)
    query = query.where(facts.mapper == mapper, row.sha256.in_({sha256 for sha256, _, _ in wanted}))
    for found in connection.execute(query):
        key = (found.sha256, found.extractor, found.version)
        if key in wanted:
            yield key, [dict(zip(COLUMNS, fact, strict=True)) for fact in found.facts]
