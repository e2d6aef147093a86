"""What a run added, hashed, and chained to the run before: later tampering with either shows.

The rows of visits, fetches, files, versions, events and extractions never change, so their digests are the run's.
Documents and places do change, but only while their portal is visited: their digest is per visited portal, and the
newest one counts. Every manifest names the columns that it hashed, so that a migration may add others. It lies in the
database and, create-only, in the archive as ``manifests/<run>.json``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select, update

from storage import models
from storage.blobs import Store
from storage.database.rows import all_of, one_of
from storage.database.types import clean, dump, plain
from storage.journal import writing as journals
from storage.values import Extracted

Columns = Mapping[str, Sequence[str]]

ROWS_IN_MEMORY = 1_000
TABLES = models.Base.metadata.tables


def key_of(run: str) -> str:
    """Return where a run's manifest lies."""
    return f"manifests/{run}.json"


def stamp_key_of(run: str) -> str:
    """Return where the time-stamp of a run's manifest lies, if an authority gave one."""
    return f"manifests/{run}.tsr"


def digest(rows: Iterable[Any]) -> dict[str, Any]:
    """Return the number of rows and the SHA-256 of their canonical JSON lines."""
    sha256, number = hashlib.sha256(), 0
    for number, row in enumerate(rows, 1):  # noqa: B007 – the count is part of the result
        line = json.dumps([plain(value) for value in row], ensure_ascii=False, sort_keys=True)
        sha256.update(line.encode() + b"\n")
    return {"count": number, "sha256": sha256.hexdigest()}


def extraction_digest(sha256: str, extracted: Extracted) -> str:
    """Return the digest that an extraction's row carries."""
    facts = [sha256, extracted.extractor, extracted.version, extracted.status, clean(extracted.media_type)]
    members = [list(map(list, extracted.members))] if extracted.members else []
    content = dump([*facts, clean(extracted.text), list(extracted.tables), list(extracted.notes), *members])
    return hashlib.sha256(content.encode()).hexdigest()


def _all_but(table: str, *left_out: str) -> list[str]:
    return [column.name for column in TABLES[table].c if column.name not in left_out]


# table → the columns that are hashed; each manifest carries its own, since later software has more
OF_RUN: Columns = {
    "fetch": _all_but("fetch"),
    "version": ["document_id", "number", "run_id", "first_seen", "key", "url"],  # the rest may be judged again
    "file": _all_but("file"),
    "event": _all_but("event"),
    "extraction": ["id", "digest"],
    "visit": _all_but("visit", "memory"),  # working state, which an upgrade may forget
    "blob": ["sha256", "bytes"],
}
OF_PORTAL: Columns = {table: _all_but(table) for table in ("document", "version", "place", "discovery")}


def _rows_of_run(run: str) -> dict[str, Select[Any]]:
    fetch, version, file = models.Fetch, models.Version, models.File
    event, extraction, blob, visit = models.Event, models.Extraction, models.Blob, models.Visit
    of_version = (version.document_id == file.document_id) & (version.number == file.number) & (version.run_id == run)
    of_run = select(version.__table__).where(version.run_id == run)
    return {
        "fetch": select(fetch.__table__).where(fetch.run_id == run).order_by(fetch.id),
        "version": of_run.order_by(version.document_id, version.number),
        "file": select(file.__table__).join(version, of_version).order_by(file.document_id, file.number, file.position),
        "event": select(event.__table__).where(event.run_id == run).order_by(event.id),
        "extraction": select(extraction.__table__).where(extraction.run_id == run).order_by(extraction.id),
        "visit": select(visit.__table__).where(visit.run_id == run).order_by(visit.id),
        "blob": select(blob.__table__).where(blob.run_id == run).order_by(blob.sha256),
    }


