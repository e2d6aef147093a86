"""What a visit that has ended measured: its memory, and what the archive now holds of its portal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from crawler.health.history import REMEMBERED_VISITS
from spiders.discovery.visit_state import VisitState
from storage.health.values import ListMeasured, Measured

if TYPE_CHECKING:
    from storage.archive import Archive
    from storage.values import OpenedVisit
    from storage.vocabulary import VisitOutcome


@dataclass(frozen=True, slots=True)
class VisitEnd:
    """How a visit ended. ``tls``: whose certificates do not verify, in words."""

    outcome: VisitOutcome
    reason: str
    tls: str
    requests: int


def of_state(state: VisitState, urls: Mapping[str, str]) -> dict[str, Any]:
    """Return what a visit's memory says; ``urls``: key of a list → its address."""
    lists = {
        key: ListMeasured(name=one.name, url=urls.get(key, ""), entries=one.entries_seen, whole=one.is_whole)
        for key, one in state.lists.items()
    }
    entries = {entry for one in state.lists.values() for page in one.pages.values() for entry in page}
    return {
        "lists": lists,
        "entries": len(entries),
        "stopped_early": state.stopped is not None,
        "asked": state.asked,
        "blocked": state.blocked,
        "wall": state.wall,
        "moved_to": state.home.moved_to,
    }


def measure(
    archive: Archive,
    opened: OpenedVisit,
    portal: str,
    run: str,
    *,
    state: VisitState,
    ended: VisitEnd,
) -> None:
    """Measure a visit of this run that has just ended."""
    kept, now = archive.measurements, datetime.now(UTC)
    known = {key for one in kept.latest(portal, REMEMBERED_VISITS) for key in one.lists} - set(state.lists)
    counts = kept.counts(portal)
    measured = Measured(
        visit=opened.id,
        cycle=opened.cycle,
        portal=portal,
        ended=now,
        outcome=ended.outcome,
        reason=ended.reason,
        tls=ended.tls,
        requests=ended.requests,
        answers=kept.answers(portal, known, opened.cycle),
        held=counts.held,
        gone=counts.gone,
        missing=counts.missing,
        read=kept.read(portal, run),
        clock=_clock(archive, opened.id),
    )
    kept.keep(replace(measured, **of_state(state, kept.addresses(portal, state.lists))))


def measure_earlier(archive: Archive, portal: str, memory: dict[str, Any] | None) -> None:
    """Measure a portal's last visit before this one, if the software of its time did not."""
    last = archive.measurements.unmeasured(portal) if memory else None
    if last is None:
        return
    visit, cycle, ended, outcome, reason = last
    counts = archive.measurements.counts(portal)
    state = VisitState.of_memory(memory)
    seen = of_state(state, archive.measurements.addresses(portal, state.lists))
    measured = Measured(
        visit=visit,
        cycle=cycle,
        portal=portal,
        ended=ended,
        outcome=outcome,
        reason=reason,
        held=counts.held,
        gone=counts.gone,
        missing=counts.missing,
    )
    archive.measurements.keep(replace(measured, **seen, requests=state.asked))


def _clock(archive: Archive, visit: int) -> float | None:
    """Return the seconds by which the portal's clock is ahead of ours, as far as its last answer says."""
    found = archive.measurements.date_header(visit)
    if found is None:
        return None
    try:
        date = parsedate_to_datetime(found[0])
    except ValueError:
        return None
    return ((date if date.tzinfo else date.replace(tzinfo=UTC)) - found[1]).total_seconds()
