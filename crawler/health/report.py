"""What one look of health came to, and how people are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from crawler.health.history import day
from crawler.health.standing import CLEARED
from crawler.speaking import plain
from storage.health.values import FindingRecord

MAX_TOLD = 20  # findings of one sort in the closing summary, or in a message


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthReport:
    """The findings that opened, stay and closed in one look; of covered ones nobody is told. ``names``: by portal."""

    opened: Sequence[FindingRecord] = ()
    open_yet: Sequence[FindingRecord] = ()
    closed: Sequence[FindingRecord] = ()
    standing: Sequence[FindingRecord] = ()  # all that is open in the archive now
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def cleared(self) -> list[FindingRecord]:
        """Those that are over, and not in another's place."""
        return own(record for record in self.closed if record.closed_why == CLEARED)

    def lines(self) -> list[str]:
        """Return the lines of the closing summary; none when all is well."""
        return [
            *_some("health: new:", own(self.opened), self.names, advice=True),
            *_some("health: still:", own(self.open_yet), self.names, advice=False),
            *_some("health: over:", self.cleared, self.names, advice=False),
        ]


def own(records: Iterable[FindingRecord]) -> list[FindingRecord]:
    """Return the findings that no finding on the run covers."""
    return [record for record in records if not record.found.covered]


def _some(head: str, records: Sequence[FindingRecord], names: Mapping[str, str], *, advice: bool) -> Iterator[str]:
    for record in records[:MAX_TOLD]:
        yield f"{head} {told(record, names)}"
        if advice:
            yield f"    do:  {record.found.todo}"
    if len(records) > MAX_TOLD:
        kinds = Counter(str(record.found.kind) for record in records[MAX_TOLD:])
        yield f"{head} and {len(records) - MAX_TOLD} more: " + ", ".join(f"{kind} {n}" for kind, n in kinds.items())


def told(record: FindingRecord, names: Mapping[str, str]) -> str:
    """Return a finding in one line: where, what kind, since when, what."""
    found = record.found
    where = f"{found.portal} {names.get(found.portal, '')}".strip() or "the run"
    quiet = f" (not found at the last {record.quiet} looks)" if record.quiet else ""
    return plain(f"{where}: {found.kind} since {day(record.since)}{quiet}: {found.what}")


def as_json(record: FindingRecord, names: Mapping[str, str]) -> dict[str, object]:
    """Return a finding as ``scrapy health --json`` gives it."""
    found = record.found
    return {
        "id": record.id or None,
        "portal": {"code": found.portal, "name": names.get(found.portal)} if found.portal else None,
        "kind": found.kind,
        "severity": found.severity,
        "since": f"{record.since:%Y-%m-%dT%H:%M:%SZ}",
        "last_seen": f"{record.last_seen:%Y-%m-%dT%H:%M:%SZ}",
        "what": found.what,
        "do": found.todo,
        "url": found.url or None,
        "before": found.before,
        "after": found.after,
    }
