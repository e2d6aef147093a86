"""What is to be written into a run's journal: its own rows, and of its portals what no journal says yet.

How the rows of a portal stood when the last journal was written is remembered as digests, in the same transaction as
the manifest that names the journal. So a run's journal grows with what the run changed, never with the archive.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from storage import models
from storage.database import insert
from storage.database.types import plain
from storage.journal.tables import DOCUMENTS, EXCHANGED, OF_DOCUMENTS, OF_PORTALS, Shared, added, columns
from storage.models import Base

Line = dict[str, Any] | list[Any]
Known = dict[str, tuple[str, list[Any]]]  # key of a row → digest, moving columns

ROWS_IN_MEMORY = 1_000
KEY_LENGTH = 32  # hexadecimal digits: 128 bits of a SHA-256
RUN = "run"


def unwritten(connection: Connection) -> list[str]:
    """Return the ended runs of which no journal speaks, oldest first: one to be sealed, and those before journals."""
    run, row = models.Run, models.JournalledRow
    written = select(row.key).where(row.portal == "", row.name == RUN, row.key == run.id)
    query = select(run.id).where(run.ended.is_not(None), ~written.exists()).order_by(run.id)
    return list(connection.scalars(query))


def changes(connection: Connection, runs: Collection[str]) -> Iterator[Line]:
    """Yield the lines of a journal of these runs, and note that they are in one."""
    visit = models.Visit
    cycles: defaultdict[str, set[int]] = defaultdict(set)
    for portal, cycle in connection.execute(select(visit.portal, visit.cycle).where(visit.run_id.in_(runs))):
        cycles[portal].add(cycle)
    for model in EXCHANGED:
        yield from _added(connection, model, runs)
    for shared in DOCUMENTS:
        yield from _changed(connection, shared, cycles)
    for model in OF_DOCUMENTS:
        yield from _added(connection, model, runs)
    for shared in OF_PORTALS:
        yield from _changed(connection, shared, cycles)
    _note(connection, [{"portal": "", "name": RUN, "key": run, "digest": "", "moving": []} for run in sorted(runs)])


def _added(connection: Connection, model: type[Base], runs: Collection[str]) -> Iterator[Line]:
    yield {"table": model.__tablename__, "columns": columns(model)}
    for row in connection.execute(added(model, runs).execution_options(yield_per=ROWS_IN_MEMORY)):
        yield [plain(value) for value in row]


def _changed(connection: Connection, shared: Shared, cycles: dict[str, set[int]]) -> Iterator[Line]:
    """Yield the rows of a table that are new or changed; after them, for those that were only looked at, the looks."""
    yield {"table": shared.name, "columns": columns(shared.model)}
    looks: defaultdict[str, list[list[Any]]] = defaultdict(list)
    for portal in sorted(cycles):
        yield from _of_portal(connection, shared, portal, cycles[portal], looks)
    for look, keys in looks.items():
        before, now = json.loads(look)
        yield {"again": shared.name, "before": before, "now": now, "keys": keys}


def _of_portal(
    connection: Connection,
    shared: Shared,
    portal: str,
    cycles: Collection[int],
    looks: defaultdict[str, list[list[Any]]],
) -> Iterator[Line]:
    known, noted = _known(connection, portal, shared.name), {}
    for row in connection.execute(shared.rows(portal, cycles)).mappings().all():
        values = {name: plain(value) for name, value in row.items()}
        keys, moving = [values[name] for name in shared.key], [values[name] for name in shared.moving]
        key = _digest([portal, *keys])[:KEY_LENGTH]
        digest = _digest([value for name, value in values.items() if name not in shared.moving])
        before = known.get(key)
        if before == (digest, moving):
            continue
        if before is None or before[0] != digest:
            yield list(values.values())
        else:
            # what a copy is made of must be named; of the others the row is there once
            where = [portal, before[1] if shared.copied else []]
            looks[json.dumps([where, moving])].append(keys)
        known[key] = digest, moving
        noted[key] = {"portal": portal, "name": shared.name, "key": key, "digest": digest, "moving": moving}
    _note(connection, sorted(noted.values(), key=lambda row: row["key"]))


def _known(connection: Connection, portal: str, name: str) -> Known:
    row = models.JournalledRow
    query = select(row.key, row.digest, row.moving).where(row.portal == portal, row.name == name)
    return {key: (digest, moving) for key, digest, moving in connection.execute(query)}


def _note(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), ROWS_IN_MEMORY):
        insert.put_all(connection, models.JournalledRow, rows[start : start + ROWS_IN_MEMORY])


def _digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
