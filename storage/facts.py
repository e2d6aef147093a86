"""Facts beside the extractions that they were found in: derived data, one set a version of the mapper."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select
from sqlalchemy.orm import aliased

from storage import models
from storage.database import insert
from storage.database.rows import all_of
from storage.guard import Guard, fatal
from storage.values import READ_WELL

EXTRACTIONS_IN_MEMORY = 200

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


class FactStore:
    """The facts of all extractions, for the mapper that finds them."""

    def __init__(self, connection: Connection, guard: Guard) -> None:
        self._connection = connection
        self._guard = guard

    @fatal
    def count_unmapped(self, mapper: int) -> int:
        """Return how many payloads' newest good extractions a version of the mapper has not read."""
        query = select(func.count()).select_from(models.Extraction)
        return self._connection.scalar(query.where(_is_unmapped(mapper))) or 0

    @fatal
    def unmapped(self, mapper: int, *, after: int = 0) -> list[UnmappedExtraction]:
        """Return some of them (``EXTRACTIONS_IN_MEMORY`` at most), in the order of their ids, from ``after`` on."""
        row = models.Extraction
        query = select(row.__table__).where(_is_unmapped(mapper), row.id > after).order_by(row.id)
        return [
            UnmappedExtraction(
                extraction=found.id, extractor=found.extractor, text=found.text, tables=tuple(found.tables)
            )
            for found in all_of(self._connection, row, query.limit(EXTRACTIONS_IN_MEMORY))
        ]

    @fatal
    def keep(self, mapper: int, facts_by_extraction: Mapping[int, Sequence[Mapping[str, Any]]]) -> None:
        """Keep the facts of some extractions; what other versions of the mapper found stays."""
        now = datetime.now(UTC)
        rows = [
            {
                "extraction_id": extraction,
                "mapper": mapper,
                "facts": [[fact[name] for name in COLUMNS] for fact in facts],
                "created": now,
            }
            for extraction, facts in facts_by_extraction.items()
        ]
        if rows:
            insert.add_missing(self._connection, models.FactSet, rows)


def _is_unmapped(mapper: int) -> ColumnElement[bool]:
    """Return the condition that an extraction is its payload's newest good one, and not read by the mapper."""
    row, newer, facts = models.Extraction, aliased(models.Extraction), models.FactSet
    better = select(newer.id).where(newer.sha256 == row.sha256, newer.status == READ_WELL, newer.id > row.id)
    done = select(facts.mapper).where(facts.extraction_id == row.id, facts.mapper == mapper)
    return and_(row.status == READ_WELL, ~better.exists(), ~done.exists())


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