def _rows_of_portal(portal: str) -> dict[str, Select[Any]]:
    document, version, place, discovery = models.Document, models.Version, models.Place, models.Discovery
    of_portal: ColumnElement[bool] = document.portal == portal
    versions = select(version.__table__).join(document, document.id == version.document_id).where(of_portal)
    links = select(discovery.__table__).join(document, document.id == discovery.document_id).where(of_portal)
    return {
        "document": select(document.__table__).where(of_portal).order_by(document.id),
        "version": versions.order_by(version.document_id, version.number),
        "place": select(place.__table__).where(place.portal == portal).order_by(place.key, place.year),
        "discovery": links.order_by(discovery.document_id, discovery.edge),
    }


def _digests(connection: Connection, chosen: dict[str, Select[Any]], columns: Columns) -> dict[str, dict[str, Any]]:
    """Return table → count and digest of the chosen rows, of the tables and columns that are named."""
    digests = {}
    for table, query in chosen.items():
        if table in columns:
            named = query.with_only_columns(*(TABLES[table].c[name] for name in columns[table]))
            digests[table] = digest(connection.execute(named.execution_options(yield_per=ROWS_IN_MEMORY)))
    return digests


def rows(connection: Connection, run: str, columns: Columns) -> dict[str, dict[str, Any]]:
    """Return table → count and digest of the rows that a run added."""
    return _digests(connection, _rows_of_run(run), columns)


def portal_digest(connection: Connection, portal: str, columns: Columns) -> str:
    """Return the digest of what is known of a portal's documents now."""
    digests = _digests(connection, _rows_of_portal(portal), columns)
    return hashlib.sha256("".join(part["sha256"] for part in digests.values()).encode()).hexdigest()


def file_facts(row: models.Warc) -> dict[str, Any]:
    """Return what a manifest says of a WARC file."""
    return {"file": row.name, "bytes": row.bytes, "records": row.records, "sha256": row.sha256}


def run_facts(row: models.Run) -> dict[str, Any]:
    """Return what a manifest says of its run's row."""
    names = ("software", "user_agent", "contact", "arguments", "started", "ended", "exit_status", "reason")
    return {name: plain(getattr(row, name)) for name in names}


def seal(connection: Connection, store: Store, run: str) -> str:
    """Put a finished run's journal, write its manifest into its row and return the manifest's SHA-256.

    Everything of the run must be committed, its WARC files closed.
    """
    row, warc, visit = models.Run, models.Warc, models.Visit
    sealed = one_of(connection, row, select(row.__table__).where(row.id == run))
    assert sealed is not None
    before = connection.execute(
        select(row.id, row.manifest_sha256)
        .where(row.manifest_sha256.is_not(None), row.id != run)
        .order_by(row.ended.desc(), row.id.desc())
        .limit(1)
    ).one_or_none()
    files = all_of(connection, warc, select(warc.__table__).where(warc.run_id == run).order_by(warc.name))
    portals = connection.scalars(
        select(visit.portal).where(visit.run_id == run).distinct().order_by(visit.portal)
    ).all()
    facts = {
        "run": run,
        "previous": {"run": before.id, "sha256": before.manifest_sha256} if before else None,
        **run_facts(sealed),
        "warcs": [file_facts(file) for file in files],
        "columns": {"rows": OF_RUN, "portals": OF_PORTAL},
        "rows": rows(connection, run, OF_RUN),
        "portals": {portal: portal_digest(connection, portal, OF_PORTAL) for portal in portals},
        "journal": journals.write(connection, store, run),
    }
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    connection.execute(update(row).where(row.id == run).values(manifest=text, manifest_sha256=sha256))
    return sha256


def store_all(connection: Connection, store: Store) -> None:
    """Put every manifest that is not in the archive yet. Its row is committed, so this can be repeated."""
    row = models.Run
    waiting = select(row.id, row.manifest).where(row.manifest.is_not(None), row.manifest_stored.is_(False))
    for run, text in connection.execute(waiting.order_by(row.id)).all():
        store.put(key_of(run), (text or "").encode())
        connection.execute(update(row).where(row.id == run).values(manifest_stored=True))
