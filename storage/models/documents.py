"""What the exchanges prove: documents, their versions and files, where they stood, what was read in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.database.types import Key, Word
from storage.models.base import ID, Base
from storage.vocabulary import EventKind, FileRole


class Document(Base):
    """A report of one body for one year on one portal. ``key``/``url``: where it stands now."""

    __tablename__ = "document"
    __table_args__ = (Index(None, "portal", "year"),)
    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    portal: Mapped[str] = mapped_column(String(40))
    agency: Mapped[str | None]
    level: Mapped[str]
    year: Mapped[int]
    key: Mapped[str] = mapped_column(Key)
    url: Mapped[str]
    version: Mapped[int]  # number of the current version
    sibling: Mapped[bool]  # another document of the same body and year stands beside it
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]
    last_cycle: Mapped[int] = mapped_column(ID)
    gone_since: Mapped[datetime | None]


class Version(Base):
    """Content of a document that differed from what was there before."""

    __tablename__ = "version"
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"), index=True)
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]
    key: Mapped[str] = mapped_column(Key)
    url: Mapped[str]
    title: Mapped[str]
    published: Mapped[str | None]
    index_number: Mapped[str | None]
    body: Mapped[int]
    flags: Mapped[list[str]]
    meta: Mapped[dict[str, str]]
    content_key: Mapped[str] = mapped_column(Key, index=True)
    text_key: Mapped[str] = mapped_column(Key, index=True)


class File(Base):
    """A file of a version: its page, or an attachment."""

    __tablename__ = "file"
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    role: Mapped[FileRole] = mapped_column(Word(FileRole))
    url: Mapped[str]
    key: Mapped[str] = mapped_column(Key)
    name: Mapped[str]
    media_type: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    fetch_id: Mapped[int] = mapped_column(ID, ForeignKey("fetch.id"))
    part: Mapped[list[str]]  # of a page of several reports: the line that this one begins with, then the others'


class Place(Base):
    """A page (or bare file) at which a document of a year was seen, and which version it showed at the last look."""

    __tablename__ = "place"
    portal: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(Key, primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), index=True)
    url: Mapped[str]
    version: Mapped[int]
    last_seen: Mapped[datetime]
    missing_since: Mapped[datetime | None]
    missing_looks: Mapped[int]
    missing_cycle: Mapped[int | None] = mapped_column(ID)  # the cycle counted last
    missing_why: Mapped[str]


class Event(Base):
    """Something that happened to a document."""

    __tablename__ = "event"
    id: Mapped[int] = mapped_column(ID, primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), index=True)
    version: Mapped[int]
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[EventKind] = mapped_column(Word(EventKind, 20))
    detail: Mapped[dict[str, Any]]


class Discovery(Base):
    """A link that led to a document."""

    __tablename__ = "discovery"
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), primary_key=True)
    edge: Mapped[str] = mapped_column(String(64), primary_key=True)  # digest of url and anchor
    url: Mapped[str]
    anchor: Mapped[str]


class Extraction(Base):
    """What one version of one extractor read in one payload. Never overwritten."""

    __tablename__ = "extraction"
    __table_args__ = (UniqueConstraint("sha256", "extractor", "version"),)
    id: Mapped[int] = mapped_column(ID, primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    extractor: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    status: Mapped[str] = mapped_column(String(20))
    media_type: Mapped[str]
    text: Mapped[str]
    tables: Mapped[list[Any]]
    notes: Mapped[list[str]]
    members: Mapped[list[Any]]  # of an archive: each file's name, and where its lines and tables end
    created: Mapped[datetime]
    run_id: Mapped[str | None] = mapped_column(ForeignKey("run.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))  # of what was read, so that a forged text shows


class FactSet(Base):
    """The facts that one version of the mapper found in one extraction. Derived, never overwritten.

    ``facts``: one list a fact, in the order of ``storage.facts.COLUMNS``: they are read whole, by extraction.
    """

    __tablename__ = "fact_set"
    extraction_id: Mapped[int] = mapped_column(ID, ForeignKey("extraction.id"), primary_key=True, autoincrement=False)
    mapper: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # version of the mapper
    facts: Mapped[list[Any]]
    created: Mapped[datetime]
