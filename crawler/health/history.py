"""What one look at a portal, or at a run, is judged by; and the few ratios that all rules share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import median

from storage.health.values import FindingRecord, Found, Measured
from storage.vocabulary import VisitOutcome

LOST_SHARE = 1 / 3  # of what there was: nobody takes so much off by hand, and a list that rolls stays as long as it was
HALF = 1 / 2  # more of a run's portals than this have one cause; less than this of its usual length is another text
FEW = 3  # less of anything than this is chance, whatever its share
DOZEN = 12  # reports: they never leave by the dozen unseen, whatever their share
ENOUGH_READ = 6  # reports read in one visit, for their median to say something
USUAL_VISITS = 5  # before this one, whose median is usual: one odd night does not move it
REMEMBERED_VISITS = 12  # that a portal is judged by

READ = frozenset({VisitOutcome.COMPLETE, VisitOutcome.INCOMPLETE})  # outcomes of visits that saw what there is
ANSWERED = READ | {VisitOutcome.BLOCKED, VisitOutcome.NEEDS_BROWSER}
REACHED = READ | {VisitOutcome.NEEDS_BROWSER}


def nowhere(entries: AbstractSet[str]) -> Mapping[str, bool]:
    """Say of each entry that it is a report, and stands nowhere else."""
    return dict.fromkeys(entries, False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalHistory:
    """A portal as this look knows it. ``visits``: oldest first, this run's last."""

    code: str
    name: str
    home: str
    visits: Sequence[Measured]
    today: date
    standing: Collection[FindingRecord] = ()  # its findings that are open
    accepted: Collection[FindingRecord] = ()  # of its findings, those that a person takes for the new state
    baselines: Mapping[int, Measured] = field(default_factory=dict)  # visits that standing findings are compared with
    listed: Mapping[int, Mapping[str, frozenset[str]]] = field(default_factory=dict)  # cycle → list → entries
    reports: Callable[[AbstractSet[str]], Mapping[str, bool]] = nowhere  # of entries → stands elsewhere
    published: Mapping[tuple[str, int], int] = field(default_factory=dict)  # (level, year) → documents
    watched_since: datetime | None = None
    last_complete: datetime | None = None  # when a visit was
    last_answer: datetime | None = None  # when a visit was not in vain

    @property
    def now(self) -> Measured:
        """This run's visit."""
        return self.visits[-1]

    def open(self, slot: str) -> dict[str, FindingRecord]:
        """Return subject → the open finding of a slot."""
        return {record.found.subject: record for record in self.standing if record.found.slot == slot}

    def past(self, *slots: str) -> Sequence[Measured]:
        """Return the visits before this one, from the last on that a person accepted for one of these slots."""
        since = [record.last_seen for record in self.accepted if record.found.slot in slots]
        return [one for one in self.visits[:-1] if not since or one.ended >= max(since)]

    def found(self, slot: str, **facts: object) -> Found:
        """Return a finding on this portal."""
        return Found(portal=self.code, slot=slot, **{"url": self.home, **facts})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotJudged:
    """What a rule says of its slot; of ``unknown`` subjects (or of all) it cannot say anything this time."""

    portal: str
    slot: str
    found: tuple[Found, ...] = ()
    unknown: frozenset[str] = frozenset()
    judged: bool = True


def usual(numbers: Sequence[float]) -> float | None:
    """Return the median of the last few; None of none."""
    return median(numbers[-USUAL_VISITS:]) if numbers else None


def day(moment: datetime) -> str:
    """Return a moment as people are told it."""
    return f"{moment:%Y-%m-%d %H:%M}Z"
