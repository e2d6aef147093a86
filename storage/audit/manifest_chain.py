"""Checking manifests: each run against its rows, each against the one before, the newest against what stands now."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import select

from storage import models
from storage.audit import journals, manifest, timestamps
from storage.queries import ArchiveReader

Runs = Mapping[str, models.Run]

# The columns of manifests that name none: those of the time, migration 0003. The digest of their visits cannot be
# made again: it covered each explorer's memory, which migration 0006 forgot.
FETCH_OF_0003 = """id run_id visit_id portal cycle key final good missing kind url method started status reason error
    detail headers redirected_to ip truncated content_key payload_sha256 payload_bytes media_type warc record_type
    offset length record_id request_offset request_length request_record_id rendered_sha256 rendered_bytes
    rendered_offset rendered_length rendered_record_id"""
VERSION_OF_0003 = """document_id number run_id first_seen last_seen key url title published index_number body flags meta
    content_key text_key"""
DOCUMENT_OF_0003 = """id portal agency level year key url version sibling first_seen last_seen last_cycle gone_since"""
PLACE_OF_0003 = """portal key year document_id url version last_seen missing_since missing_looks missing_cycle
    missing_why"""
OF_0003: Mapping[str, manifest.Columns] = {
    "rows": {
        "fetch": FETCH_OF_0003.split(),
        "version": ["document_id", "number", "run_id", "first_seen", "key", "url"],
        "file": ["document_id", "number", "position", "role", "url", "key", "name", "media_type", "sha256", "fetch_id"],
        "event": ["id", "document_id", "version", "run_id", "at", "kind", "detail"],
        "extraction": ["id", "digest"],
        "blob": ["sha256", "bytes"],
    },
    "portals": {
        "document": DOCUMENT_OF_0003.split(),
        "version": VERSION_OF_0003.split(),
        "place": PLACE_OF_0003.split(),
        "discovery": ["document_id", "edge", "url", "anchor"],
    },
}


class Attested(NamedTuple):
    """What a run's manifest says of a portal's documents."""

    digest: str
    run: str
    columns: manifest.Columns


def faults(reader: ArchiveReader) -> Iterator[str]:
    """Yield the faults of every sealed run, and manifests that no run speaks of."""
    runs = {row.id: row for row in reader.runs()}
    newest: dict[str, Attested] = {}
    for row in _sealed(runs):
        try:
            facts = json.loads(row.manifest or "")
            yield from _run(reader, row, facts, runs)
            columns = _known(facts.get("columns", OF_0003)["portals"])
            newest |= {portal: Attested(digest, row.id, columns) for portal, digest in facts["portals"].items()}
        except (ValueError, KeyError, TypeError):
            yield f"run {row.id}: its manifest cannot be read"
    yield from _unknown(reader, runs)
    yield from journals.unknown(reader, runs)
    yield from _portals(reader, newest)


def _known(columns: manifest.Columns) -> manifest.Columns:
    """Return the columns of a manifest. Raises KeyError for one that no table has."""
    for table, names in columns.items():
        for name in names:
            manifest.TABLES[table].c[name]
    return columns


def _with_tls(reader: ArchiveReader, run: str, table: str) -> Any:
    """Return the digest of a run's fetches with the column of migration 0004: until 0008 manifests named none."""
    if table != "fetch":
        return None
    at = FETCH_OF_0003.split().index("truncated") + 1
    columns = [*FETCH_OF_0003.split()[:at], "tls", *FETCH_OF_0003.split()[at:]]
    return manifest.rows(reader.connection, run, {"fetch": columns})["fetch"]


def _sealed(runs: Runs) -> list[models.Run]:
    """Return the runs that have a manifest, in the order of their ends."""
    sealed = [(row.ended, row) for row in runs.values() if row.manifest and row.ended]
    return [row for _, row in sorted(sealed, key=lambda pair: (pair[0], pair[1].id))]


def _unknown(reader: ArchiveReader, runs: Runs) -> Iterator[str]:
    """Yield the stored manifests and stamps of which no run speaks."""
    for key, _ in reader.store.names("manifests/"):
        name = key.rpartition("/")[2].removesuffix(".json").removesuffix(".tsr")
        if name not in runs or not runs[name].manifest:
            yield f"{key}: no run speaks of this manifest"


def _portals(reader: ArchiveReader, newest: Mapping[str, Attested]) -> Iterator[str]:
    """Yield the portals whose documents differ from what their last run attests; none is being visited now."""
    visit, run = models.Visit, models.Run
    query = select(visit.portal).join(run, run.id == visit.run_id).where(run.manifest.is_(None))
    busy = {portal for (portal,) in reader.rows(query)}
    for portal, attested in sorted(newest.items()):
        if (
            portal not in busy
            and manifest.portal_digest(reader.connection, portal, attested.columns) != attested.digest
        ):
            yield f"portal {portal}: its documents are not what run {attested.run} left"


def _run(reader: ArchiveReader, row: models.Run, facts: dict[str, Any], runs: Runs) -> Iterator[str]:
    """Yield what differs between a run's manifest and everything that it attests."""
    yield from _text(reader, row)
    yield from journals.of_run(reader, facts)
    yield from _stamped(reader, row)
    before = facts["previous"]
    if before and (before["run"] not in runs or runs[before["run"]].manifest_sha256 != before["sha256"]):
        yield f"run {row.id}: the run before it, {before['run']}, is not what it was"
    columns = _known(facts.get("columns", OF_0003)["rows"])
    for table, digest in manifest.rows(reader.connection, row.id, columns).items():
        attested = facts["rows"].get(table, digest)  # manifests of older software speak of fewer tables
        if attested != digest and not ("columns" not in facts and _with_tls(reader, row.id, table) == attested):
            yield f"run {row.id}: its {table} rows are not what they were"
    warc = models.Warc
    files = reader.values(warc, select(warc.__table__).where(warc.run_id == row.id).order_by(warc.name))
    if [manifest.file_facts(file) for file in files] != facts["warcs"]:
        yield f"run {row.id}: its WARC files are not what they were"
    if any(facts.get(name, value) != value for name, value in manifest.run_facts(row).items()):
        yield f"run {row.id}: its row is not what it was"


def _text(reader: ArchiveReader, row: models.Run) -> Iterator[str]:
    """Yield what is wrong with the manifest itself: beside its digest, and where it is stored."""
    key, text = manifest.key_of(row.id), (row.manifest or "").encode()
    if sha256(text).hexdigest() != row.manifest_sha256:
        yield f"run {row.id}: its manifest does not have the digest beside it"
    stored = reader.store.get(key)
    if row.manifest_stored and stored is None:
        yield f"{key}: the manifest is missing"
    elif stored is not None and stored != text:
        yield f"{key}: not what run {row.id} says"


def _stamped(reader: ArchiveReader, row: models.Run) -> Iterator[str]:
    key = manifest.stamp_key_of(row.id)
    token = reader.store.get(key)
    if token is None:
        if row.stamped is not None:
            yield f"{key}: the time-stamp is missing"
        return
    try:
        stamp = timestamps.read(token)
    except ValueError as error:
        yield f"{key}: {error}"
        return
    if stamp.digest != row.manifest_sha256:
        yield f"{key}: it does not stamp the manifest of run {row.id}"
    if row.stamped not in {None, stamp.at}:  # None: killed between keeping it and saying so
        yield f"run {row.id}: its time-stamp is of another moment"
