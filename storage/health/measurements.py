"""What a visit measured: counted when it ends, read when a later one is judged."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, select

from storage import models
from storage.database import insert
from storage.database.types import shorten
from storage.guard import Guard, fatal
from storage.health.runs import LastRuns, last_runs
from storage.health.values import Measured, ReadMeasured
from storage.values import READ_WELL, page_key
from storage.vocabulary import FileRole, ListAnswer, VisitOutcome

MISSING_STATUS, REDIRECTS = (404, 410), range(300, 400)  # a last hop leads nowhere of the portal's
HTTP_ERROR = 400


@dataclass(frozen=True, slots=True)
class PortalCounts:
    """What the archive holds of a portal now."""

    held: int
    gone: int
    missing: int


class Measurements:
    """The measurements of all visits."""

    def __init__(self, connection: Connection, guard: Guard) -> None:
        self._connection = connection
        self._guard = guard

    @fatal
    def keep(self, measured: Measured) -> None:
        """Keep what a visit measured."""
        own = {"visit_id": measured.visit, "portal": measured.portal, "ended": measured.ended}
        row = {**own, "outcome": measured.outcome, "numbers": measured.numbers()}
        insert.put(self._connection, models.VisitMeasurement, row)

    @fatal
    def latest(self, portal: str, number: int) -> list[Measured]:
        """Return a portal's last measurements, oldest first."""
        row, visit = models.VisitMeasurement, models.Visit
        query = _measurements().where(row.portal == portal).order_by(visit.id.desc()).limit(number)
        return [_measured(one) for one in self._connection.execute(query)][::-1]

    @fatal
    def of_visits(self, visits: Collection[int]) -> dict[int, Measured]:
        """Return visit → what it measured."""
        query = _measurements().where(models.Visit.id.in_(visits))
        return {one.visit: one for one in (_measured(row) for row in self._connection.execute(query))}

    @fatal
    def unmeasured(self, portal: str) -> tuple[int, int, datetime, VisitOutcome, str] | None:
        """Return (id, cycle, end, outcome, reason) of a portal's last finished visit, if it was not measured."""
        visit, row = models.Visit, models.VisitMeasurement
        ended = visit.outcome.is_not(None) & (visit.outcome != VisitOutcome.INTERRUPTED)
        query = select(visit.id, visit.cycle, visit.ended, visit.outcome, visit.reason, row.visit_id)
        query = query.outerjoin(row, row.visit_id == visit.id).where(visit.portal == portal, ended)
        last = self._connection.execute(query.order_by(visit.id.desc()).limit(1)).one_or_none()
        if last is None or last.visit_id is not None or last.ended is None or last.outcome is None:
            return None
        return last.id, last.cycle, last.ended, last.outcome, last.reason

    @fatal
    def counts(self, portal: str) -> PortalCounts:
        """Return what is held of a portal now."""
        document, place = models.Document, models.Place
        own: ColumnElement[bool] = document.portal == portal
        gone = func.count(document.gone_since)
        held, lost = self._connection.execute(select(func.count() - gone, gone).where(own)).one()
        present = select(place.key).where(place.document_id == document.id, place.missing_since.is_(None)).exists()
        missing = select(func.count()).where(own, document.gone_since.is_(None), ~present)
        return PortalCounts(held, lost, self._connection.scalar(missing) or 0)

    @fatal
    def published(self, portal: str) -> dict[tuple[str, int], int]:
        """Return (level, year) → documents, gone ones too."""
        document = models.Document
        query = select(document.level, document.year, func.count()).where(document.portal == portal)
        rows = self._connection.execute(query.group_by(document.level, document.year))
        return {(level, year): number for level, year, number in rows}

    @fatal
    def read(self, portal: str, run: str) -> ReadMeasured:
        """Return what was made of the versions that a run added to a portal."""
        version, document, file = models.Version, models.Document, models.File
        extraction = models.Extraction
        added = and_(version.run_id == run, document.portal == portal)
        versions = select(version.document_id, version.number, version.flags)
        versions = versions.join(document, document.id == version.document_id).where(added)
        flags = {(row.document_id, row.number): row.flags for row in self._connection.execute(versions)}
        if not flags:
            return ReadMeasured()
        well = func.max(case((extraction.status == READ_WELL, 1), else_=0))
        length = func.max(func.length(extraction.text))
        files = select(version.document_id, version.number, file.role, well, length)
        files = files.join(document, document.id == version.document_id)
        files = files.join(file, (file.document_id == version.document_id) & (file.number == version.number))
        files = files.join(extraction, extraction.sha256 == file.sha256).where(added)
        group = (version.document_id, version.number, file.position, file.role)
        return _read(flags, self._connection.execute(files.group_by(*group)))

    @fatal
    def answers(self, portal: str, keys: Iterable[str], cycle: int) -> dict[str, ListAnswer]:
        """Return list → how its page answered in a cycle: read, gone or failed; of one not asked for, nothing."""
        fetch = models.Fetch
        wanted = {shorten(key): key for key in keys}
        query = select(fetch.key, fetch.status).where(fetch.portal == portal, fetch.key.in_(wanted))
        rows = self._connection.execute(query.where(fetch.cycle == cycle, fetch.final).order_by(fetch.id))
        return {wanted[key]: _answer(status) for key, status in rows if key is not None}

    @fatal
    def addresses(self, portal: str, keys: Iterable[str]) -> dict[str, str]:
        """Return key → the address that was asked for."""
        row = models.ResourceRow
        wanted = {shorten(key): key for key in keys}
        query = select(row.key, row.url).where(row.portal == portal, row.key.in_(wanted))
        return {wanted[key]: url for key, url in self._connection.execute(query)}

    @fatal
    def listed(self, cycle: int) -> dict[str, frozenset[str]]:
        """Return list → keys of the entries that a cycle saw in it."""
        row = models.ListPageRow
        lists: dict[str, frozenset[str]] = {}
        for column, entries in self._connection.execute(select(row.column, row.entries).where(row.cycle == cycle)):
            lists[column] = lists.get(column, frozenset()) | frozenset(entries)
        return lists

    @fatal
    def reports_at(self, portal: str, keys: AbstractSet[str], cycle: int) -> dict[str, bool]:
        """Return those keys at which reports stand or stood → whether a cycle saw them all at other places."""
        place, visit = models.Place, models.Visit
        since = self._connection.execute(select(func.min(visit.started)).where(visit.cycle == cycle)).scalar_one()
        query = select(place.key, place.document_id, place.last_seen).where(place.portal == portal)
        rows = [(page_key(key), document, seen) for key, document, seen in self._connection.execute(query)]
        moved = {document for key, document, seen in rows if key not in keys and since is not None and seen >= since}
        stand: dict[str, bool] = {}
        for key, document, _ in rows:
            if key in keys:
                stand[key] = stand.get(key, True) and document in moved
        return stand

    @fatal
    def date_header(self, visit: int) -> tuple[str, datetime] | None:
        """Return the Date of a visit's last answer, and when it was asked for by our clock."""
        fetch = models.Fetch
        query = select(fetch.headers, fetch.started).where(fetch.visit_id == visit, fetch.status.is_not(None))
        last = self._connection.execute(query.order_by(fetch.id.desc()).limit(1)).one_or_none()
        dates = [value for name, value in last.headers if name.lower() == "date"] if last else []
        return (dates[0], last.started) if last and dates else None

    @fatal
    def first_visit(self, portal: str) -> datetime | None:
        """Return when a portal was visited first."""
        visit = models.Visit
        return self._connection.scalar(select(func.min(visit.started)).where(visit.portal == portal))

    @fatal
    def last_with(self, portal: str, outcomes: Collection[VisitOutcome]) -> datetime | None:
        """Return when a portal's last visit with one of these outcomes ended."""
        visit = models.Visit
        ended = select(func.max(visit.ended)).where(visit.portal == portal, visit.outcome.in_(outcomes))
        return self._connection.scalar(ended)

    @fatal
    def last_runs(self, but: str) -> LastRuns:
        """Return what the runs before this one say of the machine and its habits."""
        return last_runs(self._connection, but)


