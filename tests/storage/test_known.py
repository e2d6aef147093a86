"""What the archive knows of a portal's keys, sightings and readings afterwards."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from invented_portal import HOME, NAME, PDF, T0, exchange, extracted, failure, sighting, unit
from recorded_portal import URL
from sqlalchemy import select

from storage import models
from storage.values import ListSeen, Unit, VisitStats


def test_a_failure_leaves_what_was_known(portal):
    portal.record(exchange(URL, b"<p>1</p>" + portal.code.encode()), kind="report", content_key="k")
    portal.archive.resources.schedule(portal.code, URL, T0)
    portal.again()
    portal.record(failure(URL), state="failed", kind="other")
    known = portal.archive.resources.get(portal.code, URL)
    assert (known.kind, known.status, known.etag, known.content_key) == ("report", None, '"a"', "k")
    assert (known.next_due, known.payload["名"], known.changed_at) == (T0, "年报", T0)
    assert list(portal.archive.resources.known(portal.code, [URL, "http://unknown/"])) == [URL]
    assert [known.key for known in portal.archive.resources.of_portal(portal.code, ["report"])] == [URL]


def test_changes_are_counted_by_content(portal):
    looks = []
    for hour, content in enumerate(("a", "a", "a", "b", "b")):
        body = f"{hour}{portal.code}".encode()
        portal.record(exchange(URL, body, started=T0 + timedelta(hours=hour)), content_key=content)
        known = portal.archive.resources.get(portal.code, URL)
        looks.append((known.unchanged_looks, (known.changed_at - T0) / timedelta(hours=1)))
        portal.again()
    assert looks == [(0, 0), (1, 0), (2, 0), (0, 3), (1, 3)]


def test_a_side_request_is_recorded_without_an_entry(portal):
    ids = portal.record(exchange(f"{HOME}robots.txt", b"User-agent: *"), key=None, kind="robots")
    assert [row.key for row in portal.rows(ids)] == [None]


def test_an_entry_is_answered_once(portal):
    portal.record(exchange(URL))
    with pytest.raises(LookupError, match="not waiting"):
        portal.archive.record(unit(portal.visit, URL))
    with pytest.raises(LookupError, match="not waiting"):
        portal.archive.record(unit(portal.visit, "http://never.example/"))


def test_what_is_seen_does_not_depend_on_the_order(portal):
    thin, rich = sighting(URL, via=((HOME, "列表"),)), sighting(URL, files=(f"{HOME}a.pdf",), via=((HOME, "栏目"),))
    seen = []
    for order in ((thin, rich), (rich, thin), (rich, thin, rich)):
        for one in order:
            portal.archive.record(Unit(visit=portal.visit, key=None, exchanges=(), sightings=(one,)))
        seen.append(list(portal.archive.sighted(portal.visit, complete=False)))
        portal.again()
    assert seen[0] == seen[1] == seen[2]
    assert [file.role for file in seen[0][0].files] == ["page", "attachment"]
    assert seen[0][0].via == ((HOME, "列表"), (HOME, "栏目"))


def test_lists_rejections_and_memory_are_kept(portal):
    listing = ListSeen(column=URL, page=0, entries=("x", "y"), total=10**12, pages=2, more=True)
    rejected = (("u", "公告", "notice"), ("u", "公告", "notice"), ("v", "年鉴", "yearbook"))
    portal.record(exchange(URL), listing=listing, rejected=rejected, memory={"见": [1]})
    portal.archive.end_visit(portal.visit, "interrupted", "ctrl-c")
    state = portal.archive.begin_visit(portal.code, NAME, HOME)
    assert (state.resumed, state.memory, state.earlier) == (True, {"见": [1]}, None)
    with portal.site.read() as reader:
        rejection = models.Rejection
        rows = reader.rows(select(rejection.url, rejection.reason).where(rejection.cycle == state.cycle))
        assert sorted(rows) == [("u", "notice"), ("v", "yearbook")]
        [row] = reader.lists(state.cycle)
        assert (row.entries, row.total, row.pages, row.more) == (["x", "y"], 2**31 - 1, 2, True)
    portal.archive.end_visit(state.id, "complete", "", VisitStats(requests=1))
    later = portal.archive.begin_visit(portal.code, NAME, HOME)
    assert (later.resumed, later.memory, later.earlier, later.earlier_outcome) == (False, None, {"见": [1]}, "complete")


def test_extractions_are_never_overwritten(portal):
    body = b"%PDF-" + portal.code.encode()
    portal.record(exchange(URL, body, headers=PDF), kind="file", sightings=(sighting(URL),))
    digest = hashlib.sha256(body).hexdigest()
    [pending] = portal.archive.pending_extractions(portal.visit)
    assert (pending.sha256, pending.media_type, pending.name) == (digest, "application/pdf", URL)
    portal.archive.record_extraction(digest, extracted("一", extractor="pdf", media_type="application/pdf"))
    assert portal.archive.pending_extractions(portal.visit) == []
    portal.archive.commit()
    portal.archive.record_extraction(digest, extracted("二", extractor="pdf"))
    assert next(portal.archive.sighted(portal.visit, complete=False)).files[0].extracted.text == "一"
    assert portal.archive.pending_extractions(portal.visit, {"pdf": 1}) == []
    assert len(portal.archive.pending_extractions(portal.visit, {"pdf": 2})) == 1
    assert len(portal.archive.pending_extractions(portal.visit, every=True)) == 1
    portal.archive.record_extraction(digest, extracted("", 2, extractor="pdf", status="timeout"))
    assert next(portal.archive.sighted(portal.visit, complete=False)).files[0].extracted.text == "一"
    portal.archive.record_extraction(digest, extracted("三", 3, extractor="pdf"))
    assert next(portal.archive.sighted(portal.visit, complete=False)).files[0].extracted.text == "三"


def test_portals_are_ordered_by_their_need(shared, code):
    archive = shared[1]
    cut, old, recent, never = (f"{code}{letter}" for letter in "cora")
    for portal, outcome in ((old, "complete"), (recent, "unreachable"), (cut, "complete"), (cut, "interrupted")):
        archive.end_visit(archive.begin_visit(portal, "", "").id, outcome, "")
    assert archive.visits.by_last_visit([recent, old, never, cut]) == [cut, never, old, recent]
