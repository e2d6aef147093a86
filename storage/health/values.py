"""The values that health is judged by, and what it finds. Plain and frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from storage.vocabulary import FindingKind, ListAnswer, Severity, VisitOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMeasured:
    """One list of a visit."""

    name: str = ""
    url: str = ""
    entries: int = 0
    whole: bool = True  # every page that it announced was read


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMeasured:
    """What was made of the versions that a run added to a portal. Shares are of 1."""

    reports: int = 0
    files: float = 0.0  # a report
    length: float = 0.0  # characters of a report's text, their median
    failed: float = 0.0  # share of files that could not be read
    flagged: float = 0.0  # share of reports with a flag


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The numbers of one visit that came to its end."""

    visit: int
    cycle: int
    portal: str
    ended: datetime
    outcome: VisitOutcome
    reason: str = ""
    lists: Mapping[str, ListMeasured] = field(default_factory=dict)  # key of the first page → a list that holds reports
    answers: Mapping[str, ListAnswer] = field(default_factory=dict)  # list known before, and not seen → its page
    entries: int = 0  # different entries of all lists
    stopped_early: bool = False  # the budget was used, or the portal went mute
    asked: int = 0  # answers and failures
    blocked: int = 0  # of them, walls
    wall: str = ""
    moved_to: str = ""  # where the home page has moved for good
    tls: str = ""  # whose certificates do not verify, in words
    requests: int = 0
    held: int = 0  # documents that stand
    gone: int = 0
    missing: int = 0  # of those that stand, seen at none of their places at the last look
    clock: float | None = None  # seconds by which the server's clock is ahead of ours
    read: ReadMeasured = ReadMeasured()

    def numbers(self) -> dict[str, Any]:
        """Return what is stored beside the visit's own columns, as JSON."""
        own = {"visit", "cycle", "portal", "ended", "outcome", "reason"}
        return {name: value for name, value in asdict(self).items() if name not in own}

    @classmethod
    def of_numbers(cls, numbers: Mapping[str, Any], **own: Any) -> Measured:
        """Return a measurement from what is stored."""
        lists = {key: ListMeasured(**one) for key, one in numbers.get("lists", {}).items()}
        read = ReadMeasured(**numbers.get("read", {}))
        answers = {key: ListAnswer(answer) for key, answer in numbers.get("answers", {}).items()}
        return cls(**own, **{**numbers, "lists": lists, "answers": answers, "read": read})


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A finding as one look has it. ``portal``: "" of a finding on the run. ``subject``: see the model."""

    portal: str
    slot: str
    kind: FindingKind
    severity: Severity
    what: str
    todo: str
    subject: str = ""
    url: str = ""
    before: float | None = None
    after: float | None = None
    baseline: int | None = None  # the visit that it is compared with
    covered: bool = False  # a finding on the run says it, for many portals

    @property
    def needs_person(self) -> bool:
        """Whether somebody must look."""
        return self.severity is not Severity.NOTICE and not self.covered


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRecord:
    """A finding as the archive keeps it, from the first look that had it on."""

    id: int
    found: Found
    since: datetime
    last_seen: datetime
    quiet: int = 0  # looks in a row that did not find it
    times: int = 0  # how often it came back
    closed: datetime | None = None
    closed_why: str = ""