def _measurements() -> Select[Any]:
    row, visit = models.VisitMeasurement, models.Visit
    columns = (visit.id, visit.cycle, row.portal, row.ended, row.outcome, visit.reason, row.numbers)
    return select(*columns).join(visit, visit.id == row.visit_id)


def _measured(row: Any) -> Measured:
    visit, cycle, portal, ended, outcome, reason, numbers = row
    own = {"visit": visit, "cycle": cycle, "portal": portal, "ended": ended, "outcome": outcome, "reason": reason}
    return Measured.of_numbers(numbers, **own)


def _read(flags: Mapping[tuple[str, int], list[str]], files: Iterable[Any]) -> ReadMeasured:
    lengths: dict[tuple[str, int], int] = {}
    number, failed = 0, 0
    for document, version, role, well, length in files:
        number += role != FileRole.FURTHER_PAGE
        failed += not well
        lengths[document, version] = max(length or 0, lengths.get((document, version), 0))
    return ReadMeasured(
        reports=len(flags),
        files=number / len(flags),
        length=median(lengths.values()) if lengths else 0.0,
        failed=failed / number if number else 0.0,
        flagged=sum(map(bool, flags.values())) / len(flags),
    )


def _answer(status: int | None) -> ListAnswer:
    """Return what an answer says of a list; a page that is there and looks empty was read, soft 404 or not."""
    if status in MISSING_STATUS or status in REDIRECTS:
        return ListAnswer.GONE
    return ListAnswer.FAILED if status is None or status >= HTTP_ERROR else ListAnswer.READ
