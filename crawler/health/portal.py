"""One portal against its own past: every rule but that of its lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from crawler.health.history import (
    DOZEN,
    ENOUGH_READ,
    FEW,
    HALF,
    LOST_SHARE,
    REACHED,
    PortalHistory,
    SlotJudged,
    day,
    usual,
)
from crawler.health.lists import SLOT as LISTS
from storage.health.values import Measured
from storage.vocabulary import FindingKind, Severity, VisitOutcome

SILENT_VISITS, SILENT_FOR = 3, timedelta(days=3)  # a server may be down for a night, or a weekend
PATIENCE_VISITS, PATIENCE = (
    5,
    timedelta(days=7),
)  # for a portal to be complete once: what failed is asked for again by then
MANY_TIMES, MANY_REQUESTS = 3, 300  # the most requests ever, so many times; fewer are no burden


def vanished(portal: PortalHistory, *, lists_lost: bool) -> SlotJudged:
    """Judge how many reports are missing or gone; lost lists say it already, for the same reports."""
    now, past = portal.now, [one for one in portal.past("reports", LISTS) if one.outcome in REACHED]
    if now.outcome not in REACHED or lists_lost or not past:
        return SlotJudged(portal=portal.code, slot="reports", judged=False)
    record = portal.open("reports").get("")
    stood = record.found.before if record else None
    before = (usual([_absent(one) for one in past]) or 0) if stood is None else stood
    lost = _absent(now) - before
    if lost < DOZEN and (lost < FEW or lost < LOST_SHARE * (now.held + now.gone)):
        return SlotJudged(portal=portal.code, slot="reports")
    rolled = now.entries >= (usual([one.entries for one in past]) or 0)
    found = portal.found(
        "reports",
        kind=FindingKind.REPORTS_VANISHED,
        severity=Severity.NOTICE if rolled else Severity.WARNING,
        what=f"{lost:g} more reports are missing or gone than before ({before:g} were, {_absent(now)} are, of "
        f"{now.held + now.gone})" + ("; its lists are as long as ever: they roll" if rolled else ""),
        todo="look at their addresses in `scrapy export - --table events`; the archive keeps them; if the portal took "
        f"them down, `scrapy health --accept {portal.code}`",
        before=before,
        after=_absent(now),
    )
    return SlotJudged(portal=portal.code, slot="reports", found=(found,))


def _absent(visit: Measured) -> int:
    return visit.missing + visit.gone


def access(portal: PortalHistory) -> SlotJudged:
    """Judge whether the portal lets us in: a wall that was not there, or silence for days."""
    facts = _wall(portal) if _walled(portal.now) else _silence(portal)
    found = (portal.found("access", **facts),) if facts else ()
    return SlotJudged(portal=portal.code, slot="access", found=found)


def _walled(visit: Measured) -> bool:
    many = visit.blocked >= FEW and visit.blocked >= visit.asked * LOST_SHARE
    return visit.outcome is VisitOutcome.BLOCKED or many


def _wall(portal: PortalHistory) -> dict[str, object]:
    now, open_yet = portal.now, portal.open("access").get("")
    free = [one for one in portal.past("access") if one.outcome in REACHED and not _walled(one)]
    if not free and not (open_yet and open_yet.found.kind is FindingKind.WALL):
        return {}
    until = f"; it had none at the visit of {day(free[-1].ended)}" if free else ""
    return {
        "kind": FindingKind.WALL,
        "severity": Severity.WARNING,
        "what": f"a wall: {now.blocked} of {now.asked} answers ({now.reason}){until}",
        "todo": "open the portal in a browser from this network; if it shows itself there, write to its operator, or "
        "visit from a network that it allows. Nothing is evaded",
        "before": 0,
        "after": now.blocked,
    }


def _silence(portal: PortalHistory) -> dict[str, object]:
    last, since = portal.visits[-SILENT_VISITS:], portal.last_answer or portal.watched_since
    if len(last) < SILENT_VISITS or any(one.outcome is not VisitOutcome.UNREACHABLE for one in last):
        return {}
    if since is None or portal.now.ended - since < SILENT_FOR:
        return {}
    return {
        "kind": FindingKind.UNREACHABLE,
        "severity": Severity.WARNING if portal.last_answer else Severity.NOTICE,
        "what": f"no answer since {day(since)}: {portal.now.reason}",
        "todo": f"look for the portal's address in a browser; if it has moved, change `home` of {portal.code} in the "
        "registry; if it was merged into another, say so in `gone`",
    }


def completeness(portal: PortalHistory) -> SlotJudged:
    """Judge a portal that is never complete, or no longer; what else is found on it says why."""
    last, since = portal.visits[-PATIENCE_VISITS:], portal.last_complete or portal.watched_since
    torn = len(last) == PATIENCE_VISITS and all(one.outcome is VisitOutcome.INCOMPLETE for one in last)
    if not torn or since is None or portal.now.ended - since < PATIENCE:
        ended = portal.now.outcome is VisitOutcome.COMPLETE
        return SlotJudged(portal=portal.code, slot="completeness", judged=ended)
    was = portal.last_complete is not None
    found = portal.found(
        "completeness",
        kind=FindingKind.STAYS_INCOMPLETE if was else FindingKind.NEVER_COMPLETE,
        severity=Severity.WARNING if was else Severity.NOTICE,
        what=f"not complete since {day(since)}: {portal.now.reason}",
        todo=f"run `scrapy audit {portal.code}` and look at the addresses that it names",
    )
    return SlotJudged(portal=portal.code, slot="completeness", found=(found,))


def certificate(portal: PortalHistory) -> SlotJudged:
    """Judge a certificate that did verify before."""
    now = portal.now
    past = [one for one in portal.past("certificate") if one.outcome in REACHED]
    if now.outcome not in REACHED or (now.tls and not past):
        return SlotJudged(portal=portal.code, slot="certificate", judged=False)
    if not now.tls or (all(one.tls for one in past) and not portal.open("certificate")):
        return SlotJudged(portal=portal.code, slot="certificate")
    found = portal.found(
        "certificate",
        kind=FindingKind.CERTIFICATE,
        severity=Severity.NOTICE,
        what=f"{now.tls}; at an earlier visit it was",
        todo="nothing, if a browser shows the same site with the same warning: what is archived is marked "
        "(`files[].tls`). If it is another site, take its host out of the registry",
    )
    return SlotJudged(portal=portal.code, slot="certificate", found=(found,))


def home(portal: PortalHistory) -> SlotJudged:
    """Judge a home page that has moved for good."""
    now = portal.now
    if now.outcome not in REACHED:
        return SlotJudged(portal=portal.code, slot="home", judged=False)
    if not now.moved_to:
        return SlotJudged(portal=portal.code, slot="home")
    found = portal.found(
        "home",
        subject=now.moved_to,
        kind=FindingKind.HOME_MOVED,
        severity=Severity.WARNING if any(not one.moved_to for one in portal.past("home")) else Severity.NOTICE,
        what=f"the home page has moved for good from {portal.home} to {now.moved_to}",
        todo=f"change `home` of {portal.code} in the registry to {now.moved_to}, before the old address dies",
        url=now.moved_to,
    )
    return SlotJudged(portal=portal.code, slot="home", found=(found,))


def reading(portal: PortalHistory) -> SlotJudged:
    """Judge what was made of the reports that this visit read anew, against those that earlier visits did."""
    now = portal.now.read
    past = [one.read for one in portal.past("reading") if one.read.reports >= ENOUGH_READ]
    if now.reports < ENOUGH_READ or not past:
        return SlotJudged(portal=portal.code, slot="reading", judged=False)
    worse = []
    for name, words in (("files", "files a report"), ("length", "characters of text, the median")):
        before, after = usual([getattr(one, name) for one in past]) or 0, getattr(now, name)
        worse += [(name, words, before, after)] if after < before * HALF else []
    for name, words in (("failed", "of the files could not be read"), ("flagged", "of the reports have flags")):
        before, after = usual([getattr(one, name) for one in past]) or 0, getattr(now, name)
        worse += [(name, words, before, after)] if after >= before + LOST_SHARE else []
    found = tuple(
        portal.found(
            "reading",
            subject=name,
            kind=FindingKind.READ_WORSE,
            severity=Severity.WARNING,
            what=f"of {now.reports} reports read: {after:.2f} {words}; it was {before:.2f}",
            todo=f"open one of the new reports beside its text (`scrapy export - --portals {portal.code} --since "
            "RUN`); if it is misread, make it a case with `scrapy case URL`",
            before=before,
            after=after,
        )
        for name, words, before, after in worse
    )
    return SlotJudged(portal=portal.code, slot="reading", found=found)


def requests(portal: PortalHistory) -> SlotJudged:
    """Judge how much was asked of the portal."""
    now, past = portal.now, portal.past("requests")
    if not past:
        return SlotJudged(portal=portal.code, slot="requests", judged=False)
    record = portal.open("requests").get("")
    most = record.found.before if record and record.found.before else max(one.requests for one in past)
    if now.requests < MANY_REQUESTS or now.requests <= MANY_TIMES * most:
        return SlotJudged(portal=portal.code, slot="requests")
    found = portal.found(
        "requests",
        kind=FindingKind.MORE_REQUESTS,
        severity=Severity.NOTICE,
        what=f"{now.requests} requests; {most:g} were the most before",
        todo=f"look for a trap among `scrapy audit {portal.code}`; a new part of the portal is no harm",
        before=most,
        after=now.requests,
    )
    return SlotJudged(portal=portal.code, slot="requests", found=(found,))


RULES: tuple[Callable[[PortalHistory], SlotJudged], ...] = (
    access,
    completeness,
    certificate,
    home,
    reading,
    requests,
)
