"""Nights of invented portals, judged one after the other as runs judge them; findings live on in memory."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from crawler.health import judgement, lists, standing
from crawler.health.history import REMEMBERED_VISITS, PortalHistory
from crawler.health.run import RunHistory
from storage.health.values import FindingRecord, ListMeasured, Measured, ReadMeasured
from storage.vocabulary import VisitOutcome

FIRST = datetime(2026, 6, 1, 1, 15, tzinfo=UTC)
NIGHT = timedelta(days=1)
LIST = "portal.example/nb"


def reports(number, start=0):
    """Return the keys of so many reports, newest last."""
    return frozenset(f"portal.example/nb/{at}.html" for at in range(start, start + number))


@dataclass
class Seen:
    """What one visit saw of a portal. ``lists``: list → entries."""

    lists: dict = field(default_factory=lambda: {LIST: reports(72)})
    outcome: str = "complete"
    published: dict = field(default_factory=dict)
    facts: dict = field(default_factory=dict)  # further numbers of Measured


@dataclass
class World:
    """Portals by code, the nights so far, and the findings as an archive would keep them."""

    now: datetime = FIRST
    step: timedelta = NIGHT
    visits: dict = field(default_factory=dict)  # code → measurements
    listed: dict = field(default_factory=dict)  # cycle → list → entries
    findings: list = field(default_factory=list)  # all that ever opened, as they are now
    opened: list = field(default_factory=list)  # a list a night
    run: dict = field(default_factory=dict)  # further facts of RunHistory
    watched_since: datetime = FIRST

    def night(self, **portals):
        """Visit portals (code → Seen), judge, and return what opened."""
        histories = [self._visited(code.removeprefix("p"), seen) for code, seen in portals.items()]
        run = RunHistory(now=self.now, **{"last_moment": self.now - self.step, **self.run})
        open_yet = [one for one in self.findings if one.closed is None]
        judged = judgement.judge(histories, run, open_yet)
        changes = standing.settle(judged, open_yet, [one for one in self.findings if one.closed], self.now)
        changed = {one.id: one for one in (*changes.kept, *changes.closed)}
        self.findings = [changed.get(one.id, one) for one in self.findings]
        opened = list(changes.surfaced)
        for found, times in changes.opened:
            number = len(self.findings) + 1
            record = FindingRecord(id=number, found=found, since=self.now, last_seen=self.now, times=times)
            opened.append(record)
            self.findings.append(record)
        self.opened.append(opened)
        self.now += self.step
        return [record.found for record in opened if not record.found.covered]

    def nights(self, number, **portals):
        """Visit portals so many nights; return all that opened."""
        return [found for _ in range(number) for found in self.night(**portals)]

    def accept(self):
        """Take what is open for the new state, as a person does."""
        self.findings = [standing.accepted(one, self.now) if one.closed is None else one for one in self.findings]

    @property
    def open(self):
        return [one for one in self.findings if one.closed is None]

    def _visited(self, code, seen):
        number = sum(map(len, self.visits.values())) + 1
        entries = frozenset().union(*seen.lists.values())
        reached = seen.outcome in {"complete", "incomplete"}
        shown = seen.lists if reached else {}
        self.listed[number] = shown
        past = self.visits.setdefault(code, [])
        held = len(entries) or max((one.held for one in past), default=0)  # the archive forgets nothing
        numbers = {"asked": 10, "held": held, "requests": 10, **seen.facts}
        past.append(
            Measured(
                visit=number,
                cycle=number,
                portal=code,
                ended=self.now,
                outcome=VisitOutcome(seen.outcome),
                lists={key: ListMeasured(name="年报", url=f"http://{key}/", entries=len(shown[key])) for key in shown},
                entries=len(entries) if reached else 0,
                **numbers,
            )
        )
        history = PortalHistory(
            code=code,
            name=f"县{code}",
            home=f"http://{code}.example/",
            visits=past[-REMEMBERED_VISITS:],
            today=self.now.date(),
            standing=[one for one in self.open if one.found.portal == code],
            accepted=[one for one in self.findings if one.closed_why == "accepted" and one.found.portal == code],
            listed=self.listed,
            published=seen.published,
            watched_since=self.watched_since,
            last_complete=max((one.ended for one in past if one.outcome == "complete"), default=None),
            last_answer=max((one.ended for one in past if one.outcome != "unreachable"), default=None),
        )
        baselines = lists.baselines(history)
        return lists.with_baselines(history, {one.visit: one for one in past if one.visit in baselines})


def with_facts(seen, **facts):
    """Return a visit with further numbers."""
    return replace(seen, facts={**seen.facts, **facts})


def read(**numbers):
    """Return what was made of new reports."""
    return ReadMeasured(**{"reports": 10, "files": 1.0, "length": 2000.0, "failed": 0.0, "flagged": 0.1, **numbers})
