"""One unit into rows: its exchanges, what is known of its resource now, what was seen on the page.

Runs inside the archive's transaction; appends to the WARC; puts no blob (the archive does, once the rows are safe).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, cast
from urllib.parse import urljoin

from sqlalchemy import Connection, Table, bindparam, select, update

from storage import models
from storage.database import insert
from storage.database.rows import value_of
from storage.database.types import shorten
from storage.harvest.batch import Batch
from storage.values import Exchange, ListSeen, Sighting, Unit, header
from storage.vocabulary import FrontierState, ResourceKind
from storage.warc import payloads
from storage.warc.records import Original, RecordSpan, sha256

MAX_INTEGER = 2**31 - 1  # of the column; a page may claim any number
NOT_MODIFIED = 304
GONE = (404, 410)
NO_CONTENT_KINDS = frozenset({ResourceKind.SOFT_404, ResourceKind.BLOCKED, ResourceKind.SHELL})

FETCH = cast("Table", models.Fetch.__table__)
RESOURCE = cast("Table", models.ResourceRow.__table__)
FRONTIER = cast("Table", models.FrontierRow.__table__)
KNOWN = select(RESOURCE).where(RESOURCE.c.portal == bindparam("this_portal"), RESOURCE.c.key == bindparam("this_key"))
ASKED_WITH = select(FRONTIER.c.payload).where(
    FRONTIER.c.cycle == bindparam("this_cycle"), FRONTIER.c.key == bindparam("this_key")
)
NOTHING: dict[str, Any] = dict.fromkeys(("etag", "last_modified", "payload_sha256", "next_due", "fetch_id")) | {
    "content_key": "",
    "unchanged_looks": 0,
    "payload": {},
}


def media_type(exchange: Exchange) -> str:
    """Return the type as the server said it, without parameters, in lower case."""
    return (header(exchange.headers, "content-type") or "").partition(";")[0].strip().lower()[:200]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFacts:
    """The columns that all fetches of a visit share."""

    run_id: str
    visit_id: int
    portal: str
    cycle: int


class Recorder:
    """Writes the units of one visit. Blobs wait in the batch until its rows are committed."""

    def __init__(self, batch: Batch, visit: VisitFacts) -> None:
        self._batch = batch
        self._connection = batch.connection
        self._visit = visit

    def exchanges(self, unit: Unit) -> tuple[int, ...]:
        """Append and insert every exchange of a unit; the last one answers it. Return the fetch ids in order."""
        ids = [self._exchange(unit, exchange, final=False) for exchange in unit.exchanges[:-1]]
        ids += [self._exchange(unit, exchange, final=True) for exchange in unit.exchanges[-1:]]
        if ids and unit.key is not None:
            self._resource(unit, ids[-1])
        return tuple(ids)

    def _exchange(self, unit: Unit, exchange: Exchange, *, final: bool) -> int:
        payload = sha256(exchange.body) if exchange.body and exchange.status != NOT_MODIFIED else None
        good = final and self._stands(unit, exchange)
        row = asdict(self._visit) | describe(exchange) | self._append(unit, exchange, payload)
        row |= {
            "key": unit.key,
            "final": final,
            "good": good,
            "missing": final and (exchange.status in GONE or unit.kind == ResourceKind.SOFT_404),
            "kind": unit.kind if final else "",
            "content_key": unit.content_key if final else "",
            "payload_sha256": payload,
        }
        if good and not self._same_page(unit, exchange):
            self._keep_blob(payload, exchange.body)
            self._keep_blob(row["rendered_sha256"], exchange.rendered)
        return insert.add_one(self._connection, models.Fetch, row)

    def _keep_blob(self, digest: str | None, data: bytes | None) -> None:
        if digest and data:
            self._batch.blobs.setdefault(digest, data)

    def _append(self, unit: Unit, exchange: Exchange, payload: str | None) -> dict[str, Any]:
        """Append the records of an exchange; return the columns that say where they lie."""
        original = self._original(payload) if payload and not exchange.truncated else None
        if exchange.status == NOT_MODIFIED and unit.key is not None:
            original = self._referred(unit.key)
        assert self._batch.writer is not None
        written = self._batch.writer.exchange(exchange, payload, original)
        self._batch.note_file(written.file)
        return {
            "warc": written.file,
            "record_type": written.kind,
            "rendered_sha256": sha256(exchange.rendered) if exchange.rendered is not None else None,
            **_span("", written.answer),
            **_span("request_", written.request),
            **_span("rendered_", written.rendered),
        }

    def _original(self, payload: str) -> Original | None:
        first = payloads.original(self._connection, payload)
        return Original(first.record_id, first.url, first.started) if first and first.record_id else None

    def _referred(self, key: str) -> Original | None:
        known = self._known(key)
        return self._original(known.payload_sha256) if known and known.payload_sha256 else None

    def _known(self, key: str) -> models.ResourceRow | None:
        row = self._connection.execute(KNOWN, {"this_portal": self._visit.portal, "this_key": key}).one_or_none()
        return None if row is None else value_of(models.ResourceRow, row)

    def _same_page(self, unit: Unit, exchange: Exchange) -> bool:
        if not unit.content_key or unit.key is None or "html" not in media_type(exchange):
            return False
        known = self._known(unit.key)
        return known is not None and known.content_key == shorten(unit.content_key)

    def _stands(self, unit: Unit, exchange: Exchange) -> bool:
        """Tell whether an answer becomes what is held; one that was cut does only while nothing better is."""
        if not is_good(unit, exchange):
            return False
        if not exchange.is_cut or unit.key is None:
            return True
        known = self._known(unit.key)
        return known is None or known.fetch_id is None

    def _resource(self, unit: Unit, fetch_id: int) -> None:
        """Note what is known of a unit's resource now."""
        assert unit.key is not None
        known = self._known(unit.key)
        exchange = unit.exchanges[-1]
        parameters = {"this_cycle": self._visit.cycle, "this_key": unit.key}
        asked_with = self._connection.scalar(ASKED_WITH, parameters)
        row = _columns(known) if known else NOTHING | {"changed_at": exchange.started, "kind": unit.kind}
        row |= {
            "portal": self._visit.portal,
            "key": unit.key,
            "url": unit.exchanges[0].url,
            "fetched_at": exchange.started,
            "status": exchange.status,
            "payload": asked_with or row["payload"],
        }
        if self._stands(unit, exchange):
            row |= {"kind": unit.kind} | self._answer(unit, exchange, fetch_id, known)
        elif row["fetch_id"] is None:
            row["kind"] = unit.kind  # else: what it is, we know from its last good answer
        row["unchanged_looks"] += exchange.status == NOT_MODIFIED
        insert.put(self._connection, models.ResourceRow, row)

    @staticmethod
    def _answer(unit: Unit, exchange: Exchange, fetch_id: int, known: models.ResourceRow | None) -> dict[str, Any]:
        """Return the columns that a good answer sets."""
        payload = sha256(exchange.body) if exchange.body else None
        content_key = shorten(unit.content_key)
        before = known if known and _says_the_same(known, content_key, payload) else None
        return {
            # half an answer must not be confirmed by a 304
            "etag": None if exchange.is_cut else header(exchange.headers, "etag"),
            "last_modified": None if exchange.is_cut else header(exchange.headers, "last-modified"),
            "payload_sha256": payload,
            "content_key": content_key,
            "changed_at": before.changed_at if before else exchange.started,
            "unchanged_looks": before.unchanged_looks + 1 if before else 0,
            "fetch_id": fetch_id,
        }

    def seen(self, unit: Unit) -> None:
        """Note the sightings, rejections and the list page of a unit."""
        cycle, portal = self._visit.cycle, self._visit.portal
        for sighting in unit.sightings:
            note_sighting(self._connection, cycle, portal, sighting)
        rejected = [
            {"cycle": cycle, "url": url, "title": title, "reason": reason} for url, title, reason in unit.rejected
        ]
        if rejected:
            insert.add_missing(self._connection, models.Rejection, rejected)
        if unit.listing:
            note_list(self._connection, cycle, unit.listing)


