"""Health's look at the end of a run: histories are read, judged, and what has changed is written down."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.health import calendar, judgement, lists, standing
from crawler.health.history import ANSWERED, REMEMBERED_VISITS, PortalHistory
from crawler.health.report import HealthReport
from crawler.health.run import RunHistory
from storage.health.runs import LastRuns
from storage.health.values import FindingRecord
from storage.vocabulary import FindingKind, VisitOutcome

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

    from crawler.run_state import RunState
    from spiders.portals import Portal
    from storage.archive import Archive

REOPENS = timedelta(days=60)  # a finding that comes back within so many days is known to come and go


class Listed(dict[int, Mapping[str, frozenset[str]]]):
    """Cycle → list → its entries, read when they are looked at: lists rarely lose any."""

    def __init__(self, archive: Archive) -> None:
        super().__init__()
        self._archive = archive

    def __missing__(self, cycle: int) -> Mapping[str, frozenset[str]]:
        self[cycle] = self._archive.measurements.listed(cycle)
        return self[cycle]


async def look(crawler: Crawler, archive: Archive, state: RunState) -> HealthReport:
    """Judge the visits of a run that came to their end, and the run; note what opened, stays and closed."""
    now = datetime.now(UTC)
    open_yet = archive.findings.standing(list(state.results))
    accepted = archive.findings.accepted()
    histories = []
    for result in state.results.values():
        if history := _history(archive, result.portal, result.visit, open_yet, accepted):
            histories.append(history)
        await asyncio.sleep(0)
    clocks = [history.now.clock for history in histories if history.now.clock is not None]
    run = run_history(crawler.settings, archive.measurements.last_runs(state.run_id), now, accepted, clocks)
    judged = judgement.judge(histories, run, open_yet)
    changes = standing.settle(judged, open_yet, [*accepted, *archive.findings.closed_since(now - REOPENS)], now)
    for record in (*changes.kept, *changes.closed):
        archive.findings.keep(record)
    opened = [archive.findings.open(found, now, times) for found, times in changes.opened]
    archive.commit()
    return HealthReport(
        opened=[*opened, *changes.surfaced],
        open_yet=[one for one in changes.kept if one.closed is None and one not in changes.surfaced],
        closed=changes.closed,
        standing=archive.findings.standing(),
        names={code: result.portal.name for code, result in state.results.items()},
    )


def _history(
    archive: Archive,
    portal: Portal,
    visit: int,
    open_yet: Iterable[FindingRecord],
    accepted: Iterable[FindingRecord],
) -> PortalHistory | None:
    """Return what is known of a portal; None when this run's visit measured nothing."""
    kept = archive.measurements
    visits = kept.latest(portal.code, REMEMBERED_VISITS)
    if not visits or visits[-1].visit != visit:
        return None
    history = PortalHistory(
        code=portal.code,
        name=portal.name,
        home=portal.home,
        visits=visits,
        today=datetime.now(calendar.CHINA).date(),
        standing=[record for record in open_yet if record.found.portal == portal.code],
        accepted=[record for record in accepted if record.found.portal == portal.code],
        listed=Listed(archive),
        reports=lambda entries: kept.reports_at(portal.code, entries, visits[-1].cycle),
        published=kept.published(portal.code),
        watched_since=kept.first_visit(portal.code),
        last_complete=kept.last_with(portal.code, {VisitOutcome.COMPLETE}),
        last_answer=kept.last_with(portal.code, ANSWERED),
    )
    return lists.with_baselines(history, kept.of_visits(lists.baselines(history)))


def run_history(
    settings: BaseSettings,
    last: LastRuns,
    now: datetime,
    accepted: Iterable[FindingRecord] = (),
    clocks: Iterable[float] = (),
) -> RunHistory:
    """Return what is known of the run and the machine."""
    jumps = [one.found.before for one in accepted if one.found.kind is FindingKind.CLOCK and one.found.before]
    return RunHistory(
        now=now,
        begun=sorted(last.begun),
        last_moment=last.last_moment,
        known_jump=max(jumps, default=0.0),
        free_bytes=_free_bytes(settings),
        grown_bytes=last.grown_bytes,
        clocks=list(clocks),
    )


def _free_bytes(settings: BaseSettings) -> int | None:
    """Return the bytes that are free for the archive and its database, as far as they lie on disks of this machine."""
    places = [] if "://" in settings["ARCHIVE_URL"] else [Path(settings["ARCHIVE_URL"])]
    if settings["DATABASE_URL"].startswith("sqlite:///"):
        places.append(Path(settings["DATABASE_URL"].removeprefix("sqlite:///")).parent)
    return min((shutil.disk_usage(place).free for place in places if place.exists()), default=None)
