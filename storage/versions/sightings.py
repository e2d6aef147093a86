"""The reports that a cycle saw, joined with their files; beside them, what is known of the same bodies from before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from storage import models
from storage.database.types import shorten
from storage.values import FileRef, Sighting, page_key
from storage.versions import known_files
from storage.versions.presence import Cycle, Presence
from storage.versions.values import SightedFile, SightingRecord
from storage.vocabulary import FileRole

At = tuple[str, int]  # key of the page or bare file, and year: a place


class Home(NamedTuple):
    """The document that stands at a place. ``key``: of the document's own place."""

    id: str
    key: str
    year: int
    version: int
    agency: str | None


def sighting_of(data: Mapping[str, Any]) -> Sighting:
    """Return a sighting from its JSON."""
    return Sighting(
        **{
            **data,
            "files": tuple(map(_file_ref, data["files"])),
            "flags": tuple(data["flags"]),
            "via": tuple((url, anchor) for url, anchor in data["via"]),
        }
    )


def _file_ref(data: Mapping[str, Any]) -> FileRef:
    return FileRef(**{**data, "role": FileRole(data["role"]), "part": tuple(data.get("part", ()))})


def sighted(connection: Connection, cycle: Cycle) -> Iterator[SightingRecord]:
    """Yield the cycle's sightings in URL order, those of which a file was fetched again, and what stands beside."""
    row = models.SightingRow
    now = [sighting_of(data) for data in connection.scalars(select(row.data).where(row.cycle == cycle.cycle))]
    seen = {_at(sighting) for sighting in now}
    now += (old for old in _touched(connection, cycle) if _at(old) not in seen)
    homes = _homes(connection, cycle.portal)
    now = [sighting for sighting in now if not _owes(connection, cycle, sighting, homes.get(_at(sighting)))]
    for sighting in sorted(now, key=lambda sighting: (sighting.url, sighting.year)):
        files = (_file(connection, cycle, ref) for ref in sighting.files)
        yield _known(_sighted(sighting, files), homes)
    yield from _beside(connection, cycle, now, homes)


def _at(sighting: Sighting) -> At:
    return shorten(sighting.key), sighting.year


def _homes(connection: Connection, portal: str) -> dict[At, Home]:
    """Return place → the document that stands there."""
    place, document = models.Place, models.Document
    query = select(place.key, document.id, document.key, place.year, document.version, document.agency)
    query = query.join(document, document.id == place.document_id).where(place.portal == portal)
    homes = {}
    for at, number, key, year, version, agency in connection.execute(query.order_by(place.key, place.year)):
        homes[at, year] = Home(number, key, year, version, agency)
    return homes


def _owes(connection: Connection, cycle: Cycle, sighting: Sighting, home: Home | None) -> bool:
    """Tell whether a file stands in the place of one that the version has, and its server fails: no look at it then."""
    if home is None:
        return False
    file, fetch = models.File, models.Fetch
    had = connection.scalars(select(file.key).where(file.document_id == home.id, file.number == home.version))
    named = {shorten(ref.key) for ref in sighting.files}
    if named.issuperset(had):
        return False
    failed = fetch.status.is_(None) | (fetch.status >= 500) | fetch.status.in_((408, 429))  # noqa: PLR2004 - 5xx
    this_cycle = (fetch.portal == cycle.portal, fetch.cycle == cycle.cycle, fetch.final)
    broken = set(connection.scalars(select(fetch.key).where(*this_cycle, failed, fetch.key.in_(named))))
    return any(not _file(connection, cycle, ref).sha256 for ref in sighting.files if shorten(ref.key) in broken)


def _known(sight: SightingRecord, homes: Mapping[At, Home]) -> SightingRecord:
    key = shorten(sight.key)
    home = homes.get((key, sight.year))
    return sight if home is None else replace(sight, document=home.id, chief=home.key == key)


def _beside(
    connection: Connection, cycle: Cycle, now: list[Sighting], homes: Mapping[At, Home]
) -> Iterator[SightingRecord]:
    """Yield the places, not looked at, of documents that what was seen may belong to, with what their versions have."""
    seen = {_at(sighting) for sighting in now}
    bodies = {(sighting.agency, sighting.year) for sighting in now}
    documents = {homes[at].id for at in seen if at in homes}
    for at, home in homes.items():
        kin = home.id in documents or (home.agency, home.year) in bodies or (None, home.year) in bodies
        last = _last(connection, cycle.portal, *at) if kin and at not in seen else None
        if last is not None:
            files = known_files.kept_files(connection, home.id, home.version, last.files)
            missing = cycle.presence_of(*at)[0] is Presence.MISSING
            yield replace(_known(_sighted(last, files), homes), earlier=True, missing=missing)


def _last(connection: Connection, portal: str, key: str, year: int) -> Sighting | None:
    row = models.SightingRow
    query = select(row.data).where(row.portal == portal, row.key == key, row.year == year)
    data = connection.scalar(query.order_by(row.cycle.desc()).limit(1))
    return None if data is None else sighting_of(data)


def _touched(connection: Connection, cycle: Cycle) -> Iterator[Sighting]:
    """Yield the last sightings of reports whose page was not looked at, while a file of theirs was fetched again."""
    fetch, place, file, document = models.Fetch, models.Place, models.File, models.Document
    this_cycle = (fetch.portal == cycle.portal, fetch.cycle == cycle.cycle)
    fetched = set(connection.scalars(select(fetch.key).where(*this_cycle, fetch.good)))
    looked_at = set(connection.scalars(select(fetch.key).where(*this_cycle, fetch.good | fetch.missing)))
    query = select(place.key, place.year, file.key)
    query = query.join(document, document.id == place.document_id)
    query = query.join(file, (file.document_id == document.id) & (file.number == document.version))
    rows = connection.execute(query.where(place.portal == cycle.portal))
    touched = {(key, year) for key, year, file in rows if file in fetched and page_key(key) not in looked_at}
    for at in sorted(touched):
        last = None if cycle.presence_of(*at)[0] is Presence.MISSING else _last(connection, cycle.portal, *at)
        if last is not None and any(shorten(ref.key) in fetched for ref in last.files):
            yield last


def _file(connection: Connection, cycle: Cycle, ref: FileRef) -> SightedFile:
    return known_files.file(connection, cycle.portal, cycle.cycle, ref)


def _sighted(sighting: Sighting, files: Iterable[SightedFile]) -> SightingRecord:
    facts = {field.name: getattr(sighting, field.name) for field in fields(sighting)}
    return SightingRecord(**{**facts, "files": tuple(files)})