def _columns(known: models.ResourceRow) -> dict[str, Any]:
    return {name: getattr(known, name) for name in RESOURCE.c.keys()}  # noqa: SIM118 – a collection of columns


def _says_the_same(known: models.ResourceRow, content_key: str, payload: str | None) -> bool:
    """Tell whether an answer equals the last good one: by its content key, else by its bytes."""
    if known.fetch_id is None:
        return False
    return known.content_key == content_key if content_key else known.payload_sha256 == payload


def _span(prefix: str, span: RecordSpan | None) -> dict[str, Any]:
    return {
        f"{prefix}offset": span.offset if span else None,
        f"{prefix}length": span.length if span else None,
        f"{prefix}record_id": span.record_id if span else None,
    }


def is_good(unit: Unit, exchange: Exchange) -> bool:
    """Whether this answer, the last of its unit, is the page or file that was asked for, or what came of it."""
    status = exchange.status or 0
    ok = 200 <= status < 300  # noqa: PLR2004 – the class of success
    # a redirect that leads nowhere is a page: browsers show it
    ok |= 300 <= status < 400 and status != NOT_MODIFIED and header(exchange.headers, "location") is None  # noqa: PLR2004
    fit = unit.state == FrontierState.DONE and unit.kind not in NO_CONTENT_KINDS
    return ok and fit and exchange.truncated != "length"


