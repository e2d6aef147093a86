"""How a run went, as pure functions: outcomes → exit status, and what a person should do about each portal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storage.vocabulary import VisitOutcome

if TYPE_CHECKING:
    from crawler.health.report import HealthReport
    from spiders.portals import Portal

COMPLETE, MISTAKE, USAGE, INCOMPLETE, NOTHING_REACHED, STORAGE, LOCKED, NEEDS_PERSON, INTERRUPTED = *range(8), 130
FAILED_REASON = "failed"  # the reason with which Scrapy closes a run that had to stop
MAX_PORTALS_WITHOUT_TALLY = 20  # of more, the summary ends with one
SHUTDOWN = "shutdown"  # Scrapy's word for Ctrl-C and SIGTERM

ADVICE = {
    VisitOutcome.COMPLETE: "",
    VisitOutcome.INCOMPLETE: "run again; if it stays incomplete, look at it with `scrapy probe {home}`",
    VisitOutcome.BLOCKED: (
        "the portal refuses us (a wall, or its robots.txt); write to its operator or visit from a network it "
        "allows. Nothing was evaded"
    ),
    VisitOutcome.UNREACHABLE: "check the home page in a browser; if it moved, change `home` of {code} in the registry",
    VisitOutcome.NEEDS_BROWSER: "install one with `make browser`, then run again",
    VisitOutcome.HELD: "another run visits this portal now; nothing to do",
    VisitOutcome.INTERRUPTED: "run the same command again: it goes on where this one stopped",
}


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one portal in this run. The counts are of this visit."""

    portal: Portal
    outcome: VisitOutcome
    reason: str
    visit: int = 0
    reports: int = 0  # documents of the portal seen or known current
    new: int = 0  # versions added
    changed: int = 0  # of them, versions of documents already known
    gone: int = 0
    requests: int = 0
    failed: int = 0  # entries that got no usable answer
    rejected: Mapping[str, int] = field(default_factory=dict)  # reason → entries


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the whole run had to stop: the contract's exit status and one line."""

    status: int
    message: str


@dataclass(frozen=True, slots=True)
class Ending:
    """The run's exit status and its reason in words."""

    status: int
    reason: str


def ending(
    results: Mapping[str, Result], finish_reason: str, failure: Failure | None, found: HealthReport | None = None
) -> Ending:
    """Return the contract's exit status from every portal's outcome, why the crawl stopped, what health found."""
    end = _ending(results, finish_reason, failure)
    new = [record for record in found.opened if record.found.needs_person] if found else []
    if not new or end.status not in {COMPLETE, INCOMPLETE}:
        return end
    findings = "1 new finding needs" if len(new) == 1 else f"{len(new)} new findings need"
    return Ending(NEEDS_PERSON, f"{findings} a person; {end.reason}")


def _ending(results: Mapping[str, Result], finish_reason: str, failure: Failure | None) -> Ending:
    if failure is not None:
        return Ending(failure.status, failure.message)
    if finish_reason == SHUTDOWN:
        return Ending(INTERRUPTED, "interrupted; the next run goes on from here")
    outcomes = Counter(result.outcome for result in results.values())
    if set(outcomes) == {VisitOutcome.HELD}:
        return Ending(LOCKED, "other runs hold every selected portal")
    if set(outcomes) == {VisitOutcome.UNREACHABLE}:
        return Ending(NOTHING_REACHED, "no portal could be reached")
    incomplete = outcomes.total() - outcomes[VisitOutcome.COMPLETE]
    if incomplete:
        return Ending(INCOMPLETE, f"{incomplete} of {outcomes.total()} portals were not visited completely")
    return Ending(COMPLETE, f"all {outcomes.total()} portals were visited completely")


def summary(results: Iterable[Result], end: Ending, run_id: str, beside: Iterable[str] = ()) -> list[str]:
    """Return the closing summary: a line per portal, what to do where something is wrong, the exit status.

    ``beside``: lines on the whole run: its time-stamp, what health found, who could not be told.
    """
    results = list(results)
    lines = [f"run {run_id}"] if run_id else []
    for result in results:
        lines += _portal(result)
    if len(results) > MAX_PORTALS_WITHOUT_TALLY:
        lines.append(f"{len(results)} portals: {_tally(Counter(result.outcome for result in results))}")
    lines += beside
    lines.append(f"exit {end.status}: {end.reason}")
    return lines


def _tally(outcomes: Counter[VisitOutcome]) -> str:
    return ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())


def _portal(result: Result) -> list[str]:
    """Return the lines of one portal."""
    portal = result.portal
    changes = f"{result.new} new versions, {result.changed} changed, {result.gone} gone"
    asked = f"{result.requests} requests, {result.failed} failed"
    lines = [f"{portal.code} {portal.name}: {result.outcome}; {result.reports} reports ({changes}), {asked}"]
    if result.reason and result.outcome != VisitOutcome.COMPLETE:
        lines.append(f"    why: {result.reason}")
    if advice := advice_on(result.outcome, portal.code, portal.home):
        lines.append(f"    do:  {advice}")
    if result.rejected:
        most_first = sorted(result.rejected.items(), key=lambda item: (-item[1], item[0]))
        lines.append("    not reports: " + ", ".join(f"{reason} {count}" for reason, count in most_first))
    return lines


def advice_on(outcome: VisitOutcome, code: str, home: str) -> str:
    """Return what a person should do about a portal; "" when nothing."""
    return ADVICE[outcome].format(code=code, home=home)
