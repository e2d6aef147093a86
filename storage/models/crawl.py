"""Runs, visits, exchanges, and the working state of a visit's cycle."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.database.types import Key, Word
from storage.models.base import ID, Base, Pairs
from storage.vocabulary import FrontierState, RecordType, VisitOutcome


class Run(Base):
    """One harvest."""

    __tablename__ = "run"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    started: Mapped[datetime]
    ended: Mapped[datetime | None]
    exit_status: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="")
    software: Mapped[str]
    user_agent: Mapped[str]
    contact: Mapped[str]
    arguments: Mapped[dict[str, str]]
    notes: Mapped[
        list[str]
    ]  # what was mended at the start: cut WARC tails, blobs put again; why there is no time-stamp
    manifest: Mapped[str | None]  # what the run added, as JSON text: see storage.audit.manifest
    manifest_sha256: Mapped[str | None] = mapped_column(String(64))
    manifest_stored: Mapped[bool]
    stamped: Mapped[datetime | None]  # when an RFC 3161 authority stamped the manifest


class Visit(Base):
    """One portal in one run. Visits that go on with an interrupted one share its ``cycle``, the id of the first."""

    __tablename__ = "visit"
    __table_args__ = (Index(None, "portal", "id"),)
    id: Mapped[int] = mapped_column(ID, primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"), index=True)
    portal: Mapped[str] = mapped_column(String(40))
    name: Mapped[str]
    home: Mapped[str]
    cycle: Mapped[int] = mapped_column(ID, index=True)
    started: Mapped[datetime]
    ended: Mapped[datetime | None]
    outcome: Mapped[VisitOutcome | None] = mapped_column(Word(VisitOutcome, 20))
    reason: Mapped[str] = mapped_column(default="")
    stats: Mapped[dict[str, Any]]
    memory: Mapped[dict[str, Any] | None]


class Warc(Base):
    """One WARC file. ``bytes`` is the committed length: what lies behind it after a crash was never ours."""

    __tablename__ = "warc"
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"), index=True)
    bytes: Mapped[int] = mapped_column(BigInteger)
    records: Mapped[int]
    sha256: Mapped[str | None] = mapped_column(String(64))  # of the closed file


class Fetch(Base):
    """One HTTP exchange, also 304, 404 and failures; where its bytes lie in which WARC file."""

    __tablename__ = "fetch"
    __table_args__ = (Index(None, "portal", "key", "id"), Index(None, "visit_id", "id"))
    id: Mapped[int] = mapped_column(ID, primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"), index=True)
    visit_id: Mapped[int] = mapped_column(ID, ForeignKey("visit.id"))
    portal: Mapped[str] = mapped_column(String(40))
    cycle: Mapped[int] = mapped_column(ID)
    key: Mapped[str | None] = mapped_column(Key)
    final: Mapped[bool]  # the answer to the frontier entry; false for redirect hops and retries before it
    good: Mapped[bool]  # final, 2xx, complete, and the page or file that was asked for
    missing: Mapped[bool]  # final, and the server says it is not there: 404, 410, soft 404
    kind: Mapped[str] = mapped_column(String(20))
    url: Mapped[str]
    method: Mapped[str]
    started: Mapped[datetime]
    status: Mapped[int | None]
    reason: Mapped[str]
    error: Mapped[str | None]
    detail: Mapped[str]
    headers: Mapped[Pairs]
    redirected_to: Mapped[str | None]
    ip: Mapped[str | None]
    truncated: Mapped[str | None]
    tls: Mapped[dict[str, Any] | None]  # storage.values.TlsFacts; null over plain http
    content_key: Mapped[str]
    payload_sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    payload_bytes: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str]
    warc: Mapped[str | None] = mapped_column(ForeignKey("warc.name"), index=True)
    record_type: Mapped[RecordType | None] = mapped_column(Word(RecordType, 20))  # of the record that answers
    offset: Mapped[int | None] = mapped_column(BigInteger)
    length: Mapped[int | None] = mapped_column(BigInteger)
    record_id: Mapped[str | None]
    request_offset: Mapped[int | None] = mapped_column(BigInteger)
    request_length: Mapped[int | None] = mapped_column(BigInteger)
    request_record_id: Mapped[str | None]
    rendered_sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    rendered_bytes: Mapped[int] = mapped_column(BigInteger)
    rendered_offset: Mapped[int | None] = mapped_column(BigInteger)
    rendered_length: Mapped[int | None] = mapped_column(BigInteger)
    rendered_record_id: Mapped[str | None]


class Blob(Base):
    """A payload that has a file of its own. Its row is committed first, ``stored`` is set when its bytes are in place.

    Between the two a crash loses nothing: the WARC record of the same batch holds the bytes, and ``recovery`` puts
    them. So there is never a blob without its row.
    """

    __tablename__ = "blob"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    bytes: Mapped[int] = mapped_column(BigInteger)
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"), index=True)
    stored: Mapped[bool] = mapped_column(index=True)


class ResourceRow(Base):
    """What is known of a key from its last answers."""

    __tablename__ = "resource"
    portal: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(Key, primary_key=True)
    url: Mapped[str]
    kind: Mapped[str] = mapped_column(String(20))
    fetched_at: Mapped[datetime]
    status: Mapped[int | None]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    payload_sha256: Mapped[str | None] = mapped_column(String(64))
    content_key: Mapped[str]
    changed_at: Mapped[datetime]
    unchanged_looks: Mapped[int]
    next_due: Mapped[datetime | None]
    fetch_id: Mapped[int | None] = mapped_column(ID, ForeignKey("fetch.id"))  # the last good answer
    payload: Mapped[dict[str, Any]]  # of the frontier row that asked for it last


class FrontierRow(Base):
    """What a visit's cycle still has to ask for, and what became of the rest."""

    __tablename__ = "frontier"
    __table_args__ = (Index(None, "cycle", "state", "priority", "seq"),)
    cycle: Mapped[int] = mapped_column(ID, primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(Key, primary_key=True)
    seq: Mapped[int]  # order of discovery: the tie break
    url: Mapped[str]
    kind: Mapped[str] = mapped_column(String(20))
    group: Mapped[str] = mapped_column(Key)
    score: Mapped[float]
    priority: Mapped[float]  # score × the group's factor
    payload: Mapped[dict[str, Any]]
    state: Mapped[FrontierState] = mapped_column(Word(FrontierState, 20))
    reason: Mapped[str]


class Factor(Base):
    """What a group of links proved to be worth in this cycle."""

    __tablename__ = "factor"
    cycle: Mapped[int] = mapped_column(ID, primary_key=True, autoincrement=False)
    group: Mapped[str] = mapped_column(Key, primary_key=True)
    factor: Mapped[float]


class SightingRow(Base):
    """A report seen in a cycle: ``storage.values.Sighting`` as JSON."""

    __tablename__ = "sighting"
    __table_args__ = (Index(None, "portal", "key"),)
    cycle: Mapped[int] = mapped_column(ID, primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(Key, primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    portal: Mapped[str] = mapped_column(String(40))
    data: Mapped[dict[str, Any]]


class ListPageRow(Base):
    """One page of a list as it was seen in a cycle."""

    __tablename__ = "list_page"
    cycle: Mapped[int] = mapped_column(ID, primary_key=True, autoincrement=False)
    column: Mapped[str] = mapped_column(Key, primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entries: Mapped[list[str]]
    total: Mapped[int | None]
    pages: Mapped[int | None]
    more: Mapped[bool]


class Rejection(Base):
    """What looked like a report in a cycle, and why it is none."""

    __tablename__ = "rejection"
    cycle: Mapped[int] = mapped_column(ID, primary_key=True, autoincrement=False)
    url: Mapped[str] = mapped_column(Key, primary_key=True)
    reason: Mapped[str] = mapped_column(Key, primary_key=True)
    title: Mapped[str]


class JournalledRow(Base):
    """What the newest journal says of a row that visits change: see ``storage.journal``.

    ``name`` is the row's table; of a run (``portal`` is empty then) it only says that its own rows are in a journal.
    """

    __tablename__ = "journalled_row"
    portal: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)  # digest of what names the row in its portal
    digest: Mapped[str] = mapped_column(String(64))  # of the columns that stay
    moving: Mapped[list[Any]]  # the columns that each look sets