def describe(exchange: Exchange) -> dict[str, Any]:
    """Return the columns of a fetch that are the exchange's own."""
    location = header(exchange.headers, "location")
    return {
        "url": exchange.url,
        "method": exchange.method,
        "started": exchange.started,
        "status": exchange.status,
        "reason": exchange.reason,
        "error": exchange.error,
        "detail": exchange.detail,
        "headers": [list(pair) for pair in exchange.headers],
        "redirected_to": absolute(exchange.url, location) if location else None,
        "ip": exchange.ip,
        "truncated": exchange.truncated,
        "tls": asdict(exchange.tls) if exchange.tls else None,
        "payload_bytes": len(exchange.body),
        "rendered_bytes": len(exchange.rendered or b""),
        "media_type": media_type(exchange),
    }


def absolute(url: str, location: str) -> str:
    """Return where a redirect leads; the header as it came when it is no URL."""
    try:
        return urljoin(url, location)
    except ValueError:
        return location


def note_sighting(connection: Connection, cycle: int, portal: str, sighting: Sighting) -> None:
    """Keep one sighting per (key, year) of a cycle: the richest, with every way that led to it.

    The choice does not depend on the order of arrival, so an interrupted harvest ends like an uninterrupted one.
    """
    row = models.SightingRow
    this_place = (row.cycle == cycle, row.key == sighting.key, row.year == sighting.year)
    data = json.loads(json.dumps(asdict(sighting)))
    before = connection.execute(select(row.data).where(*this_place)).scalar_one_or_none()
    if before is None:
        values = {"cycle": cycle, "key": sighting.key, "year": sighting.year, "portal": portal, "data": data}
        insert.add(connection, row, values)
        return
    merged = max(before, data, key=_richness) | {"via": sorted({tuple(via) for via in before["via"] + data["via"]})}
    if merged != before:
        connection.execute(update(row).where(*this_place).values(data=merged))


def _richness(data: dict[str, Any]) -> tuple[Any, ...]:
    filled = sum(data[name] is not None for name in ("agency", "published", "index_number"))
    return (len(data["files"]), filled, len(data["meta"]), json.dumps(data | {"via": []}, sort_keys=True))


def note_list(connection: Connection, cycle: int, listing: ListSeen) -> None:
    """Keep what one page of a list looked like; the last look counts."""
    row = asdict(listing) | {"cycle": cycle, "entries": list(listing.entries)}
    row |= {name: min(row[name], MAX_INTEGER) for name in ("page", "total", "pages") if row[name] is not None}
    insert.put(connection, models.ListPageRow, row)
