"""What each visit measured, and what health has found and told: derived working state, which no manifest hashes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.database.types import Key, Word
from storage.models.base import ID, Base
from storage.vocabulary import FindingKind, Severity, VisitOutcome


class VisitMeasurement(Base):
    """The numbers of a visit that came to its end: ``storage.health.values.Measured``."""

    __tablename__ = "visit_measurement"
    __table_args__ = (Index(None, "portal", "visit_id"),)
    visit_id: Mapped[int] = mapped_column(ID, ForeignKey("visit.id"), primary_key=True, autoincrement=False)
    portal: Mapped[str] = mapped_column(String(40))
    ended: Mapped[datetime]
    outcome: Mapped[VisitOutcome] = mapped_column(Word(VisitOutcome, 20))
    numbers: Mapped[dict[str, Any]]


class HealthFinding(Base):
    """A finding from the visit (or run) that saw it first until those that saw it no more."""

    __tablename__ = "health_finding"
    __table_args__ = (Index(None, "closed", "portal"),)
    id: Mapped[int] = mapped_column(ID, primary_key=True)
    portal: Mapped[str] = mapped_column(String(40))  # "" of a finding on the run
    slot: Mapped[str] = mapped_column(String(20))  # findings of one slot and subject take each other's place
    subject: Mapped[str] = mapped_column(Key)  # the list, the year or the number that it is about; "" of the whole
    kind: Mapped[FindingKind] = mapped_column(Word(FindingKind, 20))
    severity: Mapped[Severity] = mapped_column(Word(Severity, 20))
    what: Mapped[str]
    todo: Mapped[str]
    url: Mapped[str]
    before: Mapped[float | None]
    after: Mapped[float | None]
    baseline: Mapped[int | None] = mapped_column(ID)  # the visit that it is compared with
    covered: Mapped[bool]  # a finding on the run says it, for many portals: nobody is told of this one
    since: Mapped[datetime]
    last_seen: Mapped[datetime]
    quiet: Mapped[int]  # looks in a row that did not find it
    times: Mapped[int]  # how often it came back
    closed: Mapped[datetime | None]
    closed_why: Mapped[str]  # cleared, superseded or accepted


class AlertSent(Base):
    """A change of a finding's state that an alert target was told."""

    __tablename__ = "alert_sent"
    finding_id: Mapped[int] = mapped_column(ID, ForeignKey("health_finding.id"), primary_key=True, autoincrement=False)
    change: Mapped[str] = mapped_column(String(40), primary_key=True)
    target: Mapped[str] = mapped_column(String(8), primary_key=True)  # digest of the target's address: it holds secrets
    sent: Mapped[datetime]
