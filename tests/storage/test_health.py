"""What a visit measured and what health found, kept alike in every database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from invented_portal import CODE, HOME, NAME, RUN, candidate, extracted, harvest, kept, sighting, unit

from storage.health import findings
from storage.health.values import Found, ListMeasured, Measured
from storage.values import ListSeen
from storage.vocabulary import FindingKind, ListAnswer, Severity, VisitOutcome

NOW = datetime(2026, 6, 1, 1, 15, tzinfo=UTC)
LIST = f"{HOME}list0.html"


@pytest.fixture
def archive(site, opened):
    return opened(site)


def test_a_measurement_comes_back_as_it_was(site, opened):
    harvest(opened(site))
    with site.read() as reader:
        [run] = reader.runs()
    archive = opened(site)
    [(visit, cycle, ended, outcome, reason)] = [archive.measurements.unmeasured(CODE)]
    lists = {LIST: ListMeasured(name="年报", url=LIST, entries=7, whole=False)}
    read = archive.measurements.read(CODE, run.id)
    counts = archive.measurements.counts(CODE)
    measured = Measured(
        visit=visit, cycle=cycle, portal=CODE, ended=ended, outcome=outcome, reason=reason, lists=lists, entries=7,
        answers={"x": ListAnswer.GONE}, held=counts.held, gone=counts.gone, missing=counts.missing, read=read, clock=-1.5,
    )  # fmt: skip
    archive.measurements.keep(measured)
    archive.commit()
    assert archive.measurements.latest(CODE, 5) == [measured]
    assert archive.measurements.of_visits([visit]) == {visit: measured}
    assert archive.measurements.unmeasured(CODE) is None
    assert (counts.held, counts.gone, counts.missing) == (21, 0, 0)
    assert (read.reports, read.files, read.failed, read.flagged) == (21, 2.0, 0.0, 0.0)
    assert archive.measurements.published(CODE) == {("township", 2010 + number): 3 for number in range(7)}
    assert archive.measurements.last_with(CODE, {VisitOutcome.COMPLETE}) == ended
    assert archive.measurements.first_visit(CODE) <= ended


def test_the_pages_of_lists_and_the_reports_that_have_moved(archive):
    archive.begin_run(**RUN)
    visit = archive.begin_visit(CODE, NAME, HOME)
    old, new, lost = f"{HOME}old.html", f"{HOME}new.html", f"{HOME}lost.html"
    archive.frontier(visit.id).enqueue([candidate(key) for key in (old, new, lost, LIST)])
    for key in (old, new):  # one report at two places
        seen = sighting(key, 2020, "民政局", ())
        archive.record(unit(visit.id, key, key.encode(), kind="report", sightings=(seen,), extracted=extracted("正文")))
    archive.record(unit(visit.id, lost, b"", kind="soft_404", state="failed", wire={"status": 404}))
    listing = ListSeen(column=LIST, page=0, entries=(old, new), total=None, pages=None, more=False)
    archive.record(unit(visit.id, LIST, b"list", kind="list", listing=listing))
    [first, second] = list(archive.sighted(visit.id, complete=True))
    both = replace(kept(first), places=(*kept(first).places, *kept(second).places))
    archive.keep(visit.id, both)
    archive.commit()
    measurements = archive.measurements
    assert measurements.listed(visit.cycle) == {LIST: {old, new}}
    assert measurements.answers(CODE, [lost, LIST, "never asked"], visit.cycle) == {lost: "gone", LIST: "read"}
    assert measurements.addresses(CODE, [LIST])[LIST].startswith("http")
    assert measurements.reports_at(CODE, {old, lost}, visit.cycle) == {old: True}
    assert measurements.reports_at(CODE, {old, new}, visit.cycle) == {old: False, new: False}
    assert measurements.last_runs("").begun


def test_findings_live_from_opening_to_closing_and_targets_are_told_once(archive, site):
    found = Found(
        portal=CODE, slot="lists", kind=FindingKind.LIST_SHRANK, severity=Severity.WARNING, what="it shrank",
        todo="look", subject=LIST, url=LIST, before=72.0, after=36.0, baseline=3,
    )  # fmt: skip
    record = archive.findings.open(found, NOW, 1)
    archive.findings.tell([(record.id, "opened")], "0a1b2c3d", NOW)
    archive.findings.tell([(record.id, "opened")], "0a1b2c3d", NOW)
    archive.commit()
    assert archive.findings.standing([CODE]) == [record]
    assert archive.findings.standing(["999999"]) == []
    assert archive.findings.told("0a1b2c3d") == {(record.id, "opened")}
    assert archive.findings.told("ffffffff") == set()
    with site.read() as reader:
        assert findings.standing(reader.connection) == [record]
    closed = replace(record, closed=NOW + timedelta(days=3), closed_why="accepted", quiet=3)
    archive.findings.keep(closed)
    assert archive.findings.standing() == []
    assert archive.findings.closed_since(NOW) == archive.findings.accepted() == [closed]
